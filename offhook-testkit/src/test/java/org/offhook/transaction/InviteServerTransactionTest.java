package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Timestamp;
import org.offhook.testing.Rfc;
import org.offhook.transaction.InviteServerTransaction.State;
import org.offhook.transaction.TransactionObserver.Step;

/** Every edge of RFC 3261 figure 7 and RFC 6026 figure 6 (server). */
class InviteServerTransactionTest {

  private final Bench bench = new Bench();
  private final RecordingServer user = new RecordingServer();
  private final SipRequest invite = PeerRequests.over("UDP", "z9hG4bKp1", Method.INVITE).build();

  @BeforeEach
  void serve() {
    bench.layer.server(user);
  }

  @AfterEach
  void nothingStaysBehind() {
    bench.act(
        () ->
            user.incoming.stream()
                .filter(tx -> !tx.isAnswered())
                .forEach(tx -> tx.respond(tx.response(Status.BUSY_HERE).build())));
    bench.advance(100_000);
    assertThat(bench.layer.alive()).isZero();
    assertThat(bench.layer.unanswered()).isZero();
    bench.close();
  }

  private InviteServerTransaction take(SipRequest request) {
    bench.peer.send(request);
    return (InviteServerTransaction) user.incoming.getLast();
  }

  private boolean respond(ServerTransaction transaction, int code) {
    return bench.onLoop(() -> transaction.respond(transaction.response(Status.of(code)).build()));
  }

  // INVITE at 0; the user is silent: 100 at 0.2 s, without To tag
  @Test
  @Rfc({"TX-16", "TX-51"})
  void a100IsSentAfter200MillisecondsOfSilence() {
    var stamped =
        invite.toBuilder()
            .set(HeaderName.TIMESTAMP, new Timestamp(new BigDecimal("54.5"), null))
            .build();
    take(stamped);
    bench.advanceTo(199);
    assertThat(bench.peer.got).isEmpty();
    bench.advanceTo(200);
    var trying = bench.peer.last().response();
    assertThat(trying.status().code()).isEqualTo(100);
    assertThat(trying.to().tag()).isEmpty();
    assertThat(trying.headers().get(HeaderName.TIMESTAMP).orElseThrow().seconds())
        .isEqualByComparingTo("54.5");
    assertThat(trying.headers().get(HeaderName.TIMESTAMP).orElseThrow().delay())
        .isEqualByComparingTo("0.2");
    bench.advance(10_000);
    assertThat(bench.peer.got).hasSize(1);
    assertThat(bench.log.steps).containsExactly(Step.TRYING_SENT);
  }

  @Test
  @Rfc("TX-16")
  void no100IsSentAfterAnEarlierAnswer() {
    respond(take(invite), 180);
    bench.advance(1_000);
    assertThat(bench.peer.count("SIP/2.0 100")).isZero();
    assertThat(bench.peer.count("SIP/2.0 180")).isEqualTo(1);
  }

  @Test
  @Rfc("TX-51")
  void responsesCopyTheRequestAndShareOneLocalTag() {
    var request =
        PeerRequests.over("UDP", "z9hG4bKp2", Method.INVITE)
            .add(HeaderName.VIA, PeerRequests.via("UDP", "proxy.example.com", 5080, "z9hG4bKin"))
            .build();
    var tx = take(request);
    respond(tx, 180);
    respond(tx, 183);
    respond(tx, 486);
    assertThat(bench.peer.got).hasSize(3);
    var tag = bench.peer.got.get(0).response().to().tag().orElseThrow();
    assertThat(bench.peer.got)
        .allSatisfy(
            one -> {
              var response = one.response();
              var vias = response.headers().all(HeaderName.VIA);
              assertThat(vias).hasSize(2);
              assertThat(vias.get(0).branch()).contains("z9hG4bKp2");
              assertThat(vias.get(1))
                  .hasToString(request.headers().all(HeaderName.VIA).get(1).toString());
              assertThat(response.from()).hasToString(request.from().toString());
              assertThat(response.callId()).isEqualTo(request.callId());
              assertThat(response.cSeq()).isEqualTo(request.cSeq());
              assertThat(response.to().tag()).contains(tag);
            });
  }

  // INVITE, 180, 183; INVITE again: 183 again, byte for byte
  @Test
  @Rfc({"TX-17", "TX-30"})
  void aRepeatedInviteGetsTheLatestProvisionalResponseAgain() {
    var tx = take(invite);
    respond(tx, 180);
    respond(tx, 183);
    bench.advanceTo(500);
    bench.peer.send(invite);
    assertThat(bench.peer.got).hasSize(3);
    assertThat(bench.peer.got.get(2).bytes()).isEqualTo(bench.peer.got.get(1).bytes());
    assertThat(bench.peer.got.get(2).response().status().code()).isEqualTo(183);
    assertThat(user.incoming).hasSize(1);
    assertThat(tx.state()).isEqualTo(State.PROCEEDING);
  }

  @Test
  void aRepeatedInviteBeforeAnyResponseIsAbsorbed() {
    take(invite);
    bench.peer.send(invite);
    assertThat(bench.peer.got).isEmpty();
    assertThat(user.incoming).hasSize(1);
  }

  // INVITE, 200, INVITE (absorbed), 200 by the user, ACK to the user; Timer L 32 s after the first
  @Test
  @Rfc("TX-18")
  void after2xxRepetitionsAreAbsorbedAndAcksGoToTheUser() {
    var tx = take(invite);
    respond(tx, 180);
    var ok = bench.onLoop(() -> tx.response(Status.OK).build());
    bench.advanceTo(100);
    assertThat(bench.onLoop(() -> tx.respond(ok))).isTrue();
    bench.advanceTo(600);
    bench.peer.send(invite);
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(1);
    assertThat(bench.onLoop(() -> tx.respond(ok))).isTrue();
    assertThat(bench.peer.count("SIP/2.0 200")).isEqualTo(2);
    assertThat(bench.peer.got.get(2).bytes()).isEqualTo(bench.peer.got.get(1).bytes());
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKp1", Method.ACK).build());
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKother", Method.ACK).build());
    assertThat(user.acks).hasSize(2);
    assertThat(tx.state()).isEqualTo(State.ACCEPTED);
    bench.advanceTo(32_099);
    assertThat(tx.state()).isEqualTo(State.ACCEPTED);
    bench.advanceTo(32_100);
    assertThat(tx.state()).isEqualTo(State.TERMINATED);
    assertThat(user.told).containsExactly("terminated");
    assertThat(user.incoming).hasSize(1);
    assertThat(bench.log.states).containsExactly("PROCEEDING", "ACCEPTED", "TERMINATED");
  }

  // 486 at 0, 0.5, 1.5, 3.5, 7.5, 11.5 … and once more for a repeated INVITE at 2 s; H at 32 s
  @Test
  @Rfc({"TX-19", "TX-20"})
  void aRefusalIsRepeatedUntilTimerH() {
    var tx = take(invite);
    respond(tx, 486);
    bench.advanceTo(2_000);
    bench.peer.send(invite);
    bench.advanceTo(31_999);
    assertThat(bench.peer.times("SIP/2.0 486"))
        .containsExactly(
            0L, 500L, 1500L, 2000L, 3500L, 7500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L,
            31_500L);
    assertThat(tx.state()).isEqualTo(State.COMPLETED);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_000);
    assertThat(tx.state()).isEqualTo(State.TERMINATED);
    assertThat(user.told).containsExactly("no-ack", "terminated");
    assertThat(user.incoming).hasSize(1);
  }

  @Test
  @Rfc({"TX-19", "TX-20"})
  void onAStreamARefusalIsSentOnceAndTimerHStillRuns() {
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKs1", Method.INVITE).build().toBytes());
    respond(user.incoming.getFirst(), 486);
    bench.advanceTo(32_000);
    assertThat(bench.peer.count("SIP/2.0 486")).isEqualTo(1);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_001);
    assertThat(user.told).containsExactly("no-ack", "terminated");
  }

  // 486, ACK at 0.6 s: no repetition any more; ACK again absorbed; Timer I at 5.6 s
  @Test
  @Rfc("TX-21")
  void theAckOfARefusalConfirmsItAndIsNotShown() {
    var tx = take(invite);
    respond(tx, 486);
    bench.advanceTo(600);
    var tag = bench.peer.last().response().to().tag().orElseThrow();
    var ack =
        PeerRequests.over("UDP", "z9hG4bKp1", Method.ACK)
            .set(HeaderName.TO, invite.to().withTag(tag))
            .build();
    bench.peer.send(ack);
    assertThat(tx.state()).isEqualTo(State.CONFIRMED);
    bench.peer.send(ack);
    bench.peer.send(invite);
    bench.advanceTo(5_599);
    assertThat(tx.state()).isEqualTo(State.CONFIRMED);
    assertThat(bench.peer.count("SIP/2.0 486")).isEqualTo(2);
    bench.advanceTo(5_600);
    assertThat(tx.state()).isEqualTo(State.TERMINATED);
    assertThat(user.acks).isEmpty();
    assertThat(user.told).containsExactly("terminated");
    assertThat(bench.log.states)
        .containsExactly("PROCEEDING", "COMPLETED", "CONFIRMED", "TERMINATED");
  }

  @Test
  @Rfc("TX-21")
  void onAStreamTheAckEndsTheTransactionAtOnce() {
    bench.peer.connect(Bench.address(Bench.LOCAL, 5060));
    bench.advance(1);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKs1", Method.INVITE).build().toBytes());
    respond(user.incoming.getFirst(), 486);
    bench.peer.write(PeerRequests.over("TCP", "z9hG4bKs1", Method.ACK).build().toBytes());
    assertThat(user.incoming.getFirst().isTerminated()).isTrue();
    assertThat(user.acks).isEmpty();
    assertThat(user.told).containsExactly("terminated");
  }

  @Test
  @Rfc("TX-34")
  void afterAFinalResponseNoProvisionalAndNoOtherFinalIsSent() {
    var refused = take(invite);
    var ringing = bench.onLoop(() -> refused.response(Status.RINGING).build());
    var ok = bench.onLoop(() -> refused.response(Status.OK).build());
    var busy = bench.onLoop(() -> refused.response(Status.BUSY_HERE).build());
    respond(refused, 486);
    var count = bench.peer.got.size();
    assertThat(bench.onLoop(() -> refused.respond(ringing))).isFalse();
    assertThat(bench.onLoop(() -> refused.respond(ok))).isFalse();
    assertThat(bench.onLoop(() -> refused.respond(busy))).isFalse();
    assertThat(bench.peer.got).hasSize(count);
    var accepted = take(PeerRequests.over("UDP", "z9hG4bKp9", Method.INVITE).build());
    respond(accepted, 200);
    assertThat(bench.onLoop(() -> accepted.respond(ringing))).isFalse();
    assertThat(bench.onLoop(() -> accepted.respond(busy))).isFalse();
    assertThat(bench.peer.got).hasSize(count + 1);
  }

  @Test
  @Rfc("TX-49")
  void aResponseThatCannotBeSentIsReportedAndRepetitionsAreStillAnswered() {
    var tx = take(invite);
    bench.host.failSends("network is down");
    respond(tx, 486);
    assertThat(user.told).containsExactly("transport");
    assertThat(tx.state()).isEqualTo(State.COMPLETED);
    bench.host.failSends(null);
    bench.peer.send(invite);
    assertThat(bench.peer.count("SIP/2.0 486")).isEqualTo(1);
  }

  @Test
  void aUserThatThrowsOwesA500() {
    bench.layer.server(
        new ServerUser() {
          @Override
          public void incoming(ServerTransaction transaction) {
            throw new IllegalStateException("broken user");
          }

          @Override
          public void ack(SipRequest ack, org.offhook.transport.Flow flow) {
            throw new IllegalStateException("broken user");
          }
        });
    bench.peer.send(invite);
    bench.peer.send(PeerRequests.over("UDP", "z9hG4bKx", Method.ACK).build());
    assertThat(bench.peer.count("SIP/2.0 500")).isEqualTo(1);
    assertThat(bench.peer.got).hasSize(1);
    assertThat(bench.layer.counters().faults()).isEqualTo(2);
  }

  @Test
  void withoutAServerUserRequestsAreRefusedWithoutState() {
    var idle = bench.host.attach("idle");
    var transport = new org.offhook.transport.TransportLayer(idle);
    var layer = new TransactionLayer(idle.loop(), transport, Timers.DEFAULT);
    bench.world.onLoop(
        idle, () -> transport.listen(org.offhook.net.TransportKind.UDP, Bench.LOCAL, 5090));
    bench.peer.sendTo(Bench.address(Bench.LOCAL, 5090), invite.toBytes());
    assertThat(bench.peer.last().response().status().code()).isEqualTo(503);
    assertThat(layer.alive()).isZero();
    bench.world.onLoop(idle, () -> transport.close());
  }
}
