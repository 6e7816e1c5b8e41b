package org.offhook.register;

import org.offhook.loop.Randomness;

/** When to renew a binding (RFC 3261 §10.2.4) and when to try again after a failure. */
final class RetryTimes {

  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_WAIT = 1800;
  private static final long BASE_WAIT = 30;
  private static final long BASE_WAIT_BESIDE_OTHERS = 90;

  private final Randomness random;

  /** 64 × T1: what a REGISTER may take until it is known to have failed. */
  private final long margin;

  private int failures;

  RetryTimes(Randomness random, long margin) {
    this.random = random;
    this.margin = margin;
  }

  /**
   * Nanoseconds from the grant to its renewal: 50 to 90 % of the lifetime, and no later than the
   * margin before its end, where half the lifetime is before that.
   */
  long refreshAfter(long grantedSeconds) {
    failures = 0;
    long lifetime = grantedSeconds * SECOND;
    long half = lifetime / 2;
    long latest = Math.min(lifetime / 10 * 9, lifetime - margin);
    long band = latest > half ? latest - half : lifetime / 10;
    return half + random.below(band + 1);
  }

  /**
   * Nanoseconds until the next try: 50 to 100 % of a time that doubles with each failure from 60 s,
   * or 180 s where another flow of the same registration is up, to half an hour (RFC 5626 §4.5);
   * not before what the registrar asked for.
   */
  long retryAfter(long askedSeconds, boolean othersUp) {
    failures = Math.min(failures + 1, 10);
    long base = othersUp ? BASE_WAIT_BESIDE_OTHERS : BASE_WAIT;
    long wait = Math.min(LONGEST_WAIT, base << failures) * SECOND;
    long jittered = wait / 2 + random.below(wait / 2 + 1);
    long asked = askedSeconds * SECOND;
    return asked == 0 ? jittered : asked + random.below(asked / 10 + SECOND);
  }
}
