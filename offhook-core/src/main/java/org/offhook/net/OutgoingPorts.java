package org.offhook.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where TCP connections start from: the configured source address, the port of a listening socket,
 * or the next free port of a range.
 */
final class OutgoingPorts {

  private static final Logger LOG = LoggerFactory.getLogger(OutgoingPorts.class);

  /** Ports of a range that are tried for one connection. */
  private static final int TRIES = 100;

  private final NetworkSettings.Outgoing wanted;
  private final List<TcpListener> listeners = new ArrayList<>();
  private int next;

  /** Binds a channel to the port that it shall start from. */
  private interface Start {
    void bind(SocketChannel channel) throws IOException;
  }

  OutgoingPorts(NetworkSettings.Outgoing wanted) {
    this.wanted = wanted;
  }

  void opened(TcpListener listener) {
    listeners.add(listener);
  }

  void closed(TcpListener listener) {
    listeners.remove(listener);
  }

  /** The source address towards a peer, where the caller proposes one. */
  InetAddress source(InetAddress proposed, InetAddress remote) {
    var own = wanted.towards(remote);
    return own != null ? own : proposed;
  }

  /** A non-blocking channel that connects, or has connected already. */
  SocketChannel connect(InetAddress local, InetSocketAddress remote) throws IOException {
    if (wanted.listeningPort()) {
      for (var listener : listeners) {
        if (listener.local().getAddress().equals(local)) {
          try {
            return connect(listener::share, remote);
          } catch (BindException e) {
            LOG.debug("no connection from {} to {}", listener.local(), remote, e);
          }
        }
      }
    }
    return wanted.ports().equals(PortRange.ANY)
        ? connect(channel -> channel.bind(new InetSocketAddress(local, 0)), remote)
        : connectInTurn(local, remote);
  }

  private SocketChannel connectInTurn(InetAddress local, InetSocketAddress remote)
      throws IOException {
    var ports = wanted.ports();
    for (var tries = Math.min(TRIES, ports.size()); tries > 0; tries--) {
      var start = new InetSocketAddress(local, ports.first() + next);
      next = (next + 1) % ports.size();
      try {
        return connect(
            channel -> {
              channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
              channel.bind(start);
            },
            remote);
      } catch (BindException e) {
        LOG.debug("no connection from {} to {}", start, remote, e);
      }
    }
    throw new BindException("no port from " + ports + " is free for a connection to " + remote);
  }

  private static SocketChannel connect(Start start, InetSocketAddress remote) throws IOException {
    var channel = SocketChannel.open(Addresses.family(remote.getAddress()));
    try {
      channel.configureBlocking(false);
      start.bind(channel);
      channel.connect(remote);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
