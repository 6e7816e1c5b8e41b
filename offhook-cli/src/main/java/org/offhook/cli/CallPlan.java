package org.offhook.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code offhook call} is to do.
 *
 * @param calls how many
 * @param rate how many begin in a second
 * @param times when something is to be done in each
 * @param hold whether to hold and resume
 */
record CallPlan(int calls, double rate, Times times, boolean hold) {

  /**
   * When something is to be done in each call.
   *
   * @param duration when to hang up; null leaves that to the other side
   * @param cancelAfter when to cancel; null does not
   * @param answerWithin when to give up without an answer; null leaves that to the protocol
   */
  record Times(
      @Nullable Duration duration,
      @Nullable Duration cancelAfter,
      @Nullable Duration answerWithin) {}

  boolean isLoad() {
    return calls > 1;
  }

  Optional<Duration> duration() {
    return Optional.ofNullable(times.duration());
  }

  Optional<Duration> cancelAfter() {
    return Optional.ofNullable(times.cancelAfter());
  }

  Optional<Duration> answerWithin() {
    return Optional.ofNullable(times.answerWithin());
  }

  /** How long the other side is on hold. */
  Duration holdFor() {
    return duration().map(time -> time.dividedBy(2)).orElse(Duration.ofSeconds(1));
  }

  /** When call number {@code n}, counted from 0, begins. */
  long startNanos(int n) {
    return Math.round(n * 1e9 / rate);
  }
}
