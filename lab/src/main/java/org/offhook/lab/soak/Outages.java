package org.offhook.lab.soak;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** When the server was away, and how long afterwards its users may still feel it. */
final class Outages {

  /** Everybody registers again within the lifetime of a binding; a lost request needs 32 s. */
  private static final Duration AFTERMATH = Duration.ofSeconds(60);

  private final AtomicLong until = new AtomicLong(System.nanoTime() - 1);

  /** From now on nothing is expected to go well, until {@link #over}. */
  void begin() {
    until.set(Long.MAX_VALUE);
  }

  void over() {
    until.set(System.nanoTime() + AFTERMATH.toNanos());
  }

  /** Whether what began then, and ends now, may have met an outage. */
  boolean touched(long began) {
    var end = until.get();
    return end == Long.MAX_VALUE || began - end < 0;
  }
}
