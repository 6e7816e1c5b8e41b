package org.offhook.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each user name, and each at one source, failed in a row: bounded, and forgotten after a
 * time, the longest unheard of first (RFC 3261 §22.1).
 */
final class FailureCounts {

  /** Instead of a number of failures from which on somebody waits. */
  static final int NEVER_WAITS = Integer.MAX_VALUE;

  private static final int CAPACITY = 4096;
  private static final long SECOND = 1_000_000_000L;
  private static final long LONGEST_WAIT = 300;
  private static final int MOST_DOUBLINGS = 10;

  private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true);
  private final long memoryNanos;

  private record Count(int failures, long last, long hold) {}

  /** With a memory at least as long as the longest wait. */
  FailureCounts(long memoryNanos) {
    this.memoryNanos = Math.max(memoryNanos, 2 * LONGEST_WAIT * SECOND);
  }

  /** One more, after which whoever fails for the {@code waitsFrom}th time waits; how many now. */
  int failed(String key, long now, int waitsFrom) {
    Count before = counts.get(key);
    int failures = before == null || now - before.last > memoryNanos ? 1 : before.failures + 1;
    int doublings = failures - waitsFrom;
    long wait =
        doublings < 0 ? 0 : Math.min(LONGEST_WAIT, 1L << Math.min(doublings, MOST_DOUBLINGS));
    counts.put(key, new Count(failures, now, wait * SECOND));
    if (counts.size() > CAPACITY) {
      var eldest = counts.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return failures;
  }

  /** How long its credentials are not to be looked at; 0 if they are now. */
  long waitSeconds(String key, long now) {
    Count count = counts.isEmpty() ? null : counts.get(key);
    long rest = count == null ? 0 : count.last + count.hold - now;
    return rest <= 0 ? 0 : (rest + SECOND - 1) / SECOND;
  }

  void succeeded(String key) {
    if (!counts.isEmpty()) {
      counts.remove(key);
    }
  }

  /** Of one length, however long the names are that are tried. */
  static String key(String username) {
    return DigestAlgorithm.SHA_256.hash(Digest.bytes(username));
  }

  static String key(String username, Object source) {
    return key(username + "\0" + source);
  }
}
