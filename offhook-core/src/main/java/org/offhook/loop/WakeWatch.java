package org.offhook.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the machine slept: the monotonic clock, by which timers run, may stand still
 * meanwhile, and the wall clock does not. One watch serves many timers.
 */
public final class WakeWatch {

  private static final long LOOK_EVERY = 30_000_000_000L;
  private static final long SLEPT = 5_000_000_000L;

  private final Loop loop;
  private final LongConsumer woke;
  private @Nullable TimerHandle timer;
  private long lookedAt;
  private Instant lookedAtWall = Instant.EPOCH;

  /** Calls {@code woke} with the nanoseconds that timers missed. */
  public WakeWatch(Loop loop, LongConsumer woke) {
    this.loop = loop;
    this.woke = woke;
  }

  /** Watches from now on; no effect if it does already. */
  public void start() {
    if (timer == null) {
      next();
    }
  }

  /** Watches no more. */
  public void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void next() {
    lookedAt = loop.time().nanos();
    lookedAtWall = loop.time().wallClock();
    timer = loop.after(LOOK_EVERY, this::look);
  }

  /** A wall clock that is set forward looks like a sleep, which does no harm; backward is none. */
  private void look() {
    long byTimers = loop.time().nanos() - lookedAt;
    long byWall = Duration.between(lookedAtWall, loop.time().wallClock()).toNanos();
    next();
    if (byWall - byTimers > SLEPT) {
      woke.accept(byWall - byTimers);
    }
  }
}
