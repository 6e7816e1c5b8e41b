package org.offhook.invite;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.SipRequest;

/**
 * The caller's ACK for the 2xx to its first INVITE: ready or not, sent or not (RFC 3261 §13.2.2.4).
 */
final class CallerAck {

  private @Nullable Consumer<List<HeaderField>> ready;
  private @Nullable Runnable undecided;
  private @Nullable LateOffer late;
  private @Nullable SipRequest invite;
  private @Nullable SipRequest written;
  private @Nullable Acknowledgement sent;

  /** The INVITE that was answered, as it was sent. */
  void answers(SipRequest asSent) {
    invite = asSent;
  }

  /** The INVITE that was answered last; null before. */
  @Nullable SipRequest invite() {
    return invite;
  }

  /** It leaves as the application wrote it, with its answer to a late offer; if none was sent. */
  void sendNow(SipRequest byApplication) {
    var offer = late;
    if (ready == null && offer == null) {
      return;
    }
    written = byApplication;
    var answer = SdpBody.of(byApplication).readable();
    if (offer != null && answer.isPresent()) {
      offer.accept(answer.get(), List.of());
    }
    sendNow(List.of());
    written = null;
  }

  /** What the application wrote, for the ACK that is being made; null if it wrote none. */
  @Nullable SipRequest written() {
    return written;
  }

  /** It can be sent, when the policy or the application wants it. */
  void ready(Consumer<List<HeaderField>> send) {
    decided();
    ready = send;
  }

  /** It lacks the application's answer to a late offer; hanging up before that refuses. */
  void awaits(LateOffer offer, Runnable refuse) {
    late = offer;
    undecided =
        () -> {
          if (offer.hungUp()) {
            refuse.run();
          }
        };
  }

  /** The late offer is decided. */
  void decided() {
    undecided = null;
    late = null;
  }

  /** Sends it with these extra rows, if it is ready and was not sent. */
  void sendNow(List<HeaderField> rows) {
    var send = ready;
    ready = null;
    if (send != null) {
      send.accept(rows);
    }
  }

  /** The call is hung up: it has to leave before the BYE. */
  void sendBeforeBye() {
    var refuse = undecided;
    undecided = null;
    if (refuse != null) {
      refuse.run();
    }
    sendNow(List.of());
  }

  void sent(Acknowledgement acknowledgement) {
    sent = acknowledgement;
    acknowledgement.send();
  }

  boolean wasSent() {
    return sent != null;
  }

  /** The 2xx came again. */
  void sendAgain(long cSeqNumber) {
    if (sent != null && sent.matches(cSeqNumber)) {
      sent.send();
    }
  }
}
