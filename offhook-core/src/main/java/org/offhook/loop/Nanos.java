package org.offhook.loop;

import java.time.Duration;

/** Durations as nanoseconds. */
public final class Nanos {

  private Nanos() {}

  /** The duration; {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE} where it is too long. */
  public static long of(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException e) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
