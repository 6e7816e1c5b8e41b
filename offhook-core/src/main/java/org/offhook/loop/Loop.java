package org.offhook.loop;

import java.time.Duration;

/**
 * The single writer: one thread that owns the sockets, timers and protocol state of one endpoint,
 * so that none of them needs a lock. Two drivers exist: {@link SelectorLoop} on real sockets, and
 * virtual time in the test kit.
 */
public interface Loop {

  /** The host's clocks. */
  TimeSource time();

  /** The host's random bits. */
  Randomness random();

  /**
   * Runs {@code task} on the loop after {@code nanos} nanoseconds (at once if not positive, but
   * never inside this call). Timers of the same deadline fire in the order of their start. On the
   * loop only.
   */
  TimerHandle after(long nanos, Runnable task);

  /** As {@link #after(long, Runnable)}. On the loop only. */
  default TimerHandle after(Duration delay, Runnable task) {
    return after(Nanos.of(delay), task);
  }

  /**
   * Runs {@code command} on the loop soon, in the order of the calls of one thread. Any thread,
   * also the loop itself (then after what it is doing now).
   *
   * @return false if the loop has ended; the command will not run
   */
  boolean execute(Runnable command);

  /** Whether the calling thread is the loop's. Any thread. */
  boolean onLoop();

  /** Fails unless called on the loop: the guard of every method that changes protocol state. */
  default void assertOnLoop() {
    if (!onLoop()) {
      throw new IllegalStateException(
          "protocol state is touched on "
              + Thread.currentThread().getName()
              + ", not on the endpoint's loop");
    }
  }
}
