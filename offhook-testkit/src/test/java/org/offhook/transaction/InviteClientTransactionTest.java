package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.transaction.InviteClientTransaction.State;
import org.offhook.transaction.TransactionObserver.Step;
import org.offhook.transport.TransportLayer;

/** Every edge of RFC 3261 figure 5 and RFC 6026 figure 7 (client). */
class InviteClientTransactionTest {

  private final Bench bench = new Bench();
  private final RecordingUser user = new RecordingUser();

  @AfterEach
  void nothingStaysBehind() {
    bench.advance(200_000);
    assertThat(bench.layer.alive()).isZero();
    bench.close();
  }

  // alice --INVITE--> (silence) at 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s; Timer B at 32 s
  @Test
  @Rfc({"TX-02", "TX-10", "TX-50"})
  void unansweredInviteIsSentSevenTimesAndTimesOutAfter32Seconds() {
    var invite = bench.invite(bench.udp(), user);
    bench.advanceTo(31_999);
    assertThat(bench.peer.times("INVITE"))
        .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15_500L, 31_500L);
    assertThat(invite.state()).isEqualTo(State.CALLING);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("timeout");
    assertThat(invite.state()).isEqualTo(State.TERMINATED);
    bench.advance(60_000);
    assertThat(bench.peer.got).hasSize(7);
    assertThat(user.told).containsExactly("timeout");
  }

  @Test
  @Rfc("TX-10")
  void aTimeoutCountsAs408AndALostTransportAs503() {
    assertThat(new Failure.Timeout(false).meaning().code()).isEqualTo(408);
    assertThat(new Failure.Transport("refused").meaning().code()).isEqualTo(503);
  }

  @Test
  @Rfc("TX-30")
  void repetitionsAreByteIdenticalAndLeaveFromTheSameSocket() {
    bench.invite(bench.udp(), user);
    bench.advanceTo(32_000);
    var first = bench.peer.got.getFirst();
    assertThat(bench.peer.got)
        .allSatisfy(
            one -> {
              assertThat(one.bytes()).isEqualTo(first.bytes());
              assertThat(one.from()).isEqualTo(Bench.address(Bench.LOCAL, 5060));
            });
  }

  @Test
  @Rfc("TX-01")
  void otherBaseTimesMoveEveryTimer() {
    var network = bench.host.attach("other");
    var transport = new TransportLayer(network);
    var timers = Timers.of(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(2));
    var layer =
        bench.world.onLoop(
            network,
            () -> {
              transport.listen(TransportKind.UDP, Bench.LOCAL, 5070);
              var other = new TransactionLayer(network.loop(), transport, timers);
              var hop = Bench.hop(TransportKind.UDP, Bench.PEER, 5060);
              other.request(Bench.request(Method.INVITE).build(), transport.flowTo(hop), user);
              return other;
            });
    bench.advanceTo(6_399);
    assertThat(bench.peer.times("INVITE"))
        .containsExactly(0L, 100L, 300L, 700L, 1500L, 3100L, 6300L);
    assertThat(user.told).isEmpty();
    bench.advanceTo(6_400);
    assertThat(user.told).containsExactly("timeout");
    assertThat(layer.alive()).isZero();
    assertThat(Timers.DEFAULT).isEqualTo(new Timers(500_000_000L, 4_000_000_000L, 5_000_000_000L));
    bench.world.onLoop(network, () -> transport.close());
  }

  @Test
  @Rfc("TX-03")
  void onAStreamTheInviteIsSentOnceAndStillTimesOut() {
    bench.invite(bench.tcp(), user);
    bench.advanceTo(31_999);
    assertThat(bench.peer.count("INVITE")).isEqualTo(1);
    assertThat(user.told).isEmpty();
    bench.advanceTo(32_000);
    assertThat(user.told).containsExactly("timeout");
  }

  // alice --INVITE--> bob, bob --180--> alice at 0.7 s, then rings for 10 minutes
  @Test
  @Rfc("TX-04")
  void aProvisionalResponseStopsRepetitionAndTimerB() {
    var invite = bench.invite(bench.udp(), user);
    bench.advanceTo(700);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 180, "b1"));
    bench.advanceTo(600_000);
    assertThat(invite.state()).isEqualTo(State.PROCEEDING);
    assertThat(bench.peer.count("INVITE")).isEqualTo(2);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 183, "b1"));
    bench.peer.send(Bench.answer(bench.peer.last().request(), 180, "b1"));
    bench.advance(1);
    assertThat(user.told).containsExactly("180", "183", "180");
    bench.peer.send(Bench.answer(bench.peer.last().request(), 486, "b1"));
    bench.advance(1);
    assertThat(bench.log.states).containsSubsequence("CALLING", "PROCEEDING", "COMPLETED");
  }

  // INVITE, 486, ACK; 486 again, ACK again; Timer D after 32 s
  @Test
  @Rfc({"TX-05", "TX-06"})
  void aRefusalIsAcknowledgedEachTimeAndToldOnce() {
    var invite = bench.invite(bench.udp(), user);
    bench.advanceTo(100);
    var busy = Bench.answer(bench.peer.last().request(), 486, "b1");
    bench.peer.send(busy);
    bench.advanceTo(200);
    assertThat(invite.state()).isEqualTo(State.COMPLETED);
    assertThat(bench.peer.last().from()).isEqualTo(Bench.address(Bench.LOCAL, 5060));
    bench.peer.send(busy);
    bench.advanceTo(20_000);
    bench.peer.send(busy);
    bench.advanceTo(32_099);
    assertThat(invite.state()).isEqualTo(State.COMPLETED);
    assertThat(bench.peer.times("ACK")).containsExactly(100L, 200L, 20_000L);
    assertThat(bench.peer.got.stream().filter(g -> g.request().method().equals(Method.ACK)))
        .allSatisfy(g -> assertThat(g.bytes()).isEqualTo(bench.peer.last().bytes()));
    bench.advanceTo(32_100);
    assertThat(invite.state()).isEqualTo(State.TERMINATED);
    bench.peer.send(busy);
    bench.advance(1);
    assertThat(bench.peer.count("ACK")).isEqualTo(3);
    assertThat(user.told).containsExactly("486");
  }

  @Test
  @Rfc("TX-05")
  void onAStreamARefusalEndsTheTransactionAtOnce() {
    var invite = bench.invite(bench.tcp(), user);
    bench.advance(1);
    bench.peer.write(Bench.answer(bench.peer.last().request(), 404, "b1").toBytes());
    bench.advance(1);
    assertThat(bench.peer.count("ACK")).isEqualTo(1);
    assertThat(bench.peer.connections).hasSize(1);
    assertThat(invite.state()).isEqualTo(State.TERMINATED);
    assertThat(user.told).containsExactly("404");
    assertThat(bench.log.states).containsExactly("CALLING", "COMPLETED", "TERMINATED");
  }

  @Test
  @Rfc({"TX-07", "TX-29"})
  void theAckOfARefusalHasTheFormOfTheRfc() {
    var route = NameAddr.parse("<sip:10.0.0.2;lr>");
    var invite =
        Bench.request(Method.INVITE)
            .add(HeaderName.ROUTE, route)
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:p2.example.com;lr>"))
            .set(HeaderName.CONTACT, Contact.of(SipUri.parse("sip:a@10.0.0.1")))
            .body(MediaType.APPLICATION_SDP, "v=0\r\n".getBytes(StandardCharsets.UTF_8))
            .build();
    bench.act(
        () ->
            bench.layer.request(
                invite,
                bench.transport.flowTo(Bench.hop(TransportKind.UDP, Bench.PEER, 5060)),
                user));
    bench.advance(1);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 603, "tag-of-bob"));
    bench.advance(1);
    var ack = bench.peer.last().request();
    assertThat(ack.method()).isEqualTo(Method.ACK);
    assertThat(ack.requestUri()).hasToString(sent.requestUri().toString());
    assertThat(ack.from()).hasToString(sent.from().toString());
    assertThat(ack.callId()).isEqualTo(sent.callId());
    assertThat(ack.headers().texts("Route")).isEqualTo(sent.headers().texts("Route")).hasSize(2);
    assertThat(ack.to().tag()).contains("tag-of-bob");
    assertThat(ack.headers().all(HeaderName.VIA)).hasSize(1);
    assertThat(ack.topVia()).hasToString(sent.topVia().toString());
    assertThat(ack.cSeq().number()).isEqualTo(7);
    assertThat(ack.cSeq().method()).isEqualTo(Method.ACK);
    assertThat(ack.hasBody()).isFalse();
    assertThat(ack.headers().contains(HeaderName.CONTACT)).isFalse();
  }

  // INVITE, 200 (tag b1), 200 again, 200 (tag b2) at 31 s; Timer M 32 s after the first
  @Test
  @Rfc("TX-08")
  void every2xxWithinTimerMGoesToTheUserAndIsNotAcknowledgedHere() {
    var invite = bench.invite(bench.udp(), user);
    bench.advanceTo(100);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 200, "b1"));
    bench.advanceTo(600);
    bench.peer.send(Bench.answer(sent, 200, "b1"));
    bench.peer.send(Bench.answer(sent, 180, "b2"));
    bench.peer.send(Bench.answer(sent, 486, "b3"));
    bench.advanceTo(32_099);
    assertThat(invite.state()).isEqualTo(State.ACCEPTED);
    bench.peer.send(Bench.answer(sent, 200, "b2"));
    assertThat(user.told).containsExactly("200", "200", "200");
    assertThat(user.responses.getLast().to().tag()).contains("b2");
    bench.advanceTo(32_100);
    assertThat(user.told).containsExactly("200", "200", "200", "terminated");
    assertThat(bench.peer.count("ACK")).isZero();
    assertThat(bench.peer.count("INVITE")).isEqualTo(1);
    assertThat(bench.log.states).containsExactly("CALLING", "ACCEPTED", "TERMINATED");
  }

  @Test
  @Rfc("TX-09")
  void a2xxAfterTimerMIsDropped() {
    bench.invite(bench.udp(), user);
    bench.advance(1);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 180, "b1"));
    bench.peer.send(Bench.answer(sent, 200, "b1"));
    bench.advance(32_001);
    bench.peer.send(Bench.answer(sent, 200, "b2"));
    bench.advance(1);
    assertThat(user.told).containsExactly("180", "200", "terminated");
    assertThat(bench.layer.counters().strayResponses()).isEqualTo(1);
    assertThat(bench.log.states).containsExactly("CALLING", "PROCEEDING", "ACCEPTED", "TERMINATED");
  }

  @Test
  void inCompletedOtherResponsesAreAbsorbed() {
    bench.invite(bench.udp(), user);
    bench.advance(1);
    var sent = bench.peer.last().request();
    bench.peer.send(Bench.answer(sent, 486, "b1"));
    bench.peer.send(Bench.answer(sent, 180, "b1"));
    bench.peer.send(Bench.answer(sent, 200, "b2"));
    assertThat(user.told).containsExactly("486");
    assertThat(bench.peer.count("ACK")).isEqualTo(1);
    assertThat(bench.log.steps).contains(Step.ABSORBED);
  }

  @Test
  @Rfc("TX-11")
  void aSendThatFailsAtOnceEndsTheTransactionAfterwards() {
    bench.host.failSends("network is down");
    var flow = bench.udp();
    bench.act(
        () -> {
          bench.layer.invite(Bench.request(Method.INVITE).build(), flow, user);
          assertThat(user.told).as("never inside the call").isEmpty();
        });
    bench.advance(0);
    assertThat(user.told).containsExactly("transport");
    assertThat(bench.layer.alive()).isZero();
  }

  @Test
  @Rfc("TX-11")
  void aRefusedConnectionEndsTheTransaction() {
    bench.peer.host.refuseStreams(true);
    bench.invite(bench.tcp(), user);
    bench.advance(10);
    assertThat(user.told).containsExactly("transport");
    assertThat(bench.layer.alive()).isZero();
  }

  @Test
  @Rfc("TX-11")
  void aConnectionThatNeverOpensFailsBeforeTimerB() {
    bench.peer.host.ignoreStreams(true);
    bench.invite(bench.tcp(), user);
    bench.advance(10_000);
    assertThat(user.told).containsExactly("transport");
  }

  @Test
  @Rfc("TX-48")
  void anUnreachablePortIsATransportFailure() {
    bench.world.network().all().icmp(true);
    var flow =
        bench.onLoop(() -> bench.transport.flowTo(Bench.hop(TransportKind.UDP, Bench.PEER, 9)));
    var other = new RecordingUser();
    bench.invite(flow, user);
    bench.options(bench.udp(), other);
    bench.advance(10);
    assertThat(user.told).containsExactly("transport");
    assertThat(other.told).as("another port of the same host").isEmpty();
  }

  @Test
  @Rfc("TX-48")
  void anUnreachablePortWhileRingingEndsTheCallAttempt() {
    bench.world.network().all().icmp(true);
    bench.invite(bench.udp(), user);
    bench.advance(1);
    bench.peer.send(Bench.answer(bench.peer.last().request(), 180, "b1"));
    bench.peer.act(bench.peer::closeDatagrams);
    bench.options(bench.udp(), new RecordingUser());
    bench.advance(10);
    assertThat(user.told).containsExactly("180", "transport");
  }

  @Test
  void aUserThatThrowsOnRingingHasItsCallCancelled() {
    var faulty =
        new RecordingUser() {
          @Override
          public void provisional(SipResponse response) {
            throw new IllegalStateException("broken user");
          }
        };
    bench.invite(bench.udp(), faulty);
    bench.invite(bench.udp(), user);
    bench.advance(1);
    var first = bench.peer.got.get(0).request();
    var second = bench.peer.got.get(1).request();
    bench.peer.send(Bench.answer(first, 180, "b1"));
    bench.peer.send(Bench.answer(second, 180, "b2"));
    bench.advance(1);
    assertThat(bench.layer.counters().faults()).isEqualTo(1);
    assertThat(bench.peer.count("CANCEL")).isEqualTo(1);
    assertThat(user.told).containsExactly("180");
    bench.peer.send(Bench.answer(first, 487, "b1"));
    bench.peer.send(Bench.answer(second, 200, "b2"));
    assertThat(user.told).containsExactly("180", "200");
    assertThat(faulty.told).isEmpty();
  }
}
