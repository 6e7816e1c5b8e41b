package org.offhook.exosip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.IN_SUBSCRIPTION_NEW;
import static org.offhook.exosip.EventType.NOTIFICATION_ANSWERED;
import static org.offhook.exosip.EventType.NOTIFICATION_REQUESTFAILURE;
import static org.offhook.exosip.EventType.SUBSCRIPTION_ANSWERED;
import static org.offhook.exosip.EventType.SUBSCRIPTION_NOTIFY;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.MediaType;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Subscriptions of others, by the vocabulary of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class InSubscriptionFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  private interface Play {
    void play(Exosip alice, Exosip bob) throws Exception;
  }

  private static void between(SimWorld world, Play play) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          play.play(alice, bob);
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  private static int subscribes(Exosip alice, String event, int seconds) {
    return alice
        .subscription()
        .sendInitialRequest(
            alice.subscription().buildInitialSubscribe(BOB, ALICE, null, event, seconds));
  }

  private static ExosipEvent accepts(Exosip bob) {
    var wish = next(bob, IN_SUBSCRIPTION_NEW);
    var words = bob.insubscription();
    words.sendAnswer(wish.tid(), 202, words.buildAnswer(wish.tid(), 202));
    return wish;
  }

  private static void tells(Exosip bob, int did, SubscriptionStatus status) {
    var notify = bob.insubscription().buildNotify(did, status, SubscriptionReason.TIMEOUT);
    bob.insubscription().sendRequest(did, notify.contentType("text/plain").body("state"));
  }

  /**
   *
   *
   * <pre>
   * alice                                bob
   *   |--- SUBSCRIBE -------------------->|
   *   |<-- 202, NOTIFY pending, active ---|
   *   |--- SUBSCRIBE, 200 --------------->|
   *   |<-- NOTIFY ------------------------|
   *   |--- SUBSCRIBE (0), 200 ----------->|
   *   |<-- NOTIFY terminated -------------|
   * </pre>
   */
  @Test
  void aPeersSubscriptionHasItsLife(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int sid = subscribes(alice, "x-queue;id=4", 600);
          var wish = next(bob, IN_SUBSCRIPTION_NEW);
          assertThat(wish.nid()).isPositive();
          assertThat(wish.did()).isPositive();
          assertThat(wish.sid()).isZero();
          assertThat(Talk.request(wish).method()).isEqualTo("SUBSCRIBE");
          var words = bob.insubscription();
          assertThatThrownBy(() -> words.buildNotify(wish.did(), SubscriptionStatus.ACTIVE, null))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var ok = words.buildAnswer(wish.tid(), 202);
          assertThat(ok.header("Expires")).isEqualTo("600");
          assertThat(ok.header("Event")).isEqualTo("x-queue;id=4");
          words.sendAnswer(wish.tid(), 202, ok.setHeader("X-Q", "1"));
          assertThatThrownBy(() -> words.sendAnswer(wish.tid(), 202, ok))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var answered = next(alice, SUBSCRIPTION_ANSWERED);
          assertThat(Talk.response(answered).header("X-Q")).isEqualTo("1");
          assertThat(Talk.response(answered).statusCode()).isEqualTo(202);

          tells(bob, wish.did(), SubscriptionStatus.PENDING);
          assertThatThrownBy(() -> words.buildNotify(wish.did(), SubscriptionStatus.ACTIVE, null))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var told = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(told.ssStatus()).isEqualTo(SubscriptionStatus.PENDING);
          assertThat(told.sid()).isEqualTo(sid);
          assertThat(told.did()).isEqualTo(answered.did());
          assertThat(Talk.request(told).header("Event")).isEqualTo("x-queue;id=4");
          assertThat(Talk.request(told).header("Subscription-State"))
              .isEqualTo("pending;expires=600");
          assertThat(Talk.request(told).body()).isEqualTo("state");
          var delivered = next(bob, NOTIFICATION_ANSWERED);
          assertThat(delivered.nid()).isEqualTo(wish.nid());
          assertThat(delivered.did()).isEqualTo(wish.did());
          assertThat(delivered.ssStatus()).isEqualTo(SubscriptionStatus.PENDING);
          tells(bob, wish.did(), SubscriptionStatus.ACTIVE);
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).ssStatus())
              .isEqualTo(SubscriptionStatus.ACTIVE);
          next(bob, NOTIFICATION_ANSWERED);

          for (boolean last : new boolean[] {false, true}) {
            var asking = alice.subscription();
            var refresh = asking.buildRefreshRequest(told.did());
            asking.sendRefreshRequest(
                told.did(), last ? refresh.setHeader("Expires", "0") : refresh);
            next(alice, SUBSCRIPTION_ANSWERED);
            var again = accepts(bob);
            assertThat(again.nid()).isEqualTo(wish.nid());
            assertThat(again.did()).isEqualTo(wish.did());
            assertThat(again.tid()).isNotEqualTo(wish.tid());
            assertThat(again.response()).isNull();
            assertThatThrownBy(() -> words.sendAnswer(again.tid(), 403, null))
                .isInstanceOf(OsipErrors.OsipWrongState.class);
            assertThat(alice.eventWait(3, 0)).as("no NOTIFY by itself").isNull();
            tells(
                bob, wish.did(), last ? SubscriptionStatus.TERMINATED : SubscriptionStatus.ACTIVE);
            next(alice, SUBSCRIPTION_NOTIFY);
            assertThat(next(bob, NOTIFICATION_ANSWERED).ssReason())
                .isEqualTo(last ? SubscriptionReason.TIMEOUT : null);
          }
          assertThat(rest(alice)).isEmpty();
          assertThat(rest(bob)).isEmpty();
          assertThatThrownBy(() -> words.buildNotify(wish.did(), SubscriptionStatus.ACTIVE, null))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  @Test
  void eachReasonIsTold(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          for (var reason : SubscriptionReason.values()) {
            int sid = subscribes(alice, "x-queue", 600);
            int did = accepts(bob).did();
            var words = bob.insubscription();
            words.sendRequest(did, words.buildNotify(did, SubscriptionStatus.TERMINATED, reason));
            next(alice, SUBSCRIPTION_ANSWERED);
            var last = next(alice, SUBSCRIPTION_NOTIFY);
            assertThat(last.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
            assertThat(last.ssReason()).isEqualTo(reason);
            assertThat(last.sid()).isEqualTo(sid);
            assertThat(next(bob, NOTIFICATION_ANSWERED).ssReason()).isEqualTo(reason);
            switch (reason) {
              case REJECTED, NORESOURCE ->
                  assertThatThrownBy(() -> alice.subscription().remove(sid))
                      .isInstanceOf(OsipErrors.OsipNotFound.class);
              default -> alice.subscription().remove(sid); // else it would be made anew
            }
            assertThat(rest(alice)).isEmpty();
          }
        });
  }

  @Test
  void aDeactivatedOneIsMadeAnewUnderTheSameNumber(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int sid = subscribes(alice, "x-queue", 600);
          var words = bob.insubscription();
          var first = accepts(bob);
          int did = next(alice, SUBSCRIPTION_ANSWERED).did();
          words.sendRequest(
              first.did(),
              words.buildNotify(
                  first.did(), SubscriptionStatus.TERMINATED, SubscriptionReason.DEACTIVATED));
          next(bob, NOTIFICATION_ANSWERED);
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).did()).isEqualTo(did);
          var again = accepts(bob);
          assertThat(again.nid()).isNotEqualTo(first.nid());
          var answered = next(alice, SUBSCRIPTION_ANSWERED);
          assertThat(answered.sid()).isEqualTo(sid);
          assertThat(answered.did()).isNotEqualTo(did);
          tells(bob, again.did(), SubscriptionStatus.ACTIVE);
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).did()).isEqualTo(answered.did());
        });
  }

  @Test
  void aPeerIsRefused(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int sid = subscribes(alice, "x-queue", 600);
          var wish = next(bob, IN_SUBSCRIPTION_NEW);
          var words = bob.insubscription();
          for (int status : new int[] {99, 700}) {
            assertThatThrownBy(() -> words.buildAnswer(wish.tid(), status))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
          }
          assertThatThrownBy(() -> words.sendAnswer(wish.tid(), 200, null))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> words.sendAnswer(77, 403, null))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          words.sendAnswer(wish.tid(), 403, null);
          assertThatThrownBy(() -> words.sendAnswer(wish.tid(), 403, null))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var failed = next(alice, EventType.SUBSCRIPTION_REQUESTFAILURE);
          assertThat(failed.sid()).isEqualTo(sid);
          assertThat(rest(bob)).isEmpty();
          assertThatThrownBy(() -> words.remove(wish.did()))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  // not refreshed
  @Test
  void whoDoesNotRefreshIsToldThatItIsOver(SimWorld world) {
    world.run(
        () -> {
          var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.play(
              script ->
                  script
                      .patience(Duration.ofMinutes(2))
                      .begin("SUBSCRIBE", BOB, s -> s.raw("Event", "x-q").raw("Expires", "60"))
                      .expect(202)
                      .expect("NOTIFY")
                      .reply(401, InSubscriptionFunctionsTest::challenge)
                      .expect("NOTIFY")
                      .header("Authorization", value -> assertThat(value).contains("\"bo\""))
                      .reply(200)
                      .expect("NOTIFY")
                      .header(
                          "Subscription-State",
                          value -> assertThat(value).isEqualTo("terminated;reason=timeout"))
                      .reply(200));
          bob.addAuthenticationInfo("bob", "bo", "secret", null, "home");
          var wish = accepts(bob);
          tells(bob, wish.did(), SubscriptionStatus.ACTIVE);
          assertThat(Talk.response(next(bob, NOTIFICATION_REQUESTFAILURE)).statusCode())
              .isEqualTo(401);
          next(bob, NOTIFICATION_ANSWERED);
          var over = next(bob, NOTIFICATION_ANSWERED);
          assertThat(over.nid()).isEqualTo(wish.nid());
          assertThat(over.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
          assertThat(over.ssReason()).isEqualTo(SubscriptionReason.TIMEOUT);
          alice.finish();
          assertThatThrownBy(() -> bob.insubscription().remove(wish.did()))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          bob.quit(Duration.ZERO);
        });
  }

  private static void challenge(SipResponse.Builder response) {
    response.raw("WWW-Authenticate", "Digest realm=\"home\", nonce=\"n\", qop=\"auth\"");
  }

  @Test
  void manuallyAChallengeWaitsAndSilenceIsTheEnd(SimWorld world) {
    world.run(
        () -> {
          var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.play(
              script ->
                  script
                      .begin("SUBSCRIBE", BOB, s -> s.raw("Event", "x-q").raw("Expires", "600"))
                      .expect(202)
                      .expect("NOTIFY")
                      .reply(401, InSubscriptionFunctionsTest::challenge)
                      .expect("NOTIFY")
                      .reply(200)
                      .expect("NOTIFY"));
          bob.manual(true);
          bob.addAuthenticationInfo("bob", "bo", "secret", null, "home");
          var wish = accepts(bob);
          tells(bob, wish.did(), SubscriptionStatus.ACTIVE);
          next(bob, NOTIFICATION_REQUESTFAILURE);
          assertThat(rest(bob)).isEmpty();
          bob.automaticAction();
          next(bob, NOTIFICATION_ANSWERED);
          tells(bob, wish.did(), SubscriptionStatus.ACTIVE);
          alice.finish();
          assertThat(next(bob, EventType.NOTIFICATION_NOANSWER).nid()).isEqualTo(wish.nid());
          var failed = next(bob, NOTIFICATION_REQUESTFAILURE);
          assertThat(failed.response()).isNull();
          assertThat(failed.nid()).isEqualTo(wish.nid());
          assertThat(rest(bob)).isEmpty();
          assertThatThrownBy(() -> bob.insubscription().remove(wish.did()))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          bob.quit(Duration.ZERO);
        });
  }

  @Test
  void eachClassOfAnswersHasItsEvent(SimWorld world) {
    world.run(
        () -> {
          var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.play(
              script ->
                  script
                      .begin("SUBSCRIBE", BOB, s -> s.raw("Event", "x-q").raw("Expires", "600"))
                      .expect(202)
                      .expect("NOTIFY")
                      .reply(100)
                      .after(Duration.ofSeconds(1))
                      .reply(302)
                      .expect("NOTIFY")
                      .reply(403)
                      .expect("NOTIFY")
                      .reply(603)
                      .expect("NOTIFY")
                      .reply(501));
          int did = accepts(bob).did();
          tells(bob, did, SubscriptionStatus.ACTIVE);
          assertThat(next(bob, EventType.NOTIFICATION_PROCEEDING).did()).isEqualTo(did);
          assertThat(next(bob, EventType.NOTIFICATION_REDIRECTED).did()).isEqualTo(did);
          for (var type :
              List.of(
                  NOTIFICATION_REQUESTFAILURE,
                  EventType.NOTIFICATION_GLOBALFAILURE,
                  EventType.NOTIFICATION_SERVERFAILURE)) {
            tells(bob, did, SubscriptionStatus.ACTIVE);
            assertThat(next(bob, type).did()).isEqualTo(did);
          }
          alice.finish();
          assertThatThrownBy(() -> bob.insubscription().remove(did))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          bob.quit(Duration.ZERO);
        });
  }

  // SUBSCRIBE in the dialog of a call
  @Test
  void aSubscriptionInsideACallIsOneToo(SimWorld world) {
    world.run(
        () -> {
          var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          alice.play(
              script ->
                  script
                      .begin(
                          "INVITE",
                          BOB,
                          invite ->
                              invite.body(MediaType.APPLICATION_SDP, Talk.SDP.getBytes(US_ASCII)))
                      .expect(200)
                      .send("ACK")
                      .send("SUBSCRIBE", s -> s.raw("Event", "conference"))
                      .expect(202)
                      .header("Expires", value -> assertThat(value).isEqualTo("600"))
                      .expect("NOTIFY")
                      .reply(200));
          var invite = next(bob, EventType.CALL_INVITE);
          bob.call()
              .sendAnswer(
                  invite.tid(), 200, Talk.withSdp(bob.call().buildAnswer(invite.tid(), 200)));
          next(bob, EventType.CALL_ACK);
          var wish = accepts(bob);
          assertThat(wish.cid()).isZero();
          assertThat(wish.did()).isNotEqualTo(invite.did());
          tells(bob, wish.did(), SubscriptionStatus.ACTIVE);
          assertThat(next(bob, NOTIFICATION_ANSWERED).nid()).isEqualTo(wish.nid());
          alice.finish();
          bob.quit(Duration.ZERO);
        });
  }

  @Test
  void aReferOfAPeerIsAnsweredAndReportedOn(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          var asking = alice.subscription();
          int sid =
              asking.sendInitialRequest(
                  asking.buildInitialRefer(BOB, ALICE, null, "sip:carol@10.0.0.3"));
          var wish = next(bob, IN_SUBSCRIPTION_NEW);
          assertThat(Talk.request(wish).header("Refer-To")).contains("carol");
          var words = bob.insubscription();
          words.sendAnswer(wish.tid(), 202, words.buildAnswer(wish.tid(), 202));
          for (boolean last : new boolean[] {false, true}) {
            var notify =
                words.buildNotify(
                    wish.did(),
                    last ? SubscriptionStatus.TERMINATED : SubscriptionStatus.ACTIVE,
                    null);
            notify.contentType("message/sipfrag").body("SIP/2.0 " + (last ? "200 OK" : "183 P"));
            words.sendRequest(wish.did(), notify);
            assertThat(next(bob, NOTIFICATION_ANSWERED).nid()).isEqualTo(wish.nid());
          }
          assertThat(next(alice, SUBSCRIPTION_ANSWERED).sid()).isEqualTo(sid);
          assertThat(Talk.request(next(alice, SUBSCRIPTION_NOTIFY)).body()).contains("183");
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).ssStatus())
              .isEqualTo(SubscriptionStatus.TERMINATED);
          assertThat(rest(alice)).isEmpty();
          assertThat(rest(bob)).isEmpty();
          assertThatThrownBy(() -> words.remove(wish.did()))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  @Test
  void aReferThatWantsNoReportIsOverAtOnce(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          var asking = alice.subscription();
          var refer = asking.buildInitialRefer(BOB, ALICE, null, "sip:carol@10.0.0.3");
          int sid = asking.sendInitialRequest(refer.setHeader("Refer-Sub", "false"));
          var wish = accepts(bob);
          var accepted = next(alice, SUBSCRIPTION_ANSWERED);
          assertThat(Talk.response(accepted).header("Refer-Sub")).isEqualTo("false");
          assertThat(rest(alice)).isEmpty();
          assertThat(rest(bob)).isEmpty();
          assertThatThrownBy(() -> asking.remove(sid)).isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> bob.insubscription().remove(wish.did()))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  @Test
  void theDialogPackageIsServedByItself(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          subscribes(alice, "dialog", 600);
          bob.insubscription().automatic(next(bob, IN_SUBSCRIPTION_NEW));
          next(alice, SUBSCRIPTION_ANSWERED);
          var told = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(Talk.request(told).contentType()).isEqualTo("application/dialog-info+xml");
          next(bob, NOTIFICATION_ANSWERED);
          bob.call().sendInitialInvite(bob.call().buildInitialInvite(ALICE, BOB, null, null));
          assertThat(Talk.request(nextNotify(alice)).body()).contains("version=\"1\"");
          subscribes(alice, "x-queue", 600);
          bob.insubscription().automatic(nextWish(bob));
        });
  }

  private static ExosipEvent nextNotify(Exosip alice) {
    return until(alice, SUBSCRIPTION_NOTIFY);
  }

  private static ExosipEvent nextWish(Exosip bob) {
    return until(bob, IN_SUBSCRIPTION_NEW);
  }

  private static ExosipEvent until(Exosip exosip, EventType type) {
    for (var event = exosip.eventWait(60, 0); event != null; event = exosip.eventWait(60, 0)) {
      if (event.type() == type) {
        return event;
      }
    }
    throw new AssertionError("no " + type);
  }

  @Test
  void whatIsRemovedIsToldNoMore(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          subscribes(alice, "x-queue", 600);
          int did = accepts(bob).did();
          tells(bob, did, SubscriptionStatus.ACTIVE);
          next(bob, NOTIFICATION_ANSWERED);
          var words = bob.insubscription();
          assertThatThrownBy(() -> words.buildRequest(did, "MESSAGE"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> words.buildNotify(did, SubscriptionStatus.UNKNOWN, null))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var notify = words.buildRequest(did, "NOTIFY");
          notify.removeHeader("Subscription-State");
          assertThatThrownBy(() -> words.sendRequest(did, notify))
              .isInstanceOf(OsipErrors.OsipSyntaxError.class);
          assertThatThrownBy(() -> words.sendRequest(did, notify))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          words.remove(did);
          assertThatThrownBy(() -> words.buildRequest(did, "NOTIFY"))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThat(rest(bob)).isEmpty();
        });
  }
}
