package org.offhook.cli;

import java.time.Duration;
import java.util.Locale;

/** Times as users write them. */
final class Seconds {

  private static final double MOST = 1e9;

  private Seconds() {}

  /** A time of zero or more. */
  static Duration of(String option, double seconds) {
    if (!(seconds >= 0 && seconds <= MOST)) {
      throw Failure.usage(option + " takes seconds, 0 or more, such as 1.5");
    }
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  /** A time of more than zero. */
  static Duration positive(String option, double seconds) {
    if (!(seconds > 0)) {
      throw Failure.usage(option + " takes seconds, more than 0, such as 1.5");
    }
    return of(option, seconds);
  }

  /** As people read it. */
  static String text(Duration time) {
    return String.format(Locale.ROOT, "%.3g s", time.toNanos() / 1e9);
  }

  /** Milliseconds. */
  static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }
}
