package org.offhook.invite;

import java.util.List;
import org.offhook.message.HeaderField;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;
import org.offhook.ua.Outgoing;
import org.offhook.ua.SendFailure;
import org.offhook.ua.SendHandler;

/** The end of a session by BYE, from either side: RFC 3261 §15.1. */
final class Bye implements SendHandler {

  private final InviteSession session;
  private final SessionEnd end;
  private final List<HeaderField> rows;

  Bye(InviteSession session, SessionEnd end, List<HeaderField> rows) {
    this.session = session;
    this.end = end;
    this.rows = rows;
  }

  /** Sends it; the session is over at once, whatever the answer is (§15.1.1). */
  void send() {
    var request = session.dialog().request(Method.BYE);
    rows.forEach(row -> request.raw(row.name(), row.value()));
    session.end(end);
    session
        .core()
        .sender()
        .send(
            Outgoing.of(request.build()).dialog(session.dialog()).digest(session.digest()).build(),
            this);
  }

  @Override
  public void finalResponse(SipResponse response, SipRequest asSent) {
    session.dialog().remove(session);
  }

  @Override
  public void failed(SendFailure failure) {
    session.dialog().remove(session);
  }

  /** The peer hung up (§15.1.2). */
  static void received(InviteSession session, ServerTransaction transaction) {
    var request = transaction.request();
    if (session.isOver()) {
      session.respond(transaction, Status.OK);
      return;
    }
    var end = new SessionEnd(SessionEnd.Kind.REMOTE, "the peer hung up", request);
    Runnable ok =
        () -> {
          session.respond(transaction, Status.OK);
          over(session, end);
        };
    switch (session.core().settings().automatic().mode(Automatic.ANSWER_BYE)) {
      case AUTO -> ok.run();
      case MANUAL ->
          session
              .tell()
              .asks(Automatic.ANSWER_BYE, request, ok, () -> handOver(session, transaction, end));
      case OFF -> handOver(session, transaction, end);
    }
  }

  /** The application answers the BYE itself; the session is over all the same. */
  private static void handOver(
      InviteSession session, ServerTransaction transaction, SessionEnd end) {
    session.tell().request(transaction);
    over(session, end);
  }

  private static void over(InviteSession session, SessionEnd end) {
    session.end(end);
    session.dialog().remove(session);
  }
}
