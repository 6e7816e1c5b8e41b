package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;
import org.offhook.transaction.RawPeer;
import org.offhook.transaction.RecordingServer;
import org.offhook.transaction.RecordingUser;
import org.offhook.transaction.TransactionLimits;

/** Requests back by a connection that the peer opened, without TLS: RFC 5923, and limits. */
class ReuseTest {

  private Bench bench = new Bench();
  private final RecordingUser user = new RecordingUser();

  @AfterEach
  void close() {
    bench.close();
  }

  private void with(TransportSettings settings) {
    bench.close();
    bench = new Bench(settings, TransactionLimits.DEFAULT);
    bench.layer.server(new RecordingServer());
  }

  private void reuse(boolean offered, boolean plain) {
    var defaults = TransportSettings.defaults();
    var reuse = new TransportSettings.Reuse(offered, plain);
    with(defaults.withConnections(defaults.connections().withReuse(reuse)));
  }

  private byte[] options(boolean alias) {
    var via = PeerRequests.via("TCP", Bench.PEER, 5060, "z9hG4bKalias");
    return PeerRequests.plain(Method.OPTIONS)
        .set(HeaderName.VIA, alias ? via.with("alias", null) : via)
        .build()
        .toBytes();
  }

  // OPTIONS with alias --> by a connection of the peer | OPTIONS <-- by it, or by a new one
  @ParameterizedTest
  @CsvSource({"true, true, 1", "false, true, 2", "true, false, 2"})
  @Rfc("NET-27")
  void plainConnectionsCarryRequestsBackOnlyWhereBothSidesWantIt(
      boolean plain, boolean alias, int connections) {
    reuse(false, plain);
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(options(alias));
    bench.options(bench.tcp(), user);
    bench.advance(5);
    assertThat(bench.peer.connections).hasSize(connections);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
  }

  @Test
  @Rfc("NET-27")
  void anAliasEndsWithItsConnection() {
    reuse(false, true);
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(options(true));
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.advance(1);
    bench.options(bench.tcp(), user);
    bench.advance(5);
    assertThat(bench.peer.connections).hasSize(2);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"true, true, true", "true, false, false", "false, true, false"})
  @Rfc("NET-27")
  void aliasIsOfferedOnlyWhereItIsWanted(boolean offered, boolean plain, boolean said) {
    reuse(offered, plain);
    bench.options(bench.tcp(), user);
    bench.options(bench.udp(), user);
    bench.advance(5);
    for (var got : List.of(bench.peer.got.getFirst(), bench.peer.last())) {
      var via = got.request().topVia();
      assertThat(via.params().has("alias")).isEqualTo(said && via.transport().equals("TCP"));
    }
  }

  @Test
  @Rfc("SEC-03")
  void ofTooManyConnectionsWithoutAMessageTheOldestIsClosed() {
    with(
        TransportSettings.defaults()
            .withConnections(new TransportSettings.ConnectionLimits(100, 100).withHalfOpen(2)));
    var talking = new RawPeer(bench.world, "10.0.0.3");
    talking.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    talking.write(options(false));
    for (int i = 0; i < 3; i++) {
      bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
      bench.advance(1);
    }
    assertThat(bench.transport.connections()).isEqualTo(3);
    assertThat(bench.peer.closed).hasSize(1);
    assertThat(talking.closed).isEmpty();
    assertThat(bench.transport.counters().connectionsDisplaced()).isEqualTo(1);
    var to = Bench.hop(TransportKind.TCP, "10.0.0.3", 5060);
    assertThat(bench.onLoop(() -> bench.transport.flowTo(to)).isAlive()).isTrue();
  }
}
