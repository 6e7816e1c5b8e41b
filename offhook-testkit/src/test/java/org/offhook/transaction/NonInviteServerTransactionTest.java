package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transaction.NonInviteServerTransaction.State;

/** Every edge of RFC 3261 figure 8, as RFC 4320 changed it. */
class NonInviteServerTransactionTest {

  private final Bench bench = new Bench();
  private final RecordingServer user = new RecordingServer();
  private final SipRequest options = PeerRequests.over("UDP", "z9hG4bKo1", Method.OPTIONS).build();

  @BeforeEach
  void serve() {
    bench.layer.server(user);
  }

  @AfterEach
  void nothingStaysBehind() {
    bench.advance(100_000);
    assertThat(bench.layer.alive()).isZero();
    assertThat(bench.layer.unanswered()).isZero();
    bench.close();
  }

  private NonInviteServerTransaction take() {
    bench.peer.send(options);
    return (NonInviteServerTransaction) user.incoming.getLast();
  }

  private boolean respond(ServerTransaction transaction, int code) {
    return bench.onLoop(() -> transaction.respond(transaction.response(Status.of(code)).build()));
  }

  private ServerTransaction takeByTcp() {
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKo2", Method.OPTIONS).build().toBytes());
    return user.incoming.getLast();
  }

  // OPTIONS (again: dropped); 100 at 3.5 s (again: 100); 200 (again: 200); Timer J; later a new one
  @Test
  @Rfc("TX-22")
  void repetitionsAreDroppedThenAnsweredByTheLastResponse() {
    var tx = take();
    bench.advanceTo(500);
    bench.peer.send(options);
    assertThat(tx.state()).isEqualTo(State.TRYING);
    assertThat(bench.peer.got).isEmpty();
    bench.advanceTo(3_600);
    assertThat(tx.state()).isEqualTo(State.PROCEEDING);
    bench.peer.send(options);
    assertThat(bench.peer.count("SIP/2.0 100")).isEqualTo(2);
    bench.advanceTo(4_000);
    respond(tx, 200);
    bench.advanceTo(35_999);
    bench.peer.send(options);
    assertThat(tx.state()).isEqualTo(State.COMPLETED);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(2);
    assertThat(bench.peer.got.get(3).bytes()).isEqualTo(bench.peer.got.get(2).bytes());
    assertThat(user.incoming).hasSize(1);
    bench.advanceTo(36_000);
    assertThat(tx.state()).isEqualTo(State.TERMINATED);
    bench.peer.send(options);
    assertThat(user.incoming).hasSize(2);
    assertThat(bench.log.states.subList(0, 4))
        .containsExactly("TRYING", "PROCEEDING", "COMPLETED", "TERMINATED");
  }

  @Test
  @Rfc("TX-22")
  void laterFinalResponsesAreDiscarded() {
    var tx = take();
    var other = bench.onLoop(() -> tx.response(Status.NOT_FOUND).build());
    respond(tx, 200);
    assertThat(bench.onLoop(() -> tx.respond(other))).isFalse();
    bench.peer.send(options);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(2);
    assertThat(bench.peer.count("SIP/2.0 404")).isZero();
  }

  @Test
  @Rfc("TX-22")
  void onAStreamAFinalResponseEndsTheTransactionAtOnce() {
    var tx = takeByTcp();
    respond(tx, 200);
    assertThat(tx.isTerminated()).isTrue();
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(bench.log.states).containsExactly("TRYING", "COMPLETED", "TERMINATED");
  }

  // no 1xx but 100, and over UDP not before 3.5 s; then it must come
  @Test
  @Rfc("TX-23")
  void overUdpNo100ComesBefore3500MillisecondsAndThenItMust() {
    var tx = take();
    assertThat(respond(tx, 180)).isFalse();
    assertThat(respond(tx, 100)).isFalse();
    bench.advanceTo(3_499);
    assertThat(bench.peer.got).isEmpty();
    bench.advanceTo(3_500);
    assertThat(bench.peer.last().response().status().code()).isEqualTo(100);
    assertThat(respond(tx, 183)).isFalse();
    bench.advanceTo(20_000);
    assertThat(bench.peer.got).hasSize(1);
  }

  @Test
  @Rfc("TX-23")
  void overAStreamA100ComesAfter3500MillisecondsToo() {
    var tx = takeByTcp();
    assertThat(respond(tx, 180)).isFalse();
    bench.advanceTo(3_500);
    assertThat(bench.peer.got).isEmpty();
    bench.advanceTo(3_501);
    assertThat(bench.peer.last().response().status().code()).isEqualTo(100);
  }

  @Test
  void anEarly100OverAStreamIsSentAsTheUserWishesAndNotRepeated() {
    var tx = takeByTcp();
    assertThat(respond(tx, 100)).isTrue();
    bench.advanceTo(10_000);
    assertThat(bench.peer.count("SIP/2.0 100")).isEqualTo(1);
  }

  // a 408 of the user is not sent; repetitions are absorbed in silence
  @Test
  @Rfc("TX-24")
  void a408IsNeverSent() {
    var tx = take();
    assertThat(respond(tx, 408)).isFalse();
    bench.peer.send(options);
    bench.advance(10_000);
    assertThat(bench.peer.got).isEmpty();
    assertThat(user.incoming).hasSize(1);
  }

  @Test
  @Rfc("TX-24")
  void anAnswerThatIsTooLateIsNotSent() {
    var tx = take();
    var late = bench.onLoop(() -> tx.response(Status.OK).build());
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("terminated");
    assertThat(bench.onLoop(() -> tx.respond(late))).isFalse();
    assertThat(bench.peer.count("SIP/2.0 200")).isZero();
    assertThat(bench.peer.count("SIP/2.0 408")).isZero();
  }

  @Test
  @Rfc("TX-49")
  void aResponseThatCannotBeSentIsReportedAndRepetitionsAreStillAnswered() {
    var tx = take();
    bench.host.failSends("network is down");
    respond(tx, 200);
    assertThat(user.told).containsExactly("transport");
    bench.host.failSends(null);
    bench.peer.send(options);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
  }
}
