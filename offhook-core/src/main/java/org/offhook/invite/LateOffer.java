package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;

/**
 * The callee's offer to an INVITE without one: RFC 3261 §13.2.2.4, RFC 3262 §5. Undecided for 32·T1
 * it is refused.
 */
final class LateOffer implements OpenOffer {

  private final OfferCarrier carrier;
  private final InviteSession session;
  private @Nullable TimerHandle limit;
  // read by any thread
  private volatile boolean decided;

  LateOffer(OfferCarrier carrier) {
    this.carrier = carrier;
    this.session = carrier.session();
  }

  /** Answers from what this side can do. */
  void decide() {
    var reply = session.local().answer(session.media().openOffer().orElseThrow(), null);
    if (reply.description() != null) {
      answer(reply.description());
    } else {
      refuse(Status.NOT_ACCEPTABLE_HERE, List.of());
    }
  }

  /** Asks the application. */
  void ask() {
    limit =
        session
            .core()
            .loop()
            .after(
                session.core().transactions().timers().giveUp() / 2,
                () -> refuse(Status.NOT_ACCEPTABLE_HERE, List.of()));
    carrier.ask(this);
  }

  @Override
  public boolean isDecided() {
    return decided;
  }

  @Override
  public SipMessage message() {
    return carrier.response();
  }

  @Override
  public Optional<SessionDescription> offer() {
    return SdpBody.of(carrier.response()).readable();
  }

  @Override
  public void accept(SessionDescription answer, List<HeaderField> rows) {
    if (decideOnce()) {
      session.local().wants(answer);
      send(session.media().next(answer), rows);
    }
  }

  /** The answer was made from what this side wants, which stays as it is. */
  private void answer(SessionDescription answer) {
    if (decideOnce()) {
      send(answer, List.of());
    }
  }

  private void send(SessionDescription answer, List<HeaderField> rows) {
    session.media().answerSent(answer);
    carrier.answer(answer, rows);
  }

  @Override
  public void refuse(Status status, List<Warning> warnings, List<HeaderField> rows) {
    if (decideOnce()) {
      carrier.end("the late offer was refused");
    }
  }

  /** The application hangs up without a decision: true, once. */
  boolean hungUp() {
    return decideOnce();
  }

  private boolean decideOnce() {
    if (decided || session.isOver() || session.media().open() != OfferAnswerState.Open.REMOTE) {
      return false;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    return true;
  }
}
