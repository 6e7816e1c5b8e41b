package org.offhook.interop;

import java.security.SecureRandom;
import java.time.Instant;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;

/** A clock that does not move, for nonces that do not age, with random bits. */
final class StillClock implements TimeSource, Randomness {

  private final SecureRandom random = new SecureRandom();

  @Override
  public long nanos() {
    return 0;
  }

  @Override
  public Instant wallClock() {
    return Instant.EPOCH;
  }

  @Override
  public long nextLong() {
    return random.nextLong();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    random.nextBytes(bytes);
  }
}
