package org.offhook.loop;

/**
 * Source of random bits: secure on a real host (tags and branches must not be guessed, RFC 3261
 * §19.3), seeded in the simulated world.
 */
public interface Randomness {

  /** 64 random bits. */
  long nextLong();

  /** Fills all of {@code bytes}. */
  void nextBytes(byte[] bytes);

  /** Evenly distributed from 0 (inclusive) to {@code bound} (exclusive). */
  default long below(long bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    return Math.floorMod(nextLong() >>> 1, bound);
  }
}
