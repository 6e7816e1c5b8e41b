package org.offhook.ua;

import org.offhook.loop.Randomness;

/**
 * When to renew what a server keeps for a time: bindings (RFC 3261 §10.2.4), published states (RFC
 * 3903 §4.3).
 */
public final class Renewal {

  private static final long SECOND = 1_000_000_000L;

  private Renewal() {}

  /**
   * Nanoseconds from the grant to its renewal: 50 to 90 % of the lifetime, and no later than the
   * margin before its end, where half the lifetime is before that.
   *
   * @param margin nanoseconds that a request may take until it is known to have failed
   */
  public static long after(long seconds, long margin, Randomness random) {
    long lifetime = seconds * SECOND;
    long half = lifetime / 2;
    long latest = Math.min(lifetime / 10 * 9, lifetime - margin);
    long band = latest > half ? latest - half : lifetime / 10;
    return half + random.below(band + 1);
  }
}
