package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.auth.Messages.alice;
import static org.offhook.auth.Messages.only;
import static org.offhook.auth.Messages.param;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.request;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.with;
import static org.offhook.auth.Messages.withBody;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.AuthHeader;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

class DigestVerifierTest {

  private final Messages.Clock clock = new Messages.Clock();
  private final SipRequest register = register();
  private final DigestVerifier verifier = build(settings());

  private static DigestVerifier.Builder settings() {
    return DigestVerifier.builder(
        "example.com", UserSecrets.of(CredentialStore.of(alice("example.com"))));
  }

  private DigestVerifier build(DigestVerifier.Builder settings) {
    return settings.build(clock, new Messages.Dice(7));
  }

  private static DigestSession session(Credentials... credentials) {
    return Messages.client(credentials).session();
  }

  private static Verification.Challenge challenge(Verification verification) {
    assertThat(verification).isInstanceOf(Verification.Challenge.class);
    return (Verification.Challenge) verification;
  }

  /** The request with the credentials by which a client answers the verifier's challenge. */
  private static SipRequest answered(
      DigestVerifier verifier, SipRequest request, DigestSession session) {
    var challenge = verifier.challenge();
    SipResponse response = challenge.applyTo(SipResponse.to(request, challenge.status())).build();
    return with(request, retry(session.answer(request, response, AuthAttempt.first())).rows());
  }

  private SipRequest answered(DigestSession session) {
    return answered(verifier, register, session);
  }

  private static SipRequest changed(SipRequest request, String name, String value) {
    AuthHeader row = only(CredentialRows.of(request));
    boolean bare = name.equals("nc") || name.equals("qop") || name.equals("algorithm");
    return with(
        request,
        new CredentialRows(
            List.of(bare ? row.withToken(name, value) : row.withQuoted(name, value)), List.of()));
  }

  @Test
  @Rfc("AUTH-23")
  void aRequestWithoutCredentialsGetsOneFreshChallengePerAlgorithmInOrder() {
    var first = challenge(verifier.verify(register));
    var second = challenge(verifier.verify(register));

    assertThat(first.status()).isEqualTo(Status.UNAUTHORIZED);
    assertThat(first.header()).isEqualTo(HeaderName.WWW_AUTHENTICATE);
    assertThat(first.stale()).isFalse();
    assertThat(first.rows())
        .extracting(row -> param(row, "algorithm"))
        .containsExactly("SHA-256", "MD5");
    for (AuthHeader row : first.rows()) {
      assertThat(row.toWire())
          .startsWith("Digest realm=\"example.com\"")
          .contains("qop=\"auth\"")
          .contains("opaque=\"")
          .containsPattern("algorithm=(SHA-256|MD5)(,|$)")
          .doesNotContain("stale");
      assertThat(second.rows())
          .extracting(other -> param(other, "nonce"))
          .doesNotContain(param(row, "nonce"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACK", "CANCEL"})
  @Rfc("AUTH-23")
  void ackAndCancelAreNeverChallenged(String method) {
    SipRequest request = request(Method.of(method), "sip:bob@example.com").build();

    assertThat(verifier.verify(request)).isInstanceOf(Verification.Exempt.class);
  }

  @Test
  void aProxyChallengesWith407() {
    DigestVerifier proxy = build(settings().asProxy());

    var challenge = challenge(proxy.verify(register));

    assertThat(challenge.status().code()).isEqualTo(407);
    assertThat(challenge.header()).isEqualTo(HeaderName.PROXY_AUTHENTICATE);
    assertThat(proxy.verify(answered(proxy, register, session(alice("example.com")))))
        .isInstanceOf(Verification.Verified.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = DigestAlgorithm.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"AKAV1_MD5", "AKAV2_MD5"})
  @Rfc({"AUTH-02", "AUTH-04"})
  void bothSidesAgreeInEveryAlgorithmRequestAfterRequest(DigestAlgorithm algorithm) {
    DigestVerifier one = build(settings().algorithms(algorithm));
    DigestSession session = session(alice("example.com"));
    SipRequest sent = answered(one, register, session);

    for (int i = 0; i < 3; i++) {
      assertThat(one.verify(sent))
          .isInstanceOfSatisfying(
              Verification.Verified.class,
              verified -> {
                assertThat(verified.username()).isEqualTo("alice");
                assertThat(verified.algorithm()).isEqualTo(algorithm);
              });
      sent = with(register, session.proactive(register));
    }
  }

  @Test
  @Rfc("AUTH-06")
  void aChangedBodyIsNoticedWithAuthInt() {
    DigestVerifier one = build(settings().qops(Qop.AUTH_INT));
    SipRequest message = withBody(request(Method.MESSAGE, "sip:bob@example.com"), "pay 1");
    SipRequest sent = answered(one, message, session(alice("example.com")));

    assertThat(one.verify(withBody(sent.toBuilder(), "pay 1000")))
        .isInstanceOf(Verification.Challenge.class);
    assertThat(one.verify(sent)).isInstanceOf(Verification.Verified.class);
  }

  @Test
  @Rfc("AUTH-20")
  void hashedAndExtendedNamesAreUnderstood() {
    var user = Credentials.password("Jäsøn Doe", "example.com", "pässwort");
    var users = UserSecrets.of(CredentialStore.of(alice("example.com"), user));
    for (var settings :
        List.of(
            DigestVerifier.builder("example.com", users),
            DigestVerifier.builder("example.com", users).userhash(),
            DigestVerifier.builder("example.com", users).charsetUtf8())) {
      DigestVerifier one = build(settings);

      assertThat(one.verify(answered(one, register, session(user))))
          .isInstanceOfSatisfying(
              Verification.Verified.class,
              verified -> assertThat(verified.username()).isEqualTo("Jäsøn Doe"));
    }
  }

  @Test
  @Rfc("AUTH-24")
  void aNonceThatWasNotMadeHereIsNotAccepted() {
    DigestVerifier other = build(settings().secret(new byte[32]));
    SipRequest sent = answered(other, register, session(alice("example.com")));

    assertThat(challenge(verifier.verify(sent)).stale()).isTrue();
    assertThat(challenge(verifier.verify(changed(sent, "nonce", "made-up"))).stale()).isFalse();
  }

  @Test
  @Rfc({"AUTH-23", "AUTH-24", "SEC-20"})
  void anOldNonceGetsAStaleChallengeAndTheNewOneWorks() {
    DigestVerifier shortLived = build(settings().nonceLifetime(Duration.ofSeconds(60)));
    DigestSession session = session(alice("example.com"));
    assertThat(shortLived.verify(answered(shortLived, register, session)))
        .isInstanceOf(Verification.Verified.class);
    clock.advanceSeconds(60);
    assertThat(shortLived.verify(with(register, session.proactive(register))))
        .isInstanceOf(Verification.Verified.class);
    clock.advanceSeconds(1);
    SipRequest late = with(register, session.proactive(register));

    var stale = challenge(shortLived.verify(late));

    assertThat(stale.stale()).isTrue();
    assertThat(stale.rows())
        .allSatisfy(row -> assertThat(row.toWire()).containsPattern("stale=true(,|$)"));
    SipResponse response = stale.applyTo(SipResponse.to(late, stale.status())).build();
    var again = retry(session.answer(late, response, AuthAttempt.first()));
    assertThat(shortLived.verify(with(register, again.rows())))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  @Rfc({"AUTH-24", "SEC-20"})
  void aCountThatIsNotGreaterIsAReplay() {
    DigestSession session = session(alice("example.com"));
    SipRequest first = answered(session);
    SipRequest second = with(register, session.proactive(register));
    assertThat(verifier.verify(second)).isInstanceOf(Verification.Verified.class);

    assertThat(challenge(verifier.verify(second)).stale()).isTrue();
    assertThat(challenge(verifier.verify(first)).stale()).isTrue();
    assertThat(verifier.verify(with(register, session.proactive(register))))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  @Rfc("SEC-20")
  void aReplayIsNoticedAlsoWhenTheTableOverflowed() {
    DigestVerifier small = build(settings().maxNonces(2));
    SipRequest first = answered(small, register, session(alice("example.com")));
    assertThat(small.verify(first)).isInstanceOf(Verification.Verified.class);
    for (int i = 0; i < 3; i++) {
      clock.advanceSeconds(1);
      assertThat(small.verify(answered(small, register, session(alice("example.com")))))
          .isInstanceOf(Verification.Verified.class);
    }

    assertThat(challenge(small.verify(first)).stale()).isTrue();
  }

  @Test
  void withoutQopANonceServesOnce() {
    DigestVerifier oldest = build(settings().qops());
    SipRequest sent = answered(oldest, register, session(alice("example.com")));
    assertThat(only(CredentialRows.of(sent)).has("qop")).isFalse();

    assertThat(oldest.verify(sent)).isInstanceOf(Verification.Verified.class);
    assertThat(challenge(oldest.verify(sent)).stale()).isTrue();
  }

  @Test
  @Rfc("AUTH-24")
  void credentialsForAnotherTargetAreRefused() {
    SipRequest sent = answered(session(alice("example.com")));
    SipRequest moved = with(request(Method.REGISTER, "sip:other.example").build(), rows(sent));

    assertThat(verifier.verify(moved))
        .isInstanceOfSatisfying(
            Verification.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.BAD_REQUEST));
    assertThat(verifier.verify(sent)).isInstanceOf(Verification.Verified.class);
  }

  private static CredentialRows rows(SipRequest request) {
    return CredentialRows.of(request);
  }

  @Test
  @Rfc("AUTH-24")
  void aQopOrAlgorithmThatWasNotOfferedIsNotAccepted() {
    DigestVerifier loose = build(settings().qops(Qop.AUTH, Qop.AUTH_INT));
    DigestVerifier strict = build(settings().algorithms(DigestAlgorithm.SHA_256));
    DigestVerifier withoutQop = build(settings().qops());
    DigestSession session = session(alice("example.com"));

    assertThat(verifier.verify(changed(answered(session), "qop", "auth-int")))
        .isInstanceOf(Verification.Challenge.class);
    assertThat(strict.verify(changed(answered(session), "algorithm", "MD5")))
        .isInstanceOf(Verification.Challenge.class);
    assertThat(loose.verify(answered(withoutQop, register, session)))
        .isInstanceOf(Verification.Challenge.class);
  }

  @Test
  @Rfc("AUTH-24")
  void aWrongDigestIsNotAccepted() {
    SipRequest sent = answered(session(alice("example.com")));
    String right = param(only(rows(sent)), "response");
    char last = right.charAt(63) == '0' ? '1' : '0';

    var verification = verifier.verify(changed(sent, "response", right.substring(0, 63) + last));

    assertThat(challenge(verification).stale()).isFalse();
    assertThat(challenge(verifier.verify(changed(sent, "response", ""))).stale()).isFalse();
  }

  @Test
  @Rfc("AUTH-25")
  void credentialsOfOtherRealmsAndSchemesCountAsNone() {
    SipRequest strange =
        register.toBuilder()
            .raw("Authorization", "NoOneKnowsThisScheme opaque-data=here")
            .raw("Authorization", "Digest realm=\"other\", username=\"x\"")
            .build();
    SipRequest mixed =
        strange.toBuilder()
            .add(HeaderName.AUTHORIZATION, only(rows(answered(session(alice("example.com"))))))
            .build();

    assertThat(challenge(verifier.verify(strange)).stale()).isFalse();
    assertThat(verifier.verify(mixed)).isInstanceOf(Verification.Verified.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "username=\"alice\", nonce=\"n\", uri=\"sip:example.com\"",
        "username=\"alice\", nonce=\"n\", response=\"r\"",
        "nonce=\"n\", uri=\"sip:example.com\", response=\"r\"",
        "username=\"alice\", uri=\"sip:example.com\", response=\"r\"",
        "username=\"alice\", nonce=\"n\", uri=\"sip:example.com\", response=\"r\", qop=auth",
        "username=\"alice\", nonce=\"n\", uri=\"sip:example.com\", response=\"r\", qop=auth,"
            + " cnonce=\"c\", nc=1",
        "username*=alice, nonce=\"n\", uri=\"sip:example.com\", response=\"r\"",
      })
  @Rfc("AUTH-25")
  void malformedDigestsGet400(String rest) {
    SipRequest malformed =
        register.toBuilder().raw("Authorization", "Digest realm=\"example.com\", " + rest).build();

    assertThat(verifier.verify(malformed))
        .isInstanceOfSatisfying(
            Verification.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.BAD_REQUEST));
  }

  @Test
  @Rfc("AUTH-25")
  void repeatedFailuresGet403AndARightAnswerIsForgiven() {
    DigestVerifier three = build(settings().maxFailures(3));
    var wrong = Credentials.password("alice", "example.com", "guess");

    for (int i = 0; i < 2; i++) {
      assertThat(three.verify(answered(three, register, session(wrong))))
          .isInstanceOf(Verification.Challenge.class);
    }
    assertThat(three.verify(answered(three, register, session(wrong))))
        .isInstanceOfSatisfying(
            Verification.Refused.class,
            refused -> assertThat(refused.status()).isEqualTo(Status.FORBIDDEN));
    assertThat(three.verify(answered(three, register, session(alice("example.com")))))
        .isInstanceOf(Verification.Verified.class);
    assertThat(three.verify(answered(three, register, session(wrong))))
        .isInstanceOf(Verification.Challenge.class);
  }

  @Test
  void anUnknownUserIsChallengedLikeAKnownOne() {
    var nobody = Credentials.password("nobody", "example.com", "guess");

    assertThat(challenge(verifier.verify(answered(session(nobody)))).stale()).isFalse();
  }

  @Test
  @Rfc("AUTH-22")
  void aUserMayBeKnownByHashAlone() {
    String ha1 = DigestAlgorithm.MD5.hash("alice:example.com:secret".getBytes(UTF_8));
    var byHash =
        Credentials.builder("alice").realm("example.com").ha1(DigestAlgorithm.MD5, ha1).build();
    DigestVerifier one =
        build(
            DigestVerifier.builder("example.com", UserSecrets.of(CredentialStore.of(byHash)))
                .algorithms(DigestAlgorithm.MD5));

    assertThat(one.verify(answered(one, register, session(alice("example.com")))))
        .isInstanceOf(Verification.Verified.class);
  }

  @Test
  @Rfc("AUTH-19")
  void theServersProofConvincesTheClient() {
    DigestSession session = session(alice("example.com"));
    SipRequest sent = answered(session);
    var verified = (Verification.Verified) verifier.verify(sent);
    SipResponse ok =
        Messages.response(
            sent, 200, "Authentication-Info: " + verified.authenticationInfo(new byte[0]));

    assertThat(session.learned(sent, ok)).isEqualTo(ServerProof.CONFIRMED);
  }

  @Test
  @Rfc("AUTH-27")
  void basicIsNeitherOfferedNorAccepted() {
    SipRequest basic = register.toBuilder().raw("Authorization", "Basic YWxpY2U6c2VjcmV0").build();

    String digest = only(rows(answered(session(alice("example.com"))))).toWire();
    SipRequest disguised =
        register.toBuilder().raw("Authorization", digest.replaceFirst("Digest", "Basic")).build();

    assertThat(verifier.verify(disguised)).isInstanceOf(Verification.Challenge.class);
    assertThat(challenge(verifier.verify(basic)).rows())
        .allSatisfy(row -> assertThat(row.scheme()).isEqualTo("Digest"));
  }

  @Test
  void settingsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> settings().algorithms()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> settings().algorithms(DigestAlgorithm.AKAV1_MD5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> settings().nonceLifetime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> settings().secret(new byte[8]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> settings().maxNonces(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
