package org.offhook.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offhook.Call;
import org.offhook.Outcome;
import org.offhook.Pending;
import org.offhook.TransferOutcome;
import org.offhook.message.Status;
import org.offhook.message.Uri;

/** Plays what follows the answer of one call, one thing after the other, then ends the call. */
final class Script {

  /**
   * One thing.
   *
   * @param done the event that tells of it
   * @param text how people are told
   * @param pause how long to wait before it
   * @param verb what to do
   */
  private record Step(
      Json done,
      String text,
      Supplier<Duration> pause,
      Supplier<Pending<? extends Outcome>> verb) {}

  private final EventLoop loop;
  private final CallReport tell;
  private final AfterAnswer plan;
  private final Call call;
  private final Consumer<Failure> failed;
  private final long answered = System.nanoTime();
  private final ArrayDeque<Step> steps = new ArrayDeque<>();
  private @Nullable Step resuming;
  private @Nullable Step transferring;
  private @Nullable Pending<? extends Outcome> waiting;
  private boolean over;

  /** For a call that was answered just now; {@code failed} is told what could not be done. */
  Script(EventLoop loop, CallReport tell, AfterAnswer plan, Call call, Consumer<Failure> failed) {
    this.loop = loop;
    this.tell = tell;
    this.plan = plan;
    this.call = call;
    this.failed = failed;
    if (plan.isMoreThanItsEnd()) {
      fill();
    }
  }

  private void fill() {
    if (plan.update()) {
      add("updated", "updated", call::update);
    }
    if (!plan.dtmf().isEmpty()) {
      steps.add(
          new Step(
              CallReport.event("dtmf-sent", call).put("digits", plan.dtmf()),
              "pressed " + plan.dtmf(),
              () -> Duration.ZERO,
              () -> call.sendDtmf(plan.dtmf())));
    }
    if (plan.hold()) {
      add("held", "held", call::hold);
      resuming =
          new Step(CallReport.event("resumed", call), "resumed", plan::holdFor, call::resume);
      steps.add(resuming);
    }
    var target = plan.transferTo();
    if (target != null) {
      transferring =
          new Step(
              CallReport.event("transferred", call),
              "transferred",
              this::left,
              () -> transfer(target));
      steps.add(transferring);
    }
  }

  private void add(String event, String text, Supplier<Pending<? extends Outcome>> verb) {
    steps.add(new Step(CallReport.event(event, call), text, () -> Duration.ZERO, verb));
  }

  private Pending<TransferOutcome> transfer(Uri target) {
    tell.done(
        CallReport.event("transfer", call).put("to", target.toString()),
        "asking to call " + target);
    return call.transfer(target.toString()).outcome();
  }

  /** Plays the first step, and what follows by itself. */
  void begin() {
    if (over) {
      return;
    }
    if (isLate()) {
      leaveOnHold();
    }
    var step = steps.peek();
    if (step == null) {
      end();
      return;
    }
    var pause = step.pause().get();
    if (pause.isZero()) {
      play(step);
    } else {
      loop.after(pause, () -> play(step));
    }
  }

  private void play(Step step) {
    if (over) {
      return;
    }
    var outcome = step.verb().get();
    waiting = outcome;
    loop.when(outcome::isDone, () -> settle(outcome));
  }

  private void settle(Pending<? extends Outcome> pending) {
    if (waiting != pending) {
      return;
    }
    waiting = null;
    var step = steps.remove();
    Outcome outcome = pending.now().orElseThrow();
    if (outcome.isOk()) {
      tell.done(step.done(), step.text());
    } else {
      fail(step, outcome.reason(), outcome instanceof TransferOutcome end ? status(end) : null);
    }
    begin();
  }

  /** Nothing that was to follow is done any more. */
  private void fail(Step step, String reason, @Nullable Status status) {
    steps.clear();
    var text = "not " + step.text() + ": " + reason;
    boolean transfer = step.equals(transferring);
    var event =
        withStatus(CallReport.event(transfer ? "transfer-failed" : "trouble", call), status);
    tell.done(event.put("reason", transfer ? reason : text), text);
    failed.accept(Failure.refused(text));
  }

  private static @Nullable Status status(TransferOutcome outcome) {
    return switch (outcome) {
      case TransferOutcome.Refused refused -> refused.status();
      case TransferOutcome.NotAccepted refused -> refused.status();
      default -> null;
    };
  }

  private static Json withStatus(Json event, @Nullable Status status) {
    return status == null ? event : event.put("status", status.code());
  }

  /** What is left of the call's duration. */
  private Duration left() {
    var duration = plan.duration();
    if (duration == null) {
      return Duration.ZERO;
    }
    var left = duration.minusNanos(System.nanoTime() - answered);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The end of the call ends the hold, too. */
  private void leaveOnHold() {
    if (resuming != null && resuming.equals(steps.peek())) {
      steps.remove();
    }
  }

  /** Whether the call's duration is over. */
  private boolean isLate() {
    return plan.duration() != null && left().isZero();
  }

  private void end() {
    if (isLate()) {
      call.hangUp();
    } else if (plan.duration() != null) {
      loop.after(left(), call::hangUp);
    }
  }

  /** The call is over: takes what came before that. */
  void ending() {
    over = true;
    if (waiting != null && waiting.isDone()) {
      settle(waiting);
    }
  }

  /** What was asked of the other side may be answered after the end of the call, too. */
  void ended(Runnable then) {
    var last = waiting;
    if (last == null) {
      judge(then);
    } else {
      loop.when(
          last::isDone,
          () -> {
            settle(last);
            judge(then);
          });
    }
  }

  private void judge(Runnable then) {
    leaveOnHold();
    var next = steps.peek();
    if (next != null) {
      fail(next, "the call ended before that", null);
    }
    then.run();
  }
}
