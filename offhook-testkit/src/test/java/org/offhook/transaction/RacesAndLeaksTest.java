package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transport.Flow;

/** What happens at the same instant gives one legal result, and nothing stays behind. */
@Isolated("measures the heap")
class RacesAndLeaksTest {

  private final Bench bench = new Bench();
  private final RecordingUser client = new RecordingUser();
  private final RecordingServer server = new RecordingServer();

  @AfterEach
  void nothingStaysBehind() {
    bench.world.advance(Duration.ofMinutes(5));
    assertThat(bench.layer.alive()).isZero();
    assertThat(bench.world.timers()).isZero();
    bench.close();
  }

  /** Makes {@code message} arrive at {@code millis}, one nanosecond off if wished. */
  private void arriveAt(long millis, long offset, SipMessage message) {
    var delay = Duration.ofMillis(millis).plusNanos(offset).minus(bench.world.now());
    bench.peer.act(() -> bench.peer.network.loop().after(delay, () -> bench.peer.sendNow(message)));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  @Rfc("TX-53")
  void aFinalResponseAndTimerBGiveOneOutcome(long offset) {
    bench.invite(bench.udp(), client);
    arriveAt(32_000, offset, Bench.answer(bench.peer.last().request(), 486, "b1"));
    bench.advanceTo(33_000);
    assertThat(client.told).hasSize(1);
    assertThat(client.told.getFirst()).isIn("486", "timeout");
    assertThat(bench.peer.count("ACK")).isEqualTo(client.told.getFirst().equals("486") ? 1 : 0);
    if (offset != 0) {
      assertThat(client.told).containsExactly(offset < 0 ? "486" : "timeout");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  @Rfc("TX-53")
  void aFinalResponseAndTimerFGiveOneOutcome(long offset) {
    bench.options(bench.udp(), client);
    arriveAt(32_000, offset, Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.advanceTo(33_000);
    assertThat(client.told).hasSize(1);
    assertThat(client.told.getFirst()).isIn("200", "timeout");
  }

  @Test
  @Rfc("TX-53")
  void aCancelAndA2xxAtTheSameInstantGiveOneOutcome() {
    var invite = bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 180, "b1"));
    arriveAt(1_000, 0, Bench.answer(bench.peer.got.getFirst().request(), 200, "b1"));
    bench.act(
        () -> bench.network.loop().after(Duration.ofSeconds(1), () -> bench.layer.cancel(invite)));
    bench.advanceTo(2_000);
    assertThat(client.told).containsExactly("180", "200");
    bench.peer.send(Bench.answer(bench.peer.got.getFirst().request(), 487, "b1"));
    assertThat(client.told).containsExactly("180", "200");
  }

  @Test
  @Rfc("TX-53")
  void aCancelAndTheUsers2xxAtTheSameInstantGiveOneFinalResponse() {
    bench.layer.server(server);
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKr", Method.INVITE).build());
    var invite = server.incoming.getFirst();
    var ok = bench.onLoop(() -> invite.response(Status.OK).build());
    arriveAt(150, 0, PeerRequests.over("UDP", "z9hG4bKr", Method.CANCEL).build());
    bench.act(() -> bench.network.loop().after(Duration.ofMillis(150), () -> invite.respond(ok)));
    bench.advanceTo(200);
    var finals =
        bench.peer.got.stream()
            .map(RawPeer.Got::response)
            .filter(r -> r.cSeq().method().equals(Method.INVITE))
            .toList();
    assertThat(finals).hasSize(1);
    assertThat(bench.peer.got).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1})
  @Rfc("TX-53")
  void anAckAndTimerHGiveOneEnd(long offset) {
    bench.layer.server(server);
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKr", Method.INVITE).build());
    var invite = server.incoming.getFirst();
    bench.act(() -> invite.respond(invite.response(Status.BUSY_HERE).build()));
    arriveAt(32_000, offset, PeerRequests.over("UDP", "z9hG4bKr", Method.ACK).build());
    bench.advanceTo(40_000);
    assertThat(invite.isTerminated()).isTrue();
    assertThat(server.told).endsWith("terminated");
    assertThat(server.told.stream().filter("terminated"::equals)).hasSize(1);
    if (offset != 0) {
      assertThat(server.told.contains("no-ack")).isEqualTo(offset > 0);
    }
  }

  @Test
  @Rfc("TX-52")
  void closingEndsEveryTransactionInEveryStateAtOnce() {
    bench.layer.server(server);
    bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.options(bench.udp(), client);
    var third = bench.invite(bench.udp(), client);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 486, "b1"));
    for (int i = 0; i < 3; i++) {
      bench.peer.send(PeerRequests.over("UDP", "z9hG4bKclose" + i, Method.INVITE).build());
      bench.peer.send(PeerRequests.over("UDP", "z9hG4bKclose" + i, Method.MESSAGE).build());
    }
    for (int i = 0; i < 4; i++) {
      var answered = server.incoming.get(i);
      var status = i < 2 ? Status.OK : Status.BUSY_HERE;
      bench.act(() -> answered.respond(answered.response(status).build()));
    }
    assertThat(bench.layer.alive()).isEqualTo(9);
    assertThat(third.state()).isEqualTo(InviteClientTransaction.State.COMPLETED);
    bench.act(() -> bench.layer.close());
    assertThat(bench.layer.alive()).isZero();
    assertThat(bench.layer.unanswered()).isZero();
    assertThat(bench.world.timers()).isZero();
    assertThat(client.told).containsExactlyInAnyOrder("200", "486", "terminated", "transport");
  }

  // 100,000 transactions one after the other; every fourth is refused, every eighth an INVITE
  @Test
  @Rfc("TX-52")
  void aHundredThousandTransactionsLeaveNothingBehind() {
    var done = new AtomicInteger();
    var other = bench.host.attach("bob");
    var transport = new org.offhook.transport.TransportLayer(other);
    var layer = new TransactionLayer(other.loop(), transport, Timers.DEFAULT);
    bench.world.onLoop(
        other, () -> transport.listen(org.offhook.net.TransportKind.UDP, Bench.LOCAL, 5070));
    layer.server(new Answering());
    var flow =
        bench.onLoop(
            () ->
                bench.transport.flowTo(
                    Bench.hop(org.offhook.net.TransportKind.UDP, Bench.LOCAL, 5070)));
    bench.layer.observe(null);
    long before = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 1_000; i++) {
        var request = Bench.request(i % 8 == 0 ? Method.INVITE : Method.OPTIONS);
        var sent = request.set(org.offhook.message.HeaderName.CALL_ID, round + "-" + i).build();
        bench.world.onLoop(
            bench.network, () -> bench.layer.request(sent, flow, new Counting(done)));
      }
      bench.advance(70_000);
      assertThat(bench.layer.alive()).isZero();
      assertThat(layer.alive()).isZero();
      assertThat(bench.world.timers()).isZero();
      if (round == 50) {
        before = usedMemory();
      }
    }
    assertThat(done).hasValue(100_000);
    assertThat(layer.unanswered()).isZero();
    assertThat(usedMemory() - before)
        .as("bytes grown in 50,000 transactions")
        .isLessThan(50_000_000);
    bench.world.onLoop(other, () -> transport.close());
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private record Counting(AtomicInteger done) implements ClientUser {

    @Override
    public void finalResponse(SipResponse response) {
      done.incrementAndGet();
    }

    @Override
    public void failed(Failure failure) {
      throw new AssertionError(failure);
    }
  }

  private static final class Answering implements ServerUser {
    private int count;

    @Override
    public void incoming(ServerTransaction transaction) {
      var status = count++ % 4 == 0 ? Status.BUSY_HERE : Status.OK;
      transaction.respond(transaction.response(status).build());
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {}
  }
}
