package org.offhook.ua;

import org.offhook.loop.Randomness;

/**
 * How long to wait before another try: a time that doubles with each failure up to half an hour, of
 * which 50 to 100 % are waited, so that many agents do not come at once; never less than what the
 * server asked for (RFC 3261 §20.33).
 */
public final class BackOff {

  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_WAIT = 1800;
  private static final int MOST_DOUBLINGS = 10;

  private final Randomness random;
  private final long base;
  private int failures;

  /** Begins with waits of up to twice {@code base} seconds. */
  public BackOff(Randomness random, long base) {
    this.random = random;
    this.base = base;
  }

  /** It went well: the next failure is the first one. */
  public void reset() {
    failures = 0;
  }

  /** Nanoseconds until the next try after one more failure; {@code asked} seconds or 0. */
  public long next(long asked) {
    return next(asked, base);
  }

  /** As {@link #next(long)}, with waits of up to twice {@code other} seconds after one failure. */
  public long next(long asked, long other) {
    failures = Math.min(failures + 1, MOST_DOUBLINGS);
    long wait = Math.min(LONGEST_WAIT, other << failures) * SECOND;
    long jittered = wait / 2 + random.below(wait / 2 + 1);
    return asked == 0 ? jittered : asked * SECOND + random.below(asked * SECOND / 10 + SECOND);
  }
}
