package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * A PRACK with an offer, after the first exchange is done: RFC 3262 §5. Answered in its 200 from
 * what this side can do, or by the application; undecided for 32·T1 it is refused.
 */
final class IncomingPrack implements OpenOffer {

  private static final int WARN_OTHER = 399;
  private static final String WARN_AGENT = "endpoint";

  private final InviteSession session;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private final SessionDescription offer;
  private final Runnable answered;
  private @Nullable TimerHandle limit;
  // read by any thread
  private volatile boolean decided;

  /**
   * Takes the offer.
   *
   * @param answered what happens after the PRACK has its answer
   */
  IncomingPrack(
      InviteSession session,
      ServerTransaction transaction,
      SessionDescription offer,
      Runnable answered) {
    this.session = session;
    this.transaction = transaction;
    this.request = transaction.request();
    this.offer = offer;
    this.answered = answered;
    session.media().offerReceived(offer);
  }

  void decide() {
    if (session.core().settings().automatic().mode(Automatic.ANSWER_OFFER) != AutoMode.AUTO) {
      long patience = session.core().transactions().timers().giveUp() / 2;
      limit =
          session
              .core()
              .loop()
              .after(patience, () -> refuse(Status.NOT_ACCEPTABLE_HERE, List.of()));
      session.tell().offered(this);
      return;
    }
    var reply = session.local().answer(offer, session.media().local().orElse(null));
    if (reply.description() != null) {
      accept(reply.description());
    } else {
      refuse(
          Status.NOT_ACCEPTABLE_HERE,
          List.of(new Warning(reply.warning(), WARN_AGENT, reply.reason())));
    }
  }

  @Override
  public boolean isDecided() {
    return decided;
  }

  @Override
  public SipMessage message() {
    return request;
  }

  @Override
  public Optional<SessionDescription> offer() {
    return Optional.of(offer);
  }

  @Override
  public void accept(SessionDescription description, List<HeaderField> rows) {
    if (!decideOnce()) {
      return;
    }
    var answer = session.media().next(description);
    session.media().answerSent(answer);
    var response = session.core().response(request, Status.OK);
    session.core().settings().trust().write(rows, transaction.flow(), response);
    transaction.respond(response.body(MediaType.APPLICATION_SDP, answer.toBytes()).build());
    session.tell().changed(true);
    answered.run();
  }

  @Override
  public void refuse(Status status, List<Warning> warnings, List<HeaderField> rows) {
    if (!decideOnce()) {
      return;
    }
    session.media().rollBack();
    var response = session.core().response(request, status);
    warnings.forEach(warning -> response.add(HeaderName.WARNING, warning));
    session.core().settings().trust().write(rows, transaction.flow(), response);
    transaction.respond(response.build());
    answered.run();
  }

  /** A decision after the end of the early dialog has no effect, as its second one. */
  private boolean decideOnce() {
    if (decided) {
      return false;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    if (session.isOver()) {
      session.respond(transaction, Status.CALL_TRANSACTION_DOES_NOT_EXIST);
      return false;
    }
    return true;
  }

  static Warning broken(String reason) {
    return new Warning(WARN_OTHER, WARN_AGENT, reason);
  }
}
