package org.offhook.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.auth.Messages.alice;
import static org.offhook.auth.Messages.authorization;
import static org.offhook.auth.Messages.client;
import static org.offhook.auth.Messages.only;
import static org.offhook.auth.Messages.param;
import static org.offhook.auth.Messages.proxyChallenge;
import static org.offhook.auth.Messages.reason;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.request;
import static org.offhook.auth.Messages.response;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.unauthorized;
import static org.offhook.auth.Messages.with;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.testing.Rfc;

/** Whether challenges are answered, and what later requests carry. */
class DigestSessionTest {

  private static final String QOP = "Digest realm=\"example.com\", qop=\"auth\", nonce=";

  private final SipRequest register = register();

  @Test
  void aPasswordRefusedIsNotTriedAgain() {
    DigestSession session = client(alice("example.com")).session();
    var first =
        retry(session.answer(register, unauthorized(register, QOP + "\"1\""), AuthAttempt.first()));
    SipRequest again = with(register, first.rows());

    DigestAnswer second =
        session.answer(again, unauthorized(again, QOP + "\"2\""), first.attempt());

    assertThat(reason(second)).isEqualTo(new GiveUpReason.Refused("example.com"));
    assertThat(session.proactive(register).isEmpty()).isTrue();
  }

  @Test
  void aStaleNonceIsRenewedWithoutSpendingTheAttempt() {
    DigestSession session = client(alice("example.com")).session();
    var first =
        retry(session.answer(register, unauthorized(register, QOP + "\"1\""), AuthAttempt.first()));
    SipRequest again = with(register, first.rows());

    var second =
        retry(
            session.answer(again, unauthorized(again, QOP + "\"2\", stale=true"), first.attempt()));

    assertThat(param(only(second.rows()), "nonce")).isEqualTo("2");
    assertThat(param(only(second.rows()), "nc")).isEqualTo("00000001");
    SipRequest third = with(register, second.rows());
    assertThat(reason(session.answer(third, unauthorized(third, QOP + "\"3\""), second.attempt())))
        .isInstanceOf(GiveUpReason.Refused.class);
  }

  @Test
  void staleSaidAboutNoCredentialsIsAFirstChallenge() {
    DigestSession session = client(alice("example.com")).session();
    var stale = unauthorized(register, QOP + "\"1\", stale=true");
    var first = retry(session.answer(register, stale, AuthAttempt.first()));

    assertThat(reason(session.answer(register, stale, first.attempt())))
        .isInstanceOf(GiveUpReason.Refused.class);
  }

  @Test
  void aServerThatAlwaysSaysStaleIsAnsweredFiveTimes() {
    DigestSession session = client(alice("example.com")).session();
    SipRequest sent = register;
    AuthAttempt attempt = AuthAttempt.first();
    for (int i = 1; i <= 5; i++) {
      var answer =
          retry(
              session.answer(sent, unauthorized(sent, QOP + "\"" + i + "\", stale=true"), attempt));
      sent = with(register, answer.rows());
      attempt = answer.attempt();
    }

    assertThat(reason(session.answer(sent, unauthorized(sent, QOP + "\"6\", stale=true"), attempt)))
        .isEqualTo(new GiveUpReason.TooMany(5));
  }

  @Test
  void allKnownRealmsOfOneResponseAreAnsweredAtOnce() {
    DigestSession session = client(alice("example.com"), alice("proxy")).session();
    var response =
        response(
            register,
            407,
            "Proxy-Authenticate: Digest realm=\"proxy\", nonce=\"p\"",
            "Proxy-Authenticate: Digest realm=\"unknown\", nonce=\"u\"",
            "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"w\"");

    var answer = retry(session.answer(register, response, AuthAttempt.first()));

    assertThat(answer.realms()).containsExactlyInAnyOrder("proxy", "example.com");
    assertThat(answer.unanswered()).containsExactly(new GiveUpReason.NoCredentials("unknown"));
    assertThat(answer.rows().authorization())
        .extracting(row -> param(row, "nonce"))
        .containsExactly("w");
    assertThat(answer.rows().proxyAuthorization())
        .extracting(row -> param(row, "nonce"))
        .containsExactly("p");
  }

  @Test
  void aServersChallengeAfterTheProxysKeepsTheProxysCredentials() {
    DigestSession session = client(alice("example.com"), alice("proxy")).session();
    var first =
        retry(
            session.answer(
                register,
                proxyChallenge(register, "Digest realm=\"proxy\", nonce=\"p\", qop=auth"),
                AuthAttempt.first()));
    SipRequest again = with(register, first.rows());

    var second = retry(session.answer(again, unauthorized(again, QOP + "\"w\""), first.attempt()));

    assertThat(param(second.rows().proxyAuthorization().getFirst(), "nc")).isEqualTo("00000002");
    assertThat(param(second.rows().authorization().getFirst(), "nc")).isEqualTo("00000001");
  }

  @Test
  @Rfc("AUTH-18")
  void aProxysCredentialsAreSentAgainInTheSameCallAndNotInOthers() {
    DigestClient client = client(alice("proxy"));
    DigestSession session = client.session();
    SipRequest invite = request(Method.INVITE, "sip:bob@example.com").build();
    session.answer(
        invite,
        proxyChallenge(invite, "Digest realm=\"proxy\", nonce=\"p\", qop=auth"),
        AuthAttempt.first());
    SipRequest bye = request(Method.BYE, "sip:bob@192.0.2.4").build();

    AuthHeader row = session.proactive(bye).proxyAuthorization().getFirst();

    assertThat(param(row, "nc")).isEqualTo("00000002");
    assertThat(param(row, "uri")).isEqualTo("sip:bob@192.0.2.4");
    assertThat(client.session().proactive(bye)).isEqualTo(CredentialRows.NONE);
  }

  @Test
  @Rfc("AUTH-18")
  void theOwnProxysNonceServesAllCallsAndCountsOn() {
    DigestClient client = client(alice("proxy"));
    client.ownProxyRealm("proxy");
    SipRequest invite = request(Method.INVITE, "sip:bob@example.com").build();
    client
        .session()
        .answer(
            invite,
            proxyChallenge(invite, "Digest realm=\"proxy\", nonce=\"p\", qop=auth"),
            AuthAttempt.first());

    AuthHeader other = only(client.session().proactive(invite));
    AuthHeader third = only(client.session().proactive(invite));

    assertThat(param(other, "nc")).isEqualTo("00000002");
    assertThat(param(third, "nc")).isEqualTo("00000003");
  }

  @Test
  @Rfc("AUTH-18")
  void aWrongGuessIsAnsweredLikeAFirstChallenge() {
    DigestSession session = client(alice("proxy")).session();
    SipRequest invite = request(Method.INVITE, "sip:bob@example.com").build();
    session.answer(
        invite, proxyChallenge(invite, "Digest realm=\"proxy\", nonce=\"p\""), AuthAttempt.first());
    SipRequest bye = request(Method.BYE, "sip:bob@192.0.2.4").build();
    SipRequest guessed = with(bye, session.proactive(bye));

    AuthHeader row =
        authorization(
            session.answer(
                guessed,
                proxyChallenge(guessed, "Digest realm=\"proxy\", nonce=\"q\""),
                AuthAttempt.first()));

    assertThat(param(row, "nonce")).isEqualTo("q");
  }

  @Test
  void anAckRepeatsTheInvitesRowsAndACancelGetsNone() {
    DigestSession session = client(alice("example.com")).session();
    SipRequest invite = request(Method.INVITE, "sip:bob@example.com").build();
    var answer =
        retry(session.answer(invite, unauthorized(invite, QOP + "\"1\""), AuthAttempt.first()));
    SipRequest sent = with(invite, answer.rows());

    assertThat(CredentialRows.of(sent)).isEqualTo(answer.rows());
    SipRequest cancel = request(Method.CANCEL, "sip:bob@example.com").build();
    assertThat(session.proactive(cancel)).isEqualTo(CredentialRows.NONE);
    SipRequest ack = with(request(Method.ACK, "sip:bob@192.0.2.4").build(), answer.rows());
    assertThat(session.proactive(ack)).isEqualTo(answer.rows());
  }

  @Test
  @Rfc("SEC-18")
  void credentialsAnswerTheirOwnRealmExactly() {
    for (String realm : List.of("example.com", "EXAMPLE.ORG", "example.org ", "xample.org")) {
      DigestAnswer answer =
          client(alice("example.org"))
              .session()
              .answer(
                  register,
                  unauthorized(register, "Digest nonce=\"n\", realm=\"" + realm + "\""),
                  AuthAttempt.first());

      assertThat(reason(answer)).isEqualTo(new GiveUpReason.NoCredentials(realm));
    }
  }

  @Test
  @Rfc("SEC-18")
  void anyRealmMustBeAskedForAndStopsAtTheServersGiven() {
    var anywhere =
        Credentials.builder("alice").anyRealm().password("pw").server("proxy.example.com").build();
    SipRequest direct = request(Method.MESSAGE, "sip:bob@evil.example").build();
    SipRequest viaProxy =
        direct.toBuilder()
            .set(HeaderName.ROUTE, NameAddr.parse("<sip:Proxy.Example.com;lr>"))
            .build();
    String challenge = "Digest realm=\"whatever\", nonce=\"n\"";

    assertThat(
            reason(
                client(anywhere)
                    .session()
                    .answer(direct, unauthorized(direct, challenge), AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.NoCredentials.class);
    assertThat(
            client(anywhere)
                .session()
                .answer(viaProxy, unauthorized(viaProxy, challenge), AuthAttempt.first()))
        .isInstanceOf(DigestAnswer.Retry.class);
  }

  @Test
  void aNextHopThatTheRequestDoesNotTellIsTakenFromTheAttempt() {
    var limited =
        Credentials.builder("alice").realm("example.com").password("pw").server("out.net").build();
    var challenge = unauthorized(register, QOP + "\"1\"");

    assertThat(reason(client(limited).session().answer(register, challenge, AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.NoCredentials.class);
    assertThat(
            client(limited)
                .session()
                .answer(register, challenge, AuthAttempt.first().towards("OUT.net")))
        .isInstanceOf(DigestAnswer.Retry.class);
  }

  @Test
  @Rfc("SEC-18")
  void aRedirectedTargetGetsNothingWithoutConsent() {
    AuthAttempt redirected = AuthAttempt.first().toRedirectedTarget();
    DigestSession careful = client(alice("example.com")).session();
    var consenting =
        Credentials.builder("alice").realm("example.com").password("pw").afterRedirect().build();
    var challenge = unauthorized(register, QOP + "\"1\"");

    assertThat(reason(careful.answer(register, challenge, redirected)))
        .isInstanceOf(GiveUpReason.Declined.class);
    var answer = retry(careful.answer(register, challenge, AuthAttempt.first()));
    SipRequest withRows = with(register, answer.rows());
    assertThat(careful.proactive(withRows, redirected)).isEqualTo(CredentialRows.NONE);
    assertThat(client(consenting).session().answer(register, challenge, redirected))
        .isInstanceOf(DigestAnswer.Retry.class);
  }

  @Test
  @Rfc("SEC-19")
  void credentialsForSecureTransportsAreNotSentOverPlainOnes() {
    var secure =
        Credentials.builder("alice").realm("example.com").password("pw").secureOnly().build();
    DigestSession session = client(secure).session();
    var challenge = unauthorized(register, QOP + "\"1\"");
    AuthAttempt overTls = AuthAttempt.first().overSecureTransport(true);

    assertThat(reason(session.answer(register, challenge, AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.Declined.class);
    assertThat(session.answer(register, challenge, overTls)).isInstanceOf(DigestAnswer.Retry.class);
    assertThat(session.proactive(register)).isEqualTo(CredentialRows.NONE);
    assertThat(session.proactive(register, overTls).authorization()).hasSize(1);
  }

  @Test
  void removedCredentialsAreNoLongerSent() {
    DigestClient client = client(alice("example.com"));
    DigestSession session = client.session();
    session.answer(register, unauthorized(register, QOP + "\"1\""), AuthAttempt.first());
    client.credentials(client.credentials().remove("alice", "example.com"));

    assertThat(session.proactive(register)).isEqualTo(CredentialRows.NONE);
  }

  @Test
  void theAccountsAddressCountsWhereTheCallerIsAnonymous() {
    var limited =
        Credentials.builder("alice")
            .realm("example.com")
            .password("pw")
            .aor(Uri.parse("sip:alice@example.com"))
            .build();
    SipRequest anonymous =
        register.toBuilder()
            .set(HeaderName.FROM, NameAddr.parse("<sip:anonymous@anonymous.invalid>;tag=x"))
            .build();
    var challenge = unauthorized(anonymous, QOP + "\"1\"");
    DigestClient client = client(limited);

    assertThat(reason(client.session().answer(anonymous, challenge, AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.NoCredentials.class);
    client.aor(Uri.parse("sip:alice@example.com"));
    assertThat(client.session().answer(anonymous, challenge, AuthAttempt.first()))
        .isInstanceOf(DigestAnswer.Retry.class);
  }
}
