package org.offhook.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.OfferOutcome;
import org.offhook.Pending;
import org.offhook.SipEvent;

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
  }

  private final Endpoint endpoint;
  private final Report report;
  private final CallPlan plan;
  private final CallOptions wanted;
  private final EventLoop loop;
  private final Tally tally;
  private final Map<Call, Line> lines = new HashMap<>();
  private final long begin = System.nanoTime();
  private boolean stopping;
  private boolean gone;
  private @Nullable Failure firstTrouble;

  CallRun(Endpoint endpoint, Report report, CallPlan plan, CallOptions wanted) {
    this.endpoint = endpoint;
    this.report = report;
    this.plan = plan;
    this.wanted = wanted;
    this.loop = new EventLoop(endpoint, report);
    this.tally = new Tally(plan.calls());
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
      tally.summary(report, System.nanoTime() - begin);
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
    return gone || tally.over() == (stopping ? tally.begun() : plan.calls());
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
    if (report.tellsEvents()) {
      var target = call.request().requestUri().toString();
      report.event(event("calling", call).put("to", target), "calling " + target);
    }
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
    tally.progress(report);
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
  }

  private void on(SipEvent event) {
    if (!(event instanceof CallEvent about)) {
      return;
    }
    var call = about.call();
    var line = lines.get(call);
    if (line == null) {
      return;
    }
    switch (about) {
      case CallEvent.Progress progress -> {
        line.heard = true;
        progress(call, progress);
      }
      case CallEvent.Established established -> established(call, line);
      case CallEvent.SessionChanged changed -> changed(call, changed);
      case CallEvent.Ended ended -> ended(call, line, ended.end());
      case CallEvent.InfoReceived info ->
          report.event(
              event("info", call).put("method", info.request().method().name()), info.toString());
      default -> {}
    }
  }

  private static Json event(String name, Call call) {
    return Json.event(name).put("call", call.callId());
  }

  private void progress(Call call, CallEvent.Progress progress) {
    if (report.tellsEvents()) {
      int code = progress.status().code();
      var reason = progress.response().reason();
      report.event(
          event("progress", call)
              .put("status", code)
              .put("reason", reason)
              .put("early_media", progress.earlyMedia().isPresent()),
          code + " " + reason);
    }
  }

  private void changed(Call call, CallEvent.SessionChanged changed) {
    if (report.tellsEvents()) {
      report.event(
          event("changed", call).put("by_peer", changed.byPeer()).put("held", call.isHolding()),
          changed.byPeer() ? "the other side changed the session" : "session changed");
    }
  }

  private void established(Call call, Line line) {
    line.answered = true;
    long setUp = System.nanoTime() - line.begun;
    tally.answered(setUp);
    if (report.tellsEvents()) {
      report.event(event("established", call).put("ms", setUp / 1e6), "established");
    }
    if (line.cancelled || plan.cancelAfter().isPresent()) {
      line.trouble = Failure.refused("answered before it was cancelled; --cancel-after less helps");
      call.hangUp();
      return;
    }
    if (plan.hold()) {
      change(call, line, call.hold(), "held");
      loop.after(plan.holdFor(), () -> change(call, line, call.resume(), "resumed"));
    }
    plan.duration()
        .ifPresent(
            time -> {
              if (time.isZero() && !plan.hold()) {
                call.hangUp();
              } else {
                loop.after(time, () -> hangUp(call));
              }
            });
  }

  private void hangUp(Call call) {
    if (lines.containsKey(call)) {
      call.hangUp();
    }
  }

  /** Waits for what becomes of a change, without a thread. */
  private void change(Call call, Line line, Pending<OfferOutcome> change, String what) {
    loop.when(
        change::isDone,
        () -> {
          var outcome = change.now().orElseThrow();
          if (outcome.isOk()) {
            report.event(event(what, call), what);
          } else if (lines.containsKey(call)) {
            line.trouble = Failure.refused("not " + what + ": " + outcome.reason());
          }
        });
  }

  private void ended(Call call, Line line, CallEnd end) {
    lines.remove(call);
    if (report.tellsEvents()) {
      report.event(
          event("ended", call).put("cause", cause(end)).put("reason", end.reason()),
          "ended: " + end.reason());
    }
    boolean asAsked =
        plan.cancelAfter().isPresent() ? end.cause() == CallEnd.Cause.CANCELLED : end.isOk();
    if (asAsked && line.trouble == null) {
      tally.over(true, "");
      return;
    }
    var outcome = call.outcome().now();
    var trouble =
        outcome.isPresent() ? failure(outcome.get(), line, end) : Failure.refused(end.reason());
    over(line, trouble, end.reason());
  }

  private void over(Line line, Failure trouble, String reason) {
    if (firstTrouble == null) {
      firstTrouble = line.trouble != null ? line.trouble : trouble;
    }
    tally.over(false, reason);
  }

  static String cause(CallEnd end) {
    return end.cause().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
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
