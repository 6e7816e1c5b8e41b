package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.auth.Messages.TARGET;
import static org.offhook.auth.Messages.alice;
import static org.offhook.auth.Messages.authorization;
import static org.offhook.auth.Messages.client;
import static org.offhook.auth.Messages.param;
import static org.offhook.auth.Messages.reason;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.request;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.unauthorized;
import static org.offhook.auth.Messages.with;
import static org.offhook.auth.Messages.withBody;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;

/** How one challenge is answered. */
class DigestSessionAnswerTest {

  private static final String HA1 = md5("alice:example.com:secret");
  private static final String PLAIN = "Digest realm=\"example.com\", nonce=\"n1\"";

  private static DigestAnswer answer(SipRequest request, String... challenges) {
    return client(alice("example.com"))
        .session()
        .answer(request, unauthorized(request, challenges), AuthAttempt.first());
  }

  private static String md5(String text) {
    return DigestAlgorithm.MD5.hash(text.getBytes(UTF_8));
  }

  @Test
  @Rfc("AUTH-05")
  void aChallengeWithoutQopGetsTheOldForm() {
    AuthHeader row = authorization(answer(register(), PLAIN));

    assertThat(row.names())
        .containsExactlyInAnyOrder("username", "realm", "nonce", "uri", "response");
    assertThat(param(row, "response"))
        .isEqualTo(md5(HA1 + ":n1:" + md5("REGISTER:sip:example.com")));
  }

  @Test
  @Rfc({"AUTH-05", "AUTH-06"})
  void authIsTakenWhereBothAreOffered() {
    AuthHeader row = authorization(answer(register(), PLAIN + ", qop=\"auth-int,auth\""));

    assertThat(param(row, "qop")).isEqualTo("auth");
    assertThat(param(row, "response"))
        .isEqualTo(
            md5(
                HA1
                    + ":n1:00000001:"
                    + param(row, "cnonce")
                    + ":auth:"
                    + md5("REGISTER:sip:example.com")));
  }

  @Test
  @Rfc("AUTH-06")
  void authIntCoversTheBodyWhenOfferedAloneOrPreferred() {
    SipRequest message = withBody(request(Method.MESSAGE, "sip:bob@example.com"), "hello");
    DigestClient preferring = client(alice("example.com"));
    preferring.choice(ChallengeChoice.DEFAULT.preferringAuthInt());

    AuthHeader alone = authorization(answer(message, PLAIN + ", qop=\"auth-int\""));
    AuthHeader preferred =
        authorization(
            preferring
                .session()
                .answer(
                    message,
                    unauthorized(message, PLAIN + ", qop=\"auth,auth-int\""),
                    AuthAttempt.first()));

    for (AuthHeader row : new AuthHeader[] {alone, preferred}) {
      assertThat(param(row, "qop")).isEqualTo("auth-int");
      assertThat(param(row, "response"))
          .isEqualTo(
              md5(
                  HA1
                      + ":n1:00000001:"
                      + param(row, "cnonce")
                      + ":auth-int:"
                      + md5("MESSAGE:sip:bob@example.com:" + md5("hello"))));
    }
  }

  @Test
  @Rfc("AUTH-07")
  void unknownQopsParametersAlgorithmsAndSchemesArePassedOver() {
    AuthHeader row =
        authorization(
            answer(
                register(),
                "Tea realm=\"example.com\", nonce=\"n0\"",
                "Digest realm=\"example.com\", nonce=\"n0\", algorithm=TIGER-192",
                "Digest realm=\"example.com\", nonce=\"n0\", qop=\"auth-conf\"",
                "Digest realm=\"example.com\", nonce=\"n1\", qop=\"auth-conf, auth\", brew=now"));

    assertThat(param(row, "nonce")).isEqualTo("n1");
    assertThat(param(row, "qop")).isEqualTo("auth");
    assertThat(row.names()).doesNotContain("brew");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest realm=\"example.com\", nonce=\"n\", algorithm=TIGER-192",
        "Digest realm=\"example.com\", nonce=\"n\", qop=\"auth-conf\"",
        "Digest realm=\"example.com\"",
        "Digest nonce=\"n\"",
        "Tea realm=\"example.com\"",
      })
  @Rfc("AUTH-07")
  void whatCannotBeAnsweredGoesToTheApplication(String challenge) {
    assertThat(reason(answer(register(), challenge))).isInstanceOf(GiveUpReason.Unsupported.class);
  }

  @Test
  @Rfc("AUTH-27")
  void basicIsNeverAnswered() {
    assertThat(reason(answer(register(), "Basic realm=\"example.com\", nonce=\"n0\"")))
        .isInstanceOf(GiveUpReason.Unsupported.class);
    assertThat(
            authorization(answer(register(), "Basic realm=\"example.com\", nonce=\"n0\"", PLAIN))
                .scheme())
        .isEqualTo("Digest");
  }

  @Test
  void aResponseWithoutChallengeIsNotAnswered() {
    assertThat(reason(answer(register()))).isInstanceOf(GiveUpReason.Unsupported.class);
  }

  @Test
  @Rfc("AUTH-08")
  void uriAndMethodAreThoseOfTheRequestAsSent() {
    SipRequest update =
        request(Method.UPDATE, "sip:bob@192.0.2.4:5080;transport=tcp;x=%61").build();

    AuthHeader row = authorization(answer(update, PLAIN));

    String uri = "sip:bob@192.0.2.4:5080;transport=tcp;x=%61";
    assertThat(param(row, "uri")).isEqualTo(uri);
    assertThat(param(row, "response")).isEqualTo(md5(HA1 + ":n1:" + md5("UPDATE:" + uri)));
  }

  @Test
  @Rfc("AUTH-09")
  void valuesAreQuotedAsTheGrammarAsks() {
    String wire =
        authorization(
                answer(
                    register(),
                    "Digest realm=\"example.com\", nonce=\"n1\", opaque=\"o\", algorithm=MD5,"
                        + " qop=\"auth\""))
            .toWire();

    assertThat(wire)
        .startsWith("Digest ")
        .containsPattern("username=\"alice\"")
        .containsPattern("realm=\"example.com\"")
        .containsPattern("[ ,]nonce=\"n1\"")
        .containsPattern("uri=\"sip:example.com\"")
        .containsPattern("response=\"[0-9a-f]{32}\"")
        .containsPattern("cnonce=\"[0-9a-f]+\"")
        .containsPattern("opaque=\"o\"")
        .containsPattern("algorithm=MD5(,|$)")
        .containsPattern("qop=auth(,|$)")
        .containsPattern("[ ,]nc=00000001(,|$)");
  }

  @Test
  @Rfc("AUTH-09")
  void challengesAreUnderstoodQuotedOrNot() {
    AuthHeader row =
        authorization(
            answer(
                register(),
                "Digest realm=example.com, nonce=n1, algorithm=\"SHA-256\", qop=auth,"
                    + " stale=\"false\""));

    assertThat(param(row, "response")).hasSize(64);
    assertThat(param(row, "qop")).isEqualTo("auth");
  }

  @Test
  @Rfc("AUTH-10")
  void quotesAreEscapedOnTheWireButNotHashed() {
    String user = "al\"ice\\";
    String realm = "a \"b\" \\c";
    SipRequest register = register();
    AuthHeader row =
        authorization(
            client(Credentials.password(user, realm, "pw"))
                .session()
                .answer(
                    register,
                    unauthorized(
                        register,
                        "Digest realm=\"a \\\"b\\\" \\\\c\", nonce=\"n\\\"1\", opaque=\"o\\\\\""),
                    AuthAttempt.first()));

    assertThat(row.toWire())
        .contains("username=\"al\\\"ice\\\\\"")
        .contains("realm=\"a \\\"b\\\" \\\\c\"")
        .contains("nonce=\"n\\\"1\"")
        .contains("opaque=\"o\\\\\"");
    assertThat(param(row, "response"))
        .isEqualTo(
            md5(md5(user + ":" + realm + ":pw") + ":n\"1:" + md5("REGISTER:sip:example.com")));
  }

  @Test
  @Rfc("AUTH-11")
  void eachRequestCountsOnInEightHexDigits() {
    DigestSession session = client(alice("example.com")).session();
    SipRequest register = register();
    AuthHeader row =
        authorization(
            session.answer(
                register, unauthorized(register, PLAIN + ", qop=auth"), AuthAttempt.first()));
    Set<String> cnonces = new HashSet<>();

    for (int i = 1; i <= 18; i++) {
      assertThat(row.toWire()).contains("nc=" + String.format("%08x", i));
      assertThat(param(row, "cnonce")).matches("[0-9a-f]{16,}");
      cnonces.add(param(row, "cnonce"));
      row = Messages.only(session.proactive(register));
    }
    assertThat(cnonces).hasSize(18);

    AuthHeader fresh =
        authorization(
            session.answer(
                register,
                unauthorized(register, "Digest realm=\"example.com\", nonce=\"n2\", qop=auth"),
                AuthAttempt.first()));
    assertThat(param(fresh, "nc")).isEqualTo("00000001");
  }

  @Test
  @Rfc("AUTH-04")
  void aSessionKeyStaysThatOfTheFirstNonceAndCnonce() {
    DigestSession session = client(alice("example.com")).session();
    SipRequest register = register();
    AuthHeader first =
        authorization(
            session.answer(
                register,
                unauthorized(register, PLAIN + ", algorithm=MD5-sess, qop=auth"),
                AuthAttempt.first()));

    AuthHeader second = Messages.only(session.proactive(register));

    String key = md5(HA1 + ":n1:" + param(first, "cnonce"));
    assertThat(param(second, "cnonce")).isNotEqualTo(param(first, "cnonce"));
    assertThat(param(first, "response")).isEqualTo(expected(key, first));
    assertThat(param(second, "response")).isEqualTo(expected(key, second));
  }

  private static String expected(String ha1, AuthHeader row) {
    return md5(
        ha1
            + ":n1:"
            + param(row, "nc")
            + ":"
            + param(row, "cnonce")
            + ":auth:"
            + md5("REGISTER:" + TARGET));
  }

  @Test
  @Rfc("AUTH-20")
  void aHashedUserNameIsSentWhereTheServerKnowsIt() {
    AuthHeader row = authorization(answer(register(), PLAIN + ", userhash=true, qop=auth"));

    assertThat(row.toWire())
        .contains("username=\"" + md5("alice:example.com") + "\"")
        .containsPattern("userhash=true(,|$)");
    assertThat(param(row, "response")).isEqualTo(expected(HA1, row));
  }

  @Test
  @Rfc("AUTH-20")
  void aNameOutsideAsciiIsSentInUtf8OrInTheExtendedForm() {
    DigestClient client = client(Credentials.password("Jäsøn Doe", "example.com", "pässwort"));
    SipRequest register = register();
    String ha1 = md5("Jäsøn Doe:example.com:pässwort");

    AuthHeader plain =
        authorization(
            client
                .session()
                .answer(
                    register, unauthorized(register, PLAIN + ", qop=auth"), AuthAttempt.first()));
    AuthHeader extended =
        authorization(
            client
                .session()
                .answer(
                    register,
                    unauthorized(register, PLAIN + ", qop=auth, charset=UTF-8"),
                    AuthAttempt.first()));

    assertThat(plain.toWire()).contains("username=\"Jäsøn Doe\"");
    assertThat(extended.toWire())
        .containsPattern("username\\*=UTF-8''J%C3%A4s%C3%B8n%20Doe(,|$)")
        .doesNotContain("username=");
    assertThat(param(plain, "response")).isEqualTo(expected(ha1, plain));
    assertThat(param(extended, "response")).isEqualTo(expected(ha1, extended));
  }

  @Test
  @Rfc("AUTH-22")
  void aHashedPasswordServesForItsOwnAlgorithmAlone() {
    var credentials =
        Credentials.builder("alice").realm("example.com").ha1(DigestAlgorithm.MD5, HA1).build();
    SipRequest register = register();

    AuthHeader row =
        authorization(
            client(credentials)
                .session()
                .answer(
                    register,
                    unauthorized(register, PLAIN + ", algorithm=SHA-256", PLAIN),
                    AuthAttempt.first()));

    assertThat(row.has("algorithm")).isFalse();
    assertThat(param(row, "response")).isEqualTo(md5(HA1 + ":n1:" + md5("REGISTER:" + TARGET)));
    assertThat(
            reason(
                client(credentials)
                    .session()
                    .answer(
                        register,
                        unauthorized(register, PLAIN + ", algorithm=SHA-256"),
                        AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.Declined.class);
  }

  @Test
  @Rfc("AUTH-22")
  void aClearPasswordIsNotKeptForAKnownRealm() {
    assertThat(alice("example.com").keepsPassword()).isFalse();
    var anywhere = Credentials.builder("alice").anyRealm().password("secret").build();
    assertThat(anywhere.keepsPassword()).isTrue();
  }

  @Test
  @Rfc("AUTH-15")
  void theTopmostSupportedChallengeIsAnsweredUnlessPolicySaysStrongest() {
    String[] offers = {
      PLAIN + ", algorithm=TIGER-192",
      PLAIN + ", algorithm=MD5",
      PLAIN + ", algorithm=SHA-512-256",
      PLAIN + ", algorithm=SHA-256",
    };
    SipRequest register = register();
    DigestClient strongest = client(alice("example.com"));
    strongest.choice(ChallengeChoice.DEFAULT.strongestFirst());

    DigestAnswer topmost = answer(register, offers);

    assertThat(retry(topmost).rows().authorization()).hasSize(1);
    assertThat(param(authorization(topmost), "algorithm")).isEqualTo("MD5");
    assertThat(
            param(
                authorization(
                    strongest
                        .session()
                        .answer(register, unauthorized(register, offers), AuthAttempt.first())),
                "algorithm"))
        .isEqualTo("SHA-512-256");
  }

  @Test
  @Rfc({"AUTH-15", "SEC-19"})
  void whatIsBelowTheMinimumIsDeclined() {
    DigestClient strict = client(alice("example.com"));
    strict.choice(ChallengeChoice.DEFAULT.minimum(DigestAlgorithm.SHA_256));
    SipRequest register = register();

    AuthHeader row =
        authorization(
            strict
                .session()
                .answer(
                    register,
                    unauthorized(register, PLAIN, PLAIN + ", algorithm=SHA-256"),
                    AuthAttempt.first()));

    assertThat(param(row, "algorithm")).isEqualTo("SHA-256");
    assertThat(
            reason(
                strict
                    .session()
                    .answer(register, unauthorized(register, PLAIN), AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.Declined.class);
  }

  @Test
  @Rfc("SEC-19")
  void challengesWithoutQopAndPlainTransportsAreDeclinedWherePolicySaysSo() {
    DigestClient strict = client(alice("example.com"));
    strict.choice(ChallengeChoice.DEFAULT.requiringQop().requiringSecureTransport());
    SipRequest register = register();
    var withoutQop = unauthorized(register, PLAIN);
    var withQop = unauthorized(register, PLAIN + ", qop=auth");
    AuthAttempt overTls = AuthAttempt.first().overSecureTransport(true);

    assertThat(reason(strict.session().answer(register, withoutQop, overTls)))
        .isInstanceOf(GiveUpReason.Declined.class);
    assertThat(reason(strict.session().answer(register, withQop, AuthAttempt.first())))
        .isInstanceOf(GiveUpReason.Declined.class);
    assertThat(strict.session().answer(register, withQop, overTls))
        .isInstanceOf(DigestAnswer.Retry.class);
  }

  @Test
  void theRetryReplacesTheRefusedRowAndKeepsStrangersRows() {
    SipRequest sent =
        register().toBuilder()
            .raw("Authorization", "Digest realm=\"other\", username=\"x\", nonce=\"y\"")
            .raw("Authorization", "Digest realm=\"example.com\", username=\"alice\", nonce=\"old\"")
            .build();

    SipRequest again = with(sent, retry(answer(sent, PLAIN)).rows());

    assertThat(again.headers().all(HeaderName.AUTHORIZATION))
        .extracting(row -> param(row, "nonce"))
        .containsExactly("y", "n1");
  }

  @Test
  void namesAndPasswordsMayBeLong() {
    String name = "sør\"en\\ 名".repeat(30);
    String password = "pässwörd 名前".repeat(30);
    var credentials = Credentials.builder(name).realm("example.com").password(password).build();
    SipRequest register = register();

    AuthHeader row =
        authorization(
            client(credentials)
                .session()
                .answer(register, unauthorized(register, PLAIN), AuthAttempt.first()));

    assertThat(name).hasSizeGreaterThan(200);
    String ha1 = md5(name + ":example.com:" + password);
    assertThat(param(row, "response")).isEqualTo(md5(ha1 + ":n1:" + md5("REGISTER:" + TARGET)));
  }
}
