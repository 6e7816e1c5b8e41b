package org.offhook.invite;

import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RAck;
import org.offhook.message.SipResponse;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.Timers;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.ReliableProvisionals;

/**
 * The provisional answers to one INVITE: repeated now and then so that proxies keep waiting (RFC
 * 3261 §13.3.1.1); reliable ones in order, each until its PRACK is there (RFC 3262 §3).
 */
final class CalleeProgress {

  private static final Duration REPEAT = Duration.ofMinutes(1);
  private static final Duration REPEAT_RELIABLE = Duration.ofSeconds(150);
  private static final long FIRST_RSEQ_BOUND = Integer.MAX_VALUE;

  /**
   * A provisional answer that was not sent yet.
   *
   * @param description what it says about the session; null if nothing
   */
  record Answer(SipResponse.Builder response, @Nullable SessionDescription description) {}

  /** A reliable answer without PRACK. */
  private record InFlight(SipResponse response, boolean described) {}

  private final Loop loop;
  private final Timers timers;
  private final InboundRequest inbound;
  private final InviteSession session;
  private final Runnable neverAcknowledged;
  private final ArrayDeque<Answer> waiting = new ArrayDeque<>(1);
  private @Nullable InFlight inFlight;
  private @Nullable TimerHandle timer;
  private @Nullable TimerHandle repeat;
  private long rSeq;
  private long interval;
  private long deadline;

  /** For the early dialog's session. */
  CalleeProgress(InboundRequest inbound, InviteSession session, Runnable neverAcknowledged) {
    this.loop = session.core().loop();
    this.timers = session.core().transactions().timers();
    this.inbound = inbound;
    this.session = session;
    this.neverAcknowledged = neverAcknowledged;
  }

  /** Sends an answer that may get lost; its description says what the answer will be. */
  void send(Answer answer) {
    if (answer.description() != null) {
      Reply.describe(answer.response(), answer.description());
    }
    var response = answer.response().build();
    inbound.respond(response);
    repeatAfter(REPEAT, () -> repeat(response));
  }

  private void repeat(SipResponse response) {
    inbound.respond(response);
    repeatAfter(REPEAT, () -> repeat(response));
  }

  private void repeatAfter(Duration time, Runnable again) {
    if (repeat != null) {
      repeat.cancel();
    }
    repeat = loop.after(time, again);
  }

  /** Whether one was sent reliably: then all further ones are, or they would overtake it. */
  boolean isReliable() {
    return rSeq != 0;
  }

  /** Sends an answer reliably, after those before it have their PRACK. */
  void sendReliably(Answer answer) {
    if (inFlight == null) {
      leave(answer);
    } else {
      waiting.add(answer);
    }
  }

  private void leave(Answer answer) {
    rSeq = rSeq == 0 ? 1 + loop.random().below(FIRST_RSEQ_BOUND) : rSeq + 1;
    boolean described = answer.description() != null && describe(answer.response(), answer);
    var response =
        answer
            .response()
            .set(HeaderName.REQUIRE, ReliableProvisionals.OPTION_TAG)
            .set(HeaderName.RSEQ, rSeq)
            .build();
    inFlight = new InFlight(response, described);
    interval = timers.t1();
    deadline = loop.time().nanos() + timers.giveUp();
    inbound.respond(response);
    schedule(response);
    var status = response.status();
    repeatAfter(REPEAT_RELIABLE, () -> sendReliably(new Answer(inbound.response(status), null)));
  }

  /** The answer or the offer goes out; after the first exchange there is nothing to say. */
  private boolean describe(SipResponse.Builder response, Answer answer) {
    var media = session.media();
    var description = answer.description();
    if (description == null || media.isAgreed() || media.open() == OfferAnswerState.Open.LOCAL) {
      return false;
    }
    if (media.open() == OfferAnswerState.Open.REMOTE) {
      media.answerSent(description);
    } else {
      media.offerSent(description);
    }
    session.local().wants(description);
    Reply.describe(response, description);
    return true;
  }

  /** At T1, doubling without a bound, until 64·T1 have passed (RFC 3262 §3). */
  private void schedule(SipResponse response) {
    long left = deadline - loop.time().nanos();
    timer = loop.after(Math.min(interval, left), () -> transmitAgain(response));
    interval *= 2;
  }

  private void transmitAgain(SipResponse response) {
    timer = null;
    if (loop.time().nanos() - deadline >= 0) {
      neverAcknowledged.run();
    } else {
      if (inbound.transaction().mayRepeat(response.toBytes().length)) {
        inbound.respond(response);
      }
      schedule(response);
    }
  }

  /** Whether a 2xx has to wait: a description was sent, or will be, and has no PRACK. */
  boolean holdsBackSuccess() {
    return inFlight != null
        && (inFlight.described() || waiting.stream().anyMatch(one -> one.description() != null));
  }

  /** Whether a PRACK is owed for something. */
  boolean isAwaited() {
    return inFlight != null;
  }

  /**
   * A PRACK arrived.
   *
   * @return false if nothing that was sent is meant by it
   */
  boolean acknowledged(RAck rAck) {
    var open = inFlight;
    if (open == null
        || rAck.rseq() != open.response().headers().get(HeaderName.RSEQ).orElseThrow()
        || rAck.cseq().number() != open.response().cSeq().number()
        || !rAck.cseq().method().equals(Method.INVITE)) {
      return false;
    }
    inFlight = null;
    stopTimer();
    return true;
  }

  /** Sends what waits, after the answer to a PRACK. */
  void next() {
    if (inFlight == null && !waiting.isEmpty()) {
      leave(waiting.remove());
    }
  }

  /** There is a final answer: nothing is sent any more, but a PRACK may still come. */
  void stop() {
    waiting.clear();
    stopTimer();
    if (repeat != null) {
      repeat.cancel();
      repeat = null;
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
