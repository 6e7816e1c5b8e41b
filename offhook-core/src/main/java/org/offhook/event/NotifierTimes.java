package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.message.MediaType;
import org.offhook.ua.BackOff;

/**
 * The times of a notifier: the end without a refresh (RFC 6665 §4.2.2), the shortest time between
 * two NOTIFYs (§5.4.8), and the wait after one that failed for the moment. It counts them as well.
 */
final class NotifierTimes {

  /** What happens when a time is over. */
  interface Due {

    /** It was not refreshed. */
    void expired();

    /** Another NOTIFY may leave. */
    void free();
  }

  private static final long SECOND = 1_000_000_000L;
  private static final long BASE_WAIT = 2;

  private final Loop loop;
  private final long pace;
  private final Due due;
  private final BackOff backOff;
  private @Nullable TimerHandle expiry;
  private @Nullable TimerHandle pause;
  private long until;
  private long notBefore;
  private long version;
  private boolean incomplete = true;

  NotifierTimes(Loop loop, long pace, Due due) {
    this.loop = loop;
    this.pace = pace;
    this.due = due;
    this.backOff = new BackOff(loop.random(), BASE_WAIT);
    this.notBefore = loop.time().nanos();
  }

  void lasts(long seconds) {
    stopExpiry();
    until = loop.time().nanos() + seconds * SECOND;
    expiry = loop.after(seconds * SECOND, due::expired);
  }

  /** Seconds that are left, rounded. */
  long left() {
    return Math.max(0, (until - loop.time().nanos() + SECOND / 2) / SECOND);
  }

  /** So much time went by unnoticed. */
  void missed(long nanos) {
    if (expiry != null) {
      stopExpiry();
      until -= nanos;
      expiry = loop.after(until - loop.time().nanos(), due::expired);
    }
  }

  /** Whether a NOTIFY may leave now; else {@link Due#free} is called when it may. */
  boolean isFree(boolean urgent) {
    long wait = notBefore - loop.time().nanos();
    if (urgent || wait <= 0) {
      return true;
    }
    if (pause == null) {
      pause =
          loop.after(
              wait,
              () -> {
                pause = null;
                due.free();
              });
    }
    return false;
  }

  /** A NOTIFY leaves; asked before for its {@link #occasion}. */
  void sent() {
    version++;
    notBefore = loop.time().nanos() + pace;
    incomplete = false;
  }

  /** For a body that leaves now. */
  StateSource.Occasion occasion(boolean whole, List<MediaType> accept) {
    return new StateSource.Occasion(version, whole || incomplete, accept);
  }

  /** The subscriber has the state. */
  void delivered() {
    backOff.reset();
  }

  /** The subscriber does not have it: the next one is to be whole. */
  void lost() {
    incomplete = true;
  }

  /** A wait after a failure, as long as the subscriber asks for. */
  void holdOff(long askedSeconds) {
    notBefore = loop.time().nanos() + backOff.next(askedSeconds);
  }

  void stopExpiry() {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
  }

  void stop() {
    stopExpiry();
    if (pause != null) {
      pause.cancel();
      pause = null;
    }
  }
}
