package org.offhook.ua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.dialog.Dialog;
import org.offhook.message.BodyPart;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Multipart;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.TelUri;
import org.offhook.testing.Rfc;

/** Challenges, redirections and repairs, each in AUTO, MANUAL and OFF. */
class AutomaticStepsTest {

  private final UaBench ua = new UaBench();
  private final UaBench.Result result = new UaBench.Result();

  @AfterEach
  void close() {
    ua.close();
  }

  private static String challenge(String nonce) {
    return "WWW-Authenticate: Digest realm=\"r\", nonce=\""
        + nonce
        + "\", algorithm=MD5, qop=\"auth\"";
  }

  private SipRequest last() {
    return ua.peer.last().request();
  }

  private void mode(Automatic step, AutoMode mode) {
    ua.settings(s -> s.automatic(AutomaticPolicy.ALL.with(step, mode)));
  }

  // alice --MESSAGE--> 401; --MESSAGE with Authorization, CSeq + 1--> 200
  @Test
  @Rfc("AUTH-12")
  void aChallengeIsAnsweredByTheSameRequestWithTheNextNumberAndANewBranch() {
    ua.send(
        Outgoing.of(
                ua.request(Method.MESSAGE, "sip:bob@10.0.0.2").toBuilder()
                    .body(MediaType.TEXT_PLAIN, new byte[] {'h', 'i'})
                    .build())
            .build(),
        result);
    var first = last();
    ua.reply(401, challenge("n1"));
    var second = last();

    assertThat(second.headers().text("Authorization").orElse("")).contains("nonce=\"n1\"");
    assertThat(second.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
    assertThat(second.callId()).isEqualTo(first.callId());
    assertThat(second.from()).isEqualTo(first.from());
    assertThat(second.to()).isEqualTo(first.to());
    assertThat(second.requestUri()).isEqualTo(first.requestUri());
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.topVia().branch()).isNotEqualTo(first.topVia().branch());
    ua.reply(200);
    assertThat(result.codes()).containsExactly(200);
  }

  @Test
  @Rfc({"AUTH-13", "AUTH-14"})
  void refusedCredentialsAreNotSentAgainAndStaleOnesAreAFewTimes() {
    ua.send(Method.MESSAGE, result);
    ua.reply(401, challenge("n1"));
    ua.reply(401, challenge("n2"));
    assertThat(result.codes()).containsExactly(401);
    assertThat(ua.peer.count("MESSAGE")).isEqualTo(2);

    var stale = new UaBench.Result();
    ua.send(Method.MESSAGE, stale);
    for (int i = 0; i < 20 && stale.answers.isEmpty(); i++) {
      ua.reply(401, challenge("s" + i) + (i == 0 ? "" : ", stale=true"));
    }
    assertThat(stale.codes()).containsExactly(401);
    assertThat(ua.peer.count("MESSAGE")).isBetween(2 + 3, 2 + 7);
  }

  @Test
  @Rfc("AUTH-16")
  void challengesOfSeveralRealmsAreAnsweredTogether() {
    ua.settings(
        s ->
            s.credentials(
                CredentialStore.of(
                    Credentials.password("a", "r", "x"), Credentials.password("b", "p", "y"))));
    ua.send(Method.MESSAGE, result);
    ua.reply(
        407,
        challenge("n1"),
        "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n2\", algorithm=MD5",
        "Proxy-Authenticate: Digest realm=\"unknown\", nonce=\"n3\", algorithm=MD5");

    assertThat(last().headers().texts("Authorization")).hasSize(1);
    assertThat(last().headers().texts("Proxy-Authorization"))
        .hasSize(1)
        .first()
        .asString()
        .contains("realm=\"p\"");
  }

  @Test
  @Rfc("AUTH-18")
  void laterRequestsOfTheCallCarryItsProxyCredentialsCountedOnAndOtherCallsDoNot() {
    var session = ua.bench.onLoop(ua.core::newDigestSession);
    var request = ua.request(Method.MESSAGE, "sip:bob@10.0.0.2");
    ua.send(Outgoing.of(request).digest(session).build(), result);
    ua.reply(
        407, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n\", algorithm=MD5, qop=\"auth\"");
    assertThat(proxyRow()).contains("nc=00000001");
    ua.reply(200);

    var later = request.toBuilder().set(HeaderName.CSEQ, new CSeq(3, Method.MESSAGE)).build();
    ua.send(Outgoing.of(later).digest(session).build(), result);
    assertThat(proxyRow()).contains("nc=00000002");
    ua.reply(200);

    ua.send(Method.MESSAGE, result);
    assertThat(proxyRow()).isEmpty();
    ua.reply(200);
  }

  private String proxyRow() {
    return last().headers().text("Proxy-Authorization").orElse("");
  }

  private Dialog dialog() {
    var invite =
        ua.request(Method.INVITE, "sip:bob@10.0.0.2").toBuilder()
            .raw("Contact", "<sip:alice@10.0.0.1>")
            .build();
    var ok =
        SipResponse.to(invite, Status.OK)
            .set(HeaderName.TO, invite.to().withTag("b1"))
            .raw("Contact", "<sip:bob@10.0.0.2>")
            .build();
    return Dialog.uac(invite, ok);
  }

  @Test
  @Rfc("DLG-15")
  void aRetryInADialogTakesItsNumberFromTheDialog() {
    var dialog = dialog();
    var info = dialog.request(Method.INFO).build();
    dialog.request(Method.INFO);
    ua.send(Outgoing.of(info).dialog(dialog).build(), result);
    ua.reply(401, challenge("n1"));

    assertThat(last().cSeq().number()).isEqualTo(4);
    assertThat(dialog.localSeq()).isEqualTo(4);
  }

  /** One of the automatic steps that a refusal gives occasion for. */
  enum Occasion {
    CHALLENGE(Automatic.AUTHENTICATE, 401, challenge("n1")),
    REDIRECTION(Automatic.FOLLOW_REDIRECT, 302, "Contact: <sip:carol@10.0.0.2>"),
    INTERVAL(Automatic.RETRY_INTERVAL, 422, "Min-SE: 1800"),
    REPAIR(Automatic.REPAIR, 420, "Unsupported: odd");

    private final Automatic step;
    private final int code;
    private final String row;

    Occasion(Automatic step, int code, String row) {
      this.step = step;
      this.code = code;
      this.row = row;
    }
  }

  private Sending begin(Occasion occasion, AutoMode mode) {
    mode(occasion.step, mode);
    var request =
        ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").toBuilder().raw("Require", "odd").build();
    var sending =
        ua.send(
            Outgoing.of(request)
                .repair((refusal, sent) -> refusal.status().code() == 422 ? sent : null)
                .build(),
            result);
    ua.reply(occasion.code, occasion.row);
    return sending;
  }

  @ParameterizedTest
  @EnumSource(Occasion.class)
  void inAutoTheStepIsTakenAtOnce(Occasion occasion) {
    begin(occasion, AutoMode.AUTO);
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(2);
    assertThat(last().cSeq().number()).isEqualTo(2);
    assertThat(result.asked).isEmpty();
    assertThat(result.answers).isEmpty();
    ua.reply(200);
    assertThat(result.codes()).containsExactly(200);
  }

  @ParameterizedTest
  @EnumSource(Occasion.class)
  void inManualTheStepWaitsForProceed(Occasion occasion) {
    var sending = begin(occasion, AutoMode.MANUAL);
    ua.bench.advance(5000);
    assertThat(result.asked).containsExactly(occasion.step);
    assertThat(result.answers).isEmpty();
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(1);
    ua.bench.act(sending::proceed);
    ua.bench.act(sending::proceed);
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Occasion.class)
  void inManualDeclineMakesTheResponseFinal(Occasion occasion) {
    var sending = begin(occasion, AutoMode.MANUAL);
    ua.bench.act(sending::decline);
    ua.bench.act(sending::proceed);
    assertThat(result.codes()).containsExactly(occasion.code);
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(Occasion.class)
  void inOffTheResponseIsFinal(Occasion occasion) {
    begin(occasion, AutoMode.OFF);
    assertThat(result.codes()).containsExactly(occasion.code);
    assertThat(result.asked).isEmpty();
    assertThat(ua.peer.count("OPTIONS")).isEqualTo(1);
  }

  @Test
  @Rfc("DLG-35")
  void a483InADialogIsRepeatedOnceWithMoreHops() {
    var dialog = dialog();
    ua.send(Outgoing.of(dialog.request(Method.INFO).build()).dialog(dialog).build(), result);
    ua.reply(483);
    assertThat(last().maxForwards().orElse(0)).isGreaterThan(70);
    ua.reply(483);
    assertThat(result.codes()).containsExactly(483);
    ua.send(Method.MESSAGE, result);
    ua.reply(483);
    assertThat(result.codes()).containsExactly(483, 483);
  }

  // 302 with three contacts: q 0.9 first, then 0.5; the one tried before and the tel are left out
  @Test
  @Rfc("CALL-24")
  void redirectionsAreTriedByFallingQEachUriOnce() {
    ua.send(Method.INVITE, result);
    var first = last();
    ua.reply(
        302,
        "Contact: <sip:low@10.0.0.2>;q=0.5, <sip:high@10.0.0.2?Subject=x>;q=0.9",
        "Contact: <sip:bob@10.0.0.2>;q=1, <tel:+123>;q=1");
    var second = last();
    assertThat(second.requestUri()).hasToString("sip:high@10.0.0.2");
    assertThat(second.cSeq().number()).isEqualTo(2);
    assertThat(second.callId()).isEqualTo(first.callId());
    assertThat(second.from()).isEqualTo(first.from());
    assertThat(second.to()).isEqualTo(first.to());
    assertThat(second.topVia().branch()).isNotEqualTo(first.topVia().branch());
    ua.reply(302, "Contact: <sip:bob@10.0.0.2>, <sip:high@10.0.0.2>");
    assertThat(last().requestUri()).hasToString("sip:low@10.0.0.2");
    ua.reply(486);
    assertThat(result.codes()).containsExactly(486);
  }

  @Test
  @Rfc("SEC-14")
  void anEndlessChainOfRedirectionsEnds() {
    ua.send(Method.INVITE, result);
    for (int i = 0; i < 50 && result.answers.isEmpty(); i++) {
      ua.reply(302, "Contact: <sip:next" + i + "@10.0.0.2>");
    }
    assertThat(result.codes()).containsExactly(302);
    assertThat(ua.peer.count("INVITE")).isEqualTo(6);
  }

  @Test
  @Rfc("CALL-24")
  void aSipsTargetIsNotReplacedByASipOneWithoutConsent() {
    var hop = UaBench.uri("sip:10.0.0.2");
    var request = ua.request(Method.OPTIONS, "sips:bob@example.com");
    ua.send(Outgoing.of(request).nextHop(hop).build(), result);
    ua.reply(302, "Contact: <sip:carol@10.0.0.2>");
    assertThat(result.codes()).containsExactly(302);

    ua.settings(s -> s.redirects(new RedirectPolicy(5, true, false)));
    ua.send(
        Outgoing.of(ua.request(Method.OPTIONS, "sips:bob@example.com")).nextHop(hop).build(),
        new UaBench.Result());
    ua.reply(302, "Contact: <sip:carol@10.0.0.2>");
    assertThat(last().requestUri()).hasToString("sip:carol@10.0.0.2");
  }

  @ParameterizedTest
  @ValueSource(ints = {305, 380})
  @Rfc("CALL-25")
  void aProxyToUseOrAnotherServiceIsShownNotFollowed(int code) {
    ua.send(Method.INVITE, result);
    ua.reply(code, "Contact: <sip:other@10.0.0.2>");
    assertThat(result.codes()).containsExactly(code);
    assertThat(ua.peer.count("INVITE")).isEqualTo(1);
  }

  @Test
  @Rfc("CALL-26")
  void a420IsRepairedOnceUnlessTheCallerInsists() {
    var request =
        ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").toBuilder()
            .raw("Require", "odd, fine")
            .build();
    ua.send(Outgoing.of(request).build(), result);
    ua.reply(420, "Unsupported: ODD");
    assertThat(last().headers().text("Require")).hasValue("fine");
    ua.reply(420, "Unsupported: fine");
    assertThat(result.codes()).containsExactly(420);

    var insisting = new UaBench.Result();
    ua.send(Outgoing.of(request).insists(true).build(), insisting);
    ua.reply(420, "Unsupported: odd");
    assertThat(insisting.codes()).containsExactly(420);
  }

  @Test
  @Rfc("CALL-26")
  void a416TurnsATelephoneNumberIntoASipUri() {
    var request =
        ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").toBuilder()
            .requestUri(TelUri.parse("tel:+1234"))
            .build();
    ua.send(Outgoing.of(request).nextHop(UaBench.uri("sip:10.0.0.2")).build(), result);
    ua.reply(416);
    assertThat(last().requestUri().toString()).startsWith("sip:+1234@example.com");
  }

  @Test
  @Rfc("CALL-26")
  void a415LeavesOfSeveralBodiesTheOneThatIsAccepted() {
    var both =
        Multipart.mixed(
            BodyPart.of(MediaType.parse("application/x-odd"), new byte[] {1}),
            BodyPart.of(MediaType.APPLICATION_SDP, new byte[] {'v'}));
    var request =
        ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").toBuilder()
            .body(both.type(), both.toBytes())
            .build();
    ua.send(Outgoing.of(request).build(), result);
    ua.reply(415, "Accept: text/plain, application/sdp");
    assertThat(last().contentType()).hasValue(MediaType.APPLICATION_SDP);
    assertThat(last().body()).isEqualTo(new byte[] {'v'});
    ua.reply(415, "Accept: text/plain");
    assertThat(result.codes()).containsExactly(415);
  }

  @Test
  @Rfc("CALL-26")
  void whatOnlyTheCallerCanRepairIsAskedFromItOnce() {
    var calls = new java.util.ArrayList<Integer>();
    Outgoing.Repair smaller =
        new Outgoing.Repair() {
          @Override
          public @Nullable SipRequest repair(SipResponse refusal, SipRequest asSent) {
            calls.add(refusal.status().code());
            return asSent.toBuilder().noBody().build();
          }
        };
    var request =
        ua.request(Method.OPTIONS, "sip:bob@10.0.0.2").toBuilder()
            .body(MediaType.TEXT_PLAIN, new byte[100])
            .build();
    ua.send(Outgoing.of(request).repair(smaller).build(), result);
    ua.reply(413);
    assertThat(last().hasBody()).isFalse();
    ua.reply(413);
    assertThat(calls).containsExactly(413);
    assertThat(result.codes()).containsExactly(413);
  }

  @Test
  @Rfc("CALL-60")
  void a421IsRepeatedWithTheTagIfItIsKnown() {
    ua.settings(s -> s.capabilities(Capabilities.DEFAULT.withSupported(List.of("timer"))));
    ua.send(Method.OPTIONS, result);
    ua.reply(421, "Require: timer");
    assertThat(last().headers().text("Supported")).hasValue("timer");
    ua.reply(200);

    var unknown = new UaBench.Result();
    ua.send(Method.OPTIONS, unknown);
    ua.reply(421, "Require: strange");
    assertThat(unknown.codes()).containsExactly(421);
  }
}
