package org.offhook.auth;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each user name failed in a row: bounded, and forgotten after a time, the longest
 * unheard of first (RFC 3261 §22.1).
 */
final class FailureCounts {

  private static final int CAPACITY = 4096;

  private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true);
  private final long memoryNanos;

  private record Count(int failures, long last) {}

  FailureCounts(long memoryNanos) {
    this.memoryNanos = memoryNanos;
  }

  /** One more; returns how many there are now. */
  int failed(String username, long now) {
    String key = key(username);
    Count before = counts.get(key);
    int failures = before == null || now - before.last > memoryNanos ? 1 : before.failures + 1;
    counts.put(key, new Count(failures, now));
    if (counts.size() > CAPACITY) {
      Iterator<String> eldest = counts.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return failures;
  }

  void succeeded(String username) {
    if (!counts.isEmpty()) {
      counts.remove(key(username));
    }
  }

  /** Of one length, however long the names are that are tried. */
  private static String key(String username) {
    return DigestAlgorithm.SHA_256.hash(Digest.bytes(username));
  }
}
