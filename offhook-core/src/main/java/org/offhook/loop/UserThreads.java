package org.offhook.loop;

/**
 * Where user code runs and how it waits: virtual threads on a real host, threads under a baton in
 * the simulated world. This is the only way in which a user thread may block inside Offhook.
 */
public interface UserThreads {

  /** Starts {@code body} on a new user thread. Any thread. */
  Thread start(String name, Runnable body);

  /** A signal for {@link #await}. Any thread. */
  Signal newSignal();

  /**
   * Blocks the calling user thread until the signal fires or the time is over.
   *
   * @param timeoutNanos the longest wait by the host's monotonic clock, in nanoseconds; {@link
   *     Long#MAX_VALUE} waits for ever
   * @return whether the signal fired
   * @throws InterruptedException if the calling thread is interrupted
   * @throws IllegalStateException on the loop's thread, which must never block
   */
  boolean await(Signal signal, long timeoutNanos) throws InterruptedException;
}
