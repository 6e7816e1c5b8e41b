package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.IoHandler;
import org.offhook.loop.TimerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection on the loop. What is written in one turn leaves in one piece at its end; what
 * the system does not take waits in a bounded queue.
 */
final class TcpConnection implements StreamConnection, IoHandler {

  private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);

  /** Buffers that are read, or written, in one turn. */
  private static final int PER_TURN = 4;

  /** What a connection is up to. */
  private enum State {
    OPENING,
    OPEN,
    /** Closed by this side: the rest is written, then what still comes is thrown away. */
    LINGERING,
    /** Closed by the peer: the rest is written. */
    ENDING,
    CLOSED
  }

  private final SelectorNetwork network;
  private final InetSocketAddress remote;
  private final WriteQueue out = new WriteQueue();
  private InetSocketAddress local;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable StreamHandler handler;
  private @Nullable TimerHandle timer;
  private State state = State.OPENING;
  private boolean readWanted = true;
  private boolean flushPending;

  TcpConnection(
      SelectorNetwork network,
      InetSocketAddress local,
      InetSocketAddress remote,
      @Nullable StreamHandler handler) {
    this.network = network;
    this.local = local;
    this.remote = remote;
    this.handler = handler;
  }

  static void accept(SelectorNetwork network, SocketChannel channel, StreamAcceptor acceptor)
      throws IOException {
    try {
      var connection =
          new TcpConnection(
              network,
              (InetSocketAddress) channel.getLocalAddress(),
              (InetSocketAddress) channel.getRemoteAddress(),
              null);
      connection.adopt(channel, SelectionKey.OP_READ);
      connection.state = State.OPEN;
      var user = acceptor.accepted(connection);
      if (connection.state == State.OPEN) {
        connection.handler = user;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private SelectionKey adopt(SocketChannel opened, int operations) throws IOException {
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    opened.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    var trafficClass = network.settings().sockets().trafficClass();
    if (trafficClass != 0) {
      opened.setOption(StandardSocketOptions.IP_TOS, trafficClass);
    }
    var registered = network.loop().register(opened, operations, this);
    key = registered;
    return registered;
  }

  /** Starts to connect; whatever comes of it is told later. */
  void connect() {
    try {
      var opened = network.outgoing().connect(local.getAddress(), remote);
      channel = opened;
      local = (InetSocketAddress) opened.getLocalAddress();
      var atOnce = opened.isConnected();
      adopt(opened, atOnce ? 0 : SelectionKey.OP_CONNECT);
      if (atOnce) {
        network.loop().execute(this::finishConnect);
      }
      timer =
          network
              .loop()
              .after(network.settings().times().connect(), () -> broken("connect timed out"));
    } catch (IOException | RuntimeException e) {
      var reason = Reasons.of(e);
      network.loop().execute(() -> broken(reason));
    }
  }

  private void finishConnect() {
    var opened = channel;
    if (state != State.OPENING || opened == null) {
      return;
    }
    try {
      if (!opened.finishConnect()) {
        return;
      }
      local = (InetSocketAddress) opened.getLocalAddress();
    } catch (IOException e) {
      broken(Reasons.of(e));
      return;
    }
    stopTimer();
    state = State.OPEN;
    var user = handler;
    if (user != null) {
      user.connected(this);
    }
    flush();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  @Override
  public boolean write(byte[] bytes) {
    network.loop().assertOnLoop();
    if (state != State.OPEN && state != State.OPENING) {
      return false;
    }
    if (out.bytes() + bytes.length > network.settings().queues().streamBytes()) {
      return false;
    }
    out.add(bytes);
    if (state == State.OPEN && !flushPending) {
      flushPending = true;
      network.loop().atTurnEnd(this::flush);
    }
    return true;
  }

  @Override
  public long room() {
    return network.settings().queues().streamBytes() - out.bytes();
  }

  @Override
  public long queued() {
    return out.bytes();
  }

  @Override
  public void readable(boolean wanted) {
    network.loop().assertOnLoop();
    readWanted = wanted;
    if (state == State.OPEN) {
      updateInterest();
    }
  }

  @Override
  public void ready(SelectionKey ready) {
    var operations = ready.readyOps();
    if ((operations & SelectionKey.OP_CONNECT) != 0) {
      finishConnect();
    }
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      flush();
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      read();
    }
  }

  private void read() {
    for (var n = 0; n < PER_TURN; n++) {
      var reading = (state == State.OPEN && readWanted) || state == State.LINGERING;
      if (!reading || channel == null) {
        return;
      }
      var buffer = network.readBuffer();
      int count;
      try {
        count = channel.read(buffer);
      } catch (IOException e) {
        broken(Reasons.of(e));
        return;
      }
      if (count < 0) {
        endOfInput();
        return;
      }
      var user = handler;
      if (count > 0 && user != null) {
        user.received(this, buffer.flip());
      }
      if (count < buffer.capacity()) {
        return;
      }
    }
  }

  /** The peer has sent all; what it still may read leaves before this side closes as well. */
  private void endOfInput() {
    var user = handler;
    handler = null;
    state = State.ENDING;
    stopTimer();
    timer = network.loop().after(network.settings().times().linger(), this::gone);
    if (user != null) {
      user.closed(this, "closed by peer");
    }
    flush();
  }

  private void flush() {
    flushPending = false;
    var opened = channel;
    if (state == State.OPENING || state == State.CLOSED || opened == null) {
      return;
    }
    try {
      for (var n = 0; n < PER_TURN && !out.isEmpty(); n++) {
        var buffer = network.writeBuffer();
        out.copyTo(buffer);
        var wanted = buffer.flip().remaining();
        var written = opened.write(buffer);
        out.remove(written);
        if (written < wanted) {
          break;
        }
      }
      if (out.isEmpty()) {
        written(opened);
      }
    } catch (IOException e) {
      broken(Reasons.of(e));
    }
    updateInterest();
  }

  private void written(SocketChannel opened) throws IOException {
    if (state == State.ENDING) {
      gone();
    } else if (state == State.LINGERING) {
      opened.shutdownOutput();
    }
  }

  private void updateInterest() {
    var registered = key;
    if (state == State.CLOSED || registered == null || !registered.isValid()) {
      return;
    }
    var operations = out.isEmpty() ? 0 : SelectionKey.OP_WRITE;
    if ((state == State.OPEN && readWanted) || state == State.LINGERING) {
      operations |= SelectionKey.OP_READ;
    }
    if (registered.interestOps() != operations) {
      registered.interestOps(operations);
    }
  }

  @Override
  public void close() {
    network.loop().assertOnLoop();
    handler = null;
    if (state == State.OPENING) {
      gone();
    } else if (state == State.OPEN) {
      state = State.LINGERING;
      timer = network.loop().after(network.settings().times().linger(), this::gone);
      flush();
    }
  }

  @Override
  public void abort() {
    network.loop().assertOnLoop();
    handler = null;
    if (channel != null && state != State.CLOSED) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOG.debug("resetting {}", remote, e);
      }
    }
    gone();
  }

  private void broken(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    var user = handler;
    gone();
    if (user != null) {
      user.closed(this, reason);
    }
  }

  private void gone() {
    state = State.CLOSED;
    handler = null;
    out.clear();
    stopTimer();
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("closing {}", remote, e);
      }
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  @Override
  public void loopEnds() {
    if (!out.isEmpty()) {
      flush();
    }
  }
}
