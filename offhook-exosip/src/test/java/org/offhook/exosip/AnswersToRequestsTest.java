package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.exosip.EventType.CALL_ACK;
import static org.offhook.exosip.EventType.CALL_ANSWERED;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.CALL_MESSAGE_NEW;
import static org.offhook.exosip.EventType.CALL_MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.EventType.MESSAGE_NEW;
import static org.offhook.exosip.EventType.REGISTRATION_FAILURE;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;
import static org.offhook.exosip.Talk.withSdp;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Each answer to a request has its event, with the ids and messages that belong to it. */
@ExtendWith(SimWorldExtension.class)
class AnswersToRequestsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  @ParameterizedTest
  @CsvSource({
    "202, MESSAGE_ANSWERED",
    "302, MESSAGE_REDIRECTED",
    "404, MESSAGE_REQUESTFAILURE",
    "503, MESSAGE_SERVERFAILURE",
    "603, MESSAGE_GLOBALFAILURE",
  })
  void outsideACall(int code, EventType type) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var alice = Talk.on(world.host("alice", "10.0.0.1"));
            var bob = Talk.on(world.host("bob", "10.0.0.2"));
            var built = alice.message().buildRequest("MESSAGE", BOB, ALICE, null);
            int tid = alice.message().sendRequest(built);
            var come = next(bob, MESSAGE_NEW);
            assertThat(come.tid()).isPositive();
            assertThat(come.cid() + come.did() + come.rid()).isZero();
            bob.message().sendAnswer(come.tid(), code, bob.message().buildAnswer(come.tid(), code));
            var event = next(alice, type);
            assertThat(event.tid()).isEqualTo(tid);
            assertThat(Talk.request(event).callId()).isEqualTo(built.callId());
            assertThat(Talk.response(event).statusCode()).isEqualTo(code);
            assertThat(event.textInfo()).isNotBlank();
            assertThat(rest(alice)).isEmpty();
            alice.quit();
            bob.quit();
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "200, CALL_MESSAGE_ANSWERED",
    "302, CALL_MESSAGE_REDIRECTED",
    "415, CALL_MESSAGE_REQUESTFAILURE",
    "500, CALL_MESSAGE_SERVERFAILURE",
    "603, CALL_MESSAGE_GLOBALFAILURE",
  })
  void insideACall(int code, EventType type) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var alice = Talk.on(world.host("alice", "10.0.0.1"));
            var bob = Talk.on(world.host("bob", "10.0.0.2"));
            var answered = established(alice, bob);
            alice.call().sendRequest(answered.did(), alice.call().buildInfo(answered.did()));
            var asked = next(bob, CALL_MESSAGE_NEW);
            bob.call().sendAnswer(asked.tid(), code, bob.call().buildAnswer(asked.tid(), code));
            var event = next(alice, type);
            assertThat(event.cid()).isEqualTo(answered.cid());
            assertThat(event.did()).isEqualTo(answered.did());
            assertThat(event.tid()).isPositive().isNotEqualTo(answered.tid());
            assertThat(Talk.request(event).method()).isEqualTo("INFO");
            assertThat(Talk.response(event).statusCode()).isEqualTo(code);
            alice.call().terminate(answered.cid(), answered.did());
            rest(bob);
            alice.quit();
            bob.quit();
          });
    }
  }

  @Test
  void silenceInACallIsARequestFailureWithoutAResponse(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = world.host("bob", "10.0.0.2");
          var answered = established(alice, Talk.on(bob));
          bob.unplug();
          alice.call().sendRequest(answered.did(), alice.call().buildInfo(answered.did()));
          var event = next(alice, CALL_MESSAGE_REQUESTFAILURE);
          assertThat(event.did()).isEqualTo(answered.did());
          assertThat(event.response()).isNull();
          assertThat(Talk.request(event).method()).isEqualTo("INFO");
          alice.quit(Duration.ZERO);
        });
  }

  @Test
  void silenceAndRefusalsOfRegistrarsAreFailures(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(script -> script.expect("REGISTER").reply(404).drop("REGISTER", 11));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          for (boolean answered : new boolean[] {true, false}) {
            var register = alice.register();
            int rid =
                register.sendInitialRegister(
                    register.buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
            var failed = next(alice, REGISTRATION_FAILURE);
            assertThat(failed.rid()).isEqualTo(rid);
            assertThat(failed.tid() + failed.cid() + failed.did()).isZero();
            assertThat(Talk.request(failed).method()).isEqualTo("REGISTER");
            assertThat(failed.response() != null).isEqualTo(answered);
          }
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  private static ExosipEvent established(Exosip alice, Exosip bob) {
    alice
        .call()
        .sendInitialInvite(withSdp(alice.call().buildInitialInvite(BOB, ALICE, null, null)));
    var invite = next(bob, CALL_INVITE);
    bob.call().sendAnswer(invite.tid(), 200, withSdp(bob.call().buildAnswer(invite.tid(), 200)));
    var answered = next(alice, CALL_ANSWERED);
    alice.call().sendAck(answered.tid(), null);
    next(bob, CALL_ACK);
    return answered;
  }
}
