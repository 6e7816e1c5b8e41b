package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 20.17 (Date), stray separators, and URIs that carry header fields. */
class ValueRowsTest {

  @Test
  @Rfc("MSG-47")
  void aDateIsSentInItsFixedForm() {
    Instant instant = Instant.parse("2010-11-13T23:29:00.900Z");
    SipRequest request =
        SipRequest.builder(Method.REGISTER, Uri.parse("sip:q.example"))
            .set(HeaderName.DATE, instant)
            .build();
    assertThat(request.headers().text("Date")).contains("Sat, 13 Nov 2010 23:29:00 GMT");
    SipRequest early =
        request.toBuilder().set(HeaderName.DATE, Instant.parse("2024-02-05T03:04:05Z")).build();
    assertThat(early.headers().text("Date")).contains("Mon, 05 Feb 2024 03:04:05 GMT");
  }

  @Test
  @Rfc("MSG-47")
  void aReceivedDateIsRead() {
    assertThat(Samples.headers("Date: Sat, 13 Nov 2010 23:29:00 GMT").get(HeaderName.DATE))
        .contains(Instant.parse("2010-11-13T23:29:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sat, 13 Nov 2010 23:29:00 EST",
        "Sat, 13 Nov 2010 23:29:00 UTC",
        "Sat, 13 Nov 2010 23:29:00 +0100",
        "Sat, 13 Nov 2010 23:29:00",
        "Sat, 32 Nov 2010 23:29:00 GMT",
        "Sat, 13 Nov 2010 25:29:00 GMT",
        "2010-11-13T23:29:00Z",
        "Saturday, 13-Nov-10 23:29:00 GMT",
        "",
      })
  @Rfc("MSG-47")
  void anyOtherDateIsIgnoredAndNeverMisread(String text) {
    Headers headers = Samples.headers("Date: " + text, "Subject: fog");
    assertThat(headers.get(HeaderName.DATE)).isEmpty();
    assertThat(headers.fault(HeaderName.DATE)).isPresent();
    assertThat(headers.get(HeaderName.SUBJECT)).contains("fog");
  }

  @Test
  @Rfc("MSG-48")
  void linesThatEndInLfAloneAreTolerated() {
    String text = Samples.options("Subject: fog", "Content-Type: text/plain").replace("\r\n", "\n");
    ParseResult.Parsed parsed = Samples.parsed(text + "a\nb");
    assertThat(parsed.tolerated()).containsExactly(Tolerance.BARE_LINE_FEED);
    assertThat(Samples.text(parsed.message().body())).isEqualTo("a\nb");
    assertThat(parsed.message().headers().get(HeaderName.SUBJECT)).contains("fog");
    SipRequest rebuilt =
        ((SipRequest) parsed.message()).toBuilder().set(HeaderName.SUBJECT, "x").noBody().build();
    assertThat(Samples.text(rebuilt.toBytes())).doesNotContainPattern("(?<!\r)\n");
  }

  @Test
  @Rfc("MSG-48")
  void strayListElementsAreLeftOut() {
    Headers headers =
        Samples.headers(
            "Supported: timer,,, 100rel,,", "Route: ,<sip:a.example;lr>,,<sip:b.example;lr>");
    assertThat(headers.all(HeaderName.SUPPORTED)).containsExactly("timer", "100rel");
    assertThat(headers.fault(HeaderName.SUPPORTED)).isEmpty();
    assertThat(headers.all(HeaderName.ROUTE)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/2.0/UDP 192.0.2.77;;,;,,", "SIP/2.0/UDP 192.0.2.77,;"})
  @Rfc("MSG-48")
  void separatorsThatCannotBeMadeSenseOfInViaAreAnsweredWith400(String via) {
    assertThat(Samples.answer(Samples.options("Via: " + via))).isEqualTo(400);
  }

  @Test
  @Rfc({"MSG-51", "MSG-33"})
  void headersOfARequestUriAreNeverActedUpon() {
    String text =
        Samples.request("OPTIONS sip:p@q.example?Route=%3Csip:evil.example%3E&Subject=x SIP/2.0");
    assertThat(Samples.answer(text)).isEqualTo(400);
    assertThat(Samples.text(Samples.invalid(text).answer().orElseThrow().toBytes()))
        .doesNotContain("evil", "Subject");
  }

  @Test
  @Rfc({"MSG-51", "MSG-27"})
  void aBareContactWithHeadersIsAnsweredWith400() {
    String row = "Contact: sip:i@h.example?Route=%3Csip:evil.example%3E;q=0.5";
    assertThat(Samples.answer(Samples.options(row))).isEqualTo(400);
    Contact bracketed =
        Samples.headers("Contact: <sip:i@h.example?Route=%3Csip:evil.example%3E>;q=0.5")
            .get(HeaderName.CONTACT)
            .orElseThrow();
    assertThat(((SipUri) bracketed.uri()).headers()).contains("Route=%3Csip:evil.example%3E");
  }
}
