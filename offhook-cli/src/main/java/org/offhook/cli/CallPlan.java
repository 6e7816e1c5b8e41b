package org.offhook.cli;

import java.time.Duration;
import java.util.Optional;

/**
 * What {@code offhook call} is to do.
 *
 * @param calls how many
 * @param rate how many begin in a second
 * @param duration when to hang up; empty leaves that to the other side
 * @param cancelAfter when to cancel; empty does not
 * @param hold whether to hold and resume
 */
record CallPlan(
    int calls,
    double rate,
    Optional<Duration> duration,
    Optional<Duration> cancelAfter,
    boolean hold) {

  boolean isLoad() {
    return calls > 1;
  }

  /** How long the other side is on hold. */
  Duration holdFor() {
    return duration.map(time -> time.dividedBy(2)).orElse(Duration.ofSeconds(1));
  }

  /** When call number {@code n}, counted from 0, begins. */
  long startNanos(int n) {
    return Math.round(n * 1e9 / rate);
  }
}
