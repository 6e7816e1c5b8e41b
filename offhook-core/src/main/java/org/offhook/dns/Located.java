package org.offhook.dns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link NextHopLocator} found (RFC 3263 §4). */
public sealed interface Located {

  /** How it was found: each question and its answer; empty where nothing had to be asked. */
  List<LookUpStep> steps();

  /**
   * Places to try in this order, each with a new transaction (RFC 3263 §4.3).
   *
   * @param ranks the places, those of one rank in one list: servers of one SRV priority, which
   *     share the load, or the transports to one address; none is empty
   * @param expires when the answers of name servers that it comes from are over, in nanoseconds of
   *     the loop's clock; {@link Long#MAX_VALUE} if it comes from none
   * @param steps how they were found
   */
  record Found(List<List<NextHop>> ranks, long expires, List<LookUpStep> steps) implements Located {

    /** Keeps copies. */
    public Found {
      ranks = ranks.stream().map(List::copyOf).toList();
      steps = List.copyOf(steps);
      if (ranks.isEmpty() || ranks.stream().anyMatch(List::isEmpty)) {
        throw new IllegalArgumentException("no next hop");
      }
    }

    /** Places of one rank that nobody had to be asked about. */
    static Found of(List<NextHop> hops) {
      return new Found(List.of(hops), Long.MAX_VALUE, List.of());
    }

    /** All places, in order. */
    public List<NextHop> hops() {
      return ranks.size() == 1 ? ranks.getFirst() : ranks.stream().flatMap(List::stream).toList();
    }

    /**
     * The same with {@code server} first in its rank, by whatever transport: what follows on an
     * exchange with one server goes to that server, unless one of a better rank is back. Without
     * effect if it is null or not among them.
     */
    public Found preferring(@Nullable InetSocketAddress server) {
      if (server == null) {
        return this;
      }
      var changed = new ArrayList<List<NextHop>>(ranks.size());
      for (var rank : ranks) {
        var reordered = new ArrayList<>(rank);
        reordered.sort(Comparator.comparing((NextHop hop) -> !hop.address().equals(server)));
        changed.add(reordered);
      }
      return new Found(changed, expires, steps);
    }
  }

  /**
   * No place to send to.
   *
   * @param reason for people: what was asked, and what came
   * @param steps how it was found
   */
  record Failed(String reason, List<LookUpStep> steps) implements Located {

    /** Keeps a copy. */
    public Failed {
      steps = List.copyOf(steps);
    }
  }
}
