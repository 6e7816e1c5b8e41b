package org.offhook.dns;

import java.net.InetSocketAddress;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * One place to send a request to (RFC 3263 §4).
 *
 * @param kind the transport to use
 * @param address a resolved address with its port
 * @param domain the host of the URI before it was looked up: the identity a certificate must show
 */
public record NextHop(TransportKind kind, InetSocketAddress address, String domain) {

  /** An address that was not looked up. */
  public static NextHop of(TransportKind kind, InetSocketAddress address) {
    return new NextHop(kind, address, address.getHostString());
  }

  /** As {@code udp:192.0.2.1:5060}. */
  @Override
  public String toString() {
    return kind.label() + ":" + IpLiteral.host(address.getAddress()) + ":" + address.getPort();
  }
}
