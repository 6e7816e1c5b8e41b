package org.offhook.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Where one connection's peer finds this endpoint: the local socket, or as the peer sees it. */
final class StreamContact {

  private final Edge edge;
  private final Listening socket;
  private @Nullable SentBy mapped;

  StreamContact(Edge edge, Listening socket) {
    this.edge = edge;
    this.socket = socket;
  }

  /** The peer sees this side there, behind a NAT; null: where it is. */
  void mapped(@Nullable SentBy address) {
    mapped = address;
  }

  SentBy via(InetSocketAddress remote) {
    return edge.publicAddress().via(socket, remote, mapped);
  }

  SentBy of(InetSocketAddress local, InetSocketAddress remote, String account) {
    var publicAddress = edge.publicAddress();
    var shown = socket;
    if (publicAddress.policy().discovery().connectionPort()
        && !socket.kind().framed()
        && local.getPort() > 0) {
      var address = new InetSocketAddress(socket.address().getAddress(), local.getPort());
      shown = new Listening(socket.kind(), address);
    }
    return publicAddress.contact(shown, remote, mapped, account);
  }
}
