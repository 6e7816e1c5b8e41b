package org.offhook.transaction;

import java.net.InetAddress;
import java.util.HashMap;
import org.offhook.net.SourceTable;

/**
 * Counts the requests that still need an answer, in all and by source, so that a flood is refused
 * with 503 while what is in progress goes on (RFC 3261 §21.5.4).
 */
final class Admission {

  private final TransactionCounters counters;
  private final HashMap<Object, int[]> bySource = new HashMap<>();
  private TransactionLimits limits;
  private int pending;

  Admission(TransactionLimits limits, TransactionCounters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  void limits(TransactionLimits changed) {
    limits = changed;
  }

  TransactionLimits limits() {
    return limits;
  }

  /** Whether one more from this address is taken, with {@code alive} transactions in the tables. */
  boolean admits(InetAddress source, int alive) {
    if (alive >= limits.total()) {
      counters.refusedForTotal++;
      return false;
    }
    if (pending >= limits.pending()) {
      return false;
    }
    int[] count = bySource.get(SourceTable.key(source));
    if (count != null && count[0] >= limits.pendingPerSource()) {
      counters.refusedForSource++;
      return false;
    }
    return true;
  }

  /** What belongs to a dialog has twice the room: calls in progress go on during a flood. */
  boolean admitsInDialog(int alive) {
    boolean room = alive < 2L * limits.total();
    counters.refusedForTotal += room ? 0 : 1;
    return room;
  }

  void begun(InetAddress source) {
    pending++;
    bySource.computeIfAbsent(SourceTable.key(source), key -> new int[1])[0]++;
  }

  void answered(InetAddress source) {
    pending--;
    var key = SourceTable.key(source);
    int[] count = bySource.get(key);
    if (count != null && --count[0] == 0) {
      bySource.remove(key);
    }
  }

  int pending() {
    return pending;
  }
}
