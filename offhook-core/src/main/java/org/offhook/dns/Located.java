package org.offhook.dns;

import java.util.List;

/** What {@link NextHopLocator} found. */
public sealed interface Located {

  /**
   * Places to try in this order, each with a new transaction (RFC 3263 §4.3).
   *
   * @param hops never empty
   */
  record Found(List<NextHop> hops) implements Located {

    /** Keeps a copy. */
    public Found {
      hops = List.copyOf(hops);
      if (hops.isEmpty()) {
        throw new IllegalArgumentException("no next hop");
      }
    }
  }

  /**
   * No place to send to.
   *
   * @param reason for people
   */
  record Failed(String reason) implements Located {}
}
