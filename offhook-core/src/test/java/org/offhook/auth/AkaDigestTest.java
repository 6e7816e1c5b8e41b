package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.auth.Messages.authorization;
import static org.offhook.auth.Messages.client;
import static org.offhook.auth.Messages.only;
import static org.offhook.auth.Messages.param;
import static org.offhook.auth.Messages.reason;
import static org.offhook.auth.Messages.register;
import static org.offhook.auth.Messages.retry;
import static org.offhook.auth.Messages.unauthorized;
import static org.offhook.auth.Messages.with;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.offhook.message.AuthHeader;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;

class AkaDigestTest {

  private static final byte[] RAND = hex("23553cbe9637a89d218ae64dae47bf35");
  private static final byte[] AMF = hex("b9b9");

  private final Milenage network = sim();
  private final SipRequest register = register();
  private final DigestSession session =
      client(Credentials.builder("imsi@ims").realm("ims").aka(sim()).build()).session();

  private static Milenage sim() {
    return Milenage.withOp(
        hex("465b5ce8b199b49faa5f0a2ee238a6bc"), hex("cdc202d5123e20f62b6d676ac72cb318"));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private String challenge(byte[] autn, String rest) {
    return challenge("AKAv1-MD5", autn, rest);
  }

  private String challenge(String algorithm, byte[] autn, String rest) {
    byte[] nonce = new byte[36];
    System.arraycopy(RAND, 0, nonce, 0, 16);
    System.arraycopy(autn, 0, nonce, 16, 16);
    return "Digest realm=\"ims\", algorithm="
        + algorithm
        + ", qop=\"auth\", nonce=\""
        + Base64.getEncoder().encodeToString(nonce)
        + "\""
        + rest;
  }

  private static String expected(AuthHeader row, byte[] password) {
    return Digest.response(
        DigestAlgorithm.AKAV1_MD5,
        Digest.ha1(DigestAlgorithm.MD5, "imsi@ims", "ims", password),
        new Digest.Freshness(param(row, "nonce"), Qop.AUTH, param(row, "nc"), param(row, "cnonce")),
        new Digest.Covered("REGISTER", "sip:example.com", "".getBytes(UTF_8)));
  }

  @Test
  @Rfc("AUTH-21")
  void theAnswerOfTheSimIsThePassword() {
    byte[] autn = network.autn(RAND, hex("000000000021"), AMF);

    AuthHeader row =
        authorization(
            session.answer(
                register, unauthorized(register, challenge(autn, "")), AuthAttempt.first()));

    assertThat(row.toWire()).contains("algorithm=AKAv1-MD5").doesNotContain("auts");
    assertThat(param(row, "response")).isEqualTo(expected(row, hex("a54211d5e3ba50bf")));
    AuthHeader next = only(session.proactive(register));
    assertThat(param(next, "nc")).isEqualTo("00000002");
    assertThat(param(next, "response")).isEqualTo(expected(next, hex("a54211d5e3ba50bf")));
  }

  /** The password was computed by hand: HMAC-MD5 with RES, IK and CK as key, in base64. */
  @Test
  void theKeysOfTheSimGoIntoThePasswordOfVersionTwo() {
    byte[] autn = network.autn(RAND, hex("000000000021"), AMF);

    AuthHeader row =
        authorization(
            session.answer(
                register,
                unauthorized(register, challenge("AKAv2-MD5", autn, "")),
                AuthAttempt.first()));

    assertThat(row.toWire()).contains("algorithm=AKAv2-MD5").doesNotContain("auts");
    assertThat(param(row, "response"))
        .isEqualTo(expected(row, "shzt3q8CWaZnCAWqs3WmEQ==".getBytes(UTF_8)));
    byte[] used = network.autn(RAND, hex("000000000021"), AMF);
    var sync =
        retry(
            session.answer(
                register,
                unauthorized(register, challenge("AKAv2-MD5", used, "")),
                AuthAttempt.first()));
    assertThat(param(only(sync.rows()), "response"))
        .isEqualTo(expected(only(sync.rows()), new byte[0]));
  }

  @Test
  @Rfc("AUTH-21")
  void aNumberOutOfStepIsAnsweredWithAutsAndTheNextChallengeWithThePassword() {
    byte[] used = network.autn(RAND, hex("000000000021"), AMF);
    session.answer(register, unauthorized(register, challenge(used, "")), AuthAttempt.first());

    var sync =
        retry(
            session.answer(
                register, unauthorized(register, challenge(used, "")), AuthAttempt.first()));

    AuthHeader row = only(sync.rows());
    byte[] auts = Base64.getDecoder().decode(param(row, "auts"));
    assertThat(auts).hasSize(14);
    assertThat(row.toWire()).contains("auts=\"");
    assertThat(param(row, "response")).isEqualTo(expected(row, new byte[0]));
    SipRequest again = with(register, sync.rows());
    byte[] fresh = network.autn(RAND, hex("000000000022"), AMF);
    AuthHeader last =
        authorization(
            session.answer(again, unauthorized(again, challenge(fresh, "")), sync.attempt()));
    assertThat(param(last, "response")).isEqualTo(expected(last, hex("a54211d5e3ba50bf")));
  }

  @Test
  @Rfc("AUTH-21")
  void aForeignNetworkGetsNoAnswer() {
    byte[] autn = network.autn(RAND, hex("000000000021"), AMF);
    autn[15] ^= 1;

    DigestAnswer answer =
        session.answer(register, unauthorized(register, challenge(autn, "")), AuthAttempt.first());

    assertThat(reason(answer)).isEqualTo(new GiveUpReason.NetworkNotAuthentic("ims"));
    assertThat(session.proactive(register)).isEqualTo(CredentialRows.NONE);
  }

  @Test
  @Rfc("AUTH-21")
  void aNonceWithoutRandAndAutnIsNotAnswered() {
    for (String nonce : new String[] {"AAAA", "not base64!"}) {
      String challenge = "Digest realm=\"ims\", algorithm=AKAv1-MD5, nonce=\"" + nonce + "\"";

      assertThat(
              reason(
                  session.answer(register, unauthorized(register, challenge), AuthAttempt.first())))
          .isInstanceOf(GiveUpReason.Unsupported.class);
    }
  }
}
