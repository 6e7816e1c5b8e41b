package org.offhook.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.auth.Messages.alice;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.with;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;

/** Whoever tries passwords has to wait longer each time; nobody else does. */
class PasswordGuessTest {

  private static final Credentials WRONG = Credentials.password("alice", "example.com", "guess");
  private static final Credentials RIGHT = alice("example.com");

  private final Messages.Clock clock = new Messages.Clock();
  private final DigestVerifier verifier =
      DigestVerifier.builder("example.com", UserSecrets.of(CredentialStore.of(RIGHT)))
          .maxFailures(3)
          .nonceLifetime(Duration.ofSeconds(30))
          .build(clock, new Messages.Dice(7));

  private SipRequest attempt(Credentials credentials) {
    var challenge = verifier.challenge();
    SipRequest request = register();
    SipResponse response = challenge.applyTo(SipResponse.to(request, challenge.status())).build();
    var session = Messages.client(credentials).session();
    return with(request, retry(session.answer(request, response, AuthAttempt.first())).rows());
  }

  private Verification verify(Credentials credentials, String source) {
    return verifier.verify(attempt(credentials), source);
  }

  private static long wait(Verification verdict) {
    return verdict instanceof Verification.Refused refused ? refused.waitSeconds() : 0;
  }

  @Test
  @Rfc("SEC-24")
  void eachFurtherWrongAnswerDoublesTheWaitUpToFiveMinutes() {
    verify(WRONG, "here");
    verify(WRONG, "here");
    for (int expected = 1; expected <= 256; expected *= 2) {
      assertThat(wait(verify(WRONG, "here"))).as("the answer itself").isZero();
      var waiting = verify(RIGHT, "here");
      assertThat(wait(waiting)).isEqualTo(expected);
      assertThat(((Verification.Refused) waiting).status()).isEqualTo(Status.SERVICE_UNAVAILABLE);
      clock.advanceSeconds(expected);
    }
    verify(WRONG, "here");
    assertThat(wait(verify(WRONG, "here"))).isEqualTo(300);
    clock.advanceSeconds(299);
    assertThat(wait(verify(WRONG, "here"))).isEqualTo(1);
    clock.advanceSeconds(1);
    assertThat(verify(RIGHT, "here")).isInstanceOf(Verification.Verified.class);
    assertThat(verify(WRONG, "here")).as("forgiven").isInstanceOf(Verification.Challenge.class);
  }

  @Test
  void whileOneSourceWaitsOthersAndOtherNamesDoNot() {
    for (int i = 0; i < 5; i++) {
      verify(WRONG, "there");
    }
    assertThat(wait(verify(RIGHT, "there"))).isPositive();
    assertThat(verify(RIGHT, "here")).isInstanceOf(Verification.Verified.class);
    assertThat(verify(Credentials.password("bob", "example.com", "x"), "there"))
        .isInstanceOf(Verification.Challenge.class);
  }

  @Test
  void theAnswerSaysHowLong() {
    for (int i = 0; i < 4; i++) {
      verify(WRONG, "here");
    }
    var refused = (Verification.Refused) verify(RIGHT, "here");
    var response = refused.applyTo(SipResponse.to(register(), refused.status())).build();
    assertThat(response.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
        .isEqualTo(refused.waitSeconds());
    assertThat(new Verification.Refused(Status.FORBIDDEN, "x").waitSeconds()).isZero();
  }
}
