package org.offhook.transaction;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Frame;
import org.offhook.message.MessageLimits;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.StreamFramer;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;
import org.offhook.net.StunMessage;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * A peer that only has sockets: it records what arrives, with the time, and sends what it is told.
 */
public final class RawPeer implements DatagramHandler, StreamHandler {

  /** What arrived, from where, at which of the peer's ports. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Got(
      long millis, InetSocketAddress from, int port, byte[] bytes, SipMessage message) {

    public SipRequest request() {
      return (SipRequest) message;
    }

    public SipResponse response() {
      return (SipResponse) message;
    }
  }

  public final SimHost host;
  public final Network network;
  public final List<Got> got = new ArrayList<>();
  public final List<StreamConnection> connections = new ArrayList<>();
  public final List<String> closed = new ArrayList<>();

  /** STUN requests, which are answered at once. */
  public int pings;

  public final StringBuilder streamText = new StringBuilder();
  private final SimWorld world;
  private final StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
  private @Nullable DatagramPort port;
  private @Nullable StreamListener listener;

  public RawPeer(SimWorld world, String address) {
    this.world = world;
    this.host = world.host("peer-" + address, address);
    this.network = host.attach("peer");
    world.onLoop(
        network,
        () -> {
          port = network.bindDatagram(Bench.address(address, 5060), this);
          listener = network.listenStream(Bench.address(address, 5060), this::accepted);
        });
  }

  private StreamHandler accepted(StreamConnection connection) {
    connections.add(connection);
    return this;
  }

  public void stopListening() {
    act(
        () -> {
          if (listener != null) {
            listener.close();
          }
        });
  }

  /** Its UDP port becomes unreachable. */
  public void closeDatagrams() {
    if (port != null) {
      port.close();
    }
  }

  /** Opens a connection to the endpoint under test. */
  public StreamConnection connect(InetSocketAddress to) {
    return world.onLoop(
        network,
        () -> {
          var opened =
              network.connectStream(network.localAddressTowards(to.getAddress()), to, this);
          connections.add(opened);
          return opened;
        });
  }

  /** Sends a datagram now. */
  public void send(SipMessage message) {
    send(message.toBytes());
  }

  public void send(byte[] bytes) {
    sendTo(Bench.address(Bench.LOCAL, 5060), bytes);
  }

  /** Sends a datagram; on the peer's loop only. */
  public void sendNow(SipMessage message) {
    if (port != null) {
      port.send(Bench.address(Bench.LOCAL, 5060), message.toBytes());
    }
  }

  public void sendTo(InetSocketAddress to, byte[] bytes) {
    act(
        () -> {
          if (port != null) {
            port.send(to, bytes);
          }
        });
  }

  public void act(Runnable body) {
    world.onLoop(network, body::run);
    world.advance(Duration.ZERO);
  }

  /** Writes to the last connection. */
  public void write(byte[] bytes) {
    act(() -> connections.getLast().write(bytes));
  }

  @Override
  public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
    var stun = StunMessage.parse(payload);
    if (stun.isPresent()) {
      pings++;
      at.send(remote, StunMessage.success(stun.get(), remote).toBytes());
      return;
    }
    record(remote, at.local().getPort(), payload, MessageParser.parse(payload));
  }

  @Override
  public void received(StreamConnection connection, ByteBuffer bytes) {
    streamText.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
    framer.feed(
        bytes,
        frame -> {
          if (frame instanceof Frame.Message message) {
            var port = connection.local().getPort();
            record(connection.remote(), port, new byte[0], message.result());
          }
        });
  }

  @Override
  public void closed(StreamConnection connection, String reason) {
    closed.add(reason);
  }

  private void record(InetSocketAddress from, int port, byte[] bytes, ParseResult result) {
    switch (result) {
      case ParseResult.Parsed parsed ->
          got.add(new Got(world.now().toMillis(), from, port, bytes, parsed.message()));
      case ParseResult.Invalid invalid ->
          throw new AssertionError("the endpoint sent garbage: " + invalid.reason());
    }
  }

  public Got last() {
    return got.getLast();
  }

  /** When each message with this start arrived, in milliseconds. */
  public List<Long> times(String startOfFirstLine) {
    return got.stream()
        .filter(one -> one.message().startLine().startsWith(startOfFirstLine))
        .map(Got::millis)
        .toList();
  }

  public int count(String startOfFirstLine) {
    return times(startOfFirstLine).size();
  }
}
