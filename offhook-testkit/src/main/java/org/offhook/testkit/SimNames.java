package org.offhook.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the hosts of a simulated world look names up. */
final class SimNames {

  private final Map<String, List<InetAddress>> names = new HashMap<>();
  private final List<InetSocketAddress> servers = new ArrayList<>();
  private Duration lookUpTime = Duration.ofMillis(1);

  void put(String hostName, List<InetAddress> addresses) {
    names.put(hostName.toLowerCase(Locale.ROOT), addresses);
  }

  void add(String hostName, InetAddress address) {
    names.merge(
        hostName.toLowerCase(Locale.ROOT),
        List.of(address),
        (before, added) -> {
          var both = new ArrayList<>(before);
          both.addAll(added);
          return List.copyOf(both);
        });
  }

  List<InetAddress> find(String hostName) {
    return names.getOrDefault(hostName.toLowerCase(Locale.ROOT), List.of());
  }

  /** The name servers that every host knows; none unless {@link SimWorld#nameServer} adds some. */
  List<InetSocketAddress> servers() {
    return servers;
  }

  Duration lookUpTime() {
    return lookUpTime;
  }

  void lookUpTime(Duration time) {
    lookUpTime = time;
  }
}
