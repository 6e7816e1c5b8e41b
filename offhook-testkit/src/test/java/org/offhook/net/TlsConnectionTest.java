package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** Ends, limits and faults of TLS connections, in virtual time. */
class TlsConnectionTest {

  private final TlsBench bench = new TlsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private TlsBench.End connected() {
    bench.listen(TlsBench.forServer().build());
    return bench.connect(TlsBench.forClient().build());
  }

  @Test
  void whatWasWrittenArrivesBeforeTheEnd() {
    var end = connected();
    bench.world.onLoop(
        bench.client,
        () -> {
          end.connection().write("last words".getBytes(StandardCharsets.US_ASCII));
          end.connection().close();
        });
    bench.settle();
    assertThat(bench.accepted().text()).isEqualTo("last words");
    assertThat(bench.accepted().closed).isEqualTo("closed by peer");
    assertThat(end.closed).as("its own close").isNull();
  }

  /** Somebody on the way may have cut the stream short: RFC 8446 §6.1. */
  @Test
  void anEndWithoutTheAlertIsTold() {
    var lower = new ArrayList<StreamConnection>();
    bench.listen(TlsBench.forServer().build());
    var layer = new TlsLayer(bench.client, TlsBench.forClient().build());
    var end = new TlsBench.End();
    bench.world.onLoop(
        bench.client,
        () -> {
          layer.open(
              below -> {
                var tcp = bench.client.connectStream(bench.left.address(), bench.address(), below);
                lower.add(tcp);
                return tcp;
              },
              new PeerName("example.com", bench.address()),
              end);
        });
    bench.settle();
    bench.world.onLoop(bench.client, () -> lower.getFirst().close());
    bench.settle();
    assertThat(bench.accepted().closed).isEqualTo("closed by peer, with the end of TLS missing");
  }

  @Test
  @Rfc("NET-39")
  void aPeerThatFallsSilentInTheHandshakeDelaysNobodyAndIsLetGo() {
    bench.listen(TlsBench.forServer().handshakeTimeout(Duration.ofSeconds(4)).build());
    var silent = bench.plain();
    var halfway = bench.plain();
    bench.write(bench.client, halfway, new byte[] {22, 3, 1, 1, 0, 1});
    var good = bench.connect(TlsBench.forClient().build());
    bench.write(bench.client, good, "hello");
    assertThat(bench.accepted().text()).isEqualTo("hello");
    bench.world.advance(Duration.ofSeconds(4));
    assertThat(bench.accepted.get(0).closed)
        .endsWith("took longer than 4.0 s: it says nothing: does it speak TLS there?");
    assertThat(bench.accepted.get(1).closed).endsWith("took longer than 4.0 s: it stopped midway");
    assertThat(silent.closed).isEqualTo("connection reset");
    assertThat(good.closed).isNull();
    assertThat(bench.unfinished()).isZero();
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    bench.listen(connection -> new TlsBench.End());
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(end.closed).isNull();
    bench.world.advance(Duration.ofSeconds(10));
    assertThat(end.closed)
        .isEqualTo(
            "the TLS handshake with example.com failed: it took longer than 10.0 s: it says"
                + " nothing: does it speak TLS there?");
  }

  @Test
  void unfinishedHandshakesAreLimited() {
    bench.listen(TlsBench.forServer().unfinishedHandshakes(3, 2).build());
    bench.plain();
    bench.plain();
    var third = bench.plain();
    assertThat(third.closed).isEqualTo("connection reset");
    assertThat(bench.unfinished()).isEqualTo(2);
    bench.world.advance(Duration.ofSeconds(10));
    assertThat(bench.unfinished()).isZero();
    var good = bench.connect(TlsBench.forClient().build());
    assertThat(good.closed).isNull();
    assertThat(bench.unfinished()).isZero();
  }

  @Test
  void plainSipAtATlsPortIsCalledThat() {
    bench.listen(TlsBench.forServer().build());
    var end = bench.plain();
    bench.write(bench.client, end, "OPTIONS sip:example.com SIP/2.0\r\n");
    assertThat(bench.accepted().closed)
        .endsWith("the peer speaks no TLS there, but 'OPTIONS sip:example.com SIP/2.0'");
    assertThat(end.closed).isEqualTo("closed by peer");
  }

  @Test
  void aServerThatSpeaksPlainSipIsCalledThat() {
    bench.listen(
        connection -> {
          connection.write("SIP/2.0 400 Bad".getBytes(StandardCharsets.US_ASCII));
          return new TlsBench.End();
        });
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(end.closed).endsWith("the peer speaks no TLS there, but 'SIP/2.0 400 Bad'");
  }

  @Test
  void aRefusedConnectionSaysSo() {
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(end.closed).isEqualTo("connection refused");
  }

  @Test
  void aPeerThatLeavesInTheHandshakeIsNamed() {
    bench.listen(
        connection -> {
          connection.close();
          return new TlsBench.End();
        });
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(end.closed)
        .isEqualTo(
            "the TLS handshake with example.com failed: closed by peer without a word of TLS");
  }

  @Test
  void aClosedOrAbortedHandshakeLeavesNothing() {
    bench.listen(TlsBench.forServer().build());
    var layer = new TlsLayer(bench.client, TlsBench.forClient().build());
    for (int millis = 0; millis < 9; millis++) {
      var one = bench.begin(layer, "example.com");
      var other = bench.begin(layer, "example.com");
      bench.world.advance(Duration.ofMillis(millis));
      bench.world.onLoop(
          bench.client,
          () -> {
            one.connection().close();
            other.connection().abort();
          });
      bench.settle();
      assertThat(one.closed).isNull();
      assertThat(other.closed).isNull();
    }
    assertThat(bench.unfinished()).isZero();
    assertThat(bench.accepted).allMatch(end -> end.closed != null);
  }

  @Test
  void backPressureReachesThePeer() {
    var end = connected();
    bench.world.onLoop(bench.server, () -> bench.accepted().connection().readable(false));
    var piece = new byte[50_000];
    int taken = 0;
    while (bench.world.onLoop(bench.client, () -> end.connection().write(piece))) {
      taken++;
      bench.settle();
    }
    assertThat(taken).isBetween(15, 40);
    assertThat(bench.world.onLoop(bench.client, () -> end.connection().queued()))
        .isGreaterThan(500_000);
    assertThat(bench.accepted().bytes.size()).isZero();
    bench.world.onLoop(bench.server, () -> bench.accepted().connection().readable(true));
    bench.settle();
    assertThat(bench.accepted().bytes.size()).isEqualTo(taken * piece.length);
    assertThat(bench.world.onLoop(bench.client, () -> end.connection().queued())).isZero();
    assertThat(end.closed).isNull();
  }

  @Test
  void whatHasArrivedWaitsWhileNobodyReads() {
    var end = connected();
    bench.world.onLoop(bench.server, () -> bench.accepted().connection().readable(false));
    bench.write(bench.client, end, "wait");
    assertThat(bench.accepted().text()).isEmpty();
    bench.world.onLoop(bench.server, () -> bench.accepted().connection().readable(true));
    bench.settle();
    assertThat(bench.accepted().text()).isEqualTo("wait");
  }

  /** RFC 9325 §3.5. The peer is the JDK's engine itself, on plain connections. */
  @Test
  @Rfc("NET-37")
  void whoWantsToNegotiateAnewIsCutOff() throws Exception {
    bench.listen(TlsBench.forServer().build());
    var peer = new BareTls(bench, "TLSv1.2");
    peer.shake();
    peer.write("hello");
    assertThat(bench.accepted().text()).isEqualTo("hello");
    peer.engine().beginHandshake();
    peer.flush();
    assertThat(bench.accepted().closed)
        .isEqualTo("TLS failed: the peer wants to negotiate anew, which is refused");
  }

  /** New keys within TLS 1.3 are no renegotiation (RFC 8446 §4.6.3): they are answered. */
  @Test
  void newKeysOfVersionThreeAreTaken() throws Exception {
    bench.listen(TlsBench.forServer().build());
    var peer = new BareTls(bench, "TLSv1.3");
    peer.shake();
    peer.engine().beginHandshake();
    peer.flush();
    peer.write("after");
    bench.write(bench.server, bench.accepted(), "yes");
    assertThat(bench.accepted().text()).isEqualTo("after");
    assertThat(peer.read()).isEqualTo("yes");
    assertThat(bench.accepted().closed).isNull();
  }

  @Test
  void anAlertInTheMidstIsTold() throws Exception {
    bench.listen(TlsBench.forServer().build());
    var peer = new BareTls(bench, "TLSv1.3");
    peer.shake();
    peer.write("hello");
    bench.write(bench.client, peer.end(), new byte[] {23, 3, 3, 0, 4, 1, 2, 3, 4});
    assertThat(bench.accepted().closed).startsWith("TLS failed: ");
    assertThat(peer.end().closed).isEqualTo("closed by peer");
  }
}
