package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_ACK;
import static org.offhook.exosip.EventType.CALL_ANSWERED;
import static org.offhook.exosip.EventType.CALL_CLOSED;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.CALL_NOANSWER;
import static org.offhook.exosip.EventType.CALL_RELEASED;
import static org.offhook.exosip.EventType.CALL_RINGING;
import static org.offhook.exosip.EventType.REGISTRATION_FAILURE;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;
import static org.offhook.exosip.Talk.withSdp;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** How calls fail and end, and what is not there, in the words of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class CallEndingsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  private static int calls(Exosip alice, String target) {
    var invite = alice.call().buildInitialInvite(target, ALICE, null, null);
    return alice.call().sendInitialInvite(withSdp(invite));
  }

  @ParameterizedTest
  @CsvSource({
    "302, CALL_REDIRECTED",
    "305, CALL_REDIRECTED",
    "404, CALL_REQUESTFAILURE",
    "486, CALL_REQUESTFAILURE",
    "500, CALL_SERVERFAILURE",
    "503, CALL_SERVERFAILURE",
    "600, CALL_GLOBALFAILURE",
    "603, CALL_GLOBALFAILURE",
  })
  void eachClassOfRefusalHasItsEvent(int code, EventType type) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
            bob.play(script -> script.expect("INVITE").reply(code).expect("ACK"));
            var alice = Talk.on(world.host("alice", "10.0.0.1"));
            int cid = calls(alice, BOB);
            var failed = next(alice, type);
            assertThat(failed.cid()).isEqualTo(cid);
            assertThat(Talk.response(failed).statusCode()).isEqualTo(code);
            assertThat(next(alice, CALL_RELEASED).cid()).isEqualTo(cid);
            assertThat(rest(alice)).isEmpty();
            bob.finish();
            alice.quit();
          });
    }
  }

  @Test
  void aRefusedConnectionIsToldAtOnce(SimWorld world) {
    world.run(
        () -> {
          world.host("bob", "10.0.0.2").refuseStreams(true);
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var before = world.now();
          calls(alice, BOB + ";transport=tcp");
          var failed = next(alice, CALL_NOANSWER);
          assertThat(failed.response()).isNull();
          assertThat(world.now().minus(before)).isLessThan(Duration.ofSeconds(1));
          next(alice, CALL_RELEASED);
          alice.quit();
        });
  }

  // where C returns UNKNOWN_HOST from a look-up, the event comes: nothing waits for name servers
  @Test
  void anUnknownNameIsToldByTheEvent(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          int cid = calls(alice, "sip:bob@nowhere.example");
          var failed = next(alice, CALL_NOANSWER);
          assertThat(failed.cid()).isEqualTo(cid);
          assertThat(failed.response()).isNull();
          next(alice, CALL_RELEASED);
          alice.quit();
        });
  }

  @Test
  void whoeverIsInterruptedWhileWaitingGetsTheGenericError(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> alice.eventWait(10, 0))
              .isInstanceOfSatisfying(
                  OsipException.class, error -> assertThat(error.code()).isEqualTo(-1));
          assertThat(Thread.interrupted()).isTrue();
          alice.quit();
        });
  }

  @Test
  void aReferenceIsSetByCallOrDialogAndComesWithEvents(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          int cid = calls(alice, BOB);
          alice.call().setReference(cid, "mine");
          var invite = next(bob, CALL_INVITE);
          bob.call().sendAnswer(invite.tid(), 180, null);
          var ringing = next(alice, CALL_RINGING);
          assertThat(ringing.externalReference()).isEqualTo("mine");
          alice.call().setReference(ringing.did(), "other");
          assertThat(alice.call().reference(cid)).isEqualTo("other");
          bob.call().terminate(invite.cid(), 0);
          assertThat(next(alice, EventType.CALL_GLOBALFAILURE).externalReference())
              .isEqualTo("other");
          assertThat(next(alice, CALL_RELEASED).externalReference()).isEqualTo("other");
          alice.quit();
          bob.quit();
        });
  }

  @Test
  void whatIsNotThereIsNotFound(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var call = alice.call();
          assertThatThrownBy(() -> call.sendAnswer(77, 200, null))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> call.buildAnswer(77, 200))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> call.buildAck(77)).isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> call.sendAck(77, null))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> call.buildRequest(77, "INFO"))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> alice.message().buildAnswer(77, 200))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> alice.register().buildRegister(77, 600))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          alice.quit();
        });
  }

  // bob answers and takes no event for 10 s; the phone drops the first answers
  @Test
  void theAnswerIsRepeatedThoughNobodyTakesEvents(SimWorld world) {
    world.run(
        () -> {
          var phone = ScriptedPeer.on(world.host("phone", "10.0.0.2"));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          phone.play(
              script ->
                  script
                      .begin("INVITE", ALICE, invite -> invite.raw("X-A", "b"))
                      .expect(200)
                      .expectAgain(200)
                      .expectAgain(200)
                      .expectAgain(200)
                      .expectAgain(200)
                      .send("ACK"));
          var invite = next(alice, CALL_INVITE);
          alice
              .call()
              .sendAnswer(invite.tid(), 200, withSdp(alice.call().buildAnswer(invite.tid(), 200)));
          world.advance(Duration.ofSeconds(10));
          assertThat(phone.received()).hasSizeGreaterThanOrEqualTo(5);
          next(alice, CALL_ACK);
          phone.finish();
          alice.quit(Duration.ZERO);
        });
  }

  // INVITE without a description <--200 (offer)-- --ACK (answer)-->
  @Test
  void theAnswerInTheAckIsRead(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.call().sendInitialInvite(alice.call().buildInitialInvite(BOB, ALICE, null, null));
          var invite = next(bob, CALL_INVITE);
          assertThat(SdpInfo.sdpOf(invite.request())).isNull();
          bob.call()
              .sendAnswer(invite.tid(), 200, withSdp(bob.call().buildAnswer(invite.tid(), 200)));
          var answered = next(alice, CALL_ANSWERED);
          assertThat(SdpInfo.sdpOf(answered.response())).isNotNull();
          assertThat(alice.eventWait(0, 50)).isNull();
          var ack = alice.call().buildAck(answered.tid());
          alice
              .call()
              .sendAck(
                  answered.tid(),
                  ack.contentType("application/sdp").body(Talk.SDP.replace("4000", "4002")));
          var come = next(bob, CALL_ACK);
          assertThat(SdpInfo.audioMedia(SdpInfo.sdpOf(come.ack())))
              .asString()
              .startsWith("m=audio 4002");
          alice.call().terminate(answered.cid(), answered.did());
          assertThat(rest(bob)).contains(CALL_CLOSED).endsWith(CALL_RELEASED);
          alice.quit();
          bob.quit();
        });
  }

  @Test
  void passwordsAreForgottenAllAtOnce(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(
                          401,
                          response ->
                              response.raw(
                                  "WWW-Authenticate", "Digest realm=\"home\", nonce=\"n\""))
                      .silence(Duration.ofSeconds(2)));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.addAuthenticationInfo("alice", "alice", "secret", null, "home");
          alice.addAuthenticationInfo("al", "al", "secret", null, "away");
          alice.clearAuthenticationInfo();
          assertThatThrownBy(() -> alice.removeAuthenticationInfo("al", "away"))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          alice
              .register()
              .sendInitialRegister(
                  alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
          next(alice, REGISTRATION_FAILURE);
          assertThat(rest(alice)).isEmpty();
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  /** The messages of an event are copies: what is written into them is nobody's business. */
  @Test
  void editingTheMessageOfAnEventChangesNothingInside(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var built = alice.message().buildRequest("MESSAGE", BOB, ALICE, null);
          int tid = alice.message().sendRequest(built.contentType("text/plain").body("hello"));
          var come = next(bob, EventType.MESSAGE_NEW);
          var request = Objects.requireNonNull(come.request());
          request.setHeader("Subject", "other").body("bye");
          bob.message().sendAnswer(come.tid(), 200, bob.message().buildAnswer(come.tid(), 200));
          var answered = next(alice, EventType.MESSAGE_ANSWERED);
          assertThat(answered.tid()).isEqualTo(tid);
          assertThat(Talk.response(answered).callId()).isEqualTo(built.callId());
          assertThat(Talk.request(answered).body()).isEqualTo("hello");
          assertThat(Talk.request(answered).header("Subject")).isNull();
          alice.quit();
          bob.quit();
        });
  }
}
