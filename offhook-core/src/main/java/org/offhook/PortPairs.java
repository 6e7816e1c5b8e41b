package org.offhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.offhook.net.Network;

/**
 * Looks for free pairs of ports (RFC 3550 §11). The search goes on where the last one ended, so
 * that two callers do not get the same pair before the first has opened it. On the loop.
 */
final class PortPairs {

  private final Network network;
  private int next;

  PortPairs(Network network) {
    this.network = network;
  }

  /** The next free pair with both ports in a range; empty if there is none. */
  Optional<PortPair> find(InetAddress address, int from, int to) {
    int first = from + from % 2;
    int pairs = (to - first + 1) / 2;
    if (pairs <= 0) {
      return Optional.empty();
    }
    int start = next >= first && next < first + 2 * pairs ? (next - first) / 2 : 0;
    for (int i = 0; i < pairs; i++) {
      int rtp = first + 2 * ((start + i) % pairs);
      if (isFree(address, rtp) && isFree(address, rtp + 1)) {
        next = rtp + 2;
        return Optional.of(new PortPair(address, rtp));
      }
    }
    return Optional.empty();
  }

  private boolean isFree(InetAddress address, int port) {
    return addresses(address).stream()
        .allMatch(one -> network.isFree(new InetSocketAddress(one, port)));
  }

  private List<InetAddress> addresses(InetAddress address) {
    if (!address.isAnyLocalAddress()) {
      return List.of(address);
    }
    boolean v4 = address instanceof Inet4Address;
    return network.localAddresses().stream()
        .filter(local -> local instanceof Inet4Address == v4)
        .toList();
  }
}
