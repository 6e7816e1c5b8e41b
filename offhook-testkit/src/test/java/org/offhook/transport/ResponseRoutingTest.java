package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Via;
import org.offhook.net.DatagramPort;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;
import org.offhook.transaction.RawPeer;
import org.offhook.transaction.RecordingServer;
import org.offhook.transaction.ServerTransaction;

/** Where responses go: RFC 3261 §18.2, RFC 3581 §4, RFC 3263 §5. */
class ResponseRoutingTest {

  private final Bench bench = new Bench();
  private final RecordingServer server = new RecordingServer();

  @BeforeEach
  void serve() {
    bench.layer.server(server);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void respond(ServerTransaction transaction, int code) {
    bench.act(() -> transaction.respond(transaction.response(Status.of(code)).build()));
  }

  private SipRequest request(Via via) {
    return PeerRequests.plain(Method.OPTIONS).set(HeaderName.VIA, via).build();
  }

  private Via udp(String host, int port) {
    return PeerRequests.via("UDP", host, port, "z9hG4bKr" + host + port);
  }

  private Via received() {
    return server.incoming.getLast().request().topVia();
  }

  /** Sends from another port than 5060 and returns the socket. */
  private DatagramPort sendFrom(int port, SipRequest request) {
    return Objects.requireNonNull(
        bench.world.onLoop(
            bench.peer.network,
            () -> {
              var socket =
                  bench.peer.network.bindDatagram(Bench.address(Bench.PEER, port), bench.peer);
              socket.send(Bench.address(Bench.LOCAL, 5060), request.toBytes());
              return socket;
            }));
  }

  // Via 10.0.0.2:5060;rport, source port 40000: received and rport are set, the answer goes there
  @Test
  @Rfc("TX-45")
  void withRportTheResponseGoesToTheSourcePortAndSaysSo() {
    sendFrom(40_000, request(udp(Bench.PEER, 5060).with("rport", null)));
    bench.advance(1);
    assertThat(received().received()).contains(Bench.PEER);
    assertThat(received().rport()).hasValue(40_000);
    respond(server.incoming.getLast(), 200);
    var via = bench.peer.last().response().topVia();
    assertThat(via.received()).contains(Bench.PEER);
    assertThat(via.rport()).hasValue(40_000);
    assertThat(bench.peer.last().port()).isEqualTo(40_000);
    assertThat(bench.peer.last().from()).isEqualTo(Bench.address(Bench.LOCAL, 5060));
  }

  @Test
  @Rfc("TX-45")
  void withRportReceivedIsGivenEvenIfItEqualsSentBy() {
    bench.peer.send(request(udp(Bench.PEER, 5060).with("rport", null)));
    assertThat(received().received()).contains(Bench.PEER);
    assertThat(received().rport()).hasValue(5060);
  }

  @Test
  @Rfc("NET-19")
  void receivedIsAddedForANameAndForAnotherAddressOnly() {
    bench.peer.send(request(udp("peer.example.com", 5060)));
    assertThat(received().received()).contains(Bench.PEER);
    bench.peer.send(request(udp("192.168.1.1", 5060)));
    assertThat(received().received()).contains(Bench.PEER);
    bench.peer.send(request(udp(Bench.PEER, 5060)));
    assertThat(received().received()).isEmpty();
    assertThat(received().hasRport()).isFalse();
  }

  @Test
  @Rfc("NET-19")
  void aForgedReceivedIsReplaced() {
    bench.peer.send(request(udp(Bench.PEER, 5060).with("received", "192.0.2.66")));
    assertThat(received().received()).contains(Bench.PEER);
    respond(server.incoming.getLast(), 200);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
  }

  // without rport: the source address, but the port of sent-by
  @Test
  @Rfc("NET-20")
  void withoutRportTheResponseGoesToThePortOfSentBy() {
    sendFrom(40_000, request(udp("192.168.1.1", 5060)));
    bench.advance(1);
    bench.peer.got.clear();
    respond(server.incoming.getLast(), 200);
    assertThat(bench.peer.got).hasSize(1);
    assertThat(bench.peer.last().port()).isEqualTo(5060);
    sendFrom(40_001, request(Via.parse("SIP/2.0/UDP 192.168.1.2;branch=z9hG4bKnoport")));
    bench.advance(1);
    respond(server.incoming.getLast(), 200);
    assertThat(bench.peer.got).as("5060 if sent-by has no port").hasSize(2);
    assertThat(bench.peer.last().port()).isEqualTo(5060);
  }

  @Test
  @Rfc("NET-20")
  void maddrIsWhereTheResponseGoes() {
    var other = new RawPeer(bench.world, "10.0.0.3");
    bench.peer.send(request(udp(Bench.PEER, 5060).with("maddr", "10.0.0.3")));
    respond(server.incoming.getLast(), 200);
    assertThat(other.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(bench.peer.got).isEmpty();
  }

  @Test
  @Rfc("NET-50")
  void noResponseGoesToAMulticastOrBroadcastAddress() {
    for (var group : new String[] {"224.0.1.75", "255.255.255.255"}) {
      bench.peer.send(
          request(udp(Bench.PEER, 5060).with("maddr", group).with("branch", "z9hG4bK" + group)));
      respond(server.incoming.getLast(), 200);
    }
    assertThat(bench.world.log().toString()).doesNotContain("SIP/2.0 200");
    bench.peer.send(request(udp("224.0.1.75", 5060)));
    respond(server.incoming.getLast(), 200);
    assertThat(bench.peer.got).as("the source answers for a group in sent-by").hasSize(1);
  }

  private ServerTransaction takeByTcp(Via via) {
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(request(via).toBytes());
    return server.incoming.getLast();
  }

  @Test
  @Rfc("NET-20")
  void overAStreamTheResponseTakesTheSameConnection() {
    var tx = takeByTcp(PeerRequests.via("TCP", "192.168.1.1", 9, "z9hG4bKt"));
    respond(tx, 200);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(bench.peer.connections).hasSize(1);
  }

  // the connection breaks before the answer: a new one to the source address, port of sent-by
  @Test
  @Rfc({"NET-21", "TX-49"})
  void whenTheConnectionIsGoneANewOneToSentByIsOpened() {
    var tx = takeByTcp(PeerRequests.via("TCP", Bench.PEER, 5060, "z9hG4bKt"));
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.advance(1);
    respond(tx, 200);
    bench.advance(1);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(bench.peer.connections).hasSize(2);
    assertThat(server.told).isEmpty();
  }

  // received refuses too: the name in sent-by is looked up
  @Test
  @Rfc("NET-21")
  void whenThatFailsTheNameInSentByIsLookedUp() {
    var other = new RawPeer(bench.world, "10.0.0.3");
    bench.world.network().name("backup.example.com", "10.0.0.3");
    var tx = takeByTcp(PeerRequests.via("TCP", "backup.example.com", 5060, "z9hG4bKt"));
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.peer.host.refuseStreams(true);
    bench.advance(1);
    respond(tx, 200);
    bench.advance(10);
    assertThat(other.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(server.told).isEmpty();
  }

  @Test
  @Rfc("NET-21")
  void withoutAPortTheServersOfThatNameAreAsked() {
    var other = new RawPeer(bench.world, "10.0.0.3");
    var names =
        bench
            .world
            .nameServer("10.0.0.53")
            .zone(
                """
                _sip._tcp.backup.example.com. 60 SRV 2 1 5999 gone.example.com.
                _sip._tcp.backup.example.com. 60 SRV 3 1 5060 spare.example.com.
                spare.example.com. 60 A 10.0.0.3
                """);
    var tx = takeByTcp(PeerRequests.via("TCP", "backup.example.com", -1, "z9hG4bKt"));
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.peer.host.refuseStreams(true);
    bench.advance(1);
    respond(tx, 200);
    bench.advance(20);
    assertThat(other.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(names.questions().getFirst()).isEqualTo("SRV _sip._tcp.backup.example.com");
  }

  @Test
  @Rfc("TX-49")
  void whenEveryWayFailsTheUserIsToldAndTheTransactionGoesOn() {
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKt", Method.INVITE).build().toBytes());
    var tx = server.incoming.getLast();
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.peer.host.refuseStreams(true);
    bench.advance(1);
    respond(tx, 486);
    bench.advance(10);
    assertThat(server.told).containsExactly("transport");
    assertThat(tx.stateName()).isEqualTo("COMPLETED");
    bench.peer.host.refuseStreams(false);
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKt", Method.INVITE).build().toBytes());
    assertThat(bench.peer.count("SIP/2.0 486")).as("the repetition's connection").isEqualTo(1);
  }

  @Test
  @Rfc("SEC-09")
  void aMalformedRequestIsAnsweredOnceWithoutStateAndSaysWhy() {
    var bad =
        new String(request(udp(Bench.PEER, 5060)).toBytes(), StandardCharsets.UTF_8)
            .replace("Content-Length: 0", "Content-Length: 900");
    bench.peer.send(bad.getBytes(StandardCharsets.UTF_8));
    assertThat(bench.peer.got).hasSize(1);
    var answer = bench.peer.last().response();
    assertThat(answer.status().code()).isEqualTo(400);
    assertThat(answer.reason() + answer.headers().text("Warning").orElse(""))
        .containsIgnoringCase("Content-Length");
    assertThat(bench.layer.alive()).isZero();
    assertThat(server.incoming).isEmpty();
    assertThat(bench.transport.counters().malformed()).isEqualTo(1);
  }

  @Test
  @Rfc("SEC-09")
  void aMalformedAckOrResponseOrGarbageIsDropped() {
    var ack =
        new String(
            PeerRequests.over("UDP", "z9hG4bKa", Method.ACK).build().toBytes(),
            StandardCharsets.UTF_8);
    bench.peer.send(
        ack.replace("Content-Length: 0", "Content-Length: 900").getBytes(StandardCharsets.UTF_8));
    var ok =
        new String(
            Bench.answer(request(udp(Bench.PEER, 5060)), 200, "t").toBytes(),
            StandardCharsets.UTF_8);
    bench.peer.send(
        ok.replace("Content-Length: 0", "Content-Length: 900").getBytes(StandardCharsets.UTF_8));
    bench.peer.send("hello world, this is no SIP\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    bench.peer.send(
        "OPTIONS sip:a@b SIP/2.0\r\nVia: rubbish\r\n\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(bench.peer.got).isEmpty();
    assertThat(bench.transport.counters().malformed()).isEqualTo(4);
  }

  // one request that is never answered by the user, repeated ten times: 1 final, no amplification
  @Test
  @Rfc("SEC-23")
  void eachRepetitionGetsAtMostOneResponseOfSimilarSize() {
    var options = request(udp(Bench.PEER, 5060));
    bench.peer.send(options);
    respond(server.incoming.getLast(), 404);
    for (int i = 0; i < 10; i++) {
      bench.peer.send(options);
    }
    bench.advance(60_000);
    assertThat(bench.peer.got).hasSize(11);
    assertThat(bench.peer.got)
        .allSatisfy(
            one -> assertThat(one.bytes().length).isLessThan(options.toBytes().length + 150));
    bench.peer.got.clear();
    bench.peer.send(
        new String(options.toBytes(), StandardCharsets.UTF_8)
            .replace("Content-Length: 0", "Content-Length: 900")
            .getBytes(StandardCharsets.UTF_8));
    bench.advance(60_000);
    assertThat(bench.peer.got).hasSize(1);
  }
}
