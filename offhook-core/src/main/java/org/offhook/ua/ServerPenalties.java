package org.offhook.ua;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.NextHop;
import org.offhook.loop.TimeSource;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;
import org.offhook.net.TransportKind;

/**
 * Remembers for a bounded time which addresses did not work: RFC 3263 §4.3. One that is down is
 * tried after the others; one that sent 503 with Retry-After gets no new request until then (RFC
 * 3261 §21.5.4), except inside dialogs.
 */
final class ServerPenalties {

  private static final long DOWN = 300_000_000_000L;
  private static final long REFUSED = 60_000_000_000L;
  private static final long LONGEST = 900;
  private static final int MOST = 1_000;

  /** A server, whatever domain led to it. */
  private record Server(TransportKind kind, InetSocketAddress address) {
    static Server of(NextHop hop) {
      return new Server(hop.kind(), hop.address());
    }
  }

  private record Penalty(long until, boolean asked) {}

  private final Map<Server, Penalty> penalties = new HashMap<>();
  private final TimeSource time;
  private final long giveUp;

  /**
   * Knows of none.
   *
   * @param giveUp how long it takes to find out that a server is down, in nanoseconds
   */
  ServerPenalties(TimeSource time, long giveUp) {
    this.time = time;
    this.giveUp = giveUp;
  }

  /**
   * No answer, or no connection: it comes last for some minutes, or as long as the records live
   * that led there, but not shorter than it took to find out.
   *
   * @param expires when those records are over
   */
  void down(NextHop hop, long expires) {
    long records = expires == Long.MAX_VALUE ? DOWN : expires - time.nanos();
    put(hop, Math.min(DOWN, Math.max(giveUp, records)), false);
  }

  /** The server answered 503: left alone as long as it asks; else it comes last for a minute. */
  void unavailable(NextHop hop, SipResponse response) {
    var after = response.headers().get(HeaderName.RETRY_AFTER);
    if (after.isPresent()) {
      put(hop, Math.min(after.get().seconds(), LONGEST) * 1_000_000_000L, true);
    } else {
      put(hop, REFUSED, false);
    }
  }

  /** Every server counts as good again. */
  void clear() {
    penalties.clear();
  }

  /** The server answered. */
  void works(NextHop hop) {
    if (!penalties.isEmpty()) {
      penalties.remove(Server.of(hop));
    }
  }

  private void put(NextHop hop, long nanos, boolean asked) {
    if (penalties.size() >= MOST) {
      penalties.values().removeIf(penalty -> penalty.until() - time.nanos() <= 0);
      if (penalties.size() >= MOST) {
        return;
      }
    }
    penalties.put(Server.of(hop), new Penalty(time.nanos() + nanos, asked));
  }

  /** The hops to try, in order; empty if each asked to be left alone. */
  List<NextHop> order(List<NextHop> hops, boolean inDialog) {
    if (penalties.isEmpty()) {
      return hops;
    }
    var up = new ArrayList<NextHop>(hops.size());
    var down = new ArrayList<NextHop>();
    for (var hop : hops) {
      var penalty = current(hop);
      if (penalty == null) {
        up.add(hop);
      } else if (!penalty.asked() || inDialog) {
        down.add(hop);
      }
    }
    up.addAll(down);
    return up;
  }

  private @Nullable Penalty current(NextHop hop) {
    var penalty = penalties.get(Server.of(hop));
    if (penalty != null && penalty.until() - time.nanos() <= 0) {
      penalties.remove(Server.of(hop));
      return null;
    }
    return penalty;
  }
}
