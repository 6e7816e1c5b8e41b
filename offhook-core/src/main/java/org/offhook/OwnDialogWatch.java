package org.offhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.eventpackage.DialogInfo;
import org.offhook.eventpackage.DialogNames;
import org.offhook.eventpackage.DialogParty;
import org.offhook.eventpackage.DialogPhase;
import org.offhook.eventpackage.DialogRole;
import org.offhook.eventpackage.DialogState;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.Uri;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;

/**
 * What one subscriber knows of this endpoint's calls, and the document that it is told next: RFC
 * 4235 §3.7, §4. On the loop.
 */
final class OwnDialogWatch implements NotifyWriter {

  private final OwnDialogs dialogs;
  private final String entity;
  private final Map<String, DialogState> told = new HashMap<>();
  private final List<DialogState> ended = new ArrayList<>();
  private @Nullable Notifier notifier;

  OwnDialogWatch(OwnDialogs dialogs, String entity) {
    this.dialogs = dialogs;
    this.entity = entity;
  }

  void tells(Notifier to) {
    notifier = to;
  }

  /** A call is over; who was never told of it need not know. */
  void ended(OwnDialogs.Known known) {
    if (told.remove(known.id) != null) {
      ended.add(state(known).build());
    }
  }

  /** Tells what changed, if anything did. */
  void tell() {
    if (notifier != null && (!ended.isEmpty() || hasNews())) {
      notifier.notify(this);
    }
  }

  private boolean hasNews() {
    return dialogs.calls().stream()
        .anyMatch(known -> !state(known).build().equals(told.get(known.id)));
  }

  @Override
  public NotifyBody write(Occasion next) {
    var rows = new ArrayList<>(ended);
    ended.clear();
    for (var known : dialogs.calls()) {
      var now = state(known).build();
      if (next.full() || !now.equals(told.put(known.id, now))) {
        told.put(known.id, now);
        rows.add(withDuration(known));
      }
    }
    return NotifyBody.of(
        next.full()
            ? DialogInfo.full(entity, next.version(), rows)
            : DialogInfo.partial(entity, next.version(), rows));
  }

  private DialogState withDuration(OwnDialogs.Known known) {
    var state = state(known);
    if (known.phase == DialogPhase.CONFIRMED) {
      long nanos = dialogs.endpoint().loop().time().nanos() - known.since;
      state.duration(Duration.ofNanos(nanos));
    }
    return state.build();
  }

  private static DialogState.Builder state(OwnDialogs.Known known) {
    var call = known.call;
    var dialog = call.calls().currentDialog();
    boolean calling = call instanceof OutgoingCall;
    var own = calling ? call.request().from() : call.request().to();
    var state =
        DialogState.builder(known.id, known.phase)
            .role(calling ? DialogRole.INITIATOR : DialogRole.RECIPIENT)
            .code(known.code)
            .names(names(call, dialog))
            .local(
                party(
                    own,
                    dialog.map(Dialog::localContact).map(Contact::uri),
                    known.phase == DialogPhase.CONFIRMED,
                    call.isHolding()))
            .remote(
                party(
                    call.remoteParty().address(),
                    dialog.map(Dialog::remoteTarget),
                    known.phase == DialogPhase.CONFIRMED,
                    isHeld(call.remoteDescription().orElse(null))));
    if (known.end != null) {
      state.end(known.end);
    }
    return state;
  }

  private static boolean isHeld(@Nullable SessionDescription remote) {
    return remote != null && OfferAnswer.isHeld(remote);
  }

  private static DialogNames names(Call call, Optional<Dialog> dialog) {
    if (dialog.isPresent()) {
      var id = dialog.get().id();
      return new DialogNames(
          id.callId(), id.localTag(), id.remoteTag().isEmpty() ? null : id.remoteTag());
    }
    var from = call.request().from().tag().orElse(null);
    return call instanceof OutgoingCall
        ? new DialogNames(call.callId(), from, null)
        : new DialogNames(call.callId(), null, from);
  }

  /** Who holds does not render (RFC 4235 §4.1.6.2). */
  private static DialogParty party(NameAddr who, Optional<Uri> target, boolean up, boolean holds) {
    var side = DialogParty.builder().identity(who.uri().toString(), who.displayName().orElse(null));
    if (target.isPresent()) {
      side.target(target.get().toString());
      if (up) {
        side.targetParameter("+sip.rendering", holds ? "no" : "yes");
      }
    }
    return side.build();
  }
}
