package org.offhook.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.RequestOutcome;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Reason;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Keys, messages and the end of a call cross to the other leg. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class InCallTest {

  @Test
  void keysAndMessagesCrossInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          var heard = new ArrayList<String>();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.endpoint(world, "bob", 2)) {
            bob.onCall(
                call -> {
                  call.answer(Trunk.audio(2)).await();
                  for (int i = 0; i < 3; i++) {
                    heard.add("" + Trunk.next(call, CallEvent.DtmfReceived.class).digit());
                  }
                  call.message("thank you").awaitOk();
                  call.ended().await();
                });
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            call.sendDtmf("12#").awaitOk();
            assertThat(heard).containsExactly("1", "2", "#");
            var message = Trunk.next(call, CallEvent.InfoReceived.class).request();
            assertThat(message.method()).isEqualTo(Method.MESSAGE);
            assertThat(new String(message.body(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("thank you");
            call.hangUp().await();
            Trunk.ends(agent);
          }
        });
  }

  /** The sender hears what the other peer says, with its body, not a 200 of the agent. */
  @Test
  void theAnswerToARequestComesFromTheOtherPeer(SimWorld world) throws Exception {
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
                        .expect("INFO")
                        .header("Content-Type", type -> assertThat(type).isEqualTo("text/x-test"))
                        .reply(415)
                        .expect("INFO")
                        .reply(200, ok -> ok.body(MediaType.parse("text/plain"), new byte[] {'7'}))
                        .expect("BYE")
                        .reply(200));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            var type = MediaType.parse("text/x-test");
            assertThat(call.info(type, new byte[] {'1'}).await())
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answer -> assertThat(answer.status().code()).isEqualTo(415));
            assertThat(call.info(type, new byte[] {'2'}).await())
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answer -> assertThat(answer.response().body()).containsExactly('7'));
            call.hangUp().await();
            bob.finish();
            Trunk.ends(agent);
          }
        });
  }

  @Test
  void theCalleeHangsUpWithAReason(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            calls.getFirst().hangUp(Reason.q850(31)).await();
            var end = call.ended().await();
            assertThat(end.cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(end.reasons().getFirst().is("Q.850", 31)).isTrue();
            Trunk.ends(agent);
          }
        });
  }

  /** The callee has crashed: its leg fails when it does not answer, and the caller's leg ends. */
  @Test
  void aDeadLegEndsTheOtherOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Trunk.endpoint(world, "alice", 1);
              var agent = Trunk.agent(world);
              var bob = Trunk.peer(world, "bob", 2)) {
            bob.play(script -> script.expect("INVITE").reply(200, Trunk.audio(2)).expect("ACK"));
            var call = Trunk.callBob(alice);
            call.outcome().awaitOk();
            bob.finish();
            bob.close();
            call.message("are you there?");
            assertThat(call.ended().await(Duration.ofSeconds(60)).cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            alice.sleep(Duration.ofSeconds(40));
            Trunk.ends(agent);
          }
        });
  }

  /** The caller never acknowledges: its leg is given up, and so is the callee's. */
  @Test
  void aCallerThatNeverAcknowledgesIsGivenUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = Trunk.calls();
          try (var agent = Trunk.agent(world);
              var alice = Trunk.peer(world, "alice", 1);
              var bob = Trunk.answering(world, "bob", 2, calls)) {
            alice.begin("INVITE", Trunk.BOB, Trunk.ALICE).expect(200);
            alice.after(Duration.ofSeconds(20));
            assertThat(calls.getFirst().ended().isDone()).isFalse();
            alice.patience(Duration.ofSeconds(60)).expect("BYE").reply(200);
            assertThat(calls.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            Trunk.ends(agent);
          }
        });
  }
}
