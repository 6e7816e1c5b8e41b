package org.offhook.cli;

import org.jspecify.annotations.Nullable;

/**
 * The wish to stop, from a signal of the operating system or from a test: it interrupts the wait of
 * the command that runs, which then ends what it began.
 */
final class Stop {

  private volatile boolean asked;
  private volatile @Nullable Thread running;

  /** The command runs on this thread from now on. */
  void begin() {
    running = Thread.currentThread();
    if (asked) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command is over. */
  void over() {
    running = null;
    if (asked) {
      Thread.interrupted();
    }
  }

  /** Asks the command to stop. Any thread. */
  void ask() {
    asked = true;
    var thread = running;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Waits for the wish; for a command that has nothing else to do.
   *
   * @throws InterruptedException when it comes
   */
  void await() throws InterruptedException {
    Thread.currentThread().join();
  }

  boolean isAsked() {
    return asked;
  }
}
