package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;
import org.offhook.transaction.NonInviteClientTransaction.State;
import org.offhook.transaction.TransactionObserver.Step;

/** Every edge of RFC 3261 figure 6. */
class NonInviteClientTransactionTest {

  private final Bench bench = new Bench();
  private final RecordingUser user = new RecordingUser();

  @AfterEach
  void nothingStaysBehind() {
    bench.advance(100_000);
    assertThat(bench.layer.alive()).isZero();
    bench.close();
  }

  // OPTIONS at 0, 0.5, 1.5, 3.5, then every 4 s up to 31.5 s; Timer F at 32 s
  @Test
  @Rfc({"TX-12", "TX-50"})
  void unansweredRequestIsSentElevenTimesAndTimesOutAfter32Seconds() {
    var options = bench.options(bench.udp(), user);
    bench.advanceTo(31_999);
    assertThat(bench.peer.times("OPTIONS"))
        .containsExactly(
            0L, 500L, 1500L, 3500L, 7500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("timeout");
    assertThat(options.state()).isEqualTo(State.TERMINATED);
    assertThat(bench.log.states).containsExactly("TRYING", "TERMINATED");
  }

  @Test
  @Rfc("TX-12")
  void onAStreamTheRequestIsSentOnceAndStillTimesOut() {
    bench.options(bench.tcp(), user);
    bench.advanceTo(31_999);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("timeout");
  }

  // 100 at 0.6 s: the repetition due at 1.5 s still comes, then one every 4 s; Timer F as before
  @Test
  @Rfc("TX-13")
  void afterAProvisionalResponseItIsRepeatedEveryT2UntilTimerF() {
    var options = bench.options(bench.udp(), user);
    bench.advanceTo(600);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 100, null));
    assertThat(options.state()).isEqualTo(State.PROCEEDING);
    bench.advanceTo(2_000);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 100, null));
    bench.advanceTo(31_999);
    assertThat(bench.peer.times("OPTIONS"))
        .containsExactly(
            0L, 500L, 1500L, 5500L, 9500L, 13_500L, 17_500L, 21_500L, 25_500L, 29_500L);
    assertThat(user.told).containsExactly("100", "100");
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("100", "100", "timeout");
    assertThat(bench.log.states).containsExactly("TRYING", "PROCEEDING", "TERMINATED");
  }

  // 200 at 0.1 s, again at 5.0 s: absorbed; Timer K at 5.1 s
  @Test
  @Rfc("TX-14")
  void aFinalResponseIsToldOnceAndItsCopiesAreAbsorbedUntilTimerK() {
    var options = bench.options(bench.udp(), user);
    bench.advanceTo(100);
    var ok = Bench.answer(bench.peer.last().request(), 200, "b1");
    bench.peer.send(ok);
    bench.advanceTo(5_000);
    bench.peer.send(ok);
    assertThat(bench.log.steps).containsExactly(Step.ABSORBED);
    bench.advanceTo(5_099);
    assertThat(options.state()).isEqualTo(State.COMPLETED);
    bench.advanceTo(5_100);
    assertThat(options.state()).isEqualTo(State.TERMINATED);
    assertThat(user.told).containsExactly("200");
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(1);
  }

  @Test
  void aFinalResponseInProceedingCompletes() {
    bench.options(bench.udp(), user);
    bench.advance(1);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 100, null));
    bench.peer.send(Bench.answer(bench.peer.last().request(), 404, "b1"));
    assertThat(user.told).containsExactly("100", "404");
    bench.advance(5_000);
    assertThat(bench.log.states).containsExactly("TRYING", "PROCEEDING", "COMPLETED", "TERMINATED");
  }

  @Test
  @Rfc("TX-14")
  void onAStreamAFinalResponseEndsTheTransactionAtOnce() {
    var options = bench.options(bench.tcp(), user);
    bench.advance(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 200, "b1").toBytes());
    assertThat(options.state()).isEqualTo(State.TERMINATED);
    assertThat(user.told).containsExactly("200");
  }

  @Test
  @Rfc("TX-15")
  void aFinalResponseAfterTimerFIsDropped() {
    bench.options(bench.udp(), user);
    bench.advanceTo(32_000);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 200, "b1"));
    bench.advance(1);
    assertThat(user.told).containsExactly("timeout");
    assertThat(bench.layer.counters().strayResponses()).isEqualTo(1);
  }

  @Test
  @Rfc("TX-24")
  void aReceived408IsAFinalResponseLikeAnyOther() {
    bench.options(bench.udp(), user);
    bench.advance(1);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 408, "b1"));
    assertThat(user.told).containsExactly("408");
  }

  @Test
  @Rfc("TX-11")
  void transportErrorsEndItInTryingAndInProceeding() {
    bench.peer.host.refuseStreams(true);
    bench.options(bench.tcp(), user);
    bench.advance(10);
    assertThat(user.told).containsExactly("transport");
    var ringing = new RecordingUser();
    bench.options(bench.udp(), ringing);
    bench.advance(1);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 100, null));
    bench.host.failSends("network is down");
    bench.advance(4_000);
    assertThat(ringing.told).containsExactly("100", "transport");
    assertThat(bench.layer.alive()).isZero();
  }

  // the connection breaks while the answer is awaited: one new connection, same bytes; then it
  // fails
  @Test
  @Rfc("NET-28")
  void aLostConnectionIsOpenedOnceMoreAndThenFailsFast() {
    bench.options(bench.tcp(), user);
    bench.advance(1);
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.advance(1);
    assertThat(bench.peer.count("OPTIONS")).isEqualTo(2);
    assertThat(bench.peer.got.get(1).message().toBytes())
        .isEqualTo(bench.peer.got.get(0).message().toBytes());
    assertThat(user.told).isEmpty();
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.advance(1);
    assertThat(user.told).containsExactly("transport");
    assertThat(bench.layer.alive()).isZero();
  }

  @Test
  void aUserThatThrowsEndsOnlyItsOwnTransaction() {
    var faulty =
        new RecordingUser() {
          @Override
          public void provisional(org.offhook.message.SipResponse response) {
            throw new IllegalStateException("broken user");
          }
        };
    bench.options(bench.udp(), faulty);
    bench.options(bench.udp(), user);
    bench.advance(1);
    bench.peer.send(Bench.answer(bench.peer.got.get(0).request(), 100, null));
    assertThat(bench.layer.alive()).isEqualTo(1);
    bench.peer.send(Bench.answer(bench.peer.got.get(1).request(), 200, "b1"));
    assertThat(user.told).containsExactly("200");
    assertThat(bench.layer.counters().faults()).isEqualTo(1);
  }
}
