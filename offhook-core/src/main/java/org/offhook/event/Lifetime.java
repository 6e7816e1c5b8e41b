package org.offhook.event;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;

/**
 * The three times of a subscriber: Timer N, the next refresh, and the end without one (RFC 6665
 * §4.1.2.1, §4.1.2.2).
 */
final class Lifetime {

  /** What happens when a time is over. */
  interface Due {

    /** Timer N: no NOTIFY came. */
    void noNotify();

    /** Time to refresh. */
    void refresh();

    /** The subscription has run out. */
    void expired();
  }

  private static final long SECOND = 1_000_000_000L;

  private final Loop loop;
  private final long giveUp;
  private final Due due;
  private @Nullable TimerHandle timerN;
  private @Nullable TimerHandle refresh;
  private @Nullable TimerHandle expiry;
  private boolean refreshes = true;

  /** With Timer N of {@code giveUp}, which is 64·T1. */
  Lifetime(Loop loop, long giveUp, Due due) {
    this.loop = loop;
    this.giveUp = giveUp;
    this.due = due;
  }

  /** A SUBSCRIBE or REFER left: Timer N begins. */
  void awaitNotify() {
    cancel(timerN);
    timerN = loop.after(giveUp, due::noNotify);
  }

  /** A NOTIFY came, or none will. */
  void notAwaited() {
    cancel(timerN);
    timerN = null;
  }

  boolean isSet() {
    return expiry != null;
  }

  /** The notifier says how long the subscription lasts; its last word counts (§4.1.3). */
  void lasts(long seconds) {
    long all = seconds * SECOND;
    endAfter(all + giveUp);
    cancel(refresh);
    if (refreshes) {
      refresh = loop.after(Math.max(all / 2, all - giveUp), due::refresh);
    }
  }

  /** No more refreshes; it runs out by itself. */
  void stopRefreshing() {
    refreshes = false;
    cancel(refresh);
    refresh = null;
  }

  /** Its last NOTIFY should be on its way: waits no longer than that may take. */
  void endSoon() {
    stopRefreshing();
    endAfter(giveUp);
  }

  private void endAfter(long nanos) {
    cancel(expiry);
    expiry = loop.after(nanos, due::expired);
  }

  void stop() {
    stopRefreshing();
    notAwaited();
    cancel(expiry);
    expiry = null;
  }

  private static void cancel(@Nullable TimerHandle timer) {
    if (timer != null) {
      timer.cancel();
    }
  }
}
