package org.offhook.invite;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.message.Warning;
import org.offhook.sdp.SessionDescription;

/**
 * The callee's offer in the 2xx to an INVITE without one; the answer goes into the ACK: RFC 3261
 * §13.2.2.4. Undecided for 64·T1, it is refused.
 */
final class LateOffer implements OpenOffer {

  private final CallerAnswer late;
  private final InviteSession session;
  private @Nullable TimerHandle limit;
  private boolean decided;

  LateOffer(CallerAnswer late) {
    this.late = late;
    this.session = late.session();
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

  /** Asks the listener of the session. */
  void ask() {
    limit =
        session
            .core()
            .loop()
            .after(
                session.core().transactions().timers().giveUp() / 2,
                () -> refuse(Status.NOT_ACCEPTABLE_HERE, List.of()));
    session.callerAck().undecided(this::hungUp);
    session.tell().offered(this);
  }

  @Override
  public SipMessage message() {
    return late.response();
  }

  @Override
  public Optional<SessionDescription> offer() {
    return SdpBody.of(late.response()).readable();
  }

  @Override
  public void accept(SessionDescription answer) {
    if (decideOnce()) {
      session.local().wants(answer);
      send(answer);
    }
  }

  /** The answer was made from what this side wants, which stays as it is. */
  private void answer(SessionDescription answer) {
    if (decideOnce()) {
      send(answer);
    }
  }

  private void send(SessionDescription answer) {
    session.media().answerSent(answer);
    late.acknowledge(answer);
  }

  @Override
  public void refuse(Status status, List<Warning> warnings) {
    if (decideOnce()) {
      late.end("the late offer was refused");
    }
  }

  /** The application hangs up without a decision. */
  private void hungUp() {
    if (decideOnce()) {
      late.acknowledgeRefusing();
    }
  }

  private boolean decideOnce() {
    if (decided || session.isOver()) {
      return false;
    }
    decided = true;
    if (limit != null) {
      limit.cancel();
    }
    return true;
  }
}
