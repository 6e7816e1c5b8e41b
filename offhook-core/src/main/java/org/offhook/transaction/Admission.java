package org.offhook.transaction;

import java.net.InetAddress;
import java.util.HashMap;

/**
 * Counts the requests that still need an answer, in all and by source address, so that a flood is
 * refused with 503 while what is in progress goes on (RFC 3261 §21.5.4).
 */
final class Admission {

  private final TransactionLimits limits;
  private final HashMap<InetAddress, int[]> bySource = new HashMap<>();
  private int pending;

  Admission(TransactionLimits limits) {
    this.limits = limits;
  }

  /** Whether one more from this address is taken, with {@code alive} transactions in the tables. */
  boolean admits(InetAddress source, int alive) {
    if (pending >= limits.pending() || alive >= limits.total()) {
      return false;
    }
    int[] count = bySource.get(source);
    return count == null || count[0] < limits.pendingPerSource();
  }

  void begun(InetAddress source) {
    pending++;
    bySource.computeIfAbsent(source, address -> new int[1])[0]++;
  }

  void answered(InetAddress source) {
    pending--;
    int[] count = bySource.get(source);
    if (count != null && --count[0] == 0) {
      bySource.remove(source);
    }
  }

  int pending() {
    return pending;
  }
}
