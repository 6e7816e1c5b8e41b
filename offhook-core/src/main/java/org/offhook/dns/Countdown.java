package org.offhook.dns;

/**
 * Waits for several answers of which each may come at once: the last one, or the start, ends it.
 */
final class Countdown {

  private final Runnable then;
  private int open;

  /** Waits for {@code count} answers and for the one who asks for them. */
  Countdown(int count, Runnable then) {
    this.open = count + 1;
    this.then = then;
  }

  void down() {
    if (--open == 0) {
      then.run();
    }
  }
}
