package org.offhook.invite;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogId;
import org.offhook.dialog.DialogTable;
import org.offhook.message.HeaderName;
import org.offhook.message.Replaces;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.ua.UserAgentCore;

/**
 * What an INVITE with Replaces or Join wants of a session here: RFC 3891 §3, RFC 3911 §4. Nothing
 * is touched by asking.
 */
public sealed interface Takeover {

  /** It wants nothing, or what this agent does not support. */
  record None() implements Takeover {}

  /** It gets this answer. */
  record Refused(Status status) implements Takeover {}

  /** It wants to take the place of this session. */
  record Replacing(InviteSession session) implements Takeover {}

  /** It wants to be mixed with this session. */
  record Joining(InviteSession session) implements Takeover {}

  /**
   * What an INVITE outside a dialog wants.
   *
   * @param authorised whether the sender may do that; asked only if there is such a session
   */
  static Takeover of(UserAgentCore core, SipRequest invite, Predicate<SipRequest> authorised) {
    var can = core.settings().capabilities();
    var headers = invite.headers();
    boolean replaces = headers.contains(HeaderName.REPLACES);
    boolean joins = headers.contains(HeaderName.JOIN);
    if (!(replaces && can.supports("replaces")) && !(joins && can.supports("join"))) {
      return new None();
    }
    var name = replaces ? HeaderName.REPLACES : HeaderName.JOIN;
    var values = headers.all(name);
    if ((replaces && joins) || values.size() != 1 || headers.fault(name).isPresent()) {
      return new Refused(Status.of(400, "Not Exactly One Replaces Or Join"));
    }
    var wanted = values.getFirst();
    var session = session(core.dialogs(), wanted);
    var refusal = refusal(session, wanted);
    if (session == null || refusal != null) {
      return new Refused(refusal == null ? Status.CALL_TRANSACTION_DOES_NOT_EXIST : refusal);
    }
    if (!authorised.test(invite)) {
      return new Refused(Status.FORBIDDEN);
    }
    return replaces ? new Replacing(session) : new Joining(session);
  }

  private static @Nullable Status refusal(@Nullable InviteSession session, Replaces wanted) {
    if (session == null) {
      return Status.CALL_TRANSACTION_DOES_NOT_EXIST;
    }
    if (session.isEnding()) {
      return Status.DECLINE;
    }
    if (session.phase() == InviteSession.Phase.EARLY) {
      return session.dialog().isUac() ? null : Status.CALL_TRANSACTION_DOES_NOT_EXIST;
    }
    return wanted.earlyOnly() ? Status.BUSY_HERE : null;
  }

  private static @Nullable InviteSession session(DialogTable dialogs, Replaces wanted) {
    var dialog = dialog(dialogs, wanted);
    if (dialog == null) {
      return null;
    }
    for (var usage : dialog.usages()) {
      if (usage instanceof InviteSession session) {
        return session;
      }
    }
    return null;
  }

  /** Tags are named as this side has them; 0 stands for none as well (RFC 3891 §6.1). */
  private static @Nullable Dialog dialog(DialogTable dialogs, Replaces wanted) {
    var id = new DialogId(wanted.callId(), wanted.toTag(), wanted.fromTag());
    var found = dialogs.find(id);
    return found == null && wanted.fromTag().equals("0")
        ? dialogs.find(new DialogId(wanted.callId(), wanted.toTag(), ""))
        : found;
  }
}
