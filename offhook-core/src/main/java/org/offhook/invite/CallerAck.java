package org.offhook.invite;

import org.jspecify.annotations.Nullable;

/**
 * The caller's ACK for the 2xx to its first INVITE: ready or not, sent or not (RFC 3261 §13.2.2.4).
 */
final class CallerAck {

  private @Nullable Runnable ready;
  private @Nullable Runnable undecided;
  private @Nullable Acknowledgement sent;

  /** It can be sent, when the policy or the application wants it. */
  void ready(Runnable send) {
    undecided = null;
    ready = send;
  }

  /** It lacks the answer to a late offer; {@code refuse} acknowledges with a refusal. */
  void undecided(Runnable refuse) {
    undecided = refuse;
  }

  /** Sends it, if it is ready and was not sent. */
  void sendNow() {
    var send = ready;
    ready = null;
    if (send != null) {
      send.run();
    }
  }

  /** The call is hung up: it has to leave before the BYE. */
  void sendBeforeBye() {
    var refuse = undecided;
    undecided = null;
    if (refuse != null) {
      refuse.run();
    }
    sendNow();
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
