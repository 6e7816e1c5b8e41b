package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_NEW;
import static org.offhook.exosip.EventType.MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.EventType.REGISTRATION_FAILURE;
import static org.offhook.exosip.EventType.REGISTRATION_SUCCESS;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Requests outside calls and registrations, by the vocabulary of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class MessageFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  private static void challenge(SipResponse.Builder response) {
    response.raw("WWW-Authenticate", "Digest realm=\"home\", nonce=\"n\", qop=\"auth\"");
  }

  @Test
  void aMessageIsEditedSentAndAnswered(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var built = alice.message().buildRequest("MESSAGE", BOB, ALICE, null);
          built.contentType("text/plain").body("hello").setHeader("X-Mood", "good");
          int tid = alice.message().sendRequest(built);
          assertThatThrownBy(() -> alice.message().sendRequest(built))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);

          var come = next(bob, MESSAGE_NEW);
          assertThat(Talk.request(come).callId()).isEqualTo(built.callId());
          assertThat(Talk.request(come).body()).isEqualTo("hello");
          assertThat(Talk.request(come).header("x-mood")).isEqualTo("good");
          var answer = bob.message().buildAnswer(come.tid(), 202);
          bob.message().sendAnswer(come.tid(), 202, answer.setHeader("X-Seen", "yes"));
          assertThatThrownBy(() -> bob.message().sendAnswer(come.tid(), 200, null))
              .isInstanceOf(OsipErrors.OsipWrongState.class);

          var answered = next(alice, MESSAGE_ANSWERED);
          assertThat(answered.tid()).isEqualTo(tid);
          assertThat(Talk.response(answered).statusCode()).isEqualTo(202);
          assertThat(Talk.response(answered).header("X-Seen")).isEqualTo("yes");
          alice.quit();
          bob.quit();
        });
  }

  @Test
  void aMethodOfOnesOwnGoesBothWays(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(script -> script.expect("PING").reply(200));
          alice.message().sendRequest(alice.message().buildRequest("PING", BOB, ALICE, null));
          next(alice, MESSAGE_ANSWERED);
          peer.finish();
          alice.quit();
        });
  }

  @Test
  void aRequestThatNobodyAnswersFailsWithoutAResponse(SimWorld world) {
    world.run(
        () -> {
          var silent = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          int tid = alice.message().sendRequest(alice.message().buildOptions(BOB, ALICE, null));
          var failed = next(alice, MESSAGE_REQUESTFAILURE);
          assertThat(failed.tid()).isEqualTo(tid);
          assertThat(failed.response()).isNull();
          assertThat(Talk.request(failed).method()).isEqualTo("OPTIONS");
          alice.quit();
          silent.close();
        });
  }

  @Test
  void aRegistrationAnswersItsChallengeByItself(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(401, MessageFunctionsTest::challenge)
                      .expect("REGISTER")
                      .header(
                          "Authorization", value -> assertThat(value).contains("username=\"al\""))
                      .reply(200, response -> response.raw("Expires", "600"))
                      .expect("REGISTER")
                      .header("Expires", value -> assertThat(value).isEqualTo("0"))
                      .reply(200));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.addAuthenticationInfo("alice", "al", "secret", null, "home");
          var built = alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600);
          int rid = alice.register().sendInitialRegister(built);
          var challenged = next(alice, REGISTRATION_FAILURE);
          assertThat(challenged.rid()).isEqualTo(rid);
          assertThat(Talk.response(challenged).statusCode()).isEqualTo(401);
          var done = next(alice, REGISTRATION_SUCCESS);
          assertThat(done.rid()).isEqualTo(rid);
          assertThat(Talk.request(done).callId()).isEqualTo(built.callId());
          alice.register().sendRegister(rid, alice.register().buildRegister(rid, 0));
          next(alice, REGISTRATION_SUCCESS);
          registrar.finish();
          alice.quit();
        });
  }

  @Test
  void inManualModeTheChallengeWaitsAndIsAnsweredThreeTimes(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script -> {
                for (int i = 0; i < 4; i++) {
                  var again = "Digest realm=\"home\", nonce=\"n" + i + "\", stale=true";
                  script
                      .expect("REGISTER")
                      .reply(401, response -> response.raw("WWW-Authenticate", again));
                }
              });
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.manual(true);
          alice.addAuthenticationInfo("alice", "alice", "secret", null, null);
          alice
              .register()
              .sendInitialRegister(
                  alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
          for (int i = 0; i < 3; i++) {
            var failed = next(alice, REGISTRATION_FAILURE);
            assertThat(rest(alice)).as("nothing happens by itself").isEmpty();
            assertThat(alice.defaultAction(failed)).isTrue();
          }
          var last = next(alice, REGISTRATION_FAILURE);
          assertThatThrownBy(() -> alice.defaultAction(last))
              .isInstanceOf(OsipErrors.OsipRetryLimit.class);
          registrar.finish();
          alice.quit();
        });
  }

  @Test
  void inManualModeEachRenewalHasItsOwnTries(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script -> {
                for (int i = 0; i < 4; i++) {
                  var again = "Digest realm=\"home\", nonce=\"n" + i + "\", stale=true";
                  script
                      .expect("REGISTER")
                      .reply(401, response -> response.raw("WWW-Authenticate", again))
                      .expect("REGISTER")
                      .reply(200, response -> response.raw("Expires", "600"));
                }
              });
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.manual(true);
          alice.addAuthenticationInfo("alice", "alice", "secret", null, null);
          int rid =
              alice
                  .register()
                  .sendInitialRegister(
                      alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
          for (int i = 0; i < 4; i++) {
            assertThat(alice.defaultAction(next(alice, REGISTRATION_FAILURE))).isTrue();
            next(alice, REGISTRATION_SUCCESS);
            if (i < 3) {
              alice.register().sendRegister(rid, null);
            }
          }
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  @Test
  void beforeListeningThereIsNoNetwork() {
    var exosip = new Exosip();
    assertThatThrownBy(() -> exosip.message().buildOptions(BOB, ALICE, null))
        .isInstanceOf(OsipErrors.OsipNoNetwork.class);
    assertThatThrownBy(() -> exosip.listenAddr(99, null, 0, Exosip.IPV4, false))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(exosip::unlock).isInstanceOf(OsipErrors.OsipWrongState.class);
    exosip.lock();
    exosip.lock();
    exosip.unlock();
    exosip.unlock();
    assertThat(exosip.isLocked()).isFalse();
    exosip.quit();
  }

  @Test
  void aPortInUseIsRefusedAndAnotherOneTaken(SimWorld world) {
    world.run(
        () -> {
          var host = world.host("alice", "10.0.0.1");
          var first = Talk.on(host);
          var second = new Exosip(host);
          assertThatThrownBy(
                  () -> second.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false))
              .isInstanceOf(OsipErrors.OsipPortBusy.class);
          second.listenAddr(Exosip.UDP, "10.0.0.1", 5070, Exosip.IPV4, false);
          assertThat(second.listening()).hasSize(1);
          first.quit();
          second.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          assertThat(second.listening()).hasSize(2);
          second.quit();
          second.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          assertThat(second.listening()).hasSize(1);
          second.quit();
        });
  }

  @Test
  void messagesThatAreNoEventsDoNotLengthenAWait(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(
              script -> {
                for (int i = 0; i < 10; i++) {
                  script.after(Duration.ofMillis(400)).begin("BYE", ALICE).expect(481);
                }
              });
          assertThat(alice.eventWait(1, 0)).isNull();
          assertThat(world.now()).isLessThan(Duration.ofSeconds(2));
          peer.finish();
          alice.quit();
        });
  }

  @Test
  void passwordsAreReplacedAndRemoved(SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(401, MessageFunctionsTest::challenge)
                      .expect("REGISTER")
                      .header(
                          "Authorization", value -> assertThat(value).contains("username=\"new\""))
                      .reply(200, response -> response.raw("Expires", "600"))
                      .expect("REGISTER")
                      .reply(401, MessageFunctionsTest::challenge)
                      .silence(Duration.ofSeconds(2)));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.addAuthenticationInfo("alice", "old", "secret", null, "home");
          alice.addAuthenticationInfo("alice", "new", "secret", null, "home");
          registered(alice, REGISTRATION_FAILURE, REGISTRATION_SUCCESS);
          alice.removeAuthenticationInfo("alice", "home");
          assertThatThrownBy(() -> alice.removeAuthenticationInfo("alice", "home"))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          registered(alice, REGISTRATION_FAILURE);
          registrar.finish();
          alice.quit(Duration.ZERO);
        });
  }

  private static void registered(Exosip alice, EventType... types) {
    var register = alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600);
    alice.register().sendInitialRegister(register);
    for (var type : types) {
      next(alice, type);
    }
  }

  @Test
  void aWaitEndsInTimeOrWhenItIsWoken(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var before = world.now();
          assertThat(alice.eventWait(1, 0)).isNull();
          assertThat(world.now().minus(before)).isEqualTo(Duration.ofSeconds(1));
          alice.wakeupEvent();
          assertThat(alice.eventWait(10, 0)).isNull();
          assertThat(world.now().minus(before)).isLessThan(Duration.ofSeconds(2));
          alice.quit();
        });
  }
}
