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
  private @Nullable Pending<? extends Outcome> waiting;
  private boolean over;

  /** For a call that was answered just now; {@code failed} is told what could not be done. */
  Script(
      EventLoop loop, CallReport tell, AfterAnswer plan, Call call, Consumer<Failure> failed) {
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
      steps.add(new Step(CallReport.event("resumed", call), "resumed", plan::holdFor, call::resume));
    }
    var target = plan.transferTo();
    if (target != null) {
      steps.add(
          new Step(
              CallReport.event("transferred", call),
              "transferred",
              this::left,
              () -> transfer(target)));
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
    var step = steps.peek();
    if (over) {
      return;
    }
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
      steps.clear();
      if (outcome instanceof TransferOutcome transfer) {
        notTransferred(transfer);
      }
      failed.accept(Failure.refused("not " + step.text() + ": " + outcome.reason()));
    }
    begin();
  }

  private void notTransferred(TransferOutcome outcome) {
    var status =
        switch (outcome) {
          case TransferOutcome.Refused refused -> refused.status();
          case TransferOutcome.NotAccepted refused -> refused.status();
          default -> null;
        };
    var event = CallReport.event("transfer-failed", call);
    tell.done(
        withStatus(event, status).put("reason", outcome.reason()),
        "not transferred: " + outcome.reason());
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

  private void end() {
    if (plan.duration() == null) {
      return;
    }
    var left = left();
    if (plan.duration().isZero() || left.isZero()) {
      call.hangUp();
    } else {
      loop.after(left, call::hangUp);
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
    if (!steps.isEmpty()) {
      failed.accept(
          Failure.refused("not " + steps.remove().text() + ": the call ended before that"));
      steps.clear();
    }
    then.run();
  }
}
