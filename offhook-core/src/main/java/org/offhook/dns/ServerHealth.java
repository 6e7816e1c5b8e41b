package org.offhook.dns;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offhook.loop.TimeSource;

/** Remembers for half a minute which name servers did not answer: they are asked last. */
final class ServerHealth {

  private static final long DOWN = 30_000_000_000L;
  private static final int MOST = 100;

  private final TimeSource time;
  private final Map<InetSocketAddress, Long> down = new HashMap<>();

  ServerHealth(TimeSource time) {
    this.time = time;
  }

  void failed(InetSocketAddress server) {
    if (down.size() < MOST) {
      down.put(server, time.nanos() + DOWN);
    }
  }

  void answered(InetSocketAddress server) {
    down.remove(server);
  }

  /** The servers, those that answered lately first, else as configured. */
  List<InetSocketAddress> order(List<InetSocketAddress> servers) {
    if (down.isEmpty() || servers.size() < 2) {
      return servers;
    }
    down.values().removeIf(until -> until - time.nanos() <= 0);
    var ordered = new ArrayList<InetSocketAddress>(servers.size());
    var last = new ArrayList<InetSocketAddress>();
    for (var server : servers) {
      (down.containsKey(server) ? last : ordered).add(server);
    }
    ordered.addAll(last);
    return ordered;
  }

  void clear() {
    down.clear();
  }
}
