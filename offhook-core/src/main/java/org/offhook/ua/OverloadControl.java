package org.offhook.ua;

import java.util.function.LongSupplier;

/**
 * How many new dialogs and other requests of strangers an endpoint takes that cannot keep up. While
 * more arrives than is read, the rate that is let in falls below what was let in last, until all is
 * read again; then it grows until nothing is refused any more. What is refused is answered at once
 * (503, RFC 3261 §21.5.4), which costs a fraction of serving it. On the loop.
 */
final class OverloadControl {

  private static final long WINDOW_NANOS = 100_000_000;
  private static final double LESS = 0.85;
  private static final double MORE = 1.04;

  /** Requests a second that are always let in: where so few are too many, it is not for them. */
  private static final double LEAST = 50;

  /** Windows without a refusal after which there is no limit any more. */
  private static final int CALM = 20;

  private final LongSupplier nanosBehind;
  private double limit = Double.POSITIVE_INFINITY;
  private double tokens;
  private long filledAt;
  private boolean began;
  private long windowSince;
  private int admitted;
  private int refused;
  private int calm;

  OverloadControl(LongSupplier nanosBehind) {
    this.nanosBehind = nanosBehind;
  }

  /**
   * Whether one more is let in.
   *
   * @param now nanoseconds of the loop
   * @param tolerated for how long the endpoint may be behind, nanoseconds; 0: for ever
   */
  boolean admits(long now, long tolerated) {
    if (tolerated == 0) {
      limit = Double.POSITIVE_INFINITY;
      return true;
    }
    if (!began) {
      began = true;
      windowSince = now;
    }
    if (now - windowSince >= WINDOW_NANOS) {
      // Once there is a limit, it is kept by much less: what waits is what answers are late by.
      var most = limit == Double.POSITIVE_INFINITY ? tolerated : tolerated / 10;
      adjust(now, nanosBehind.getAsLong() >= most);
    }
    if (limit == Double.POSITIVE_INFINITY) {
      admitted++;
      return true;
    }
    // At most a tenth of a second's worth at once.
    tokens = Math.min(Math.max(1, limit / 10), tokens + (now - filledAt) / 1e9 * limit);
    filledAt = now;
    if (tokens < 1) {
      refused++;
      return false;
    }
    tokens--;
    admitted++;
    return true;
  }

  private void adjust(long now, boolean behind) {
    var rate = admitted / ((now - windowSince) / 1e9);
    boolean begins = limit == Double.POSITIVE_INFINITY;
    if (behind && (!begins || rate > LEAST)) {
      limit = Math.max(LEAST, Math.min(limit, rate) * LESS);
      if (begins) {
        tokens = limit / 10;
        filledAt = now;
      }
      calm = 0;
    } else if (!begins) {
      // A time without requests is one in which all is read, too.
      var windows = (int) Math.min(100, (now - windowSince) / WINDOW_NANOS);
      limit *= Math.pow(MORE, windows);
      calm = refused == 0 ? calm + windows : 0;
      if (calm >= CALM) {
        limit = Double.POSITIVE_INFINITY;
      }
    }
    windowSince = now;
    admitted = 0;
    refused = 0;
  }
}
