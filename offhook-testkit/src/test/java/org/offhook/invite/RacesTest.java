package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RAck;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/**
 * Messages that cross, are lost, or come at the wrong moment: RFC 5407, and what other stacks got
 * wrong. Where else a classic race is played:
 *
 * <ul>
 *   <li>CANCEL against 200: {@code CallerTest} (a200ThatCrossesTheCancel…), {@code CancelTest}
 *   <li>BYE against re-INVITE: {@code ReinviteTest} (aByeEndsWhatWaits…, hangingUpDuringAChange…)
 *   <li>two re-INVITEs, and UPDATE against either: {@code GlareTest}, {@code EarlyOfferTest},
 *       {@code EarlyRacesTest}
 *   <li>PRACK against CANCEL as caller: {@code PrackCallerTest}; a held 200: {@code
 *       PrackCalleeTest}
 *   <li>200 lost, ACK lost, change before the ACK: {@code AnswerTest}, {@code CallerTest}
 *   <li>BYE against BYE: {@code ByeTest}; BYE or CANCEL against UPDATE: {@code EarlyUpdateTest}
 *   <li>late 200 of a fork, BYE in a fork: {@code ForkTest}
 *   <li>hang-up against refresh: {@code SessionRefreshTest}
 *   <li>the target of a transfer hangs up: {@code AttendedTransferTest}
 *   <li>a call of an endpoint to itself: {@code TwoEndpointsTest}
 *   <li>all of these at every millisecond: {@code RaceSweepTest}, {@code FeatureSweepTest}
 * </ul>
 */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class RacesTest {

  private static SipRequest.Builder prack(SipRequest.Builder builder, SipResponse reliable) {
    return builder.set(
        HeaderName.RACK,
        new RAck(
            reliable.headers().get(HeaderName.RSEQ).orElseThrow(),
            new CSeq(reliable.cSeq().number(), Method.INVITE)));
  }

  // <--INVITE-- --200--> <--ACK-- : all in one instant, and so with the re-INVITE after it
  @Test
  void anAckInTheSameInstantEndsTheRepetitionOfThe200(SimWorld world) throws Exception {
    world.network().all().latency(Duration.ZERO);
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var leg = phone.caller("c1");
            var began = world.now();
            var call = Up.answered(alice, phone, leg);
            assertThat(call.outcome().awaitOk()).isNotNull();
            leg.invite(Phone.sdp(40002));
            leg.ack(phone.response(200, Method.INVITE));
            assertThat(world.now().minus(began)).isLessThan(Duration.ofMillis(20));
            phone.silence(Duration.ofSeconds(40));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // <--INVITE-- --183 reliable--> <--CANCEL-- <--PRACK-- : 200, 487, 481
  @Test
  void aPrackBehindTheCancelIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var ends = new ArrayList<CallEnd>();
            alice.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                  ends.add(call.ended().await());
                });
            var leg = phone.caller("c1");
            var invite =
                leg.send(
                    Method.INVITE,
                    builder ->
                        builder
                            .raw("Supported", "100rel")
                            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var reliable = phone.response(183, Method.INVITE);
            leg.learn(reliable);
            leg.cancel(invite);
            leg.send(Method.PRACK, builder -> prack(builder, reliable));
            phone.awaitResponse(200, Method.CANCEL);
            leg.ackRefusal(invite, phone.awaitResponse(487, Method.INVITE));
            phone.awaitResponse(481, Method.PRACK);
            alice.sleep(Duration.ofSeconds(40));
            assertThat(ends)
                .singleElement()
                .extracting(CallEnd::cause)
                .isEqualTo(CallEnd.Cause.CANCELLED);
            assertThat(phone.count("SIP/2.0 183")).isEqualTo(1);
          }
          phone.close();
        });
  }

  // --BYE--> lost, again after T1; the call is over with the first one
  @Test
  void aLostByeIsRepeatedAndItsCallIsOverAtOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var up = Up.of(alice, phone);
            world.network().all().loss(1.0);
            var asked = world.now();
            assertThat(up.call().hangUp().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            assertThat(world.now()).isEqualTo(asked);
            alice.sleep(Duration.ofMillis(400));
            world.network().all().loss(0);
            up.leg().reply(phone.request(Method.BYE), 200);
            phone.silence(Duration.ofSeconds(40));
          }
          phone.close();
        });
  }

  // --INVITE--> close() <--200-- --ACK, BYE-->
  @Test
  void a200ThatMeetsAClosingEndpointIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          var alice = Scene.alice(world);
          var call = Scene.callBob(alice);
          var invite = phone.request(Method.INVITE);
          var leg = phone.callee(invite, "b");
          leg.reply(invite, 180);
          alice.sleep(Duration.ofMillis(5));
          world.userThreads().start("closing", alice::close);
          leg.reply(phone.request(Method.CANCEL), 200);
          leg.reply(invite, 200, Phone.SDP);
          phone.request(Method.ACK);
          leg.reply(phone.request(Method.BYE), 200);
          assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CLOSED);
          alice.close();
          phone.close();
        });
  }

  // <--INVITE-- --200--> <--BYE-- --200--> <--ACK-- : the BYE did not wait for the 200 (RFC 5407)
  @Test
  void aByeThatCrossesThe200EndsTheCallAndTheAckHarmsNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.ring();
                  alice.sleep(Duration.ofMillis(100));
                  call.answer(Scene.SDP);
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            leg.learn(phone.response(180, Method.INVITE));
            var success = phone.response(200, Method.INVITE);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            leg.ack(success);
            phone.silence(Duration.ofSeconds(40));
            assertThat(calls.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(calls.getFirst().outcome().await()).isInstanceOf(CallOutcome.Failed.class);
          }
          phone.close();
        });
  }

  // both re-INVITE with the same number: each direction counts for itself, also for the ACKs
  @Test
  void changesOfBothSidesWithOneNumberAreAcknowledgedEach(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            var own = phone.request(Method.INVITE);
            while (up.leg().seq() + 1 < own.cSeq().number()) {
              up.leg().send(Method.OPTIONS);
              phone.response(200, Method.OPTIONS);
            }
            up.leg().reply(own, 200, Up.with(org.offhook.sdp.Direction.RECVONLY));
            assertThat(phone.request(Method.ACK).cSeq().number()).isEqualTo(own.cSeq().number());
            held.awaitOk();
            var theirs = up.leg().invite(Phone.sdp(40002));
            assertThat(theirs.cSeq().number()).isEqualTo(own.cSeq().number());
            up.leg().ack(phone.response(200, Method.INVITE));
            phone.silence(Duration.ofSeconds(40));
            up.end();
          }
          phone.close();
        });
  }

  // forty calls to two phones, in turns: each BYE goes to its own
  @Test
  void eachByeGoesToItsOwnPeer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var peers = new ArrayList<Endpoint>();
          var ended = new ArrayList<String>();
          try (var alice = Scene.alice(world)) {
            for (int i = 2; i < 4; i++) {
              var peer = Scene.endpoint(world, "p" + i, "10.0.0." + i, options -> options);
              peer.onCall(
                  call -> {
                    call.answer(Phone.SDP).awaitOk();
                    ended.add(call.request().requestUri() + " " + call.ended().await().cause());
                  });
              peers.add(peer);
            }
            var calls = new ArrayList<OutgoingCall>();
            for (int i = 0; i < 40; i++) {
              calls.add(alice.call("sip:n%d@10.0.0.%d".formatted(i, 2 + i % 2), Scene.SDP));
            }
            for (var call : calls) {
              call.outcome().awaitOk();
            }
            calls.forEach(Call::hangUp);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(ended).hasSize(40).allMatch(line -> line.endsWith("REMOTE_HANG_UP"));
            assertThat(ended).doesNotHaveDuplicates();
          }
          peers.forEach(Endpoint::close);
        });
  }

  // --INVITE 2--> <--200-- --ACK 2--> --INVITE 3--> <--200 (2) again-- --ACK 2-->
  @Test
  void theRepeated200OfAChangeIsAcknowledgedDuringTheNextOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            var resumed = up.call().resume();
            var first = phone.request(Method.INVITE);
            up.leg().reply(first, 200, Phone.SDP);
            var ack = phone.request(Method.ACK);
            held.awaitOk();
            var second = phone.request(Method.INVITE);
            up.leg().reply(first, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).toBytes()).isEqualTo(ack.toBytes());
            up.leg().reply(second, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).cSeq().number()).isEqualTo(second.cSeq().number());
            resumed.awaitOk();
            up.end();
          }
          phone.close();
        });
  }

  // --INVITE 2--> --REFER 3--> <--200 (2)-- --ACK 2-->
  @Test
  @Rfc("DLG-15")
  void anAckHasTheNumberOfItsInviteWhateverWasSentMeanwhile(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var up = Up.of(alice, phone);
            up.call().hold();
            var invite = phone.request(Method.INVITE);
            var transfer = up.call().transfer("sip:carol@10.0.0.3");
            var refer = phone.request(Method.REFER);
            assertThat(refer.cSeq().number()).isGreaterThan(invite.cSeq().number());
            up.leg().reply(invite, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).cSeq().number()).isEqualTo(invite.cSeq().number());
            up.leg().reply(refer, 603);
            assertThat(transfer.outcome().await().isOk()).isFalse();
            up.end();
          }
          phone.close();
        });
  }
}
