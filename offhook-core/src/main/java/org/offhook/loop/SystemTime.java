package org.offhook.loop;

import java.time.Instant;

/** The clocks of this machine; nanoseconds count from the start of the program. */
final class SystemTime implements TimeSource {

  static final SystemTime INSTANCE = new SystemTime();

  private final long origin = System.nanoTime();

  private SystemTime() {}

  @Override
  public long nanos() {
    return System.nanoTime() - origin;
  }

  @Override
  public Instant wallClock() {
    return Instant.now();
  }
}
