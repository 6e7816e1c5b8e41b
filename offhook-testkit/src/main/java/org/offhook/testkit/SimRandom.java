package org.offhook.testkit;

import org.offhook.loop.Randomness;

/** Seeded random bits (SplitMix64): the same seed gives the same bits on every machine. */
final class SimRandom implements Randomness {

  private static final long STEP = 0x9E3779B97F4A7C15L;

  private long state;

  SimRandom(long seed) {
    state = seed;
  }

  /** The source of one part of the world, independent of the others' use of theirs. */
  static SimRandom of(long seed, String part) {
    var mixed = new SimRandom(seed);
    for (var i = 0; i < part.length(); i++) {
      mixed.state = mixed.nextLong() ^ part.charAt(i);
    }
    return new SimRandom(mixed.nextLong());
  }

  @Override
  public long nextLong() {
    state += STEP;
    var z = state;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    for (var i = 0; i < bytes.length; ) {
      for (long bits = nextLong(), n = 0; n < 8 && i < bytes.length; n++, bits >>>= 8) {
        bytes[i++] = (byte) bits;
      }
    }
  }

  /** True with the given probability. */
  boolean chance(double probability) {
    return probability > 0 && (nextLong() >>> 11) * 0x1.0p-53 < probability;
  }

  /** Evenly distributed from 0 to {@code bound}, both inclusive. */
  long upTo(long bound) {
    return bound <= 0 ? 0 : below(bound + 1);
  }
}
