package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A DTLS server and peers that it does not know (RFC 6347 §4.2.1, §4.2.8). */
class DtlsServerPortTest {

  private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.0.1", 4444);

  private final DtlsBench bench = new DtlsBench();
  private final DtlsBench.Raw raw = new DtlsBench.Raw();

  @AfterEach
  void close() {
    bench.close();
  }

  /** The datagrams of a client that goes on without this test: its two hellos. */
  private List<byte[]> hellos() {
    var hellos = new ArrayList<byte[]>();
    bench
        .world
        .network()
        .oneWay(bench.here, bench.there)
        .dropIf(
            packet -> {
              if (DtlsHello.parse(packet.payload()) != null) {
                hellos.add(packet.payload().clone());
              }
              return hellos.size() > 1;
            });
    bench.open(CLIENT, "bob.example", bench.there.address(DtlsBench.PORT), bench.left);
    bench.advance(20_000);
    bench.world.network().oneWay(bench.here, bench.there).reset();
    assertThat(bench.left.ends).as("the client has given up").hasSize(1);
    return hellos.subList(0, 2);
  }

  private static boolean isVerifyRequest(byte[] datagram) {
    return datagram[0] == 22 && datagram[13] == 3;
  }

  @Test
  void withoutTheCookieNothingLeavesButTheSmallRequestForIt() {
    var server = bench.listen();
    var hello = hellos().getFirst();
    var socket = bench.raw("10.0.0.3", 4000, raw);
    for (int i = 0; i < 5; i++) {
      bench.send(socket, hello);
      bench.advance(10_000);
    }
    assertThat(raw.received).hasSize(5).allMatch(DtlsServerPortTest::isVerifyRequest);
    assertThat(raw.received).allMatch(answer -> answer.length < hello.length / 2);
    assertThat(server.unfinished()).isZero();
    assertThat(bench.accepted).isEmpty();
  }

  // hello -> <- cookie; the cookie from another address, from another port -> <- cookie
  @Test
  void aCookieIsWorthlessAtAnotherAddress() {
    var server = bench.listen();
    var withCookie = hellos().getLast();
    for (var address :
        List.of(
            new InetSocketAddress("10.0.0.3", CLIENT.getPort()),
            new InetSocketAddress("10.0.0.1", 4445))) {
      var socket = bench.raw(address.getHostString(), address.getPort(), raw);
      bench.send(socket, withCookie);
      bench.advance(10);
    }
    assertThat(raw.received).hasSize(2).allMatch(DtlsServerPortTest::isVerifyRequest);
    assertThat(server.counters().cookiesRefused()).isEqualTo(2);
    assertThat(server.unfinished()).isZero();
  }

  @Test
  void aCookieIsGoodForAWhileOnly() {
    var server = bench.listen();
    var withCookie = hellos().getLast();
    var socket = bench.raw("10.0.0.1", CLIENT.getPort(), raw);
    bench.send(socket, withCookie);
    bench.advance(10);
    assertThat(server.unfinished()).as("still good").isEqualTo(1);
    bench.advance(600_000);
    bench.send(socket, withCookie);
    bench.advance(10);
    bench.advance(120_000);
    raw.received.clear();
    bench.send(socket, withCookie);
    bench.advance(10);
    assertThat(server.unfinished()).isZero();
    assertThat(raw.received).hasSize(1).allMatch(DtlsServerPortTest::isVerifyRequest);
  }

  @Test
  void aFloodOfHellosIsShedAndDisturbsNobodyWhoIsIn() {
    var server = bench.listenWhereComputingTakes(Duration.ofMillis(1));
    var known = new DtlsBench.Party();
    bench.open("bob.example", bench.there.address(DtlsBench.PORT), known);
    bench.advance(100);
    var hello = hellos().getFirst();
    long cookies = server.counters().cookiesSent();
    for (int port = 5000; port < 5100; port++) {
      var socket = bench.raw("10.0.0.3", port, raw);
      bench.send(socket, hello);
      bench.send(socket, hello);
    }
    bench.say(bench.client, known, "hello");
    var late = new DtlsBench.Party();
    bench.open("bob.example", bench.there.address(DtlsBench.PORT), late);
    bench.advance(20);
    assertThat(bench.accepted.getFirst().messages).containsExactly("hello");
    assertThat(server.counters().overloaded()).isEqualTo(184);
    assertThat(server.counters().cookiesSent() - cookies)
        .as("one of them the late one's")
        .isEqualTo(17);
    assertThat(late.isOpen()).as("other addresses have their turn").isTrue();
  }

  @Test
  void ofUnfinishedHandshakesTheOldestMakesRoom() {
    bench.settings = DtlsSettings.DEFAULT.withUnfinished(new DtlsSettings.Unfinished(3, 2));
    var server = bench.listen();
    bench
        .world
        .network()
        .oneWay(bench.here, bench.there)
        .dropIf(packet -> DtlsHello.parse(packet.payload()) == null);
    for (int i = 0; i < 4; i++) {
      bench.open("bob.example", bench.there.address(DtlsBench.PORT), new DtlsBench.Party());
      bench.advance(20);
      assertThat(server.unfinished()).isLessThanOrEqualTo(2);
    }
    assertThat(server.counters().begun()).isEqualTo(4);
    assertThat(server.counters().displaced()).isEqualTo(2);
    bench.advance(20_000);
    assertThat(server.unfinished()).isZero();
    assertThat(server.counters().failed()).isEqualTo(4);
  }

  @Test
  void aPeerThatHasRestartedTakesItsOldPlaceWhenItsHandshakeIsThrough() {
    bench.listen();
    bench.open(CLIENT, "bob.example", bench.there.address(DtlsBench.PORT), bench.left);
    bench.advance(100);
    var old = bench.right();
    // The client dies without a word; its successor has the same port.
    bench.here.unplug();
    bench.world.onLoop(bench.client, () -> bench.left.association().close());
    bench.here.plug();
    var successor = new DtlsBench.Party();
    var seen = new ArrayList<Boolean>();
    bench
        .world
        .network()
        .all()
        .dropIf(
            packet -> {
              seen.add(old.isOpen());
              return false;
            });
    bench.open(CLIENT, "bob.example", bench.there.address(DtlsBench.PORT), successor);
    bench.advance(100);
    assertThat(successor.isOpen()).isTrue();
    assertThat(seen.subList(0, 5)).as("the old one stays until then").containsOnly(true);
    assertThat(old.ends).containsExactly("the peer has begun a new association");
    bench.say(bench.client, successor, "it is me again");
    bench.advance(10);
    assertThat(bench.right().messages).containsExactly("it is me again");
  }

  @Test
  void aServerNeedsACertificate() {
    bench.serverTls = TlsSettings.defaults();
    assertThatThrownBy(bench::listen).hasMessageContaining("there is no certificate to show");
  }
}
