package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.Network;

class SimWorldTest {

  private final SimWorld world = new SimWorld(42);
  private final SimHost alice = world.host("alice", "10.0.0.1");
  private final SimHost bob = world.host("bob", "10.0.0.2", "2001:db8::2");
  private final Network a = alice.attach("a");
  private final Network b = bob.attach("b");
  private final List<String> events = new ArrayList<>();

  @AfterEach
  void end() {
    world.close();
  }

  private void event(String what) {
    events.add(world.now().toMillis() + " " + what);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private DatagramPort port(Network network, InetSocketAddress local, DatagramHandler handler) {
    return world.onLoop(network, () -> network.bindDatagram(local, handler));
  }

  @Test
  void datagramArrivesAfterTheLatencyOfTheLink() {
    world.network().between(alice, bob).latency(Duration.ofMillis(20));
    port(
        b,
        bob.address(5060),
        (p, from, payload) -> event(from + " " + new String(payload, StandardCharsets.UTF_8)));
    var from = port(a, alice.address(5060), (p, remote, payload) -> {});
    world.onLoop(a, () -> from.send(bob.address(5060), bytes("hello")));
    world.advance(Duration.ofMillis(19));
    assertThat(events).isEmpty();
    world.advance(Duration.ofMillis(1));
    assertThat(events).containsExactly("20 /10.0.0.1:5060 hello");
  }

  @Test
  void userCodeWaitsInVirtualTime() {
    var answer =
        world.run(
            () -> {
              var signal = world.userThreads().newSignal();
              a.loop().execute(() -> a.loop().after(Duration.ofSeconds(32), signal::fire));
              assertThat(world.userThreads().await(signal, 1_000_000_000L)).isFalse();
              event("first");
              assertThat(world.userThreads().await(signal, Long.MAX_VALUE)).isTrue();
              event("second");
              return "done";
            });
    assertThat(answer).isEqualTo("done");
    assertThat(events).containsExactly("1000 first", "32000 second");
  }

  @Test
  void threadThatBlocksElsewhereFailsTheTestWithItsStack() {
    world.patience(Duration.ofMillis(100));
    assertThatThrownBy(() -> world.run(() -> new CountDownLatch(1).await()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("blocks outside an Offhook wait")
        .satisfies(
            failure ->
                assertThat(failure.getStackTrace())
                    .anyMatch(
                        frame ->
                            frame.getMethodName().contains("userCode")
                                || frame.getClassName().contains("CountDownLatch")));
  }

  @Test
  void streamCarriesBytesBothWaysAndEnds() {
    world.onLoop(
        b,
        () ->
            b.listenStream(
                bob.address(5060),
                connection -> {
                  event("accepted");
                  return new Peer("b", true);
                }));
    var connection =
        world.onLoop(
            a, () -> a.connectStream(alice.address(), bob.address(5060), new Peer("a", false)));
    world.onLoop(a, () -> connection.write(bytes("ping")));
    world.advance(Duration.ofMillis(10));
    world.onLoop(a, connection::close);
    world.advance(Duration.ofMillis(10));
    assertThat(events)
        .containsExactly(
            "1 accepted", "2 a connected", "3 b ping", "4 a ping", "11 b closed by peer");
    world.onLoop(b, () -> world.alive());
    assertThat(world.alive()).hasSize(1).first().asString().contains("tcp listener");
  }

  private final class Peer implements org.offhook.net.StreamHandler {
    private final String name;
    private final boolean echo;

    Peer(String name, boolean echo) {
      this.name = name;
      this.echo = echo;
    }

    @Override
    public void connected(org.offhook.net.StreamConnection connection) {
      event(name + " connected");
    }

    @Override
    public void received(org.offhook.net.StreamConnection connection, ByteBuffer bytes) {
      var text = StandardCharsets.UTF_8.decode(bytes).toString();
      event(name + " " + text);
      if (echo) {
        connection.write(bytes(text));
      }
    }

    @Override
    public void closed(org.offhook.net.StreamConnection connection, String reason) {
      event(name + " " + reason);
    }
  }
}
