package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_ACK;
import static org.offhook.exosip.EventType.CALL_ANSWERED;
import static org.offhook.exosip.EventType.CALL_CANCELLED;
import static org.offhook.exosip.EventType.CALL_CLOSED;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.CALL_MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.CALL_MESSAGE_NEW;
import static org.offhook.exosip.EventType.CALL_NOANSWER;
import static org.offhook.exosip.EventType.CALL_PROCEEDING;
import static org.offhook.exosip.EventType.CALL_REINVITE;
import static org.offhook.exosip.EventType.CALL_RELEASED;
import static org.offhook.exosip.EventType.CALL_REQUESTFAILURE;
import static org.offhook.exosip.EventType.CALL_RINGING;
import static org.offhook.exosip.Talk.answers;
import static org.offhook.exosip.Talk.between;
import static org.offhook.exosip.Talk.calls;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;
import static org.offhook.exosip.Talk.withSdp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Calls by the vocabulary of eXosip2, between two contexts. */
@ExtendWith(SimWorldExtension.class)
class CallFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";

  /**
   *
   *
   * <pre>
   * alice                    bob
   *   |--- INVITE ----------->|
   *   |<-- 180, 200 ----------|
   *   |--- ACK -------------->|
   *   |--- INFO, 200 -------->|
   *   |<-- INVITE, 200, ACK --|
   *   |<-- BYE, 200 ----------|
   * </pre>
   */
  @Test
  void aCallHasItsEventsInOrder(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int cid = calls(alice, "lunch");
          var invite = next(bob, CALL_INVITE);
          assertThat(Talk.request(invite).header("Subject")).isEqualTo("lunch");
          assertThat(invite.response()).isNull();
          bob.call().sendAnswer(invite.tid(), 180, null);
          answers(bob, invite);

          var ringing = next(alice, CALL_RINGING);
          var answered = next(alice, CALL_ANSWERED);
          assertThat(answered.cid()).isEqualTo(cid).isEqualTo(ringing.cid());
          assertThat(answered.did()).isEqualTo(ringing.did()).isPositive();
          assertThat(answered.tid()).isEqualTo(ringing.tid());
          alice.call().sendAck(answered.tid(), null);
          var ack = next(bob, CALL_ACK);
          assertThat(ack.cid()).isEqualTo(invite.cid());
          assertThat(ack.ack()).extracting(OsipMessage::method).isEqualTo("ACK");

          var info = alice.call().buildInfo(answered.did());
          info.contentType("application/dtmf-relay").body("Signal=5");
          alice.call().sendRequest(answered.did(), info);
          var asked = next(bob, CALL_MESSAGE_NEW);
          assertThat(Talk.request(asked).body()).isEqualTo("Signal=5");
          bob.call().sendAnswer(asked.tid(), 200, bob.call().buildAnswer(asked.tid(), 200));
          assertThat(next(alice, CALL_MESSAGE_ANSWERED).did()).isEqualTo(answered.did());

          var again = withSdp(bob.call().buildRequest(invite.did(), "INVITE"));
          bob.call().sendRequest(invite.did(), again);
          var changed = next(alice, CALL_REINVITE);
          assertThat(changed.did()).isEqualTo(answered.did());
          answers(alice, changed);
          next(alice, CALL_ACK);
          assertThat(rest(bob)).containsExactly(CALL_ANSWERED);

          assertThat(bob.call().terminate(invite.cid(), invite.did())).isZero();
          assertThat(rest(alice)).containsExactly(CALL_MESSAGE_NEW, CALL_CLOSED, CALL_RELEASED);
          assertThat(rest(bob)).containsExactlyInAnyOrder(CALL_MESSAGE_ANSWERED, CALL_RELEASED);
        });
  }

  @Test
  void aCallThatRingsIsCancelledOnce(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int cid = calls(alice, "lunch");
          var invite = next(bob, CALL_INVITE);
          bob.call().sendAnswer(invite.tid(), 180, null);
          next(alice, CALL_RINGING);
          assertThat(alice.call().terminateWithReason(cid, 0, "SIP;cause=487")).isEqualTo(1);
          assertThatThrownBy(() -> alice.call().terminate(cid, 0))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          assertThat(Talk.request(next(bob, CALL_CANCELLED)).header("Reason"))
              .isEqualTo("SIP;cause=487");
          assertThat(rest(bob)).containsExactly(CALL_CLOSED, CALL_RELEASED);
          assertThat(rest(alice))
              .containsExactly(CALL_MESSAGE_ANSWERED, CALL_REQUESTFAILURE, CALL_RELEASED);
        });
  }

  @Test
  void aCallIsCancelledBeforeAnyAnswer(SimWorld world) {
    world.run(
        () -> {
          world.host("bob", "10.0.0.2");
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          int cid = calls(alice, "lunch");
          assertThat(alice.call().terminate(cid, 0)).isEqualTo(1);
          var last = EventType.CALL_PROCEEDING;
          for (var event = alice.eventWait(60, 0); event != null; event = alice.eventWait(60, 0)) {
            last = event.type();
          }
          assertThat(last).isEqualTo(CALL_RELEASED);
          alice.quit();
        });
  }

  @Test
  void aSilentPeerIsToldOf(SimWorld world) {
    world.run(
        () -> {
          var bob = world.host("bob", "10.0.0.2");
          var silent = org.offhook.testkit.ScriptedPeer.on(bob);
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          calls(alice, "lunch");
          next(alice, CALL_NOANSWER);
          next(alice, CALL_RELEASED);
          alice.quit();
          silent.close();
        });
  }

  @Test
  void aCalleeThatTakesItsTimeIsSeenTrying(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          calls(alice, "lunch");
          var invite = next(bob, CALL_INVITE);
          var trying = next(alice, CALL_PROCEEDING);
          assertThat(trying.did()).isZero();
          assertThat(Talk.response(trying).statusCode()).isEqualTo(100);
          bob.call().sendAnswer(invite.tid(), 183, null);
          var progress = next(alice, CALL_RINGING);
          assertThat(progress.tid()).isEqualTo(trying.tid());
          assertThat(progress.did()).isPositive();
        });
  }

  @Test
  void aCallIsDeclined(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          calls(alice, "lunch");
          var invite = next(bob, CALL_INVITE);
          assertThat(bob.call().terminate(invite.cid(), invite.did())).isZero();
          assertThat(rest(bob)).containsExactly(CALL_CLOSED, CALL_RELEASED);
          var declined = next(alice, EventType.CALL_GLOBALFAILURE);
          assertThat(Talk.response(declined).statusCode()).isEqualTo(603);
          next(alice, CALL_RELEASED);
        });
  }

  @Test
  void whatMakesNoSenseIsRefused(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          assertThatThrownBy(() -> alice.call().buildInitialInvite("", ALICE, null, null))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> alice.call().buildInitialInvite("sip:", ALICE, null, null))
              .isInstanceOf(OsipErrors.OsipSyntaxError.class);
          assertThatThrownBy(() -> alice.call().terminate(0, 0))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> alice.call().terminate(77, 0))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          calls(alice, "lunch");
          var invite = next(bob, CALL_INVITE);
          for (int status : new int[] {99, 100, 700}) {
            assertThatThrownBy(() -> bob.call().sendAnswer(invite.tid(), status, null))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
          }
          assertThatThrownBy(() -> bob.call().sendAnswer(invite.tid(), 200, null))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          bob.call().sendAnswer(invite.tid(), 486, null);
          assertThatThrownBy(() -> bob.call().sendAnswer(invite.tid(), 486, null))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          rest(alice);
        });
  }

  @Test
  void aContextCallsItself(SimWorld world) {
    world.run(
        () -> {
          var both = Talk.on(world.host("alice", "10.0.0.1"));
          var built = withSdp(both.call().buildInitialInvite(ALICE, ALICE, null, null));
          var callId = built.callId();
          int cid = both.call().sendInitialInvite(built);
          var invite = next(both, CALL_INVITE);
          assertThat(Talk.request(invite).callId()).isEqualTo(callId);
          assertThat(invite.cid()).isNotEqualTo(cid);
          both.call().terminate(invite.cid(), 0);
          assertThat(rest(both))
              .containsExactlyInAnyOrder(
                  CALL_CLOSED, CALL_RELEASED, EventType.CALL_GLOBALFAILURE, CALL_RELEASED);
          both.quit();
        });
  }
}
