package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_ANSWERED;
import static org.offhook.exosip.EventType.CALL_MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.CALL_MESSAGE_PROCEEDING;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_NEW;
import static org.offhook.exosip.EventType.MESSAGE_PROCEEDING;
import static org.offhook.exosip.EventType.REGISTRATION_SUCCESS;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;
import static org.offhook.exosip.Talk.withSdp;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Provisional answers to other requests than INVITE, OPTIONS by its words, and forgetting. */
@ExtendWith(SimWorldExtension.class)
class RemainingWordsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  @Test
  void optionsThatAreBeingWorkedOnAreTold(SimWorld world) {
    world.run(
        () -> {
          var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          bob.play(script -> script.expect("OPTIONS").reply(182).reply(200));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          int tid = alice.message().sendRequest(alice.message().buildOptions(BOB, ALICE, null));
          var proceeding = next(alice, MESSAGE_PROCEEDING);
          assertThat(proceeding.tid()).isEqualTo(tid);
          assertThat(Talk.response(proceeding).statusCode()).isEqualTo(182);
          next(alice, MESSAGE_ANSWERED);
          bob.finish();
          alice.quit();
        });
  }

  @Test
  void optionsInACallAreBeingWorkedOnAndAnswered(SimWorld world) {
    world.run(
        () -> {
          var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          bob.play(
              script ->
                  script
                      .expect("INVITE")
                      .reply(200, SessionDescription.audio("10.0.0.2", 40_000, RtpMap.PCMU))
                      .expect("ACK")
                      .expect("OPTIONS")
                      .reply(182)
                      .reply(200));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice
              .call()
              .sendInitialInvite(withSdp(alice.call().buildInitialInvite(BOB, ALICE, null, null)));
          int did = next(alice, CALL_ANSWERED).did();
          alice.call().sendAck(did, null);
          alice.call().sendRequest(did, alice.call().buildOptions(did));
          var proceeding = next(alice, CALL_MESSAGE_PROCEEDING);
          assertThat(proceeding.did()).isEqualTo(did);
          assertThat(Talk.request(proceeding).method()).isEqualTo("OPTIONS");
          next(alice, CALL_MESSAGE_ANSWERED);
          bob.finish();
          alice.quit(Duration.ZERO);
        });
  }

  @Test
  void optionsOutsideCallsAreAnsweredByTheProgram(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.message().sendRequest(alice.message().buildOptions(BOB, ALICE, null));
          var asked = next(bob, MESSAGE_NEW);
          var answer = bob.message().buildAnswer(asked.tid(), 200);
          bob.message().sendAnswer(asked.tid(), 200, answer.setHeader("X-Mine", "yes"));
          var answered = next(alice, MESSAGE_ANSWERED);
          assertThat(Talk.response(answered).header("X-Mine")).isEqualTo("yes");
          alice.quit();
          bob.quit();
        });
  }

  @Test
  void aRegistrationThatIsRemovedIsForgottenWithoutAWord(SimWorld world) {
    world.run(
        () -> {
          var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          bob.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(200, response -> response.raw("Expires", "60"))
                      .silence(Duration.ofMinutes(5)));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var register = alice.register();
          int rid =
              register.sendInitialRegister(
                  register.buildInitialRegister(ALICE, "sip:10.0.0.2", null, 60));
          assertThat(next(alice, REGISTRATION_SUCCESS).rid()).isEqualTo(rid);
          register.remove(rid);
          assertThatThrownBy(() -> register.buildRegister(rid, 60))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          bob.finish();
          assertThat(rest(alice)).isEmpty();
          alice.quit();
        });
  }

  @Test
  void aFirstRegisterMayTakeAllContactsAway(SimWorld world) {
    world.run(
        () -> {
          var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          bob.play(
              script ->
                  script
                      .expect("REGISTER")
                      .header("Expires", value -> assertThat(value).isEqualTo("0"))
                      .header("Contact", value -> assertThat(value).isEqualTo("*"))
                      .reply(200)
                      .silence(Duration.ofMinutes(5)));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var register = alice.register();
          int rid =
              register.sendInitialRegister(
                  register.buildInitialRegister(ALICE, "sip:10.0.0.2", "*", 0));
          assertThat(next(alice, REGISTRATION_SUCCESS).rid()).isEqualTo(rid);
          bob.finish();
          var nothing = register.buildInitialRegister(ALICE, "sip:10.0.0.2", null, 0);
          assertThatThrownBy(() -> register.sendInitialRegister(nothing))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThat(rest(alice)).isEmpty();
          alice.quit();
        });
  }
}
