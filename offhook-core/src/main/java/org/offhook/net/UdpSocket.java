package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.IoHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A UDP socket on the loop. What the system does not take at once waits in a bounded queue. */
final class UdpSocket implements DatagramPort, IoHandler {

  private static final Logger LOG = LoggerFactory.getLogger(UdpSocket.class);

  /** Datagrams that are read, or sent from the queue, in one turn. */
  private static final int PER_TURN = 64;

  /** Every so many turns that had one datagram each, another is asked for. */
  private static final int ASK_AGAIN = 8;

  /** A queue that was not looked at for so long was empty meanwhile. */
  private static final long STALE_NANOS = 200_000_000;

  private static final int LARGEST = 65_507;

  /** A datagram that came from a peer, or waits to be sent to one. */
  static final class Datagram {
    private final InetSocketAddress remote;
    private final byte[] payload;

    Datagram(InetSocketAddress remote, byte[] payload) {
      this.remote = remote;
      this.payload = payload;
    }
  }

  private final SelectorNetwork network;
  private final DatagramChannel channel;
  private final DatagramHandler handler;
  private final InetSocketAddress local;
  private final SelectionKey key;
  private final ArrayDeque<Datagram> queue = new ArrayDeque<>();
  private final ClosedPortWatch closedPorts;

  /** When a turn last ended with more to read. */
  private long fullAt;

  private boolean isBehind;
  private int singles;
  private long dropped;

  static UdpSocket open(SelectorNetwork network, InetSocketAddress address, DatagramHandler handler)
      throws IOException {
    var channel = DatagramChannel.open(Addresses.family(address.getAddress()));
    try {
      if (network.settings().sockets().sharedPort()) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(address);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new UdpSocket(network, channel, handler);
  }

  /** On a channel that is bound already; closes it if that fails. */
  UdpSocket(SelectorNetwork network, DatagramChannel bound, DatagramHandler handler)
      throws IOException {
    this.network = network;
    this.handler = handler;
    channel = bound;
    try {
      channel.configureBlocking(false);
      var settings = network.settings();
      if (settings.sockets().buffer() > 0) {
        option(StandardSocketOptions.SO_RCVBUF, settings.sockets().buffer());
        option(StandardSocketOptions.SO_SNDBUF, settings.sockets().buffer());
      }
      if (settings.sockets().trafficClass() != 0) {
        option(StandardSocketOptions.IP_TOS, settings.sockets().trafficClass());
      }
      local = (InetSocketAddress) channel.getLocalAddress();
      key = network.loop().register(channel, SelectionKey.OP_READ, this);
      closedPorts = new ClosedPortWatch(network, this);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private <T> void option(SocketOption<T> option, T value) {
    try {
      channel.setOption(option, value);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("{} of a UDP socket is not {}", option, value, e);
    }
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void ready(SelectionKey ready) {
    var operations = ready.readyOps();
    if ((operations & SelectionKey.OP_WRITE) != 0) {
      sendQueued();
    }
    if ((operations & SelectionKey.OP_READ) != 0) {
      receive();
    }
  }

  /** While datagrams come one by one, asking in vain for a second would cost a system call each. */
  private void receive() {
    var most = singles == 0 ? PER_TURN : 1;
    var count = receive(most);
    singles = count == 1 ? (singles + 1) % ASK_AGAIN : 0;
    if (count == PER_TURN) {
      fullAt = now();
      isBehind = true;
    } else if (most == PER_TURN) {
      isBehind = false;
    }
  }

  private long now() {
    return network.loop().time().nanos();
  }

  @Override
  public boolean isBehind() {
    return isBehind && now() - fullAt < STALE_NANOS;
  }

  private int receive(int most) {
    var count = 0;
    try {
      while (count < most && channel.isOpen()) {
        var next = read(channel);
        if (next == null) {
          break;
        }
        count++;
        handUp(next);
      }
    } catch (IOException e) {
      LOG.debug("receiving at {}", local, e);
    }
    return count;
  }

  /** One datagram that waits in a channel; null if there is none. */
  @Nullable Datagram read(DatagramChannel from) throws IOException {
    return read(from, network.readBuffer());
  }

  /** As {@link #read(DatagramChannel)}, through this buffer. */
  static @Nullable Datagram read(DatagramChannel from, ByteBuffer buffer) throws IOException {
    var remote = (InetSocketAddress) from.receive(buffer);
    if (remote == null) {
      return null;
    }
    buffer.flip();
    var payload = new byte[buffer.remaining()];
    buffer.get(payload);
    return new Datagram(remote, payload);
  }

  void handUp(Datagram datagram) {
    if (channel.isOpen()) {
      handler.received(this, datagram.remote, datagram.payload);
    }
  }

  void unreachable(InetSocketAddress remote, String reason) {
    handler.unreachable(this, remote, reason);
  }

  @Override
  public void expectAnswer(InetSocketAddress remote) {
    network.loop().assertOnLoop();
    closedPorts.expect(remote);
  }

  /** Sockets beside this one. */
  int siblings() {
    return closedPorts.open();
  }

  DatagramChannel channel() {
    return channel;
  }

  @Override
  public @Nullable String send(InetSocketAddress remote, byte[] payload) {
    network.loop().assertOnLoop();
    if (!channel.isOpen()) {
      return "socket closed";
    }
    if (payload.length > LARGEST) {
      return "message too long for a datagram: " + payload.length + " bytes";
    }
    if (queue.isEmpty()) {
      try {
        if (write(remote, payload)) {
          return null;
        }
      } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
        return Reasons.of(e);
      }
    }
    if (queue.size() >= network.settings().queues().datagrams()) {
      dropped++;
      return "send queue full";
    }
    queue.add(new Datagram(remote, payload));
    if (queue.size() == 1) {
      key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
    return null;
  }

  private boolean write(InetSocketAddress remote, byte[] payload) throws IOException {
    var buffer = network.writeBuffer().put(payload).flip();
    return channel.send(buffer, remote) > 0 || payload.length == 0;
  }

  private void sendQueued() {
    for (var n = 0; n < PER_TURN && !queue.isEmpty(); n++) {
      var first = queue.element();
      try {
        if (!write(first.remote, first.payload)) {
          return;
        }
      } catch (IOException | UnresolvedAddressException | UnsupportedAddressTypeException e) {
        LOG.debug("sending from {} to {}", local, first.remote, e);
        handler.unreachable(this, first.remote, Reasons.of(e));
      }
      queue.poll();
    }
    if (queue.isEmpty() && key.isValid()) {
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  @Override
  public long dropped() {
    return dropped;
  }

  @Override
  public void close() {
    network.loop().assertOnLoop();
    queue.clear();
    closedPorts.close();
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing {}", local, e);
    }
  }
}
