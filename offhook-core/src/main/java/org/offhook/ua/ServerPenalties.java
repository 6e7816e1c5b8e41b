package org.offhook.ua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.NextHop;
import org.offhook.loop.TimeSource;
import org.offhook.message.HeaderName;
import org.offhook.message.SipResponse;

/**
 * Remembers for a bounded time which addresses did not work: RFC 3263 §4.3. One that is down is
 * tried after the others; one that sent 503 with Retry-After gets no new request until then (RFC
 * 3261 §21.5.4), except inside dialogs.
 */
final class ServerPenalties {

  private static final long DOWN = 300_000_000_000L;
  private static final long LONGEST = 900;
  private static final int MOST = 1_000;

  private record Penalty(long until, boolean asked) {}

  private final Map<NextHop, Penalty> penalties = new HashMap<>();
  private final TimeSource time;

  ServerPenalties(TimeSource time) {
    this.time = time;
  }

  /** No answer, or no connection. */
  void down(NextHop hop) {
    put(hop, DOWN, false);
  }

  /** The server answered 503. */
  void unavailable(NextHop hop, SipResponse response) {
    var after = response.headers().get(HeaderName.RETRY_AFTER);
    if (after.isPresent()) {
      put(hop, Math.min(after.get().seconds(), LONGEST) * 1_000_000_000L, true);
    }
  }

  /** The server answered. */
  void works(NextHop hop) {
    if (!penalties.isEmpty()) {
      penalties.remove(hop);
    }
  }

  private void put(NextHop hop, long nanos, boolean asked) {
    if (penalties.size() >= MOST) {
      penalties.values().removeIf(penalty -> penalty.until() - time.nanos() <= 0);
      if (penalties.size() >= MOST) {
        return;
      }
    }
    penalties.put(hop, new Penalty(time.nanos() + nanos, asked));
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
    var penalty = penalties.get(hop);
    if (penalty != null && penalty.until() - time.nanos() <= 0) {
      penalties.remove(hop);
      return null;
    }
    return penalty;
  }
}
