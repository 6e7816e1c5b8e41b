package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.net.StreamConnection;

@ExtendWith(SimWorldExtension.class)
class SimStreamTest {

  private Traffic net;
  private SimWorld world;

  @BeforeEach
  void twoHosts(SimWorld given) {
    world = given;
    net = new Traffic(world);
  }

  @Test
  void carriesBytesBothWaysAndEndsCleanly() {
    net.listen(new Echo());
    var connection = net.connect(net.peer("a"));
    assertThat(connection.isOpen()).isFalse();
    net.write(connection, "ping");
    world.advance(Duration.ofMillis(10));
    assertThat(connection.isOpen()).isTrue();
    assertThat(connection.local().getPort()).isPositive();
    net.write(connection, "last words");
    world.onLoop(net.a, connection::close);
    assertThat(net.write(connection, "too late")).isFalse();
    world.advance(Duration.ofMillis(10));
    assertThat(net.events)
        .containsExactly(
            "2 a connected",
            "3 echo ping",
            "4 a ping",
            "11 echo last words",
            "11 echo closed by peer");
    assertThat(world.alive()).singleElement().asString().contains("tcp listener");
  }

  @Test
  void refusedConnectionIsToldAfterARoundTrip() {
    net.connect(net.peer("a"));
    net.listen(net.peer("b"));
    net.bob.refuseStreams(true);
    world.advance(Duration.ofMillis(1));
    net.connect(net.peer("c"));
    world.runUntilIdle();
    assertThat(net.events).containsExactly("2 a connection refused", "3 c connection refused");
  }

  @Test
  void connectionToADeadHostTimesOut() {
    net.bob.unplug();
    net.connect(net.peer("a"));
    world.runUntilIdle();
    assertThat(net.events).containsExactly("5000 a connect timed out");
  }

  @Test
  void resetIsToldOnce() {
    net.listen(net.peer("b"));
    var connection = net.connect(net.peer("a"));
    world.advance(Duration.ofMillis(10));
    world.onLoop(net.a, connection::abort);
    world.runUntilIdle();
    assertThat(net.events).containsExactly("2 a connected", "11 b connection reset");
  }

  @Test
  void brokenConnectionIsToldToBothEnds() {
    net.listen(net.peer("b"));
    var connection = net.connect(net.peer("a"));
    world.advance(Duration.ofMillis(10));
    world.network().breakConnections(net.alice, net.bob);
    world.runUntilIdle();
    assertThat(net.events)
        .containsExactly("2 a connected", "10 a connection reset", "10 b connection reset");
    assertThat(connection.isOpen()).isFalse();
    assertThat(net.write(connection, "x")).isFalse();
  }

  @Test
  void bytesArriveInOrderAndOnceInSpiteOfLoss() {
    world.network().all().loss(0.3).jitter(Duration.ofMillis(50)).segments(7);
    var text = new StringBuilder();
    net.listen(new Collector(text));
    var connection = net.connect(net.peer("a"));
    var sent = new StringBuilder();
    for (var n = 0; n < 200; n++) {
      sent.append("message ").append(n).append(';');
      net.write(connection, "message " + n + ";");
      world.advance(Duration.ofMillis(2));
    }
    world.runUntilIdle();
    assertThat(text).hasToString(sent.toString());
  }

  @Test
  void segmentsSplitWhatWasWritten() {
    world.network().all().segments(3);
    net.listen(net.peer("b"));
    net.write(net.connect(net.peer("a")), "abcdefgh");
    world.runUntilIdle();
    assertThat(net.events).containsExactly("2 a connected", "3 b abc", "3 b def", "3 b gh");
  }

  @Test
  void peerThatNeverReadsFillsTheBoundedQueue() {
    var text = new StringBuilder();
    net.listen(new Collector(text));
    net.bob.neverRead(true);
    var connection = net.connect(net.peer("a"));
    var written = 0;
    while (net.write(connection, "x".repeat(10_000))) {
      written += 10_000;
      world.advance(Duration.ofMillis(1));
    }
    assertThat(connection.queued()).isGreaterThan(900_000);
    assertThat(text).isEmpty();
    net.bob.neverRead(false);
    world.runUntilIdle();
    assertThat(text).hasSize(written);
    assertThat(connection.queued()).isZero();
  }

  @Test
  void readingCanBeStoppedAndContinued() {
    var accepted = new ArrayList<StreamConnection>();
    world.onLoop(
        net.b,
        () ->
            net.b.listenStream(
                net.bob.address(5060),
                connection -> {
                  accepted.add(connection);
                  connection.readable(false);
                  return net.peer("b");
                }));
    var connection = net.connect(net.peer("a"));
    net.write(connection, "early");
    world.advance(Duration.ofSeconds(1));
    assertThat(net.events).containsExactly("2 a connected");
    world.onLoop(net.b, () -> accepted.getFirst().readable(true));
    world.runUntilIdle();
    assertThat(net.events).containsExactly("2 a connected", "1000 b early");
  }

  @Test
  void bytesWaitForACableThatComesBack() {
    net.listen(net.peer("b"));
    var connection = net.connect(net.peer("a"));
    world.advance(Duration.ofMillis(10));
    net.bob.unplug();
    net.write(connection, "waits");
    world.advance(Duration.ofSeconds(3));
    net.bob.plug();
    world.runUntilIdle();
    assertThat(net.events).hasSize(2);
    assertThat(net.events.getLast()).endsWith(" b waits");
  }

  @Test
  void connectionWithoutACableEndsAfterAMinute() {
    net.listen(net.peer("b"));
    var connection = net.connect(net.peer("a"));
    world.advance(Duration.ofMillis(10));
    net.bob.unplug();
    net.write(connection, "lost");
    world.runUntilIdle();
    assertThat(net.events).contains("49410 a connection timed out");
  }

  @Test
  void bytesAreValidDuringTheCallOnly() {
    var kept = new ArrayList<ByteBuffer>();
    net.listen(
        new Peer(net, "b") {
          @Override
          public void received(StreamConnection connection, ByteBuffer bytes) {
            kept.add(bytes);
          }
        });
    net.write(net.connect(net.peer("a")), "secret");
    world.runUntilIdle();
    assertThat(new String(kept.getFirst().array(), StandardCharsets.UTF_8)).isEqualTo("??????");
  }

  /** Sends back what it gets. */
  private final class Echo extends Peer {
    Echo() {
      super(net, "echo");
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.duplicate().get(copy);
      super.received(connection, bytes);
      connection.write(copy);
    }
  }

  /** Puts all text together. */
  private final class Collector extends Peer {
    private final StringBuilder text;

    Collector(StringBuilder text) {
      super(net, "collector");
      this.text = text;
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      text.append(StandardCharsets.UTF_8.decode(bytes));
    }
  }
}
