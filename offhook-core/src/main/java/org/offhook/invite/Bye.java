package org.offhook.invite;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;
import org.offhook.ua.Sending;

/** This side hangs up with BYE: RFC 3261 §15.1.1. */
final class Bye implements SendHandler {

  private static final int MOST_TRIES = 3;

  private final InviteSession session;
  private final SessionEnd end;
  private final Supplier<SipRequest> next;
  private final @Nullable SendHandler asked;
  private SessionListener told = Unheard.INSTANCE;
  private boolean wasSent;
  private int tries;

  /**
   * Prepares it.
   *
   * @param next makes one with the dialog's next number
   * @param asked who else is told its answer
   */
  Bye(
      InviteSession session,
      SessionEnd end,
      Supplier<SipRequest> next,
      @Nullable SendHandler asked) {
    this.session = session;
    this.end = end;
    this.next = next;
    this.asked = asked;
  }

  /** Sends it; the session is over at once, whatever the answer is (§15.1.1). */
  void send() {
    var request = next.get();
    told = session.tell();
    wasSent = true;
    session.end(end);
    send(request);
  }

  /** Whether it is on its way, or was. */
  boolean wasSent() {
    return wasSent;
  }

  private void send(SipRequest request) {
    tries++;
    // Who never acknowledged the answer may not be there at all.
    boolean sparing = end.kind() == SessionEnd.Kind.NO_ACK;
    var out = Outgoing.of(request).dialog(session.dialog()).digest(session.digest());
    session.core().sender().send(out.sparing(sparing).build(), this);
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    if (asked != null) {
      asked.finalResponse(response, asSent);
    }
    over();
  }

  private void over() {
    session.dialog().remove(session);
    told.left();
  }

  @Override
  public void asks(Automatic action, SipResponse response, Sending sending) {
    told.asks(action, response, sending::proceed, sending::decline);
  }

  /** A peer that does not hear of the end would go on for ever: what was not sent is sent later. */
  @Override
  public void failed(SendFailure failure) {
    if (failure.kind() == SendFailure.Kind.TRANSPORT && tries < MOST_TRIES) {
      var loop = session.core().loop();
      loop.after(session.core().transactions().timers().t2(), this::sendAgain);
    } else {
      if (asked != null) {
        asked.failed(failure);
      }
      over();
    }
  }

  private void sendAgain() {
    send(next.get());
  }
}
