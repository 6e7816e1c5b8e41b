package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes on links that lose, repeat and mix up datagrams (RFC 6347 §4.2.4). */
class DtlsLossTest {

  private static final long HANDSHAKE = 16_000;

  /** The first message of the server's last flight. */
  private static final int TICKET = 4;

  /** Opens an association within the limit, and sees that it carries messages both ways. */
  private static void exchange(DtlsBench bench, String as) {
    bench.listen();
    bench.open();
    bench.advance(HANDSHAKE);
    assertThat(bench.left.ends).as(as).isEmpty();
    assertThat(bench.left.isOpen()).as(as).isTrue();
    assertThat(bench.accepted).as(as).hasSize(1);
    bench.world.network().all().reset();
    bench.say(bench.client, bench.left, "hello");
    bench.say(bench.server, bench.right(), "welcome");
    bench.advance(1_000);
    assertThat(bench.left.messages).as(as).containsExactly("welcome");
    assertThat(bench.right().messages).as(as).containsExactly("hello");
  }

  // ClientHello, HelloVerifyRequest, ClientHello, ServerHello ..., keys ..., Finished ...:
  // the n-th of these is lost, or the n-th and the next one, for every n
  @ParameterizedTest
  @CsvSource({"1200, 1", "1200, 2", "300, 1", "300, 3"})
  void everyDatagramOfTheHandshakeMayBeLost(int mtu, int lost) {
    int datagrams = 1;
    for (int n = 0; n < datagrams; n++) {
      int first = n;
      var sent = new AtomicInteger();
      try (var bench = new DtlsBench()) {
        bench.settings = DtlsSettings.DEFAULT.withMtu(mtu);
        bench.world.network().all().mtu(mtu + 28);
        bench
            .world
            .network()
            .all()
            .dropIf(
                packet -> {
                  int index = sent.getAndIncrement();
                  return index >= first && index < first + lost;
                });
        exchange(bench, "datagram " + n + " of " + sent);
        datagrams = Math.max(datagrams, Math.min(sent.get() - lost, 16));
      }
    }
    assertThat(datagrams).isGreaterThan(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void lossDuplicationAndReorderingTogetherAreSurvived(long seed) {
    try (var bench = new DtlsBench(seed)) {
      bench.settings = DtlsSettings.DEFAULT.withMtu(400);
      bench
          .world
          .network()
          .all()
          .loss(0.15)
          .duplicate(0.2)
          .reorder(0.3)
          .latency(Duration.ofMillis(30));
      exchange(bench, "seed " + seed);
    }
  }

  @Test
  void noDatagramOfAHandshakeIsLongerThanTheMtu() {
    try (var bench = new DtlsBench()) {
      var longest = new AtomicInteger();
      bench.settings = DtlsSettings.DEFAULT.withMtu(256);
      bench
          .world
          .network()
          .all()
          .dropIf(
              packet -> {
                longest.accumulateAndGet(packet.payload().length, Math::max);
                return false;
              });
      exchange(bench, "mtu 256");
      assertThat(longest.get()).isBetween(200, 256);
    }
  }

  // ClientHello at 0, 500, 1500, 3500, 7500, 15500 ms
  @Test
  void repetitionsBackOff() {
    try (var bench = new DtlsBench()) {
      bench.world.network().all().loss(1);
      bench.open();
      bench.advance(20_000);
      assertThat(bench.world.log().lines()).hasSize(6);
      assertThat(bench.left.ends).hasSize(1);
    }
  }

  // the server's last flight, which it sends twice, is lost three times
  @Test
  void aServerThatIsThroughRepeatsItsLastFlight() {
    try (var bench = new DtlsBench()) {
      var server = bench.listen();
      var losing = new AtomicInteger(6);
      bench
          .world
          .network()
          .oneWay(bench.there, bench.here)
          .dropIf(packet -> packet.payload()[13] == TICKET && losing.getAndDecrement() > 0);
      bench.open();
      bench.advance(HANDSHAKE);
      assertThat(bench.left.isOpen()).isTrue();
      assertThat(server.counters().repeatedFlights()).isEqualTo(3);
    }
  }
}
