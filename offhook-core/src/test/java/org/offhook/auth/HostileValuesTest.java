package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/** Whatever a peer writes into these headers, the outcome is a value. */
class HostileValuesTest {

  private static final String DIALOG =
      """
      Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
      From: <sip:alice@example.com>;tag=a
      To: <sip:example.com>;tag=b
      Call-ID: c
      CSeq: 1 REGISTER
      Content-Length: 0

      """;

  private static SipMessage parse(String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(UTF_8);
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed) {
      return parsed.message();
    }
    throw new AssertionError("not a message: " + text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest realm=\"a\\\0b\", nonce=\"n\"",
        "Digest realm=\"a\", nonce=\"\\\0\"",
        "Digest realm=\"a\", nonce=\"n\", opaque=\"\\\0\"",
        "Digest realm=\"a\", nonce=\"n\", algorithm=\" MD5 \"",
        "Digest realm=\"a\", nonce=\"n\", algorithm=\"\"",
        "Digest realm=\"a\", nonce=\"n\", qop=\",,\"",
        "Digest ,,realm=a,,,nonce=",
        "Digest",
        "Digest realm=\"a\", nonce=\"n\", userhash=true, charset=UTF-8, stale=maybe",
      })
  void aClientAnswersOrGivesUp(String challenge) {
    SipResponse response =
        (SipResponse) parse("SIP/2.0 401 No\nWWW-Authenticate: " + challenge + "\n" + DIALOG);
    DigestSession session =
        Messages.client(Credentials.builder("alice").anyRealm().password("p").build()).session();

    DigestAnswer answer = session.answer(Messages.register(), response, AuthAttempt.first());

    if (answer instanceof DigestAnswer.Retry retry) {
      assertThat(Messages.with(Messages.register(), retry.rows()).toBytes()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cnonce=\"\\\0\", nc=00000001, qop=auth",
        "cnonce=\"c\", nc=-0000001, qop=auth",
        "cnonce=\"c\", nc=ffffffff, qop=auth",
        "cnonce=\"c\", nc=00000001, qop=\"\"",
        "algorithm=\"\"",
        "userhash=true",
      })
  void aServerVerifiesNobody(String rest) {
    SipRequest request =
        (SipRequest)
            parse(
                "REGISTER sip:example.com SIP/2.0\nAuthorization: Digest realm=\"example.com\","
                    + " username=\"alice\", nonce=\"====\", uri=\"sip:example.com\","
                    + " response=\"\", "
                    + rest
                    + "\n"
                    + DIALOG);
    var users = UserSecrets.of(CredentialStore.of(Messages.alice("example.com")));
    DigestVerifier verifier =
        DigestVerifier.builder("example.com", users)
            .build(new Messages.Clock(), new Messages.Dice(3));

    assertThat(verifier.verify(request)).isNotInstanceOf(Verification.Verified.class);
  }

  @Test
  void anUnreadableRowCountsAsNone() {
    SipRequest request =
        (SipRequest)
            parse("REGISTER sip:example.com SIP/2.0\nAuthorization: Digest \"\"=,=\n" + DIALOG);
    DigestVerifier verifier =
        DigestVerifier.builder("example.com", UserSecrets.of(CredentialStore.EMPTY))
            .build(new Messages.Clock(), new Messages.Dice(3));

    assertThat(verifier.verify(request)).isInstanceOf(Verification.Challenge.class);
  }
}
