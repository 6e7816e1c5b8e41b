package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.IncomingCall;
import org.offhook.TransferOutcome;
import org.offhook.message.Status;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Transfers are carried out by the agent: who stays gets a re-INVITE, and never a REFER. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class TransferTest {

  private static final String CAROL = "sip:carol@10.0.0.3";

  /**
   *
   *
   * <pre>
   * alice           agent           bob          carol
   *   |---- REFER ---->|              |             |
   *   |<--- NOTIFY ----|----------- INVITE -------->|
   *   |<--- NOTIFY ----|<----------- 200 -----------|
   *   |----- BYE ----->|-- re-INVITE ->|            |
   * </pre>
   */
  @Test
  void theCallerTransfersTheCallee(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          var carols = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, bobs);
              var carol = Trunk.answering(world, "carol", 3, carols)) {
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            call.hold().awaitOk();
            assertThat(call.transfer(CAROL).outcome().await())
                .isInstanceOf(TransferOutcome.Succeeded.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            alice.sleep(Duration.ofSeconds(2));
            talkDirectly(bobs.getFirst(), carols.getFirst());
            carols.getFirst().hangUp().await();
            assertThat(bobs.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            Trunk.ends(agent);
          }
        });
  }

  private static void talkDirectly(IncomingCall bob, IncomingCall carol) {
    assertThat(bob.state()).isEqualTo(Call.State.ESTABLISHED);
    assertThat(Trunk.media(bob)).isEqualTo("10.0.0.3");
    assertThat(Trunk.media(carol)).isEqualTo("10.0.0.2");
    var direction = bob.remoteDescription().orElseThrow();
    assertThat(direction.direction(direction.media().getFirst()).sends()).isTrue();
  }

  @Test
  void theCalleeTransfersTheCaller(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          var carols = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, bobs);
              var carol = Trunk.answering(world, "carol", 3, carols)) {
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(bobs.getFirst().transfer(CAROL).outcome().await().isOk()).isTrue();
            alice.sleep(Duration.ofSeconds(2));
            assertThat(bobs.getFirst().state()).isEqualTo(Call.State.ENDED);
            assertThat(Trunk.media(call)).isEqualTo("10.0.0.3");
            assertThat(Trunk.media(carols.getFirst())).isEqualTo("10.0.0.1");
            call.hangUp().await();
            assertThat(carols.getFirst().ended().await().isOk()).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void aBusyTargetLeavesTheCallAsItIs(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, bobs);
              var carol = Trunk.endpoint(world, "carol", 3)) {
            carol.onCall(call -> call.reject(Status.BUSY_HERE));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            assertThat(call.transfer(CAROL).outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BUSY_HERE));
            call.hold().awaitOk();
            assertThat(bobs.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);
            call.hangUp().await();
            assertThat(bobs.getFirst().ended().await().isOk()).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  /** The transferor does not wait for the target's answer (RFC 5589 §6). */
  @Test
  void aTransferorThatLeavesAtOnceEndsNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1).ignore("NOTIFY");
              var bob = Trunk.answering(world, "bob", 2, bobs);
              var carol = Trunk.endpoint(world, "carol", 3)) {
            var carols = Trunk.calls();
            carol.onCall(
                call -> {
                  carols.add(call);
                  carol.sleep(Duration.ofSeconds(3));
                  call.answer(Trunk.audio(3)).await();
                  call.ended().await();
                });
            alice.begin("INVITE", Trunk.BOB, Trunk.ALICE).expect(200).send("ACK");
            alice
                .send("REFER", refer -> refer.raw("Refer-To", "<" + CAROL + ">"))
                .expect(200)
                .send("BYE")
                .expect(200)
                .after(Duration.ofSeconds(6));
            talkDirectly(bobs.getFirst(), carols.getFirst());
            bobs.getFirst().hangUp().await();
            assertThat(carols.getFirst().ended().await().isOk()).isTrue();
            agent.sleep(Duration.ofSeconds(40));
            Trunk.ends(agent);
          }
        });
  }

  /** Both gave up: the target is busy when the transferor has hung up. */
  @Test
  void whoStaysIsHungUpOnWhenNobodyIsLeft(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1).ignore("NOTIFY");
              var bob = Trunk.answering(world, "bob", 2, bobs);
              var carol = Trunk.endpoint(world, "carol", 3)) {
            carol.onCall(
                call -> {
                  carol.sleep(Duration.ofSeconds(3));
                  call.reject(Status.BUSY_HERE);
                });
            alice.begin("INVITE", Trunk.BOB, Trunk.ALICE).expect(200).send("ACK");
            alice
                .send("REFER", refer -> refer.raw("Refer-To", "<" + CAROL + ">"))
                .expect(200)
                .send("BYE")
                .expect(200)
                .after(Duration.ofSeconds(6));
            assertThat(bobs.getFirst().state()).isEqualTo(Call.State.ENDED);
            agent.sleep(Duration.ofSeconds(40));
            Trunk.ends(agent);
          }
        });
  }

  /** Alice has two calls through the agent and connects their other ends; it finds its own leg. */
  @Test
  void anAttendedTransferConnectsTheOtherEnds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bobs = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, bobs)) {
            var one = Trunk.callBob(alice);
            one.outcome().awaitOk();
            one.hold().awaitOk();
            var other = Trunk.callBob(alice);
            other.outcome().awaitOk();
            bobs.get(1).offer(Trunk.audio(6)).awaitOk();
            assertThat(one.transfer(other).outcome().await().isOk()).isTrue();
            alice.sleep(Duration.ofSeconds(2));
            assertThat(alice.calls().await()).isZero();
            assertThat(Trunk.media(bobs.get(0))).isEqualTo("10.0.0.6");
            assertThat(Trunk.media(bobs.get(1))).isEqualTo("10.0.0.2");
            bobs.get(0).hangUp().await();
            assertThat(bobs.get(1).ended().await().isOk()).isTrue();
            Trunk.ends(agent);
          }
        });
  }
}
