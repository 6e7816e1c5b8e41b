package org.offhook.invite;

import java.util.List;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;

/** This side hangs up with BYE: RFC 3261 §15.1.1. */
final class Bye implements SendHandler {

  private static final int MOST_TRIES = 3;

  private final InviteSession session;
  private final SessionEnd end;
  private final List<HeaderField> rows;
  private int tries;

  Bye(InviteSession session, SessionEnd end, List<HeaderField> rows) {
    this.session = session;
    this.end = end;
    this.rows = rows;
  }

  /** Sends it; the session is over at once, whatever the answer is (§15.1.1). */
  void send() {
    var request = session.dialog().request(Method.BYE);
    request.replace(rows);
    session.end(end);
    send(request.build());
  }

  private void send(SipRequest request) {
    tries++;
    session
        .core()
        .sender()
        .send(Outgoing.of(request).dialog(session.dialog()).digest(session.digest()).build(), this);
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    session.dialog().remove(session);
  }

  /** A peer that does not hear of the end would go on for ever: what was not sent is sent later. */
  @Override
  public void failed(SendFailure failure) {
    if (failure.kind() == SendFailure.Kind.TRANSPORT && tries < MOST_TRIES) {
      var loop = session.core().loop();
      loop.after(session.core().transactions().timers().t2(), this::sendAgain);
    } else {
      session.dialog().remove(session);
    }
  }

  private void sendAgain() {
    var request = session.dialog().request(Method.BYE);
    request.replace(rows);
    send(request.build());
  }
}
