package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
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

  TcpListener(SelectorNetwork network, InetSocketAddress address, StreamAcceptor acceptor)
      throws IOException {
    this.network = network;
    this.acceptor = acceptor;
    channel = ServerSocketChannel.open(Addresses.family(address.getAddress()));
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, network.settings().reuseAddress());
      channel.bind(address, BACKLOG);
      local = (InetSocketAddress) channel.getLocalAddress();
      key = network.loop().register(channel, SelectionKey.OP_ACCEPT, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
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
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing {}", local, e);
    }
  }
}
