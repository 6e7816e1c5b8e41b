package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.message.Reason;
import org.offhook.message.Status;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What crosses between the two legs until they are answered, or given up. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class CallSetUpTest {

  /**
   *
   *
   * <pre>
   * alice           agent            bob
   *   |---- INVITE --->|---- INVITE --->|
   *   |<----- 180 -----|<----- 180 -----|
   *   |<----- 200 -----|<----- 200 -----|
   *   |------ ACK ---->|------ ACK ---->|
   *   |------ BYE ---->|------ BYE ---->|
   * </pre>
   */
  @Test
  void ringingAndAnswerReachTheCaller(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .header("From", from -> assertThat(from).contains("sip:alice@10.0.0.1"))
                        .header("Max-Forwards", hops -> assertThat(hops).isEqualTo("69"))
                        .reply(180)
                        .after(Duration.ofSeconds(3))
                        .reply(200, Trunk.audio(2))
                        .expect("ACK")
                        .expect("BYE")
                        .header("Reason", why -> assertThat(why).contains("cause=16"))
                        .reply(200));
            var call = Trunk.callBob(alice);
            assertThat(Trunk.next(call, CallEvent.Progress.class).status().code()).isEqualTo(180);
            call.outcome().awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.2");
            call.hangUp(Reason.q850(16)).await();
            bob.finish();
            assertThat(bob.request().requestUri().toString()).contains("10.0.0.2");
            Trunk.ends(agent);
          }
        });
  }

  /**
   *
   *
   * <pre>
   * alice           agent            bob
   *   |---- INVITE --->|---- INVITE --->|
   *   |<- 183 +SDP ----|<- 183 +SDP ----|  reliable on both sides
   *   |---- PRACK ---->|---- PRACK ---->|
   *   |<----- 200 -----|<----- 200 -----|
   * </pre>
   */
  @Test
  void earlyMediaCrossReliably(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            bob.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Trunk.audio(2));
                  bob.sleep(Duration.ofSeconds(2));
                  call.answer(Trunk.audio(2)).await();
                  call.ended().await();
                });
            var call = Trunk.callBob(alice);
            var early = Trunk.next(call, CallEvent.Progress.class);
            while (early.earlyMedia().isEmpty()) {
              early = Trunk.next(call, CallEvent.Progress.class);
            }
            assertThat(early.response().headers().text("RSeq")).isPresent();
            assertThat(Trunk.media(early.earlyMedia())).isEqualTo("10.0.0.2");
            assertThat(call.outcome().now()).isEmpty();
            call.outcome().awaitOk();
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void cancelReachesTheCalleeWithItsReason(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            var ends = new ArrayList<CallEnd>();
            bob.onCall(
                call -> {
                  call.ring();
                  ends.add(call.ended().await());
                });
            var call = Trunk.callBob(alice);
            Trunk.next(call, CallEvent.Progress.class);
            alice.sleep(Duration.ofSeconds(1));
            call.hangUp(Reason.sip(Status.OK)).await();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(ends).hasSize(1);
            assertThat(ends.getFirst().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
            assertThat(ends.getFirst().isAnsweredElsewhere()).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void aRefusalReachesTheCallerWithItsReason(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE, Reason.q850(17)));
            var call = Trunk.callBob(alice);
            assertThat(call.outcome().await())
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BUSY_HERE));
            assertThat(call.ended().await().reasons().getFirst().is("Q.850", 17)).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void aCalleeThatIsNotThereIsATimeOutForTheCaller(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(script -> script.drop("INVITE", 7));
            assertThat(Trunk.callBob(alice).outcome().await())
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.REQUEST_TIMEOUT));
            Trunk.ends(agent);
          }
        });
  }

  /** The callee offers in its 200, the caller answers in its ACK, and so does the agent. */
  @Test
  void aLateOfferCrosses(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            var call = alice.call(CallOptions.to(Trunk.BOB).answerLateOfferFrom(Trunk.ALICE));
            call.outcome().awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.2");
            calls.getFirst().outcome().awaitOk();
            assertThat(calls.getFirst().offer()).isEmpty();
            assertThat(Trunk.media(calls.getFirst())).isEqualTo("10.0.0.1");
            alice.sleep(Duration.ofSeconds(5));
            assertThat(bob.calls().await()).isEqualTo(1);
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  /** The callee offers in a reliable 183; the caller's answer goes on in the agent's PRACK. */
  @Test
  void aLateOfferCrossesInTheEarlyDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var seen = new ArrayList<String>();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            bob.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Trunk.audio(2));
                  bob.sleep(Duration.ofSeconds(2));
                  seen.add(Trunk.media(call));
                  call.answer(Trunk.audio(2)).await();
                  call.ended().await();
                });
            var call = alice.call(CallOptions.to(Trunk.BOB).answerLateOfferFrom(Trunk.ALICE));
            call.outcome().awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.2");
            assertThat(seen).containsExactly("10.0.0.1");
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  /** The target sends each call back to the agent: Max-Forwards ends the circle with 483. */
  @Test
  void aCallThatGoesInACircleEnds(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world, "10.0.0.9:5060")) {
            assertThat(Trunk.callBob(alice).outcome().await())
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.TOO_MANY_HOPS));
            Trunk.ends(agent);
          }
        });
  }

  /** The callee is somewhere else: the agent calls there, and the caller does not know. */
  @Test
  void aRedirectionIsFollowed(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2);
              var carol = Trunk.answering(world, "carol", 3, calls)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .reply(302, to -> to.raw("Contact", "<sip:carol@10.0.0.3>"))
                        .expect("ACK"));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.3");
            assertThat(carol.calls().await()).isEqualTo(1);
            call.hangUp().await();
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  /** One fork sends early media, another one answers: the caller hears that one in the end. */
  @Test
  void theForkThatAnswersIsHeard(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(
                script ->
                    script
                        .expect("INVITE")
                        .tag("one")
                        .reply(183, Trunk.audio(2))
                        .after(Duration.ofSeconds(1))
                        .tag("two")
                        .reply(200, Trunk.audio(4))
                        .expect("ACK")
                        .expect("BYE")
                        .reply(200));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.4");
            call.hangUp().await();
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }
}
