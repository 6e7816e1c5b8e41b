package org.offhook.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StunMessage;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.transaction.Bench;

/** A peer that sees bytes, with the time, and answers STUN and pings as it is told. */
final class FarPeer implements DatagramHandler, StreamHandler {

  /** What arrived. */
  @SuppressWarnings("ArrayRecordComponent")
  record Got(long millis, byte[] bytes) {

    boolean isStun() {
      return StunMessage.looksLike(bytes);
    }

    String text() {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }

  final SimHost host;
  final List<Got> got = new ArrayList<>();
  final List<StreamConnection> connections = new ArrayList<>();

  /** What STUN is answered with; null: the truth. */
  @Nullable InetSocketAddress says;

  boolean answers;
  private final SimWorld world;
  private final Network network;
  private @Nullable DatagramPort port;

  FarPeer(SimWorld world, String address) {
    this.world = world;
    this.host = world.host("far-" + address, address);
    this.network = host.attach("far");
    world.onLoop(
        network,
        () -> {
          port = network.bindDatagram(Bench.address(address, 5060), this);
          network.listenStream(
              Bench.address(address, 5060),
              connection -> {
                connections.add(connection);
                return this;
              });
        });
  }

  @Override
  public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
    got.add(new Got(world.now().toMillis(), payload));
    var request = StunMessage.parse(payload);
    if (answers && request.isPresent()) {
      var seen = says != null ? says : remote;
      at.send(remote, StunMessage.success(request.get(), seen).toBytes());
    }
  }

  @Override
  public void received(StreamConnection connection, ByteBuffer bytes) {
    var all = new byte[bytes.remaining()];
    bytes.get(all);
    var one = new Got(world.now().toMillis(), all);
    got.add(one);
    if (answers && one.text().equals("\r\n\r\n")) {
      connection.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Override
  public void closed(StreamConnection connection, String reason) {
    connections.remove(connection);
  }

  void send(InetSocketAddress to, byte[] bytes) {
    world.onLoop(
        network,
        () -> {
          if (port != null) {
            port.send(to, bytes);
          }
        });
    world.advance(Duration.ofMillis(5));
  }

  /** When datagrams arrived, in milliseconds. */
  List<Long> times() {
    return got.stream().map(Got::millis).toList();
  }

  /** The times between two arrivals, in milliseconds. */
  List<Long> gaps() {
    var gaps = new ArrayList<Long>();
    for (int i = 1; i < got.size(); i++) {
      gaps.add(got.get(i).millis() - got.get(i - 1).millis());
    }
    return gaps;
  }
}
