package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_ACK;
import static org.offhook.exosip.EventType.CALL_ANSWERED;
import static org.offhook.exosip.EventType.CALL_CLOSED;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.CALL_MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.CALL_MESSAGE_NEW;
import static org.offhook.exosip.EventType.CALL_MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.EventType.CALL_REINVITE;
import static org.offhook.exosip.EventType.CALL_RELEASED;
import static org.offhook.exosip.EventType.CALL_RINGING;
import static org.offhook.exosip.Talk.answers;
import static org.offhook.exosip.Talk.between;
import static org.offhook.exosip.Talk.calls;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.request;
import static org.offhook.exosip.Talk.response;
import static org.offhook.exosip.Talk.rest;
import static org.offhook.exosip.Talk.withSdp;

import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What a program writes into a call message by message, in the vocabulary of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class CallWordsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";

  private interface Scene {
    void play(Exosip alice, ScriptedPeer peer) throws Exception;
  }

  private static void against(SimWorld world, Consumer<ScriptedPeer> script, Scene scene) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(script);
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          scene.play(alice, peer);
          peer.finish();
          alice.quit();
        });
  }

  /** A call that is up: the last event of alice, and bob's INVITE. */
  private record Up(ExosipEvent alice, ExosipEvent bob) {
    static Up of(Exosip alice, Exosip bob) {
      calls(alice, null);
      var invite = next(bob, CALL_INVITE);
      answers(bob, invite);
      var answered = next(alice, CALL_ANSWERED);
      next(bob, CALL_ACK);
      return new Up(answered, invite);
    }
  }

  private static void reliable(SipResponse.Builder response) {
    response.raw("Require", "100rel").raw("RSeq", "7");
  }

  private static void sdp(SipResponse.Builder response) {
    response.body(
        org.offhook.message.MediaType.APPLICATION_SDP,
        Talk.SDP.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  // --INVITE--> <--180 (RSeq 7)-- --PRACK (edited)--> <--200-- <--486--
  @Test
  void aReliableAnswerGetsThePrackThatTheProgramWrote(SimWorld world) {
    against(
        world,
        peer ->
            peer.expect("INVITE")
                .reply(180, CallWordsTest::reliable)
                .expect("PRACK")
                .header("RAck", value -> assertThat(value).startsWith("7 ").endsWith(" INVITE"))
                .header("X-Mood", value -> assertThat(value).isEqualTo("good"))
                .reply(200)
                .replyTo("INVITE", 486)
                .expect("ACK"),
        (alice, peer) -> {
          alice.quirks().prackByHand(true);
          calls(alice, null);
          var ringing = next(alice, CALL_RINGING);
          var prack = alice.call().buildPrack(ringing.tid(), ringing.response());
          alice.call().sendPrack(ringing.tid(), prack.setHeader("X-Mood", "good"));
          assertThat(next(alice, CALL_MESSAGE_ANSWERED).did()).isEqualTo(ringing.did());
          assertThatThrownBy(() -> alice.call().buildPrack(ringing.tid(), ringing.response()))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          next(alice, EventType.CALL_REQUESTFAILURE);
        });
  }

  @Test
  void aReliableAnswerIsAcknowledgedByItself(SimWorld world) {
    against(
        world,
        peer ->
            peer.expect("INVITE")
                .reply(180, CallWordsTest::reliable)
                .expect("PRACK")
                .reply(200)
                .replyTo("INVITE", 183)
                .replyTo("INVITE", 486)
                .expect("ACK"),
        (alice, peer) -> {
          calls(alice, null);
          var ringing = next(alice, CALL_RINGING);
          next(alice, CALL_MESSAGE_ANSWERED);
          assertThatThrownBy(() -> alice.call().buildPrack(ringing.tid(), ringing.response()))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var plain = next(alice, CALL_RINGING);
          assertThatThrownBy(() -> alice.call().buildPrack(plain.tid(), null))
              .isInstanceOf(OsipErrors.OsipWrongFormat.class);
          assertThatThrownBy(() -> alice.call().buildPrack(99, null))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  // --INVITE--> <--200-- --ACK (edited)--> <--200 again-- --the same ACK-->
  @Test
  void anAckIsTheProgramsRowByRow(SimWorld world) {
    against(
        world,
        peer ->
            peer.expect("INVITE")
                .reply(200, CallWordsTest::sdp)
                .expect("ACK")
                .header("X-Mood", value -> assertThat(value).isEqualTo("good"))
                .header("User-Agent", value -> assertThat(value).isEqualTo("mine"))
                .check(ack -> assertThat(ack.body()).hasSize(5))
                .again("200")
                .expectAgain("ACK")
                .expect("BYE")
                .reply(200),
        (alice, peer) -> {
          alice.quirks().acknowledgeByHand(true);
          int cid = calls(alice, null);
          var answered = next(alice, CALL_ANSWERED);
          var ack = alice.call().buildAck(answered.tid());
          ack.contentType("text/plain").body("hello");
          ack.setHeader("X-Mood", "good").setHeader("User-Agent", "mine");
          alice.call().sendAck(answered.tid(), ack);
          assertThat(rest(alice)).isEmpty();
          assertThat(alice.call().terminate(cid, answered.did())).isZero();
          assertThat(rest(alice)).containsExactly(CALL_MESSAGE_ANSWERED, CALL_RELEASED);
        });
  }

  // <--INVITE (no offer)... a late offer is answered in the ACK that the program wrote
  @Test
  void aLateOfferIsAnsweredInTheAck(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          alice.call().sendInitialInvite(alice.call().buildInitialInvite(BOB, ALICE, null, null));
          answers(bob, next(bob, CALL_INVITE));
          var answered = next(alice, CALL_ANSWERED);
          assertThat(response(answered).body()).contains("m=audio");
          var ack = withSdp(alice.call().buildAck(answered.tid()));
          alice.call().sendAck(answered.tid(), ack.setHeader("X-Mood", "good"));
          var heard = Objects.requireNonNull(next(bob, CALL_ACK).ack());
          assertThat(heard.body()).contains("m=audio");
          assertThat(heard.header("X-Mood")).isEqualTo("good");
        });
  }

  // --INVITE--> <--183 (edited)-- <--200 (edited)-- --ACK--> ; --UPDATE--> <--200 (edited)--
  @Test
  void aChangeOfTheSessionIsAnsweredInStepsAndRowByRow(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          var up = Up.of(alice, bob);
          int did = up.alice.did();
          var again = withSdp(alice.call().buildRequest(did, "INVITE"));
          assertThat(again.contacts()).hasSize(1);
          again.setHeader("Contact", "<sip:elsewhere@10.0.0.1>").setHeader("User-Agent", "mine");
          alice.call().sendRequest(did, again.setHeader("Allow", "INVITE, ACK, BYE, UPDATE"));
          var changed = next(bob, CALL_REINVITE);
          assertThat(request(changed).contacts()).containsExactly("<sip:elsewhere@10.0.0.1>");
          assertThat(request(changed).header("User-Agent")).isEqualTo("mine");
          assertThat(request(changed).allows()).containsExactly("INVITE", "ACK", "BYE", "UPDATE");
          var progress = bob.call().buildAnswer(changed.tid(), 183);
          bob.call().sendAnswer(changed.tid(), 183, progress.setHeader("X-Mood", "good"));
          var ok = withSdp(bob.call().buildAnswer(changed.tid(), 200));
          ok.removeHeader("Allow");
          ok.setHeader("Contact", "<sip:there@10.0.0.2>").setHeader("Server", "mine");
          bob.call().sendAnswer(changed.tid(), 200, ok);
          assertThat(response(next(alice, CALL_RINGING)).header("X-Mood")).isEqualTo("good");
          var done = response(next(alice, CALL_ANSWERED));
          assertThat(done.contacts()).containsExactly("<sip:there@10.0.0.2>");
          assertThat(done.header("Server")).isEqualTo("mine");
          assertThat(done.allows()).isEmpty();
          next(bob, CALL_ACK);

          var update = withSdp(bob.call().buildUpdate(up.bob.did()));
          bob.call().sendRequest(up.bob.did(), update);
          var asked = next(alice, CALL_MESSAGE_NEW);
          assertThatThrownBy(
                  () ->
                      alice
                          .call()
                          .sendAnswer(asked.tid(), 200, alice.call().buildAnswer(asked.tid(), 200)))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var agreed = withSdp(alice.call().buildAnswer(asked.tid(), 200));
          alice.call().sendAnswer(asked.tid(), 200, agreed.setHeader("X-Mood", "better"));
          assertThat(response(next(bob, CALL_MESSAGE_ANSWERED)).header("X-Mood"))
              .isEqualTo("better");
        });
  }

  // --REFER--> <--202 (edited)-- <--NOTIFY 180-- ; --BYE--> <--NOTIFY 200 (terminated)--
  @Test
  void aReferIsAcceptedAndReportedByTheProgramAfterTheCallToo(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          var up = Up.of(alice, bob);
          var refer = alice.call().buildRefer(up.alice.did(), "sip:carol@10.0.0.3");
          alice.call().sendRequest(up.alice.did(), refer.setHeader("X-Mood", "good"));
          var asked = next(bob, CALL_MESSAGE_NEW);
          assertThat(request(asked).header("Refer-To")).contains("carol");
          assertThat(request(asked).header("X-Mood")).isEqualTo("good");
          int did = asked.did();
          assertThatThrownBy(() -> bob.call().buildNotify(did, SubscriptionStatus.ACTIVE))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          var accepted = bob.call().buildAnswer(asked.tid(), 202).setHeader("X-Mood", "better");
          bob.call().sendAnswer(asked.tid(), 202, accepted);
          var answered = next(alice, CALL_MESSAGE_ANSWERED);
          assertThat(response(answered).statusCode()).isEqualTo(202);
          assertThat(response(answered).header("X-Mood")).isEqualTo("better");

          var ringing = bob.call().buildNotify(did, SubscriptionStatus.ACTIVE);
          ringing.contentType("message/sipfrag;version=2.0").body("SIP/2.0 180 Ding\r\n\r\n");
          bob.call().sendRequest(did, ringing);
          var told = request(next(alice, CALL_MESSAGE_NEW));
          assertThat(told.method()).isEqualTo("NOTIFY");
          assertThat(told.body()).startsWith("SIP/2.0 180 Ding");
          assertThat(told.header("Event")).isEqualTo("refer");
          assertThat(told.header("Subscription-State")).startsWith("active;expires=");
          next(bob, CALL_MESSAGE_ANSWERED);

          alice.call().terminate(up.alice.cid(), up.alice.did());
          assertThat(rest(bob)).containsExactly(CALL_MESSAGE_NEW, CALL_CLOSED, CALL_RELEASED);
          var last = bob.call().buildNotify(did, SubscriptionStatus.TERMINATED);
          last.contentType("message/sipfrag").body("SIP/2.0 200 OK\r\n\r\n");
          bob.call().sendRequest(did, last);
          assertThat(next(bob, CALL_MESSAGE_ANSWERED).cid()).isEqualTo(asked.cid());
          next(alice, CALL_MESSAGE_ANSWERED);
          next(alice, CALL_RELEASED);
          var end = request(next(alice, CALL_MESSAGE_NEW));
          assertThat(end.header("Subscription-State")).isEqualTo("terminated;reason=noresource");
          assertThatThrownBy(() -> bob.call().buildNotify(did, SubscriptionStatus.ACTIVE))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
        });
  }

  @Test
  void aNotifyWithoutAReferIsAsTheProgramWritesIt(SimWorld world) {
    against(
        world,
        peer ->
            peer.expect("INVITE")
                .reply(200, CallWordsTest::sdp)
                .expect("ACK")
                .expect("NOTIFY")
                .header("Event", value -> assertThat(value).isEqualTo("message-summary"))
                .header(
                    "Subscription-State",
                    value -> assertThat(value).isEqualTo("pending;expires=180"))
                .reply(200),
        (alice, peer) -> {
          calls(alice, null);
          int did = next(alice, CALL_ANSWERED).did();
          assertThatThrownBy(() -> alice.call().buildNotify(did, SubscriptionStatus.UNKNOWN))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var notify = alice.call().buildNotify(did, SubscriptionStatus.PENDING);
          alice.call().sendRequest(did, notify.setHeader("Event", "message-summary"));
          assertThat(next(alice, CALL_MESSAGE_ANSWERED).did()).isEqualTo(did);
        });
  }

  @Test
  void aCallIsFoundByTheReplacesThatNamesIt(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          int cid = calls(alice, null);
          var invite = next(bob, CALL_INVITE);
          bob.call().sendAnswer(invite.tid(), 180, null);
          var ringing = next(alice, CALL_RINGING);
          var callId = request(ringing).callId();
          var from = tag(request(ringing).from());
          var to = tag(response(ringing).to());
          var atAlice = callId + ";to-tag=" + from + ";from-tag=" + to;
          var atBob = callId + ";from-tag=" + from + ";to-tag=" + to;
          assertThat(alice.call().findByReplaces(atAlice + ";early-only")).isEqualTo(cid);
          assertThatThrownBy(() -> alice.call().findByReplaces(atBob))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
          assertThatThrownBy(() -> bob.call().findByReplaces(atBob))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          answers(bob, invite);
          var answered = next(alice, CALL_ANSWERED);
          next(bob, CALL_ACK);
          assertThat(bob.call().findByReplaces(atBob)).isEqualTo(invite.cid());
          assertThatThrownBy(() -> bob.call().findByReplaces(atBob + ";early-only"))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
          assertThatThrownBy(() -> bob.call().findByReplaces("x"))
              .isInstanceOf(OsipErrors.OsipSyntaxError.class);

          var referTo = alice.call().referTo(answered.did());
          var named = java.net.URLDecoder.decode(referTo, java.nio.charset.StandardCharsets.UTF_8);
          assertThat(referTo).startsWith("sip:").contains("?Replaces=");
          var replaces = named.substring(named.indexOf('=', named.indexOf('?')) + 1);
          assertThat(bob.call().findByReplaces(replaces)).isEqualTo(invite.cid());
          alice.call().terminate(cid, answered.did());
          rest(bob);
          assertThatThrownBy(() -> bob.call().findByReplaces(atBob))
              .isInstanceOf(OsipErrors.OsipNotFound.class);
        });
  }

  private static String tag(@org.jspecify.annotations.Nullable String party) {
    var text = String.valueOf(party);
    return text.substring(text.indexOf("tag=") + 4);
  }

  @Test
  void theProgramAnswersByeItself(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          bob.quirks().answerByeByHand(true);
          var up = Up.of(alice, bob);
          alice.call().terminate(up.alice.cid(), up.alice.did());
          var bye = next(bob, CALL_MESSAGE_NEW);
          assertThat(request(bye).method()).isEqualTo("BYE");
          assertThat(bye.response()).isNull();
          assertThat(rest(bob)).containsExactly(CALL_CLOSED, CALL_RELEASED);
          var answer = bob.call().buildAnswer(bye.tid(), 200).setHeader("X-Mood", "sad");
          bob.call().sendAnswer(bye.tid(), 200, answer);
          assertThat(response(next(alice, CALL_MESSAGE_ANSWERED)).header("X-Mood"))
              .isEqualTo("sad");
          next(alice, CALL_RELEASED);
          assertThatThrownBy(() -> bob.call().sendAnswer(bye.tid(), 200, answer))
              .isInstanceOf(OsipErrors.OsipWrongState.class);
        });
  }

  // --UPDATE (no offer)--> <--200 (edited)-- ; --INVITE (as before)--> <--200 (edited)--
  @Test
  void aRefreshIsAnsweredByTheProgramWhereThatIsWanted(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          bob.quirks().answerRefreshByHand(true);
          var up = Up.of(alice, bob);
          int did = up.alice.did();
          for (var method : new String[] {"UPDATE", "INVITE"}) {
            var refresh = alice.call().buildRequest(did, method);
            boolean update = method.equals("UPDATE");
            alice.call().sendRequest(did, update ? refresh : withSdp(refresh));
            var asked = next(bob, update ? CALL_MESSAGE_NEW : CALL_REINVITE);
            assertThat(asked.response()).isNull();
            var answer = bob.call().buildAnswer(asked.tid(), 200).setHeader("X-Mood", "good");
            bob.call().sendAnswer(asked.tid(), 200, update ? answer : withSdp(answer));
            var done = next(alice, update ? CALL_MESSAGE_ANSWERED : CALL_ANSWERED);
            assertThat(response(done).header("X-Mood")).isEqualTo("good");
            assertThat(response(done).body().isEmpty()).isEqualTo(update);
          }
          next(bob, CALL_ACK);
          bob.quirks().answerRefreshByHand(false);
          alice.call().sendRequest(did, alice.call().buildUpdate(did));
          assertThat(response(next(bob, CALL_MESSAGE_NEW)).statusCode()).isEqualTo(200);
        });
  }

  private static void challengesBye(ScriptedPeer peer) {
    peer.expect("INVITE")
        .reply(200, CallWordsTest::sdp)
        .expect("ACK")
        .expect("BYE")
        .reply(
            407, refusal -> refusal.raw("Proxy-Authenticate", "Digest realm=\"home\", nonce=\"n\""))
        .expect("BYE")
        .header("Proxy-Authorization", value -> assertThat(value).contains("username=\"al\""))
        .reply(200);
  }

  // --BYE--> <--407-- --BYE (credentials)--> <--200-- : then it is released
  @Test
  void aByeThatIsChallengedIsRepeatedBeforeTheCallIsReleased(SimWorld world) {
    against(
        world,
        CallWordsTest::challengesBye,
        (alice, peer) -> {
          alice.addAuthenticationInfo("alice", "al", "secret", null, null);
          int cid = calls(alice, null);
          alice.call().terminate(cid, next(alice, CALL_ANSWERED).did());
          assertThat(next(alice, CALL_MESSAGE_REQUESTFAILURE).cid()).isEqualTo(cid);
          assertThat(next(alice, CALL_MESSAGE_ANSWERED).cid()).isEqualTo(cid);
          next(alice, CALL_RELEASED);
        });
  }

  @Test
  void aChallengedByeWaitsForTheProgramWhereThatIsWanted(SimWorld world) {
    against(
        world,
        CallWordsTest::challengesBye,
        (alice, peer) -> {
          alice.manual(true);
          alice.addAuthenticationInfo("alice", "al", "secret", null, null);
          int cid = calls(alice, null);
          alice.call().terminate(cid, next(alice, CALL_ANSWERED).did());
          var refused = next(alice, CALL_MESSAGE_REQUESTFAILURE);
          assertThat(rest(alice)).isEmpty();
          assertThat(alice.defaultAction(refused)).isTrue();
          assertThat(rest(alice)).containsExactly(CALL_MESSAGE_ANSWERED, CALL_RELEASED);
        });
  }

  @Test
  void aByeThatStaysRefusedReleasesTheCall(SimWorld world) {
    against(
        world,
        peer ->
            peer.expect("INVITE")
                .reply(200, CallWordsTest::sdp)
                .expect("ACK")
                .expect("BYE")
                .reply(401),
        (alice, peer) -> {
          int cid = calls(alice, null);
          alice.call().terminate(cid, next(alice, CALL_ANSWERED).did());
          assertThat(rest(alice)).containsExactly(CALL_MESSAGE_REQUESTFAILURE, CALL_RELEASED);
        });
  }

  @Test
  void anyMethodComesInACallAndOutside(SimWorld world) {
    against(
        world,
        peer ->
            peer.begin("DANCE", ALICE, dance -> dance.raw("Max-Forwards", "0"))
                .expect(202)
                .expect("INVITE")
                .reply(200, CallWordsTest::sdp)
                .expect("ACK")
                .send("DANCE")
                .expect(200),
        (alice, peer) -> {
          alice.quirks().anyMethod(true);
          var outside = next(alice, EventType.MESSAGE_NEW);
          assertThat(request(outside).method()).isEqualTo("DANCE");
          alice.message().sendAnswer(outside.tid(), 202, null);
          calls(alice, null);
          next(alice, CALL_ANSWERED);
          var inside = next(alice, CALL_MESSAGE_NEW);
          alice.call().sendAnswer(inside.tid(), 200, alice.call().buildAnswer(inside.tid(), 200));
        });
  }

  @Test
  void aProvisionalAnswerIsForInvitesOnly(SimWorld world) {
    between(
        world,
        (alice, bob) -> {
          var up = Up.of(alice, bob);
          alice
              .call()
              .sendRequest(
                  up.alice.did(), alice.call().buildRefer(up.alice.did(), "sip:carol@10.0.0.3"));
          var asked = next(bob, CALL_MESSAGE_NEW);
          var early = bob.call().buildAnswer(asked.tid(), 183);
          assertThatThrownBy(() -> bob.call().sendAnswer(asked.tid(), 183, early))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          bob.call().sendAnswer(asked.tid(), 603, bob.call().buildAnswer(asked.tid(), 603));
          next(alice, EventType.CALL_MESSAGE_GLOBALFAILURE);
        });
  }
}
