package org.offhook.loop;

/** A timer that was started on a {@link Loop}. On the loop only. */
public interface TimerHandle {

  /** Stops the timer; nothing of it stays in memory. No effect when it has fired already. */
  void cancel();

  /** Whether the timer still waits to fire. */
  boolean isPending();
}
