package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** What may be logged of a message: no secret, no raw control character. */
class RedactionTest {

  private static final String SDP =
      "v=0\r\n"
          + "o=- 1 1 IN IP4 192.0.2.1\r\n"
          + "s=-\r\n"
          + "c=IN IP4 192.0.2.1\r\n"
          + "t=0 0\r\n"
          + "m=audio 9 RTP/SAVP 0\r\n"
          + "a=crypto:1 AES_CM_128_HMAC_SHA1_80"
          + " inline:S3cretSdesKeyS3cretSdesKeyS3cretSdes12345\r\n"
          + "a=ice-ufrag:uf\r\n"
          + "a=ice-pwd:s3cretIcePasswordS3cret\r\n";

  @Test
  @Rfc("SEC-21")
  void digestResponsesAreHidden() {
    SipRequest request =
        Samples.parseRequest(
            Samples.options(
                "Authorization: Digest username=\"ilse\", realm=\"harbour\", nonce=\"n\","
                    + " uri=\"sip:q\", response=\"5ec4e70123456789abcdef0123456789\"",
                "proxy-authorization:Digest"
                    + " username=\"ilse\",response=\"0ddba11aa0ddba11aa0ddba11aa\""));
    for (String text : new String[] {request.toString(), request.headers().toString()}) {
      assertThat(text)
          .doesNotContain("5ec4e70123456789", "0ddba11aa0ddba11")
          .contains("OPTIONS".equals(request.method().name()) ? "ilse@harbour.example" : "");
    }
  }

  @Test
  @Rfc("SEC-21")
  void bearerTokensAreHidden() {
    SipRequest request =
        Samples.parseRequest(Samples.options("Authorization: Bearer eyJTOKENpart.second.third"));
    assertThat(request.toString()).doesNotContain("eyJTOKENpart", "second.third");
  }

  @Test
  @Rfc("SEC-21")
  void foldedCredentialsAreHidden() {
    SipRequest request =
        Samples.parseRequest(
            Samples.options(
                "Authorization: Digest\r\n username=\"ilse\",\r\n\tresponse=\"f01dedsecret\""));
    assertThat(request.toString()).doesNotContain("f01dedsecret");
  }

  @Test
  @Rfc("SEC-21")
  void passwordsInUrisAreHidden() {
    String text =
        Samples.request(
            "OPTIONS sip:piet:s3cretA@quay.example.net SIP/2.0",
            "To: <sip:piet:s3cretB@quay.example.net>",
            "Contact: <sip:ilse:s3cretC@h.example>, sip:ilse:s3cretD@h.example",
            "Refer-To: <sips:nora:s3cretE@h.example?X=1>",
            "X-Own: go to sip:nora:s3cretF@h.example now");
    String shown = Samples.parseRequest(text).toString();
    assertThat(shown).doesNotContain("s3cret").contains("piet", "nora", "quay.example.net");
  }

  @Test
  @Rfc("SEC-21")
  void keysInSessionDescriptionsAreHidden() {
    SipRequest request =
        Samples.parseRequest(Samples.options("Content-Type: application/sdp") + SDP);
    assertThat(request.toString())
        .doesNotContain("S3cretSdesKey", "s3cretIcePassword")
        .contains("m=audio 9 RTP/SAVP 0");
  }

  @Test
  @Rfc("SEC-21")
  void controlCharactersAreEscaped() {
    SipRequest request =
        Samples.parseRequest(
            Samples.options(
                    "Subject: red \u001b[31m alert\u0007 \u009b", "Content-Type: text/plain")
                + "body \u001b[2J\0 end");
    assertThat(request.toString())
        .doesNotContain("\u001b", "\u0007", "\0", "\u009b")
        .contains("alert");
  }

  @Test
  @Rfc("SEC-21")
  void anInvalidMessageNamesItsFaultWithoutControlCharacters() {
    ParseResult.Invalid invalid = Samples.invalid(Samples.options("CSeq: \u001b[31m OPTIONS"));
    assertThat(invalid.reason()).doesNotContain("\u001b");
    assertThat(Samples.text(invalid.answer().orElseThrow().toBytes()).lines().findFirst())
        .hasValueSatisfying(line -> assertThat(line).doesNotContain("\u001b"));
  }

  @Test
  @Rfc("SEC-21")
  void theWireFormHidesNothing() {
    String text = Samples.options("Authorization: Digest response=\"5ec4e7\"");
    assertThat(Samples.text(Samples.parseRequest(text).toBytes())).isEqualTo(text);
  }
}
