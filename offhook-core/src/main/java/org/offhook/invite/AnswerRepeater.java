package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.message.SipResponse;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.Timers;
import org.offhook.transport.Flow;

/**
 * Repeats a 2xx to INVITE until its ACK comes: RFC 3261 §13.3.1.4. On every transport, at T1,
 * doubling to T2; after 64·T1 it gives up.
 */
final class AnswerRepeater {

  private final Loop loop;
  private final Timers timers;
  private final ServerTransaction transaction;
  private final SipResponse answer;
  private final Runnable gaveUp;
  private final long deadline;
  private long interval;
  private @Nullable TimerHandle timer;

  AnswerRepeater(
      Loop loop,
      Timers timers,
      ServerTransaction transaction,
      SipResponse answer,
      Runnable gaveUp) {
    this.loop = loop;
    this.timers = timers;
    this.transaction = transaction;
    this.answer = answer;
    this.gaveUp = gaveUp;
    this.deadline = loop.time().nanos() + timers.giveUp();
    this.interval = timers.t1();
  }

  /** Sends the answer for the first time. */
  void start() {
    transaction.respond(answer);
    schedule();
  }

  private void schedule() {
    long left = deadline - loop.time().nanos();
    timer = loop.after(Math.min(interval, left), this::fire);
  }

  private void fire() {
    if (loop.time().nanos() - deadline >= 0) {
      timer = null;
      gaveUp.run();
      return;
    }
    if (transaction.mayRepeat(answer.toBytes().length)) {
      transaction.respond(answer);
    }
    interval = Math.min(2 * interval, timers.t2());
    schedule();
  }

  /** Whether an ACK for this answer is awaited, by its CSeq number. */
  boolean awaits(long cSeqNumber) {
    return answer.cSeq().number() == cSeqNumber;
  }

  /** The ACK came by this flow. */
  void acknowledged(Flow by) {
    transaction.proven(by);
    stop();
  }

  /** The ACK came, or nobody cares any more. */
  void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  SipResponse answer() {
    return answer;
  }
}
