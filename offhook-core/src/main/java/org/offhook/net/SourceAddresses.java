package org.offhook.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.offhook.loop.TimeSource;

/**
 * This machine's addresses, and which of them the routing table takes towards a destination: asked
 * by connecting a datagram socket, which sends nothing. Answers are kept for some seconds.
 */
final class SourceAddresses {

  private static final long KEPT_NANOS = 10_000_000_000L;
  private static final int KEPT = 1024;
  private static final int DISCARD_PORT = 9;

  private record Known(InetAddress source, long until) {}

  private final TimeSource time;
  private final Map<InetAddress, Known> known = new LinkedHashMap<>();
  private List<Subnet> subnets = List.of();
  private long subnetsUntil = Long.MIN_VALUE;

  SourceAddresses(TimeSource time) {
    this.time = time;
  }

  /** The source address towards a destination; loopback if there is no route. */
  InetAddress towards(InetAddress remote) {
    var now = time.nanos();
    var answer = known.get(remote);
    if (answer != null && answer.until() > now) {
      return answer.source();
    }
    var source = ask(remote);
    known.remove(remote);
    if (known.size() >= KEPT) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(remote, new Known(source, now + KEPT_NANOS));
    return source;
  }

  /** Whether an interface that is up has this address in its subnet. */
  boolean isAttached(InetAddress remote) {
    if (remote.isLoopbackAddress()) {
      return true;
    }
    var now = time.nanos();
    if (subnetsUntil == Long.MIN_VALUE || subnetsUntil - now <= 0) {
      subnets = subnets();
      subnetsUntil = now + KEPT_NANOS;
    }
    for (var subnet : subnets) {
      if (subnet.contains(remote)) {
        return true;
      }
    }
    return false;
  }

  /** Asks anew from now on. */
  void forget() {
    known.clear();
    subnetsUntil = Long.MIN_VALUE;
  }

  private static List<Subnet> subnets() {
    var all = new ArrayList<Subnet>();
    try {
      for (var one : NetworkInterface.networkInterfaces().toList()) {
        if (one.isUp()) {
          for (var address : one.getInterfaceAddresses()) {
            int prefix = address.getNetworkPrefixLength();
            // Some virtual interfaces report none.
            if (prefix > 0 && prefix <= address.getAddress().getAddress().length * 8) {
              all.add(new Subnet(address.getAddress(), prefix));
            }
          }
        }
      }
    } catch (SocketException e) {
      // no interface at all
    }
    return all;
  }

  private static InetAddress ask(InetAddress remote) {
    try (var channel = DatagramChannel.open(Addresses.family(remote))) {
      channel.connect(new InetSocketAddress(remote, DISCARD_PORT));
      var local = (InetSocketAddress) channel.getLocalAddress();
      if (!local.getAddress().isAnyLocalAddress()) {
        return local.getAddress();
      }
    } catch (IOException | UnsupportedOperationException e) {
      // no route, or no such family here
    }
    return loopback(remote instanceof Inet6Address);
  }

  static InetAddress loopback(boolean ipv6) {
    return Addresses.literal(ipv6 ? "::1" : "127.0.0.1").orElseThrow();
  }

  /** The addresses of all interfaces that are up. */
  static List<InetAddress> all() {
    Set<InetAddress> addresses = new LinkedHashSet<>();
    try {
      for (var one : NetworkInterface.networkInterfaces().toList()) {
        if (one.isUp()) {
          one.inetAddresses().forEach(addresses::add);
        }
      }
    } catch (SocketException e) {
      // no interface at all
    }
    return List.copyOf(addresses);
  }
}
