package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 sections 8.1.1 (mandatory fields), 20.16 (CSeq) and 20.22 (Max-Forwards). */
class RequiredFieldRowsTest {

  @ParameterizedTest
  @ValueSource(strings = {"To", "From", "CSeq", "Call-ID"})
  @Rfc({"MSG-17", "SEC-09"})
  void aRequestWithoutAMandatoryFieldIsAnsweredWith400(String name) {
    ParseResult.Invalid invalid = Samples.invalid(Samples.options(name));
    assertThat(Samples.answer(invalid)).isEqualTo(400);
    assertThat(invalid.reason()).contains(name);
    assertThat(Samples.text(invalid.answer().orElseThrow().toBytes()))
        .contains("SIP/2.0/UDP pier1.harbour.example;branch=z9hG4bKtest1")
        .contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"To", "From", "CSeq", "Call-ID", "Via"})
  @Rfc({"MSG-17", "SEC-09"})
  void aResponseWithoutAMandatoryFieldIsDropped(String name) {
    ParseResult.Invalid invalid = Samples.invalid(Samples.response("SIP/2.0 200 OK", name));
    assertThat(invalid.answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Via",
        "Via: ",
        "Via: by the pier",
        "Via: SIP/2.0/UDP",
        "Via: SIP/2.0/UDP 2001:db8::1"
      })
  @Rfc({"MSG-17", "SEC-09"})
  void aRequestWithoutUsableViaIsDropped(String row) {
    assertThat(Samples.invalid(Samples.options(row)).answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"by the pier", "by the pier, SIP/2.0/UDP a.example;branch=z9hG4bK2"})
  @Rfc("SEC-09")
  void aRequestWhoseTopViaIsUnusableIsDroppedWhateverFollows(String top) {
    String text =
        Samples.options("Via: " + top, "Via: SIP/2.0/UDP pier1.harbour.example;branch=z9hG4bK1");
    assertThat(Samples.invalid(text).answer()).isEmpty();
  }

  @Test
  @Rfc("MSG-17")
  void aRequestWithoutMaxForwardsIsTolerated() {
    ParseResult.Parsed parsed = Samples.parsed(Samples.options("Max-Forwards"));
    assertThat(parsed.tolerated()).containsExactly(Tolerance.MISSING_MAX_FORWARDS);
    assertThat(((SipRequest) parsed.message()).maxForwards()).isEmpty();
  }

  @Test
  @Rfc("MSG-17")
  void aRequestWithoutFromTagIsTolerated() {
    ParseResult.Parsed parsed = Samples.parsed(Samples.options("From: <sip:ilse@harbour.example>"));
    assertThat(parsed.tolerated()).containsExactly(Tolerance.MISSING_FROM_TAG);
    assertThat(parsed.message().from().tag()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: <sip:x@y.example>",
        "t: <sip:x@y.example>",
        "From: <sip:x@y.example>;tag=2",
        "f: <sip:ilse@harbour.example>;tag=il1",
        "Call-ID: other",
        "i: lantern@harbour.example",
        "CSeq: 8 OPTIONS",
        "CSeq: 7 OPTIONS",
        "Max-Forwards: 69",
        "MAX-FORWARDS: 70",
      })
  @Rfc({"MSG-18", "MSG-12"})
  void aSecondSingleValueRowIsAnsweredWith400(String row) {
    String text = Samples.options().replace("\r\n\r\n", "\r\n" + row + "\r\n\r\n");
    assertThat(Samples.answer(text)).isEqualTo(400);
    // the first row of each name is repeated, so that the sender can read the answer
    SipMessage answer =
        Samples.parsed(Samples.text(Samples.invalid(text).answer().orElseThrow().toBytes()))
            .message();
    assertThat(answer.callId()).isEqualTo("lantern@harbour.example");
    assertThat(answer.cSeq()).isEqualTo(new CSeq(7, Method.OPTIONS));
    assertThat(answer.to().tag()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: <sip:x@y.example>",
        "From: <sip:x@y.example>;tag=2",
        "Call-ID: o",
        "CSeq: 8 INVITE"
      })
  @Rfc("MSG-18")
  void aResponseWithASecondSingleValueRowIsDropped(String row) {
    String text = Samples.response("SIP/2.0 200 OK").replace("\r\n\r\n", "\r\n" + row + "\r\n\r\n");
    assertThat(Samples.invalid(text).answer()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2147483647", "2147483648", "4294967295"})
  @Rfc("MSG-24")
  void aCseqOf32BitsIsRead(long number) {
    assertThat(
            Samples.parseRequest(Samples.options("CSeq: " + number + " OPTIONS")).cSeq().number())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4294967296 OPTIONS",
        "18446744073709551617 OPTIONS",
        "36893488147419103232 OPTIONS",
        "-1 OPTIONS",
        "+1 OPTIONS",
        "0x1 OPTIONS",
        "1.0 OPTIONS",
        "OPTIONS",
        "1",
        "1OPTIONS",
        "1 OPTIONS x",
        "\u0661 OPTIONS",
      })
  @Rfc("MSG-24")
  void anyOtherCseqIsAnsweredWith400(String value) {
    assertThat(Samples.answer(Samples.options("CSeq: " + value))).isEqualTo(400);
    assertThat(Samples.invalid(Samples.response("SIP/2.0 200 OK", "CSeq: " + value)).answer())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, INVITE, 400",
    "INVITE, invite, 400",
    "BYE, NEWMETHOD, 400",
    "NEWMETHOD, INVITE, 501",
    "invite, INVITE, 501",
  })
  @Rfc("MSG-25")
  void aCseqOfAnotherMethodIsRefused(String method, String cSeq, int status) {
    String text = Samples.request(method + " sip:p@q.example SIP/2.0", "CSeq: 3 " + cSeq);
    assertThat(Samples.answer(text)).isEqualTo(status);
  }

  @Test
  @Rfc("MSG-25")
  void anUnknownMethodThatAgreesIsNoParseError() {
    String text = Samples.request("NEWMETHOD sip:p@q.example SIP/2.0", "CSeq: 3 NEWMETHOD");
    assertThat(Samples.parseRequest(text).cSeq().method()).isEqualTo(Method.of("NEWMETHOD"));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "70, 70", "255, 255", "0068, 68"})
  @Rfc({"MSG-26", "SEC-13"})
  void aHopCountWithinItsRangeIsRead(String text, int hops) {
    assertThat(Samples.parseRequest(Samples.options("Max-Forwards: " + text)).maxForwards())
        .hasValue(hops);
  }

  @ParameterizedTest
  @ValueSource(strings = {"256", "300", "-1", "many", "", "7 0", "99999999999999999999"})
  @Rfc("MSG-26")
  void anyOtherHopCountIsAnsweredWith400(String text) {
    assertThat(Samples.answer(Samples.options("Max-Forwards: " + text))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-26")
  void expiryKeepsWithin32Bits() {
    assertThat(Samples.headers("Expires: 4294967295").get(HeaderName.EXPIRES))
        .contains(4294967295L);
    for (String bad : List.of("4294967296", "-1", "soon", "99999999999999999999999")) {
      Headers headers = Samples.headers("Expires: " + bad);
      assertThat(headers.get(HeaderName.EXPIRES)).as(bad).isEmpty();
      assertThat(headers.fault(HeaderName.EXPIRES)).as(bad).isPresent();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "60, 60",
    "0, 0",
    "4294967295, 4294967295",
    "4294967296, 3600",
    "soon, 3600",
    "-5, 3600",
  })
  @Rfc("MSG-26")
  void aMalformedContactExpiryCountsAsAnHour(String text, long seconds) {
    Contact contact =
        Samples.headers("Contact: <sip:i@h.example>;expires=" + text)
            .get(HeaderName.CONTACT)
            .orElseThrow();
    assertThat(contact.expires()).contains(seconds);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "0.5, 0.5", "0.333, 0.333", "1.000, 1"})
  @Rfc("MSG-26")
  void aPreferenceHasThreeDecimalsAtMost(String text, double q) {
    assertThat(contactWithQ(text).q()).hasValue(q);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1", "2", "0.3333", "-0.1", "much", "1.001"})
  @Rfc("MSG-26")
  void aPreferenceOutOfRangeIsNone(String text) {
    assertThat(contactWithQ(text).q()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Expires: 4294967296", "CSeq: 4294967296 INVITE"})
  @Rfc("MSG-26")
  void aResponseWithScalarsOutOfRangeIsDropped(String row) {
    assertThat(Samples.invalid(Samples.response("SIP/2.0 200 OK", row)).answer()).isEmpty();
  }

  @Test
  @Rfc("MSG-24")
  void aCseqBeyond31BitsIsNeverSent() {
    assertThatThrownBy(
            () ->
                SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
                    .set(HeaderName.CSEQ, new CSeq(1L << 31, Method.OPTIONS))
                    .build())
        .isInstanceOf(IllegalArgumentException.class);
    SipRequest largest =
        SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
            .set(HeaderName.CSEQ, new CSeq((1L << 31) - 1, Method.OPTIONS))
            .build();
    assertThat(largest.cSeq().number()).isEqualTo(2147483647L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Call-ID", "CSeq: 1 BYE", "From: \"x <sip:a@b.example>", "To: <sip:a@b"})
  @Rfc("SEC-09")
  void aMalformedAckIsNeverAnswered(String row) {
    String ack = Samples.request("ACK sip:p@q.example SIP/2.0", row);
    assertThat(Samples.invalid(ack).answer()).isEmpty();
  }

  @Test
  @Rfc("SEC-09")
  void theAnswerNamesTheFaultAndAnswersTheTransaction() {
    ParseResult.Invalid invalid =
        Samples.invalid(
            Samples.options(
                "CSeq: many OPTIONS", "Via: SIP/2.0/UDP h.example;branch=z9hG4bKx;x=y"));
    SipResponse answer = invalid.answer().orElseThrow();
    String text = Samples.text(answer.toBytes());
    assertThat(invalid.reason()).containsIgnoringCase("cseq");
    assertThat(text)
        .containsIgnoringCase("cseq")
        .contains("SIP/2.0/UDP h.example;branch=z9hG4bKx;x=y", "lantern@harbour.example");
    assertThat(invalid.via().orElseThrow().branch()).contains("z9hG4bKx");
    assertThat(invalid.offset()).isBetween(0, Samples.options().length() + 60);
  }

  @Test
  @Rfc("SEC-13")
  void aBuiltRequestCarries70Hops() {
    assertThat(
            SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example")).build().maxForwards())
        .hasValue(70);
  }

  private static Contact contactWithQ(String q) {
    return Samples.headers("Contact: <sip:i@h.example>;q=" + q)
        .get(HeaderName.CONTACT)
        .orElseThrow();
  }
}
