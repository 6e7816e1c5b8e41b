package org.offhook.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.offhook.loop.IoHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A listening TCP socket on the loop. */
final class TcpListener implements StreamListener, IoHandler {

  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
  private static final int PER_TURN = 64;
  private static final int BACKLOG = 1024;
  private static final long PAUSE_NANOS = 100_000_000L;

  private final SelectorNetwork network;
  private final ServerSocketChannel channel;
  private final StreamAcceptor acceptor;
  private final InetSocketAddress local;
  private final SelectionKey key;

  static TcpListener open(
      SelectorNetwork network, InetSocketAddress address, StreamAcceptor acceptor)
      throws IOException {
    var channel = ServerSocketChannel.open(Addresses.family(address.getAddress()));
    try {
      var settings = network.settings().sockets();
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, settings.reuseAddress());
      if (settings.sharedPort()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new TcpListener(network, channel, acceptor);
  }

  /** On a channel that is bound already; closes it if that fails. */
  TcpListener(SelectorNetwork network, ServerSocketChannel bound, StreamAcceptor acceptor)
      throws IOException {
    this.network = network;
    this.acceptor = acceptor;
    channel = bound;
    try {
      channel.configureBlocking(false);
      local = (InetSocketAddress) channel.getLocalAddress();
      key = network.loop().register(channel, SelectionKey.OP_ACCEPT, this);
      network.outgoing().opened(this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  /**
   * Binds a connection that is about to be opened to this port. The port is shared for that moment
   * only: another program that wants to listen there is still refused.
   */
  void share(SocketChannel outgoing) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      outgoing.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      outgoing.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      outgoing.bind(local);
    } catch (UnsupportedOperationException e) {
      throw new BindException("a port cannot be shared on this system");
    } finally {
      if (!network.settings().sockets().sharedPort()) {
        unshare();
      }
    }
  }

  private void unshare() throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, false);
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    for (var n = 0; n < PER_TURN && channel.isOpen(); n++) {
      try {
        var accepted = channel.accept();
        if (accepted == null) {
          return;
        }
        TcpConnection.accept(network, accepted, acceptor);
      } catch (IOException e) {
        pause(e);
        return;
      }
    }
  }

  /** Out of file descriptors, most likely: trying again at once would keep the loop busy. */
  private void pause(IOException cause) {
    LOG.warn("cannot accept at {}: {}", local, cause.getMessage());
    key.interestOps(0);
    network
        .loop()
        .after(
            PAUSE_NANOS,
            () -> {
              if (key.isValid()) {
                key.interestOps(SelectionKey.OP_ACCEPT);
              }
            });
  }

  @Override
  public void close() {
    network.loop().assertOnLoop();
    network.outgoing().closed(this);
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing {}", local, e);
    }
  }
}
