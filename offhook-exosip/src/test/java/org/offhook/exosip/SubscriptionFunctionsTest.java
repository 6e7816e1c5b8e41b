package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.SUBSCRIPTION_ANSWERED;
import static org.offhook.exosip.EventType.SUBSCRIPTION_NOTIFY;
import static org.offhook.exosip.EventType.SUBSCRIPTION_REQUESTFAILURE;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.rest;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Subscriptions at a scripted notifier, by the vocabulary of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class SubscriptionFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private interface Play {
    void play(Exosip alice) throws Exception;
  }

  private static void against(SimWorld world, Consumer<ScriptedPeer> script, Play play) {
    world.run(
        () -> {
          var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          bob.play(script);
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          play.play(alice);
          bob.finish();
          alice.quit(Duration.ZERO);
        });
  }

  private static OsipMessage built(Exosip alice) {
    return alice.subscription().buildInitialSubscribe(BOB, ALICE, null, "presence", 600);
  }

  private static int subscribes(Exosip alice) {
    return alice.subscription().sendInitialRequest(built(alice));
  }

  private static Consumer<SipRequest.Builder> told(String state) {
    return notify -> notify.raw("Event", "presence").raw("Subscription-State", state);
  }

  private static void granted(SipResponse.Builder response) {
    response.raw("Expires", "600");
  }

  private static void challenge(SipResponse.Builder response) {
    response.raw("WWW-Authenticate", "Digest realm=\"home\", nonce=\"n\", qop=\"auth\"");
  }

  /**
   *
   *
   * <pre>
   * alice                                bob
   *   |--- SUBSCRIBE (600, X-A) --------->|
   *   |<-- 200, NOTIFY pending, active ---|
   *   |--- SUBSCRIBE (900, body) -------->|
   *   |<-- 200, NOTIFY -------------------|
   *   |--- SUBSCRIBE (0) ---------------->|
   *   |<-- 200, NOTIFY terminated --------|
   * </pre>
   */
  @Test
  void aSubscriptionHasItsLife(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("SUBSCRIBE")
                .header("Expires", value -> assertThat(value).isEqualTo("600"))
                .header("Event", value -> assertThat(value).isEqualTo("presence"))
                .header("X-A", value -> assertThat(value).isEqualTo("1"))
                .reply(200, SubscriptionFunctionsTest::granted)
                .send("NOTIFY", told("pending;expires=600"))
                .expect(200)
                .send("NOTIFY", told("active;expires=599"))
                .expect(200)
                .expect("SUBSCRIBE")
                .header("Expires", value -> assertThat(value).isEqualTo("900"))
                .check(refresh -> assertThat(refresh.hasBody()).isTrue())
                .reply(200)
                .send("NOTIFY", told("active;expires=900"))
                .expect(200)
                .expect("SUBSCRIBE")
                .header("Expires", value -> assertThat(value).isEqualTo("0"))
                .reply(200)
                .send("NOTIFY", told("terminated;reason=timeout"))
                .expect(200),
        alice -> {
          var words = alice.subscription();
          var built = built(alice).setHeader("X-A", "1");
          int sid = words.sendInitialRequest(built);
          assertThat(sid).isPositive();
          assertThatThrownBy(() -> words.sendInitialRequest(built))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var answered = next(alice, SUBSCRIPTION_ANSWERED);
          assertThat(answered.sid()).isEqualTo(sid);
          assertThat(answered.tid()).isPositive();
          assertThat(answered.ssStatus()).isEqualTo(SubscriptionStatus.UNKNOWN);
          assertThat(Talk.request(answered).callId()).isEqualTo(built.callId());
          int did = answered.did();
          assertThat(did).isPositive();
          var pending = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(pending.sid()).isEqualTo(sid);
          assertThat(pending.did()).isEqualTo(did);
          assertThat(pending.response()).isNull();
          assertThat(pending.ssStatus()).isEqualTo(SubscriptionStatus.PENDING);
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).ssStatus())
              .isEqualTo(SubscriptionStatus.ACTIVE);

          var refresh = words.buildRefreshRequest(did);
          assertThat(refresh.header("Expires")).isEqualTo("600");
          refresh.setHeader("Expires", "900").contentType("text/plain").body("filter");
          words.sendRefreshRequest(did, refresh);
          assertThatThrownBy(() -> words.buildRefreshRequest(did))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          assertThat(next(alice, SUBSCRIPTION_ANSWERED).did()).isEqualTo(did);
          next(alice, SUBSCRIPTION_NOTIFY);
          words.sendRefreshRequest(did, words.buildRefreshRequest(did).setHeader("Expires", "0"));
          next(alice, SUBSCRIPTION_ANSWERED);
          var last = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(last.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
          assertThat(last.ssReason()).isEqualTo(SubscriptionReason.TIMEOUT);
          assertThat(last.did()).isEqualTo(did);
          assertThat(rest(alice)).isEmpty();
          for (int gone : new int[] {did, sid}) {
            assertThatThrownBy(() -> words.remove(gone))
                .isInstanceOf(OsipErrors.OsipNotFound.class);
          }
        });
  }

  @Test
  void itIsRenewedByItself(SimWorld world) {
    against(
        world,
        script ->
            script
                .patience(Duration.ofHours(1))
                .expect("SUBSCRIBE")
                .reply(200, SubscriptionFunctionsTest::granted)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .expect("SUBSCRIBE")
                .header("Expires", value -> assertThat(value).isEqualTo("600"))
                .reply(200, SubscriptionFunctionsTest::granted)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200),
        alice -> {
          int sid = subscribes(alice);
          next(alice, SUBSCRIPTION_ANSWERED);
          int did = next(alice, SUBSCRIPTION_NOTIFY).did();
          var renewed = Objects.requireNonNull(alice.eventWait(601, 0));
          assertThat(renewed.type()).isEqualTo(SUBSCRIPTION_ANSWERED);
          assertThat(renewed.sid()).isEqualTo(sid);
          assertThat(renewed.did()).isEqualTo(did);
          next(alice, SUBSCRIPTION_NOTIFY);
        });
  }

  @Test
  void manuallyItIsRenewedByTheActionOnly(SimWorld world) {
    against(
        world,
        script ->
            script
                .patience(Duration.ofHours(1))
                .expect("SUBSCRIBE")
                .reply(401, SubscriptionFunctionsTest::challenge)
                .expect("SUBSCRIBE")
                .header("Authorization", value -> assertThat(value).contains("\"al\""))
                .reply(200, SubscriptionFunctionsTest::granted)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .expect("SUBSCRIBE")
                .reply(200, SubscriptionFunctionsTest::granted)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200),
        alice -> {
          alice.manual(true);
          alice.addAuthenticationInfo("alice", "al", "secret", null, "home");
          subscribes(alice);
          var challenged = next(alice, SUBSCRIPTION_REQUESTFAILURE);
          assertThat(rest(alice)).isEmpty();
          assertThat(alice.defaultAction(challenged)).isTrue();
          next(alice, SUBSCRIPTION_ANSWERED);
          next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(alice.eventWait(590, 0)).isNull();
          alice.automaticAction();
          next(alice, SUBSCRIPTION_ANSWERED);
          next(alice, SUBSCRIPTION_NOTIFY);
        });
  }

  @Test
  void aChallengeAndALongerTimeAreServedByThemselves(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("SUBSCRIBE")
                .reply(401, SubscriptionFunctionsTest::challenge)
                .expect("SUBSCRIBE")
                .reply(423, response -> response.raw("Min-Expires", "1800"))
                .expect("SUBSCRIBE")
                .header("Expires", value -> assertThat(value).isEqualTo("1800"))
                .reply(200)
                .send("NOTIFY", told("active;expires=1800"))
                .expect(200),
        alice -> {
          alice.addAuthenticationInfo("alice", "al", "secret", null, "home");
          int sid = subscribes(alice);
          for (int code : new int[] {401, 423}) {
            var failed = next(alice, SUBSCRIPTION_REQUESTFAILURE);
            assertThat(failed.sid()).isEqualTo(sid);
            assertThat(Talk.response(failed).statusCode()).isEqualTo(code);
          }
          assertThat(next(alice, SUBSCRIPTION_ANSWERED).sid()).isEqualTo(sid);
          next(alice, SUBSCRIPTION_NOTIFY);
        });
  }

  // <--NOTIFY-- comes before <--200--
  @Test
  void aNotifyBeforeTheAnswerMakesTheSameDialog(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("SUBSCRIBE")
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .replyTo("SUBSCRIBE", 200),
        alice -> {
          subscribes(alice);
          int did = next(alice, SUBSCRIPTION_NOTIFY).did();
          assertThat(did).isPositive();
          assertThat(next(alice, SUBSCRIPTION_ANSWERED).did()).isEqualTo(did);
        });
  }

  // two notifiers answer by NOTIFY, a third one too late
  @Test
  void eachNotifierOfAForkHasItsDialog(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("SUBSCRIBE")
                .tag("one")
                .reply(200)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .tag("two")
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .expect("SUBSCRIBE")
                .check(refresh -> assertThat(refresh.to().tag()).contains("two"))
                .reply(200)
                .after(Duration.ofSeconds(65))
                .tag("three")
                .send("NOTIFY", told("active;expires=600"))
                .expect(481),
        alice -> {
          int sid = subscribes(alice);
          int one = next(alice, SUBSCRIPTION_ANSWERED).did();
          assertThat(next(alice, SUBSCRIPTION_NOTIFY).did()).isEqualTo(one);
          var forked = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(forked.sid()).isEqualTo(sid);
          assertThat(forked.did()).isNotEqualTo(one).isPositive();
          var words = alice.subscription();
          words.sendRefreshRequest(forked.did(), words.buildRefreshRequest(forked.did()));
          assertThat(next(alice, SUBSCRIPTION_ANSWERED).did()).isEqualTo(forked.did());
        });
  }

  // 100 and a refusal of each class
  @Test
  void eachClassOfAnswersHasItsEvent(SimWorld world) {
    int[] codes = {302, 404, 501, 603};
    against(
        world,
        script -> {
          for (int code : codes) {
            script.expect("SUBSCRIBE").reply(100).after(Duration.ofSeconds(1)).reply(code);
          }
        },
        alice -> {
          var types =
              List.of(
                  EventType.SUBSCRIPTION_REDIRECTED,
                  SUBSCRIPTION_REQUESTFAILURE,
                  EventType.SUBSCRIPTION_SERVERFAILURE,
                  EventType.SUBSCRIPTION_GLOBALFAILURE);
          for (int i = 0; i < codes.length; i++) {
            int sid = subscribes(alice);
            var trying = next(alice, EventType.SUBSCRIPTION_PROCEEDING);
            assertThat(trying.sid()).isEqualTo(sid);
            assertThat(trying.did()).isZero();
            var failed = next(alice, types.get(i));
            assertThat(failed.sid()).isEqualTo(sid);
            assertThat(failed.tid()).isEqualTo(trying.tid());
            assertThat(Talk.response(failed).statusCode()).isEqualTo(codes[i]);
          }
        });
  }

  @Test
  void aRefusedOneIsOver(SimWorld world) {
    against(
        world,
        script ->
            script.expect("SUBSCRIBE").reply(503, no -> no.raw("Retry-After", "1")).silence(MINUTE),
        alice -> {
          int sid = subscribes(alice);
          var failed = next(alice, EventType.SUBSCRIPTION_SERVERFAILURE);
          assertThat(failed.sid()).isEqualTo(sid);
          assertThat(Talk.response(failed).statusCode()).isEqualTo(503);
          assertThat(alice.eventWait(60, 0)).isNull();
          assertThatThrownBy(() -> alice.subscription().remove(sid))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  @Test
  void aSilentPeerIsToldOfOnce(SimWorld world) {
    world.run(
        () -> {
          var silent = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          int sid = subscribes(alice);
          var silence = next(alice, EventType.SUBSCRIPTION_NOANSWER);
          assertThat(silence.sid()).isEqualTo(sid);
          assertThat(silence.request()).isNotNull();
          assertThat(silence.response()).isNull();
          var failed = next(alice, SUBSCRIPTION_REQUESTFAILURE);
          assertThat(failed.sid()).isEqualTo(sid);
          assertThat(failed.tid()).isEqualTo(silence.tid());
          assertThat(failed.response()).isNull();
          assertThat(alice.eventWait(120, 0)).isNull();
          assertThatThrownBy(() -> alice.subscription().remove(sid))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          alice.quit(Duration.ZERO);
          silent.close();
        });
  }

  @Test
  void whatIsRemovedHearsNoMore(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("SUBSCRIBE")
                .reply(200)
                .send("NOTIFY", told("active;expires=600"))
                .expect(200)
                .after(Duration.ofSeconds(10))
                .send("NOTIFY", told("active;expires=590"))
                .expect(481),
        alice -> {
          subscribes(alice);
          next(alice, SUBSCRIPTION_ANSWERED);
          int did = next(alice, SUBSCRIPTION_NOTIFY).did();
          alice.subscription().remove(did);
          assertThatThrownBy(() -> alice.subscription().buildRefreshRequest(did))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThat(alice.eventWait(20, 0)).isNull();
        });
  }

  @Test
  void aReferIsReportedOn(SimWorld world) {
    against(
        world,
        script ->
            script
                .expect("REFER")
                .header("Refer-To", value -> assertThat(value).contains("sip:carol@10.0.0.3"))
                .header("From", value -> assertThat(value).startsWith("<sip:desk@10.0.0.1>"))
                .reply(202)
                .send("NOTIFY", report("active;expires=60", "100 Trying"))
                .expect(200)
                .send("NOTIFY", report("terminated;reason=noresource", "200 OK"))
                .expect(200),
        alice -> {
          var words = alice.subscription();
          var refer =
              words.buildInitialRefer(BOB, "sip:desk@10.0.0.1", null, "<sip:carol@10.0.0.3>");
          int sid = words.sendInitialRequest(refer);
          var accepted = next(alice, SUBSCRIPTION_ANSWERED);
          assertThat(accepted.sid()).isEqualTo(sid);
          var trying = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(trying.did()).isEqualTo(accepted.did());
          assertThat(Talk.request(trying).body()).startsWith("SIP/2.0 100");
          assertThatThrownBy(() -> words.buildRefreshRequest(trying.did()))
              .isInstanceOf(OsipErrors.OsipUndefinedError.class);
          var last = next(alice, SUBSCRIPTION_NOTIFY);
          assertThat(last.ssStatus()).isEqualTo(SubscriptionStatus.TERMINATED);
          assertThat(last.ssReason()).isEqualTo(SubscriptionReason.NORESOURCE);
          assertThatThrownBy(() -> words.remove(sid)).isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  private static Consumer<SipRequest.Builder> report(String state, String frag) {
    return notify ->
        notify
            .raw("Event", "refer")
            .raw("Subscription-State", state)
            .body(
                org.offhook.message.SipFrag.TYPE,
                ("SIP/2.0 " + frag + "\r\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void aReferMayBeAPlainMessage(SimWorld world) {
    against(
        world,
        script -> script.expect("REFER").reply(200, ok -> ok.raw("Refer-Sub", "false")),
        alice -> {
          var refer = alice.refer().buildRequest("sip:carol@10.0.0.3", ALICE, BOB, null);
          int tid = alice.refer().sendRequest(refer.setHeader("Refer-Sub", "false"));
          assertThat(next(alice, EventType.MESSAGE_ANSWERED).tid()).isEqualTo(tid);
        });
  }

  @Test
  void whatMakesNoSenseIsRefused(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var words = alice.subscription();
          for (var texts :
              new String[][] {{"", ALICE, "presence"}, {BOB, "", "presence"}, {BOB, ALICE, ""}}) {
            assertThatThrownBy(
                    () -> words.buildInitialSubscribe(texts[0], texts[1], null, texts[2], 600))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
          }
          assertThatThrownBy(() -> words.buildInitialSubscribe(BOB, ALICE, null, "a b", 600))
              .isInstanceOf(OsipErrors.OsipSyntaxError.class);
          assertThatThrownBy(() -> words.buildInitialRefer(BOB, ALICE, null, ""))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var eventless = built(alice);
          eventless.removeHeader("Event");
          assertThatThrownBy(() -> words.sendInitialRequest(eventless))
              .isInstanceOf(OsipErrors.OsipSyntaxError.class);
          for (int id : new int[] {0, -1}) {
            assertThatThrownBy(() -> words.buildRefreshRequest(id))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
            assertThatThrownBy(() -> words.remove(id))
                .isInstanceOf(OsipErrors.OsipBadParameter.class);
          }
          assertThatThrownBy(() -> words.remove(77)).isInstanceOf(OsipErrors.OsipNotFound.class);
          int sid = words.sendInitialRequest(built(alice));
          assertThatThrownBy(() -> words.buildRefreshRequest(sid))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          words.remove(sid);
          alice.quit(Duration.ZERO);
        });
  }
}
