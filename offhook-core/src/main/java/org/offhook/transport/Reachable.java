package org.offhook.transport;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.Reach;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;

/**
 * Tells the locator what the sockets of this endpoint can do (RFC 3263 §4.1, RFC 7984 §4): an
 * address is usable if something listens in its family, for UDP a UDP socket, and there is a route.
 */
final class Reachable implements Reach {

  private final TransportLayer layer;
  private final Network network;

  Reachable(TransportLayer layer, Network network) {
    this.layer = layer;
    this.network = network;
  }

  @Override
  public @Nullable String fault(TransportKind kind) {
    return layer.fault(kind);
  }

  @Override
  public boolean listens(TransportKind kind) {
    return layer.listening().stream().anyMatch(socket -> socket.kind() == kind);
  }

  @Override
  public boolean reaches(TransportKind kind, InetAddress address) {
    return listens(kind, address)
        && (address.isLoopbackAddress()
            || !network.localAddressTowards(address).isLoopbackAddress());
  }

  private boolean listens(TransportKind kind, InetAddress address) {
    var sockets = layer.listening();
    return sockets.isEmpty()
        || sockets.stream()
            .filter(socket -> !kind.isDatagram() || socket.kind() == kind)
            .anyMatch(socket -> socket.address().getAddress().getClass() == address.getClass());
  }
}
