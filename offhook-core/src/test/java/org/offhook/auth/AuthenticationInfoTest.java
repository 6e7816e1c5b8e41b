package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.auth.Messages.alice;
import static org.offhook.auth.Messages.client;
import static org.offhook.auth.Messages.only;
import static org.offhook.auth.Messages.param;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.response;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.unauthorized;
import static org.offhook.auth.Messages.with;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.AuthHeader;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;

class AuthenticationInfoTest {

  private static final String HA1 = md5("alice:example.com:secret");

  private final DigestSession session = client(alice("example.com")).session();
  private SipRequest sent = register();

  private static String md5(String text) {
    return DigestAlgorithm.MD5.hash(text.getBytes(UTF_8));
  }

  @BeforeEach
  void answerAChallenge() {
    var challenge = unauthorized(sent, "Digest realm=\"example.com\", nonce=\"n1\", qop=auth");
    sent = with(sent, retry(session.answer(sent, challenge, AuthAttempt.first())).rows());
  }

  private String proof() {
    AuthHeader row = only(CredentialRows.of(sent));
    return md5(
        HA1 + ":n1:00000001:" + param(row, "cnonce") + ":auth:" + md5(":" + param(row, "uri")));
  }

  @Test
  @Rfc("AUTH-19")
  void theNextNonceReplacesTheNonceAndCountsFromOne() {
    var ok = response(sent, 200, "Authentication-Info: nextnonce=\"n2\"");

    assertThat(session.learned(sent, ok)).isEqualTo(ServerProof.ABSENT);

    AuthHeader next = only(session.proactive(register()));
    assertThat(param(next, "nonce")).isEqualTo("n2");
    assertThat(param(next, "nc")).isEqualTo("00000001");
  }

  @Test
  @Rfc("AUTH-19")
  void aRightProofIsConfirmed() {
    String cnonce = param(only(CredentialRows.of(sent)), "cnonce");
    var ok =
        response(
            sent,
            200,
            "Authentication-Info: qop=auth, rspauth=\""
                + proof()
                + "\", cnonce=\""
                + cnonce
                + "\", nc=00000001");

    assertThat(session.learned(sent, ok)).isEqualTo(ServerProof.CONFIRMED);
  }

  @Test
  @Rfc("AUTH-19")
  void aWrongProofIsReportedAndItsNextNonceNotTaken() {
    var ok =
        response(
            sent,
            200,
            "Authentication-Info: nextnonce=\"evil\", rspauth=\"" + md5("nonsense") + "\"");

    assertThat(session.learned(sent, ok)).isEqualTo(ServerProof.MISMATCH);
    assertThat(param(only(session.proactive(register())), "nonce")).isEqualTo("n1");
  }

  @Test
  void aResponseWithoutItTeachesNothing() {
    assertThat(session.learned(sent, response(sent, 200))).isEqualTo(ServerProof.ABSENT);
    assertThat(session.learned(sent, response(sent, 200, "Authentication-Info: ,;=")))
        .isEqualTo(ServerProof.ABSENT);
    assertThat(param(only(session.proactive(register())), "nc")).isEqualTo("00000002");
  }
}
