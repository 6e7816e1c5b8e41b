package org.offhook.register;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;

/**
 * A timer for long waits that notices when the machine slept: the monotonic clock may stand still
 * meanwhile, the wall clock does not. It fires when either of them says that the time is over; a
 * wall clock that is set back delays nothing.
 */
final class DueTimer {

  private static final long LOOK_EVERY = 30_000_000_000L;

  private final Loop loop;
  private final Runnable action;
  private @Nullable TimerHandle timer;
  private long due;
  private Instant dueByWall = Instant.EPOCH;

  DueTimer(Loop loop, Runnable action) {
    this.loop = loop;
    this.action = action;
  }

  void start(long nanos) {
    due = loop.time().nanos() + nanos;
    dueByWall = loop.time().wallClock().plus(Duration.ofNanos(nanos));
    look();
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void look() {
    cancel();
    long left = due - loop.time().nanos();
    if (left <= 0 || !loop.time().wallClock().isBefore(dueByWall)) {
      action.run();
    } else {
      timer = loop.after(Math.min(left, LOOK_EVERY), this::look);
    }
  }
}
