package org.offhook.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;
import org.offhook.message.Via;
import org.offhook.net.DatagramPort;
import org.offhook.net.IpLiteral;
import org.offhook.net.StreamConnection;
import org.offhook.net.TransportKind;

/** One way from a scripted peer to another: a socket and an address, or a connection. */
sealed interface PeerFlow {

  TransportKind kind();

  InetSocketAddress remote();

  /** Sends now; why it could not, or null. On the loop. */
  @Nullable String send(byte[] message);

  /** The way of a response: RFC 3261 §18.2.2, RFC 3581 §4. */
  PeerFlow forResponse(SipResponse response);

  /** UDP. */
  record Datagram(DatagramPort port, InetSocketAddress remote) implements PeerFlow {

    @Override
    public TransportKind kind() {
      return TransportKind.UDP;
    }

    @Override
    public @Nullable String send(byte[] message) {
      return port.send(remote, message);
    }

    @Override
    public PeerFlow forResponse(SipResponse response) {
      Via via = response.topVia();
      if (via.hasRport()) {
        return this;
      }
      InetAddress maddr = IpLiteral.parse(via.params().get("maddr").orElse(""));
      return new Datagram(
          port,
          new InetSocketAddress(
              maddr != null ? maddr : remote.getAddress(),
              via.port().orElse(TransportKind.UDP.defaultPort())));
    }
  }

  /** TCP. */
  record Stream(StreamConnection connection) implements PeerFlow {

    @Override
    public TransportKind kind() {
      return TransportKind.TCP;
    }

    @Override
    public InetSocketAddress remote() {
      return connection.remote();
    }

    @Override
    public @Nullable String send(byte[] message) {
      return connection.write(message) ? null : "the connection is closed or full";
    }

    @Override
    public PeerFlow forResponse(SipResponse response) {
      return this;
    }
  }
}
