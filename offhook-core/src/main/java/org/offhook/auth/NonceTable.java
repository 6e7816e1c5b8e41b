package org.offhook.auth;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The nonces that were used with a right answer, and their highest counts (RFC 7616 §3.4, §5.5).
 *
 * <p>Bounded: what is pushed out before its time leaves a floor, below which every nonce that is
 * not in the table counts as old.
 */
final class NonceTable {

  private final Map<String, Use> uses = new LinkedHashMap<>();
  private final int capacity;
  private final long lifetimeNanos;
  private @Nullable Long floor;

  private static final class Use {
    private final long issuedAt;
    private final String ha1;
    private long count;

    Use(long issuedAt, String ha1) {
      this.issuedAt = issuedAt;
      this.ha1 = ha1;
    }
  }

  NonceTable(int capacity, long lifetimeNanos) {
    this.capacity = capacity;
    this.lifetimeNanos = lifetimeNanos;
  }

  /** The session key of the first answer with this nonce (RFC 7616 §3.4.2); empty if unused. */
  Optional<String> sessionHa1(String nonce) {
    return Optional.ofNullable(uses.get(nonce)).map(use -> use.ha1);
  }

  /**
   * Whether a nonce of our own that came with a right answer may be used now; if so, its count is
   * taken.
   */
  boolean accept(String nonce, long issuedAt, long count, String ha1, long now) {
    if (isOld(issuedAt, now)) {
      uses.remove(nonce);
      return false;
    }
    Use use = uses.get(nonce);
    if (use == null) {
      if (floor != null && issuedAt - floor <= 0) {
        return false;
      }
      makeRoom(now);
      use = new Use(issuedAt, ha1);
      uses.put(nonce, use);
    }
    if (count <= use.count) {
      return false;
    }
    use.count = count;
    return true;
  }

  int size() {
    return uses.size();
  }

  private boolean isOld(long issuedAt, long now) {
    long age = now - issuedAt;
    return age < 0 || age > lifetimeNanos;
  }

  private void makeRoom(long now) {
    Iterator<Use> eldest = uses.values().iterator();
    while (eldest.hasNext()) {
      Use use = eldest.next();
      if (!isOld(use.issuedAt, now)) {
        if (uses.size() < capacity) {
          return;
        }
        floor = floor == null || use.issuedAt - floor > 0 ? Long.valueOf(use.issuedAt) : floor;
      }
      eldest.remove();
    }
  }
}
