package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;
import org.offhook.transaction.RawPeer;
import org.offhook.transaction.RecordingServer;
import org.offhook.transaction.RecordingUser;
import org.offhook.transaction.ServerTransaction;
import org.offhook.transaction.TransactionLimits;

/** TCP connections: RFC 3261 §18, RFC 5626 §3.5.1, and peers that do not behave. */
class StreamTest {

  private Bench bench = new Bench();
  private final RecordingServer server = new RecordingServer();
  private final RecordingUser user = new RecordingUser();

  @AfterEach
  void close() {
    bench.close();
  }

  private void with(TransportSettings settings) {
    bench.close();
    bench = new Bench(settings, TransactionLimits.DEFAULT);
  }

  private void connect() {
    bench.layer.server(server);
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
  }

  private byte[] options(String branch) {
    return PeerRequests.over("TCP", branch, Method.OPTIONS).build().toBytes();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  @Rfc("NET-25")
  void concurrentRequestsShareOneConnectionThatIsOpenedOnce() {
    bench.world.network().all().latency(Duration.ofMillis(50));
    for (int i = 0; i < 10; i++) {
      bench.options(bench.tcp(), user);
    }
    bench.advance(1_000);
    bench.options(bench.tcp(), user);
    bench.advance(1_000);
    assertThat(bench.peer.connections).hasSize(1);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(11);
    assertThat(bench.transport.connections()).isEqualTo(1);
  }

  @Test
  @Rfc({"NET-18", "NET-25"})
  void anAcceptedConnectionIsUsedForRequestsToItsPeer() {
    connect();
    bench.peer.write(options("z9hG4bK1"));
    var remote = server.incoming.getFirst().flow().remote();
    var flow =
        bench.onLoop(
            () ->
                bench.transport.flowTo(Bench.hop(TransportKind.TCP, Bench.PEER, remote.getPort())));
    bench.options(flow, user);
    bench.advance(1);
    assertThat(bench.peer.connections).hasSize(1);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
  }

  @Test
  @Rfc("NET-24")
  void viaOfAConnectionNamesTheListeningPort() {
    bench.options(bench.tcp(), user);
    bench.advance(1);
    var via = bench.peer.last().request().topVia();
    assertThat(via.transport()).isEqualTo("TCP");
    assertThat(via.host()).isEqualTo(Bench.LOCAL);
    assertThat(via.port()).hasValue(5060);
    assertThat(bench.peer.last().from().getPort()).isNotEqualTo(5060);
  }

  @Test
  @Rfc("NET-26")
  void anIdleConnectionIsClosedButNotWhileItIsUsed() {
    bench.invite(bench.tcp(), user);
    bench.advance(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 180, "b1").toBytes());
    bench.advance(1_000_000);
    assertThat(bench.transport.connections()).as("a call rings on it").isEqualTo(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 486, "b1").toBytes());
    bench.advance(119_999);
    assertThat(bench.transport.connections()).isEqualTo(1);
    bench.advance(120_001);
    assertThat(bench.transport.connections()).isZero();
    assertThat(bench.peer.closed).hasSize(1);
  }

  @Test
  @Rfc("NET-26")
  void aConnectionWithAnUnansweredRequestStaysOpen() {
    connect();
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKlong", Method.INVITE).build().toBytes());
    bench.advance(1_000_000);
    assertThat(bench.transport.connections()).isEqualTo(1);
    var tx = server.incoming.getFirst();
    bench.act(() -> tx.respond(tx.response(Status.BUSY_HERE).build()));
    assertThat(bench.peer.count("SIP/2.0 486")).isEqualTo(1);
    bench.advance(300_000);
    assertThat(bench.transport.connections()).isZero();
  }

  @Test
  @Rfc("NET-29")
  void aConnectionThatDoesNotOpenFailsAfterTheConnectLimitAndDelaysNobody() {
    with(
        TransportSettings.defaults()
            .withPatience(
                new TransportSettings.Patience(
                    Duration.ofSeconds(3), Duration.ofSeconds(32), Duration.ofSeconds(120))));
    var silent = new RawPeer(bench.world, "10.0.0.3");
    silent.host.ignoreStreams(true);
    var other = new RecordingUser();
    var flow =
        bench.onLoop(() -> bench.transport.flowTo(Bench.hop(TransportKind.TCP, "10.0.0.3", 5060)));
    bench.options(flow, user);
    bench.options(bench.tcp(), other);
    bench.advance(1);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
    bench.advanceTo(2_999);
    assertThat(user.told).isEmpty();
    bench.advanceTo(3_001);
    assertThat(user.told).containsExactly("transport");
    assertThat(bench.transport.counters().connectionsTimedOut()).isEqualTo(1);
  }

  // one peer never reads: its queue fills, sending to it fails, then it is dropped; others go on
  @Test
  @Rfc("NET-29")
  void aPeerThatNeverReadsIsDroppedAndDelaysNobody() {
    var deaf = new RawPeer(bench.world, "10.0.0.3");
    deaf.host.neverRead(true);
    var flow =
        bench.onLoop(() -> bench.transport.flowTo(Bench.hop(TransportKind.TCP, "10.0.0.3", 5060)));
    bench.advance(1);
    var big =
        Bench.request(Method.MESSAGE)
            .set(HeaderName.of("X-Padding"), "x".repeat(30_000))
            .build()
            .toBytes();
    var failures = new int[1];
    bench.act(
        () -> {
          for (int i = 0; i < 50; i++) {
            flow.send(big, reason -> failures[0]++);
          }
        });
    assertThat(failures[0]).isPositive();
    bench.options(bench.tcp(), user);
    bench.advance(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 200, "b1").toBytes());
    assertThat(user.told).containsExactly("200");
    bench.advance(32_000);
    assertThat(flow.isAlive()).isFalse();
    assertThat(failures[0]).as("what waited is reported too").isGreaterThan(40);
  }

  @Test
  @Rfc("NET-30")
  void messagesInSmallPiecesArriveWholeAndInOrder() {
    bench.world.network().all().segments(7);
    connect();
    var all = ascii("");
    for (int i = 0; i < 5; i++) {
      var one = options("z9hG4bK" + i);
      var joined = Arrays.copyOf(all, all.length + one.length);
      System.arraycopy(one, 0, joined, all.length, one.length);
      all = joined;
    }
    bench.peer.write(all);
    bench.advance(1_000);
    assertThat(server.incoming.stream().map(ServerTransaction::branch))
        .containsExactly("z9hG4bK0", "z9hG4bK1", "z9hG4bK2", "z9hG4bK3", "z9hG4bK4");
    assertThat(bench.transport.counters().received()).isEqualTo(5);
  }

  @Test
  @Rfc("NET-30")
  void aResetInMidMessageLosesOnlyThatMessage() {
    connect();
    var whole = options("z9hG4bKwhole");
    var half = options("z9hG4bKhalf");
    bench.peer.write(whole);
    bench.peer.write(Arrays.copyOf(half, half.length / 2));
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.advance(1);
    assertThat(server.incoming).hasSize(1);
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(options("z9hG4bKthird"));
    assertThat(bench.transport.counters().received()).isEqualTo(2);
    assertThat(bench.transport.counters().malformed()).isZero();
  }

  @Test
  @Rfc("NET-30")
  void whatIsLostWithAConnectionIsReported() {
    bench.peer.host.refuseStreams(true);
    bench.world.network().all().latency(Duration.ofMillis(100));
    var reasons = new java.util.ArrayList<String>();
    var flow = bench.tcp();
    bench.act(
        () -> {
          flow.send(options("z9hG4bK1"), reasons::add);
          flow.send(options("z9hG4bK2"), reasons::add);
        });
    assertThat(reasons).isEmpty();
    bench.advance(1_000);
    assertThat(reasons).hasSize(2);
    assertThat(bench.transport.counters().notSent()).isEqualTo(2);
  }

  @Test
  @Rfc("NET-31")
  void aPingIsAnsweredByAPongAndNothingElse() {
    connect();
    bench.peer.write(ascii("\r\n\r\n"));
    assertThat(bench.peer.streamText.toString()).isEqualTo("\r\n");
    bench.peer.write(options("z9hG4bK1"));
    bench.peer.write(ascii("\r\n\r\n"));
    assertThat(bench.peer.streamText.toString()).isEqualTo("\r\n\r\n");
    bench.peer.write(options("z9hG4bK2"));
    bench.peer.write(ascii("\r\n"));
    assertThat(bench.peer.streamText.toString()).as("a pong is not answered").hasSize(4);
    assertThat(bench.transport.counters().received()).isEqualTo(2);
    assertThat(bench.transport.counters().malformed()).isZero();
  }

  // one byte a second: after 32 s the connection is closed; another one is not disturbed
  @Test
  @Rfc("SEC-04")
  void aMessageThatIsNotCompletedInTimeEndsItsConnection() {
    connect();
    bench.peer.write(options("z9hG4bKfirst"));
    bench.advance(60_000);
    var slow = options("z9hG4bKslow");
    for (int second = 0; second < 40 && bench.peer.closed.isEmpty(); second++) {
      bench.peer.write(new byte[] {slow[second]});
      bench.advance(1_000);
    }
    assertThat(bench.peer.closed).hasSize(1);
    assertThat(bench.now()).isBetween(92_000L, 94_000L);
    assertThat(bench.transport.counters().connectionsTimedOut()).isEqualTo(1);
    assertThat(bench.transport.connections()).isZero();
  }

  @Test
  @Rfc("SEC-04")
  void aConnectionWithoutAFirstMessageIsClosed() {
    connect();
    var other = new RawPeer(bench.world, "10.0.0.3");
    other.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    other.write(options("z9hG4bKother"));
    bench.advance(31_997);
    assertThat(bench.transport.connections()).isEqualTo(2);
    bench.advance(2);
    assertThat(bench.transport.connections()).isEqualTo(1);
    assertThat(bench.peer.closed).hasSize(1);
    assertThat(other.closed).isEmpty();
  }

  @Test
  @Rfc("SEC-03")
  void connectionsAreLimitedPerPeerAndInAll() {
    with(
        TransportSettings.defaults().withConnections(new TransportSettings.ConnectionLimits(3, 2)));
    for (int i = 0; i < 4; i++) {
      connect();
    }
    assertThat(bench.transport.connections()).isEqualTo(2);
    assertThat(bench.peer.closed).hasSize(2);
    var other = new RawPeer(bench.world, "10.0.0.3");
    other.connect(Bench.address(Bench.LOCAL, 5060));
    other.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    assertThat(bench.transport.connections()).isEqualTo(3);
    assertThat(other.closed).hasSize(1);
    assertThat(bench.transport.counters().connectionsRefused()).isEqualTo(3);
    bench.options(bench.tcp(), user);
    bench.advance(1);
    assertThat(user.told).as("no room to open one either").containsExactly("transport");
  }

  @Test
  @Rfc("SEC-09")
  void aStreamThatCannotBeReadIsAnsweredAndClosed() {
    connect();
    var text = new String(options("z9hG4bKbad"), StandardCharsets.UTF_8);
    bench.peer.write(ascii(text.replace("Content-Length: 0", "Content-Length: -5")));
    bench.advance(1);
    assertThat(bench.peer.closed).hasSize(1);
    assertThat(bench.peer.streamText.toString()).startsWith("SIP/2.0 400");
    assertThat(bench.transport.connections()).isZero();
  }
}
