package org.offhook.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code offhook call} is to do.
 *
 * @param calls how many
 * @param rate how many begin in a second
 * @param times when something is to be done before the answer
 * @param after what follows the answer
 */
record CallPlan(int calls, double rate, Times times, AfterAnswer after) {

  /**
   * When something is to be done in each call.
   *
   * @param cancelAfter when to cancel; null does not
   * @param answerWithin when to give up without an answer; null leaves that to the protocol
   */
  record Times(@Nullable Duration cancelAfter, @Nullable Duration answerWithin) {}

  boolean isLoad() {
    return calls > 1;
  }

  Optional<Duration> cancelAfter() {
    return Optional.ofNullable(times.cancelAfter());
  }

  Optional<Duration> answerWithin() {
    return Optional.ofNullable(times.answerWithin());
  }

  /** When call number {@code n}, counted from 0, begins. */
  long startNanos(int n) {
    return Math.round(n * 1e9 / rate);
  }
}
