package org.offhook.event;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.ua.UserAgentCore;

/**
 * What is subscribed to, where, and how: RFC 6665 §4.1.2.1. Each attempt is a request of its own.
 *
 * @param place where it is sent
 * @param event the package, with its id and other parameters
 * @param asked what is asked for beside it
 * @param edit adds header rows and a body
 * @param written the whole SUBSCRIBE that begins it, where the application wrote it
 */
public record SubscribePlan(
    Place place,
    ParameterizedToken event,
    Asked asked,
    UnaryOperator<SipRequest.Builder> edit,
    @Nullable SipRequest written) {

  /**
   * Where a SUBSCRIBE is sent.
   *
   * @param target whose state is of interest
   * @param from who asks; null for the agent's own identity
   * @param nextHop where to send it; null follows its routing headers
   * @param dialog the dialog it is sent in; null if its first NOTIFY shall make one
   */
  public record Place(
      Uri target, @Nullable NameAddr from, @Nullable Uri nextHop, @Nullable Dialog dialog) {}

  /** A SUBSCRIBE with new identifiers, or the next one of the dialog. */
  SubscriberUsage.Plan begin(UserAgentCore core, List<HeaderField> rows, boolean again) {
    if (written != null) {
      var attempt = again ? renewed(core, written) : written.toBuilder();
      rows.forEach(row -> attempt.raw(row.name(), row.value()));
      return new SubscriberUsage.Plan(attempt.build(), null, place.nextHop(), asked);
    }
    var dialog = place.dialog();
    var request = dialog != null ? dialog.request(Method.SUBSCRIBE) : outside(core);
    request.set(HeaderName.EVENT, event).set(HeaderName.EXPIRES, asked.seconds());
    if (!asked.accept().isEmpty()) {
      request.setAll(HeaderName.ACCEPT, asked.accept());
    }
    rows.forEach(row -> request.raw(row.name(), row.value()));
    return new SubscriberUsage.Plan(edit.apply(request).build(), dialog, place.nextHop(), asked);
  }

  /** The same once more, as another dialog: with a tag of its own. */
  private SipRequest.Builder renewed(UserAgentCore core, SipRequest before) {
    return before.toBuilder()
        .set(HeaderName.FROM, before.from().without("tag").withTag(core.newTag()))
        .set(HeaderName.EXPIRES, asked.seconds());
  }

  private SipRequest.Builder outside(UserAgentCore core) {
    var from = place.from();
    var own = core.newRequest(Method.SUBSCRIBE, place.target());
    return from == null ? own : own.set(HeaderName.FROM, from.withTag(core.newTag()));
  }
}
