package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;

/** What a router with address translation lets through, by its kind. */
class SimNatTest {

  private final SimWorld world = new SimWorld(1);
  private final SimNat nat = world.nat("198.51.100.1");
  private final Box inner = new Box(nat.host("inner", "192.168.0.2"), "192.168.0.2");
  private final Box server = new Box(world.host("server", "203.0.113.1"), "203.0.113.1");
  private final Box other = new Box(world.host("other", "203.0.113.2"), "203.0.113.2");

  @AfterEach
  void close() {
    world.close();
  }

  private static InetSocketAddress at(InetAddress address, int port) {
    return new InetSocketAddress(address, port);
  }

  /** A host with one UDP socket and one TCP listener at port 5060. */
  private final class Box implements DatagramHandler, StreamHandler {
    private final Network network;
    private final InetSocketAddress address;
    private final List<String> got = new ArrayList<>();
    private final List<InetSocketAddress> from = new ArrayList<>();
    private final List<StreamConnection> accepted = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private DatagramPort port;

    Box(SimHost host, String numeric) {
      network = host.attach(host.name());
      address = at(Names.literal(numeric), 5060);
      port =
          world.onLoop(
              network,
              () -> {
                network.listenStream(
                    address,
                    connection -> {
                      accepted.add(connection);
                      return this;
                    });
                return network.bindDatagram(address, this);
              });
    }

    void send(InetSocketAddress to, String text) {
      world.onLoop(network, () -> port.send(to, text.getBytes(StandardCharsets.UTF_8)));
      world.advance(Duration.ofMillis(5));
    }

    @Override
    public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
      got.add(new String(payload, StandardCharsets.UTF_8));
      from.add(remote);
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      got.add(StandardCharsets.UTF_8.decode(bytes).toString());
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      closed.add(reason);
    }
  }

  @Test
  void whoIsBehindIsSeenAtTheRoutersAddressAndHearsAnswers() {
    inner.send(server.address, "hello");
    assertThat(server.from).containsExactly(at(nat.address(), 20_000));
    server.send(server.from.getFirst(), "welcome");
    assertThat(inner.got).containsExactly("welcome");
    assertThat(inner.from).containsExactly(server.address);
    assertThat(nat.binding(inner.address, server.address)).hasValue(at(nat.address(), 20_000));
  }

  @ParameterizedTest
  @EnumSource(SimNat.Kind.class)
  void strangersGetInByTheKind(SimNat.Kind kind) {
    nat.kind(kind);
    inner.send(server.address, "hello");
    other.send(server.from.getFirst(), "let me in");
    assertThat(inner.got).hasSize(kind == SimNat.Kind.FULL_CONE ? 1 : 0);
    inner.send(other.address, "come");
    other.send(other.from.getFirst(), "thank you");
    assertThat(inner.got).endsWith("thank you");
    boolean symmetric = kind == SimNat.Kind.SYMMETRIC;
    assertThat(other.from.getFirst().getPort()).isEqualTo(symmetric ? 20_001 : 20_000);
  }

  @Test
  void aBindingEndsWhenNothingWasSentForItsLifetime() {
    nat.lifetime(Duration.ofSeconds(30));
    inner.send(server.address, "one");
    world.advance(Duration.ofSeconds(29));
    inner.send(server.address, "two");
    world.advance(Duration.ofSeconds(29));
    server.send(server.from.getFirst(), "still there");
    assertThat(inner.got).containsExactly("still there");
    world.advance(Duration.ofSeconds(2));
    server.send(server.from.getFirst(), "gone");
    assertThat(inner.got).hasSize(1);
    inner.send(server.address, "three");
    assertThat(server.from.getLast().getPort()).isEqualTo(20_001);
  }

  @Test
  void movedBindingsHaveOtherPortsAndAnotherAddressIsPossible() {
    inner.send(server.address, "one");
    nat.moveBindings();
    server.send(server.from.getFirst(), "lost");
    inner.send(server.address, "two");
    nat.address("198.51.100.2");
    server.send(server.from.getLast(), "lost");
    inner.send(server.address, "three");
    assertThat(inner.got).isEmpty();
    assertThat(server.from)
        .containsExactly(
            at(Names.literal("198.51.100.1"), 20_000),
            at(Names.literal("198.51.100.1"), 20_001),
            at(Names.literal("198.51.100.2"), 20_002));
  }

  @Test
  void neighboursTalkDirectlyAndTheWorldDoesNotKnowTheirAddresses() {
    var neighbour = new Box(nat.host("neighbour", "192.168.0.3"), "192.168.0.3");
    inner.send(neighbour.address, "hello");
    assertThat(neighbour.from).containsExactly(inner.address);
    server.send(inner.address, "lost");
    assertThat(inner.got).isEmpty();
    assertThatThrownBy(() -> nat.host("again", "192.168.0.2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> world.nat("198.51.100.1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void connectionsLeaveButDoNotEnterAndDieSilentlyWhenBindingsMove() {
    var opened =
        world.onLoop(
            inner.network,
            () -> inner.network.connectStream(inner.address.getAddress(), server.address, inner));
    world.advance(Duration.ofMillis(10));
    var arrived = server.accepted.getFirst();
    assertThat(arrived.remote().getAddress()).isEqualTo(nat.address());
    world.onLoop(server.network, () -> arrived.write("hi".getBytes(StandardCharsets.UTF_8)));
    world.advance(Duration.ofMillis(10));
    assertThat(inner.got).containsExactly("hi");

    nat.moveBindings();
    world.onLoop(server.network, () -> arrived.write("hey".getBytes(StandardCharsets.UTF_8)));
    world.advance(Duration.ofSeconds(5));
    assertThat(inner.got).hasSize(1);
    assertThat(inner.closed).isEmpty();
    assertThat(opened.isOpen()).isTrue();

    world.onLoop(
        server.network,
        () ->
            server.network.connectStream(
                server.address.getAddress(), at(nat.address(), 5060), server));
    world.advance(Duration.ofSeconds(6));
    assertThat(server.closed).contains("connect timed out");
  }
}
