package org.offhook.invite;

/**
 * What both sides agreed on for a session: RFC 4028 §4.
 *
 * @param seconds how long the session lasts without a refresh
 * @param refreshes whether this side refreshes
 * @param minimum the shortest interval that anybody on the way agrees to
 */
record TimerTerms(long seconds, boolean refreshes, long minimum) {

  private static final long NANOS = 1_000_000_000L;
  private static final long MOST_BEFORE = 32 * NANOS;

  /** When the refresher refreshes: at half the interval (§7.4). */
  long refreshNanos() {
    return seconds * NANOS / 2;
  }

  /** When the session is over. */
  long nanos() {
    return seconds * NANOS;
  }

  /** When the session is given up: 32 s or a third of the interval before its end (§10). */
  long giveUpNanos() {
    return seconds * NANOS - Math.min(MOST_BEFORE, seconds * NANOS / 3);
  }
}
