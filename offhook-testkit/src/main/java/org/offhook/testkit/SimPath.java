package org.offhook.testkit;

/** One direction between two hosts: when what is sent now arrives. */
final class SimPath {

  private static final long LONGEST_QUEUE = 1_000_000_000L;

  private final SimHost from;
  private final SimHost to;
  private final SimLink link;
  private long lastArrival;
  private long busyUntil;
  private int packets;

  SimPath(SimHost from, SimHost to, SimLink link) {
    this.from = from;
    this.to = to;
    this.link = link;
  }

  SimLink link() {
    return link;
  }

  /** Whether a cable is pulled; a host always reaches itself. */
  boolean isDown() {
    return from != to && (from.isUnplugged() || to.isUnplugged());
  }

  int nextIndex() {
    return packets++;
  }

  /** When a datagram that leaves now arrives; -1 if the queue before the link is too long. */
  long datagramArrival(long now, int bytes, SimRandom random) {
    var left = leaves(now, bytes, LONGEST_QUEUE);
    if (left < 0) {
      return -1;
    }
    var arrival = left + link.latencyNanos() + random.upTo(link.jitterNanos());
    lastArrival = Math.max(lastArrival, arrival);
    return lastArrival;
  }

  /** When a stream segment arrives that leaves now; never before {@code earliest}. */
  long segmentArrival(long now, int bytes, long firstRetry, long earliest, SimRandom random) {
    var delay = link.latencyNanos() + random.upTo(link.jitterNanos());
    for (long retry = firstRetry, n = 0; n < 6 && random.chance(link.lossRate()); n++, retry *= 2) {
      delay += retry;
    }
    return Math.max(earliest, leaves(now, bytes, Long.MAX_VALUE) + delay);
  }

  private long leaves(long now, int bytes, long longestQueue) {
    var bits = link.bitsPerSecond();
    if (bits == 0) {
      return now;
    }
    var start = Math.max(now, busyUntil);
    if (start - now > longestQueue) {
      return -1;
    }
    busyUntil = start + bytes * 8L * 1_000_000_000L / bits;
    return busyUntil;
  }
}
