package org.offhook.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;

/**
 * The local addresses that a listen host stands for: a wildcard becomes one socket per address, so
 * that an answer leaves from the address that was asked (RFC 3261 §18.2.2).
 */
final class ListenAddresses {

  private ListenAddresses() {}

  /** {@code 0.0.0.0}: all IPv4; {@code ::}: all IPv6; {@code *}: both; else one address or none. */
  static List<InetAddress> of(Network network, String host) {
    if (host.equals("*")) {
      return network.localAddresses();
    }
    InetAddress address = IpLiteral.parse(host.equals("localhost") ? "127.0.0.1" : host);
    if (address == null) {
      return List.of();
    }
    if (!address.isAnyLocalAddress()) {
      return List.of(address);
    }
    boolean v4 = address instanceof Inet4Address;
    return network.localAddresses().stream()
        .filter(local -> local instanceof Inet4Address == v4)
        .toList();
  }
}
