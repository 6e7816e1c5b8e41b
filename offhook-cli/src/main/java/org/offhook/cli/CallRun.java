package org.offhook.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.SipEvent;
import org.offhook.SubscriptionEvent;
import org.offhook.message.Uri;
import org.offhook.sdp.SessionDescription;

/** Makes the calls of a plan: all of them on one thread, by events. */
final class CallRun {

  private static final Duration GRACE = Duration.ofMillis(50);
  private static final Duration PARTING = Duration.ofSeconds(3);

  /** One call on its way. */
  private static final class Line {
    final long begun = System.nanoTime();
    boolean cancelled;
    boolean heard;
    boolean answered;
    @Nullable Failure trouble;
    @Nullable Script script;

    void failed(Failure failure) {
      if (trouble == null) {
        trouble = failure;
      }
    }
  }

  private final Endpoint endpoint;
  private final CallReport tell;
  private final CallPlan plan;
  private final CallOptions wanted;
  private final EventLoop loop;
  private final Tally tally;
  private final Referrals referrals;
  private final Map<Call, Line> lines = new HashMap<>();
  private final long begin = System.nanoTime();
  private boolean stopping;
  private boolean gone;
  private @Nullable Failure firstTrouble;

  /**
   * For one endpoint.
   *
   * @param offer what to offer to whom if a peer asks for a call; null declines
   */
  CallRun(
      Endpoint endpoint,
      Report report,
      CallPlan plan,
      CallOptions wanted,
      @Nullable Function<Uri, SessionDescription> offer) {
    this.endpoint = endpoint;
    this.tell = new CallReport(report);
    this.plan = plan;
    this.wanted = wanted;
    this.loop = new EventLoop(endpoint, report);
    this.tally = new Tally(plan.calls());
    this.referrals = new Referrals(loop, tell, plan.after().duration(), offer);
  }

  /** Makes them all and waits until they are over; returns the exit code. */
  int run() throws InterruptedException {
    launch();
    if (plan.isLoad()) {
      loop.after(Tally.EVERY, this::progress);
    }
    try {
      loop.run(this::on, this::isOver);
    } catch (InterruptedException e) {
      stop();
      loop.run(this::on, this::isOver);
    }
    if (plan.isLoad()) {
      tally.summary(tell.report(), System.nanoTime() - begin);
    }
    if (tally.good() == plan.calls()) {
      return ExitCode.DONE;
    }
    var trouble = firstTrouble;
    if (plan.isLoad()) {
      var first = trouble == null ? "" : "; the first: " + trouble.getMessage();
      throw Failure.refused(
          (plan.calls() - tally.good())
              + " of "
              + plan.calls()
              + " calls did not go as asked"
              + first);
    }
    throw trouble != null ? trouble : Failure.refused("stopped before it was done");
  }

  private boolean isOver() {
    return gone
        || (tally.over() == (stopping ? tally.begun() : plan.calls()) && referrals.isIdle());
  }

  /** Begins what is due, and comes again for the next. */
  private void launch() {
    while (!stopping && tally.begun() < plan.calls()) {
      long wait = begin + plan.startNanos(tally.begun()) - System.nanoTime();
      if (wait > 0) {
        loop.after(Duration.ofNanos(wait), this::launch);
        return;
      }
      begin();
    }
  }

  private void begin() {
    tally.begin();
    var call = Input.of(() -> endpoint.call(wanted));
    var line = new Line();
    lines.put(call, line);
    tell.calling(call);
    plan.cancelAfter().ifPresent(time -> loop.after(time, () -> cancel(call, line)));
    plan.answerWithin().ifPresent(time -> loop.after(time.plus(GRACE), () -> giveUp(call, line)));
  }

  private void cancel(Call call, Line line) {
    if (!line.answered && lines.containsKey(call)) {
      line.cancelled = true;
      call.hangUp();
    }
  }

  /** A peer that never answered at all is not waited for until the transaction ends. */
  private void giveUp(Call call, Line line) {
    if (!line.answered && !line.heard && lines.remove(call) != null) {
      call.hangUp();
      over(line, Failure.refused("no answer in time; " + Advice.NO_ANSWER), "no answer in time");
    }
  }

  private void progress() {
    tally.progress(tell.report());
    loop.after(Tally.EVERY, this::progress);
  }

  private void stop() {
    stopping = true;
    loop.after(PARTING, () -> gone = true);
    lines.forEach(
        (call, line) -> {
          if (!line.answered) {
            line.trouble = Failure.refused("stopped before there was an answer");
          }
          call.hangUp();
        });
    referrals.hangUp();
  }

  private void on(SipEvent event) {
    if (event instanceof SubscriptionEvent.ReferReceived asked) {
      referrals.asked(asked.refer());
    }
    if (event instanceof CallEvent about && !referrals.takes(about)) {
      var line = lines.get(about.call());
      if (line != null) {
        on(about, line);
      }
    }
  }

  private void on(CallEvent event, Line line) {
    switch (event) {
      case CallEvent.Progress progress -> {
        line.heard = true;
        tell.tell(progress);
      }
      case CallEvent.Established established -> established(established.call(), line);
      case CallEvent.TransferRequested asked -> referrals.asked(asked.refer());
      case CallEvent.Ended ended -> ended(ended, line);
      default -> tell.tell(event);
    }
  }

  private void established(Call call, Line line) {
    line.answered = true;
    long setUp = System.nanoTime() - line.begun;
    tally.answered(setUp);
    tell.done(CallReport.event("established", call).put("ms", setUp / 1e6), "established");
    if (line.cancelled || plan.cancelAfter().isPresent()) {
      line.failed(Failure.refused("answered before it was cancelled; --cancel-after less helps"));
      call.hangUp();
      return;
    }
    var script = new Script(loop, tell, plan.after(), call, failure -> failed(call, line, failure));
    line.script = script;
    script.begin();
  }

  /** What was asked for cannot be done: the call has no further use, unless it has its time. */
  private void failed(Call call, Line line, Failure failure) {
    line.failed(failure);
    if (plan.after().duration() == null) {
      call.hangUp();
    }
  }

  private void ended(CallEvent.Ended event, Line line) {
    var call = event.call();
    var script = line.script;
    if (script == null) {
      tell.tell(event);
      judge(call, line, event.end());
    } else {
      script.ending();
      tell.tell(event);
      script.ended(() -> judge(call, line, event.end()));
    }
  }

  private void judge(Call call, Line line, CallEnd end) {
    lines.remove(call);
    boolean asAsked =
        plan.cancelAfter().isPresent() ? end.cause() == CallEnd.Cause.CANCELLED : end.isOk();
    if (asAsked && line.trouble == null) {
      tally.over(true, "");
      return;
    }
    var outcome = call.outcome().now();
    var trouble =
        outcome.isPresent() ? failure(outcome.get(), line, end) : Failure.refused(end.reason());
    over(
        line,
        trouble,
        line.trouble == null ? end.reason() : String.valueOf(line.trouble.getMessage()));
  }

  private void over(Line line, Failure trouble, String reason) {
    if (firstTrouble == null) {
      firstTrouble = line.trouble != null ? line.trouble : trouble;
    }
    tally.over(false, reason);
  }

  private static Failure failure(CallOutcome outcome, Line line, CallEnd end) {
    return switch (outcome) {
      case CallOutcome.Established up -> Failure.refused(end.reason());
      case CallOutcome.Refused refused ->
          Outcomes.refused(refused.status(), refused.response().reason());
      case CallOutcome.TimedOut timedOut ->
          Failure.refused(timedOut.reason() + "; " + Advice.NO_ANSWER);
      case CallOutcome.Cancelled cancelled -> Failure.refused(cancelled.reason());
      case CallOutcome.Failed failed ->
          line.heard || end.message().isPresent()
              ? Failure.refused("the call failed: " + failed.reason())
              : Outcomes.notReached(failed.reason(), false);
    };
  }
}
