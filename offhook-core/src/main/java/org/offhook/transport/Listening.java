package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * One listening socket.
 *
 * @param address with the real port
 */
public record Listening(TransportKind kind, InetSocketAddress address) {

  /** As {@code udp:127.0.0.1:5070}. */
  @Override
  public String toString() {
    var host =
        address.isUnresolved() ? address.getHostString() : IpLiteral.host(address.getAddress());
    return kind.label() + ":" + host + ":" + address.getPort();
  }
}
