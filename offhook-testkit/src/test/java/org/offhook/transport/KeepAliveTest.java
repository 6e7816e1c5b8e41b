package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.transaction.Bench.address;
import static org.offhook.transaction.Bench.hop;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.net.StunMessage;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;

/** Pings over UDP and TCP, and what is made of their answers; also STUN from the other side. */
class KeepAliveTest {

  private static final KeepAlivePolicy POLICY = KeepAlivePolicy.DEFAULT;

  private final Bench bench = new Bench();
  private final FarPeer far = new FarPeer(bench.world, "192.0.2.2");
  private final List<String> told = new ArrayList<>();

  @AfterEach
  void close() {
    bench.close();
  }

  private final class Told implements KeepAlive.Listener, FlowUser {

    @Override
    public void flowFailed(Flow flow, String reason) {
      told.add(bench.now() + " failed: " + reason);
    }

    @Override
    public void moved(Flow flow, InetSocketAddress now) {
      told.add("moved to " + now.getPort());
    }

    @Override
    public void flowLost(Flow flow, String reason) {
      told.add(bench.now() + " lost: " + reason);
    }
  }

  private Flow flow(TransportKind kind) {
    return bench.onLoop(() -> bench.transport.flowTo(hop(kind, "192.0.2.2", 5060)));
  }

  private KeepAlive keep(Flow flow, @Nullable Duration named, boolean agreed) {
    return keep(flow, new KeepAlive.Terms(POLICY, named, agreed));
  }

  private KeepAlive keep(Flow flow, KeepAlive.Terms terms) {
    var listener = new Told();
    return bench.onLoop(
        () -> {
          flow.join(listener);
          return bench.transport.keepAlive(flow, terms, listener);
        });
  }

  private Flow connected() {
    var flow = flow(TransportKind.TCP);
    bench.act(() -> flow.send("OPTIONS".getBytes(StandardCharsets.US_ASCII), SendListener.IGNORE));
    bench.advance(100);
    far.got.clear();
    return flow;
  }

  @Test
  @Rfc("NET-34")
  void aStunRequestIsRepeatedSevenTimesAndGivenUpAfterThirtyNineAndAHalfSeconds() {
    keep(flow(TransportKind.UDP), new KeepAlive.Terms(POLICY, null, true));
    bench.advance(29_000);
    long first = far.times().getFirst();
    bench.advance(40_000);
    assertThat(far.times().stream().map(time -> time - first))
        .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L);
    assertThat(far.got).allMatch(FarPeer.Got::isStun);
    assertThat(far.got.stream().map(one -> HexFormat.of().formatHex(one.bytes())).distinct())
        .hasSize(1);
    assertThat(told).containsExactly((first + 39_500) + " failed: no answer to STUN");
    bench.advance(1_000_000);
    assertThat(far.got).hasSize(7);
  }

  @Test
  @Rfc({"NET-33", "REG-20"})
  void withoutNamedTimeUdpIsPingedEveryFifteenToThirtySecondsAndWithOutboundTwentyFourToNine() {
    far.answers = true;
    var keeping = keep(flow(TransportKind.UDP), null, false);
    bench.advance(3_000_000);
    assertThat(far.gaps()).hasSizeGreaterThan(90).allMatch(gap -> gap >= 15_000 && gap <= 30_010);
    assertThat(far.gaps().stream().distinct().count()).isGreaterThan(50);
    bench.act(keeping::stop);
    far.got.clear();
    bench.advance(100_000);
    assertThat(far.got).isEmpty();
    keep(flow(TransportKind.UDP), null, true);
    bench.advance(3_000_000);
    assertThat(far.gaps()).hasSizeGreaterThan(90).allMatch(gap -> gap >= 24_000 && gap <= 29_010);
    assertThat(told).isEmpty();
  }

  @Test
  @Rfc("REG-20")
  void aNamedTimeIsKeptWithEightyToAHundredPercent() {
    far.answers = true;
    var keeping = keep(flow(TransportKind.UDP), Duration.ofSeconds(50), true);
    bench.advance(3_000_000);
    assertThat(far.gaps()).hasSizeGreaterThan(50).allMatch(gap -> gap >= 40_000 && gap <= 50_010);
    bench.act(keeping::stop);
    keep(connected(), Duration.ofSeconds(50), true);
    bench.advance(3_000_000);
    assertThat(far.gaps()).hasSizeGreaterThan(50).allMatch(gap -> gap >= 40_000 && gap <= 50_010);
  }

  @Test
  @Rfc("NET-33")
  void aRegistrarThatKnowsNoStunGetsLineEndsAndIsNotTakenForDead() {
    keep(flow(TransportKind.UDP), null, false);
    bench.advance(300_000);
    assertThat(told).isEmpty();
    assertThat(far.got.stream().filter(FarPeer.Got::isStun)).hasSize(7);
    assertThat(far.got.getLast().text()).isEqualTo("\r\n\r\n");
    assertThat(far.got.stream().filter(one -> !one.isStun()).count()).isGreaterThan(5);
    far.got.clear();
    keep(
        flow(TransportKind.UDP),
        new KeepAlive.Terms(
            POLICY
                .withProbe(KeepAlivePolicy.Probe.CRLF)
                .withDatagrams(Duration.ofSeconds(2), Duration.ofSeconds(3)),
            null,
            false));
    bench.advance(14_000);
    assertThat(far.got).hasSizeBetween(4, 7).noneMatch(FarPeer.Got::isStun);
  }

  @Test
  @Rfc({"REG-21", "NET-34"})
  void silenceAfterAnswersIsADeadFlowAndAnotherAddressAMovedOne() {
    far.answers = true;
    keep(flow(TransportKind.UDP), null, false);
    bench.advance(60_000);
    assertThat(told).isEmpty();
    far.says = address("198.51.100.1", 4711);
    bench.advance(60_000);
    assertThat(told).containsExactly("moved to 4711");
    far.says = address("198.51.100.1", 4712);
    bench.advance(30_100);
    assertThat(told).containsExactly("moved to 4711", "moved to 4712");
    far.answers = false;
    bench.advance(70_000);
    assertThat(told).hasSize(3);
    assertThat(told.getLast()).endsWith("failed: no answer to STUN");
    assertThat(bench.transport.counters().keepAlive().flowsFailed()).isEqualTo(1);
  }

  @Test
  @Rfc("NET-34")
  void anAnswerOfAnotherTransactionOrPeerCountsForNothing() {
    keep(flow(TransportKind.UDP), null, true);
    bench.advance(29_000);
    var request = StunMessage.parse(far.got.getFirst().bytes()).orElseThrow();
    var other = new FarPeer(bench.world, "192.0.2.3");
    var here = address(Bench.LOCAL, 5060);
    other.send(here, StunMessage.success(request, address("198.51.100.1", 1)).toBytes());
    far.send(
        here,
        StunMessage.success(StunMessage.request(new byte[12]), address("198.51.100.1", 2))
            .toBytes());
    assertThat(told).isEmpty();
    bench.advance(40_000);
    assertThat(told).hasSize(1).allMatch(line -> line.contains("failed"));
  }

  @Test
  @Rfc({"REG-20", "REG-21"})
  void aConnectionIsPingedEveryNinetyFiveToAHundredAndTwentySeconds() {
    far.answers = true;
    keep(connected(), null, true);
    bench.advance(6_000_000);
    assertThat(far.got).allMatch(one -> one.text().equals("\r\n\r\n"));
    assertThat(far.gaps()).hasSizeGreaterThan(40).allMatch(gap -> gap >= 95_000 && gap <= 120_010);
    assertThat(bench.transport.counters().keepAlive().pongs()).isEqualTo(far.got.size());
    far.answers = false;
    int before = far.got.size();
    while (far.got.size() == before) {
      bench.advance(100);
    }
    long ping = far.got.getLast().millis();
    bench.advanceTo(ping + 9_990);
    assertThat(told).isEmpty();
    bench.advanceTo(ping + 10_010);
    assertThat(told).hasSize(1).allMatch(line -> line.contains("no answer to a ping within 10 s"));
    assertThat(bench.transport.connections()).isZero();
  }

  @Test
  @Rfc("REG-21")
  void aPeerThatNeverAnsweredAPingIsNotTakenForDead() {
    keep(connected(), null, false);
    bench.advance(1_000_000);
    assertThat(told).isEmpty();
    assertThat(far.got).hasSizeGreaterThan(7);
  }

  @Test
  @Rfc("NET-33")
  void otherTrafficDoesNotPutPingsOff() {
    far.answers = true;
    var flow = flow(TransportKind.UDP);
    keep(flow, null, false);
    for (int i = 0; i < 300; i++) {
      bench.act(() -> flow.send("x".getBytes(StandardCharsets.US_ASCII), SendListener.IGNORE));
      bench.advance(1_000);
    }
    assertThat(far.got.stream().filter(FarPeer.Got::isStun).count()).isGreaterThanOrEqualTo(10);
  }

  @Test
  @Rfc("NET-35")
  void stunRequestsOnTheSipPortAreAnsweredWithTheirSource() {
    var here = address(Bench.LOCAL, 5060);
    var request = StunMessage.request(HexFormat.of().parseHex("000102030405060708090a0b"));
    far.send(here, request.toBytes());
    var answer = StunMessage.parse(far.got.getLast().bytes()).orElseThrow();
    assertThat(answer.id()).isEqualTo(request.id());
    assertThat(answer.mapped()).hasValue(address("192.0.2.2", 5060));

    far.send(
        here, HexFormat.of().parseHex("000100082112a442b7e7a701bc34d686fa87dfae0003000400000006"));
    assertThat(StunMessage.parse(far.got.getLast().bytes()).orElseThrow().errorCode())
        .isEqualTo(420);
    far.got.clear();
    far.send(here, HexFormat.of().parseHex("001100002112a442b7e7a701bc34d686fa87dfae"));
    assertThat(far.got).as("an indication").isEmpty();
    assertThat(bench.transport.counters().keepAlive().stunAnswered()).isEqualTo(2);
  }

  @Test
  @Rfc("NET-33")
  void strayDatagramsAreIgnored() {
    var here = address(Bench.LOCAL, 5060);
    for (var stray : new String[] {"", "\0", "\0\0\0\0", "\r\n", "\r\n\r\n\r\n"}) {
      far.send(here, stray.getBytes(StandardCharsets.US_ASCII));
    }
    far.send(here, HexFormat.of().parseHex("000100042112a442b7e7a701bc34d686fa87dfae"));
    assertThat(far.got).isEmpty();
    assertThat(bench.transport.counters().ignored()).isEqualTo(6);
    assertThat(bench.transport.counters().malformed()).isZero();
  }
}
