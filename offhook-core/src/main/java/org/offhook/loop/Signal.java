package org.offhook.loop;

/**
 * A one-shot event that a user thread can wait for with {@link UserThreads#await}. Made by {@link
 * UserThreads#newSignal}; fired from any thread, any number of times.
 */
public interface Signal {

  /** Wakes whoever waits, now or later. */
  void fire();

  /** Whether {@link #fire} was called. */
  boolean isFired();
}
