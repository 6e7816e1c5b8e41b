package org.offhook.invite;

import org.offhook.loop.Randomness;

/** How long to wait after a 491 before the same change is asked for again: RFC 3261 §14.1. */
final class Glare {

  private static final long STEP_NANOS = 10_000_000L;

  private Glare() {}

  /**
   * A random time in nanoseconds, in steps of 10 ms.
   *
   * @param ownsCallId whether this side made the dialog's Call-ID: then 2.1 to 4 s, else 0 to 2 s
   */
  static long backOffNanos(boolean ownsCallId, Randomness random) {
    return ownsCallId ? (210 + random.below(191)) * STEP_NANOS : random.below(201) * STEP_NANOS;
  }
}
