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

  /** A refresh that fails is not tried again when less than this is left. */
  private static final long LEAST_REST = 10 * SECOND;

  /** A notifier that grants no time at all is not asked without end. */
  private static final long LEAST_WAIT = 5 * SECOND;

  private final Loop loop;
  private final long giveUp;
  private final Due due;
  private @Nullable TimerHandle timerN;
  private @Nullable TimerHandle refresh;
  private @Nullable TimerHandle expiry;
  private long until;
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

  boolean isAwaited() {
    return timerN != null;
  }

  boolean isSet() {
    return expiry != null;
  }

  /** Seconds that are left; 0 if it is not known how long it lasts. */
  long left() {
    return isSet() ? Math.max(0, (until - loop.time().nanos()) / SECOND) : 0;
  }

  /**
   * The notifier says how long the subscription lasts; its last word counts (§4.1.3). The refresh
   * is up to a twentieth earlier than it must be, so that many do not come at once.
   */
  void lasts(long seconds) {
    long all = seconds * SECOND;
    until = loop.time().nanos() + all;
    endAfter(all + giveUp);
    long latest = Math.max(all / 2, all - giveUp);
    refreshAfter(Math.max(LEAST_WAIT, latest - loop.random().below(all / 20 + 1)));
  }

  /** A refresh failed for the moment: once more, while there is time (§4.1.2.2). */
  void refreshLater(long askedSeconds) {
    long left = until - loop.time().nanos();
    long wait = Math.max(left / 2, askedSeconds * SECOND);
    if (isSet() && left >= LEAST_REST && wait < left) {
      refreshAfter(wait);
    }
  }

  private void refreshAfter(long nanos) {
    cancel(refresh);
    if (refreshes) {
      refresh = loop.after(nanos, due::refresh);
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
