package org.offhook.net;

/** Which of the latest records have arrived already (RFC 6347 §4.1.2.6, RFC 4303 §3.4.3). */
final class ReplayWindow {

  private static final int SIZE = 64;

  private long newest = -1;

  /** Bit n: the record {@code newest - n} has arrived. */
  private long seen;

  /**
   * Notes a record whose authenticity is proven; false if it is a repetition, or too old to tell.
   */
  boolean isNew(long number) {
    if (number > newest) {
      long step = number - newest;
      seen = step < SIZE ? (seen << step) | 1 : 1;
      newest = number;
      return true;
    }
    long age = newest - number;
    if (age >= SIZE || ((seen >>> age) & 1) != 0) {
      return false;
    }
    seen |= 1L << age;
    return true;
  }
}
