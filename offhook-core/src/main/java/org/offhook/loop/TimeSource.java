package org.offhook.loop;

import java.time.Instant;

/** The two clocks of a host: a monotonic one for timers, a wall clock for dates in messages. */
public interface TimeSource {

  /** Nanoseconds since an arbitrary origin; never goes back, not touched by clock changes. */
  long nanos();

  /** The date and time of day, for Date header fields and logs only, never for timers. */
  Instant wallClock();
}
