package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/**
 * The peer hung up: RFC 3261 §15.1.2. The session is over, whoever answers the BYE and whenever.
 */
final class ByeReceived {

  private final InviteSession session;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private @Nullable TimerHandle limit;
  private boolean decided;

  private ByeReceived(InviteSession session, ServerTransaction transaction) {
    this.session = session;
    this.transaction = transaction;
    this.request = transaction.request();
  }

  static void handle(InviteSession session, ServerTransaction transaction) {
    if (session.isOver()) {
      session.respond(transaction, Status.OK);
      return;
    }
    var bye = new ByeReceived(session, transaction);
    switch (session.core().settings().automatic().mode(Automatic.ANSWER_BYE)) {
      case AUTO -> bye.ok();
      case MANUAL -> bye.ask();
      case OFF -> bye.handOver();
    }
  }

  private void ok() {
    if (decideOnce()) {
      session.respond(transaction, Status.OK);
      over();
    }
  }

  /** The application decides, but the BYE does not stay unanswered until its sender gives up. */
  private void ask() {
    limit =
        session.core().loop().after(session.core().transactions().timers().giveUp() / 2, this::ok);
    session.tell().asks(Automatic.ANSWER_BYE, request, this::ok, this::handOver);
  }

  /** The application answers the BYE itself. */
  private void handOver() {
    if (decideOnce()) {
      session.tell().request(transaction);
      over();
    }
  }

  private boolean decideOnce() {
    if (decided) {
      return false;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    return true;
  }

  private void over() {
    session.end(new SessionEnd(SessionEnd.Kind.REMOTE, "the peer hung up", request));
    session.dialog().remove(session);
  }
}
