package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.OfferOutcome;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * Hold, resume, other media: each change is asked for at the other leg, and answered from there.
 */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class SessionChangeTest {

  private static SessionDescription sdp(SipMessage message) {
    return SessionDescription.of(
        new String(message.body(), java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void holdAndResumeCrossInBothDirections(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            call.hold().awaitOk();
            var callee = calls.getFirst();
            assertThat(OfferAnswer.isHeld(callee.remoteDescription().orElseThrow())).isTrue();
            assertThat(Trunk.media(callee)).isEqualTo("10.0.0.1");
            call.resume().awaitOk();
            assertThat(OfferAnswer.isHeld(callee.remoteDescription().orElseThrow())).isFalse();
            callee.hold().awaitOk();
            assertThat(OfferAnswer.isHeld(call.remoteDescription().orElseThrow())).isTrue();
            callee.resume().awaitOk();
            assertThat(OfferAnswer.isHeld(call.remoteDescription().orElseThrow())).isFalse();
            assertThat(call.dialog().await()).isPresent();
            callee.hangUp().await();
            assertThat(call.ended().await().isOk()).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  /** The session id stays and its version grows, whoever wrote the description (RFC 3264 §8). */
  @Test
  void eachLegHasOneSession(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(200, Trunk.audio(2))
                        .expect("ACK")
                        .expect("INVITE")
                        .reply(200, Trunk.audio(2).withOrigin(Trunk.audio(7).origin()))
                        .expect("ACK")
                        .expect("BYE")
                        .reply(200));
            alice.begin("INVITE", Trunk.BOB, Trunk.ALICE).expect(200).send("ACK");
            var first = sdp(alice.response()).origin();
            alice.send("INVITE", OfferAnswer.hold(Trunk.ALICE)).expect(200).send("ACK");
            var second = sdp(alice.response()).origin();
            assertThat(second.sessionId()).isEqualTo(first.sessionId());
            assertThat(second.address()).isEqualTo(first.address());
            alice.send("BYE").expect(200);
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void aRefusedChangeIsRefusedWithTheSameStatus(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob =
                  Trunk.endpoint(
                      world,
                      "bob",
                      2,
                      options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            bob.onCall(
                call -> {
                  call.answer(Trunk.audio(2)).await();
                  Trunk.next(call, CallEvent.OfferReceived.class)
                      .offer()
                      .refuse(Status.of(606, "Not Acceptable"));
                  call.ended().await();
                });
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            assertThat(call.hold().await())
                .isInstanceOfSatisfying(
                    OfferOutcome.Refused.class,
                    refused -> assertThat(refused.status().code()).isEqualTo(606));
            assertThat(call.isHolding()).isFalse();
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void anUpdateCrossesAsUpdate(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(
                            200,
                            ok ->
                                ok.raw("Allow", "INVITE, ACK, BYE, UPDATE")
                                    .body(MediaType.APPLICATION_SDP, Trunk.audio(2).toBytes()))
                        .expect("ACK")
                        .expect("UPDATE")
                        .reply(200, Trunk.audio(3))
                        .expect("BYE")
                        .reply(200));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            call.update(Trunk.audio(5)).awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.3");
            call.hangUp().await();
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void anUpdateGoesOnAsReinviteWhereThePeerDoesNotTakeIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(
                            200,
                            ok ->
                                ok.raw("Allow", "INVITE, ACK, BYE")
                                    .body(MediaType.APPLICATION_SDP, Trunk.audio(2).toBytes()))
                        .expect("ACK")
                        .expect("INVITE")
                        .reply(200, Trunk.audio(3))
                        .expect("ACK")
                        .expect("BYE")
                        .reply(200));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            call.update(Trunk.audio(5)).awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.3");
            call.hangUp().await();
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  /** After a reliable 183 either side may change the early session by UPDATE. */
  @Test
  void anUpdateCrossesInTheEarlyDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var seen = new ArrayList<String>();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            bob.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Trunk.audio(2));
                  bob.sleep(Duration.ofSeconds(1));
                  call.update(Trunk.audio(4)).awaitOk();
                  bob.sleep(Duration.ofSeconds(2));
                  seen.add(Trunk.media(call));
                  call.answer(Trunk.audio(4)).await();
                  call.ended().await();
                });
            var call = Trunk.callBob(alice);
            alice.sleep(Duration.ofSeconds(2));
            assertThat(call.outcome().now()).isEmpty();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.4");
            call.offer(Trunk.audio(5)).awaitOk();
            call.outcome().awaitOk();
            assertThat(seen).containsExactly("10.0.0.5");
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.4");
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  /** The callee changes the session before the caller's ACK is there: the change waits for it. */
  @Test
  void aReinviteThatOvertakesTheAckWaitsForIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(200, Trunk.audio(2))
                        .expect("ACK")
                        .send("INVITE", Trunk.audio(3))
                        .expect(200)
                        .send("ACK")
                        .expect("BYE")
                        .reply(200));
            alice
                .begin("INVITE", Trunk.BOB, Trunk.ALICE)
                .expect(200)
                .after(Duration.ofMillis(400))
                .send("ACK")
                .expect("INVITE", offer -> assertThat(sdp(offer).media()).hasSize(1))
                .reply(200, Trunk.ALICE)
                .expect("ACK")
                .send("BYE")
                .expect(200);
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  /** Both sides put the other on hold at a time: neither waits for ever, both come through. */
  @Test
  void changesThatMeetAreBothMade(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            var one = call.hold();
            var other = calls.getFirst().hold();
            one.awaitOk(Duration.ofSeconds(20));
            other.awaitOk(Duration.ofSeconds(20));
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  /** A re-INVITE without offer gets the other peer's description, and its answer goes on there. */
  @Test
  void aReinviteWithoutOfferIsGivenOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            alice.begin("INVITE", Trunk.BOB, Trunk.ALICE).expect(200).send("ACK");
            alice.send("INVITE").expect(200);
            assertThat(Trunk.media(java.util.Optional.of(sdp(alice.response()))))
                .isEqualTo("10.0.0.2");
            alice.send("ACK", Trunk.audio(5)).after(Duration.ofSeconds(1));
            assertThat(Trunk.media(calls.getFirst())).isEqualTo("10.0.0.5");
            alice.send("BYE").expect(200);
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void aChangeUnderWayDoesNotHoldBackTheHangUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(200, Trunk.audio(2))
                        .expect("ACK")
                        .expect("INVITE")
                        .reply(100)
                        .expect("BYE")
                        .reply(200)
                        .replyTo("INVITE", 487)
                        .expect("ACK"));
            var call = alice.call(CallOptions.to(Trunk.BOB).offer(Trunk.ALICE));
            call.outcome().awaitOk();
            var held = call.hold();
            alice.sleep(Duration.ofSeconds(2));
            call.hangUp().await();
            assertThat(held.await().isOk()).isFalse();
            bob.finish();
            assertThat(bob.received().getLast().cSeq().method()).isEqualTo(Method.ACK);
            Trunk.ends(agent);
          }
        });
  }
}
