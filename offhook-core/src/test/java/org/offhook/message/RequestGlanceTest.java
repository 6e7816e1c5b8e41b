package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestGlanceTest {

  private static RequestGlance at(String text) {
    var glance = RequestGlance.at(Samples.bytes(text), MessageLimits.DEFAULT);
    if (glance == null) {
      throw new AssertionError("more than a glance is needed for " + text);
    }
    return glance;
  }

  private static String refusal(RequestGlance seen, HeaderField... rows) {
    return Samples.text(
        seen.answer(
            Status.SERVICE_UNAVAILABLE,
            seen.topVia().with("received", "192.0.2.7"),
            "our1",
            List.of(rows)));
  }

  @Test
  void whatMatchingNeedsIsTold() {
    var seen = at(Samples.options());
    assertThat(seen.method()).isEqualTo(Method.OPTIONS);
    assertThat(seen.topVia().branch()).contains("z9hG4bKtest1");
    assertThat(seen.fromTag()).isEqualTo("il1");
    assertThat(seen.toTag()).isEmpty();
    assertThat(seen.callId()).isEqualTo("lantern@harbour.example");
    assertThat(seen.cSeq()).isEqualTo(new CSeq(7, Method.OPTIONS));
  }

  @Test
  void theRefusalCarriesTheRowsOfTheRequest() {
    var seen =
        at(
            Samples.options(
                "v: SIP/2.0/UDP a.example;branch=z9hG4bK1 , SIP/2.0/TCP b.example;branch=z9hG4bK2",
                "Subject: not for the answer"));
    assertThat(refusal(seen, new HeaderField("Retry-After", "10")))
        .isEqualTo(
            """
            SIP/2.0 503 Service Unavailable
            Via: SIP/2.0/UDP pier1.harbour.example;branch=z9hG4bKtest1;received=192.0.2.7
            From: <sip:ilse@harbour.example>;tag=il1
            To: <sip:piet@quay.example.net>;tag=our1
            Call-ID: lantern@harbour.example
            CSeq: 7 OPTIONS
            v: SIP/2.0/UDP a.example;branch=z9hG4bK1 , SIP/2.0/TCP b.example;branch=z9hG4bK2
            Retry-After: 10
            Content-Length: 0

            """
                .replace("\n", "\r\n"));
  }

  @Test
  void severalViasInOneRowStay() {
    var seen =
        at(
            Samples.options(
                "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1, SIP/2.0/TCP"
                    + " b.example;branch=z9hG4bK2"));
    assertThat(refusal(seen))
        .contains(
            "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1;received=192.0.2.7,"
                + " SIP/2.0/TCP b.example;branch=z9hG4bK2\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: <sip:piet@quay.example.net>;tag=pt1",
        "To: \"a > b; tag=no\" <sip:piet@quay.example.net;tag=no>; TAG = pt1 ;x=y",
        "t: sip:piet@quay.example.net;tag=pt1"
      })
  void aTagThatIsThereStays(String to) {
    var request = Samples.options("To", to);
    var seen = at(request);
    assertThat(seen.toTag()).isEqualTo("pt1");
    assertThat(refusal(seen)).contains(to + "\r\n");
  }

  @Test
  void anAddressWithoutBracketsGetsItsTagBehind() {
    var seen = at(Samples.options("To: sip:piet@quay.example.net"));
    assertThat(Samples.parseResponse(refusal(seen)).to().tag()).contains("our1");
  }

  @Test
  void whatIsToldAndAnsweredIsWhatReadingTells() {
    int seenAtAGlance = 0;
    for (var sample : TortureCorpus.datagrams()) {
      var bytes = TortureCorpus.read(sample.file());
      var seen = RequestGlance.at(bytes, MessageLimits.DEFAULT);
      if (seen != null
          && MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed
          && parsed.message() instanceof SipRequest request) {
        seenAtAGlance++;
        var read =
            SipResponse.to(request, Status.SERVICE_UNAVAILABLE)
                .set(HeaderName.TO, request.to().withTag(request.to().tag().orElse("our1")))
                .replaceTopVia(request.topVia().with("received", "192.0.2.7"))
                .build();
        var glanced = Samples.parseResponse(refusal(seen));
        assertThat(glanced.headers().all(HeaderName.VIA))
            .isEqualTo(read.headers().all(HeaderName.VIA));
        assertThat(glanced.from()).isEqualTo(read.from());
        assertThat(glanced.to()).isEqualTo(read.to());
        assertThat(glanced.callId()).isEqualTo(read.callId()).isEqualTo(seen.callId());
        assertThat(glanced.cSeq()).isEqualTo(read.cSeq()).isEqualTo(seen.cSeq());
      }
    }
    assertThat(seenAtAGlance).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: <sip:ilse@harbour.example>",
        "From: <sip:ilse@harbour.example>;tag",
        "To: <sip:piet@quay.example.net>;tag",
        "To: <sip:piet@quay.example.net>\r\n ;x=y",
        "Call-ID: lan\u0001tern",
        "Call-ID:",
        "CSeq: 7 INVITE",
        "CSeq: 7 OPTIONS x",
        "CSeq: 4294967296 OPTIONS",
        "Via: SIP/2.0/UDP",
        "Via: SIP/2.0/UDP a.example;branch=z9hG4bK1 x",
        "From",
        "To",
        "Call-ID",
        "CSeq",
        "Via"
      })
  void someNeedsMoreThanAGlance(String row) {
    var request = Samples.bytes(Samples.options(row));
    assertThat(RequestGlance.at(request, MessageLimits.DEFAULT)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: <sip:piet@quay.example.net>",
        "From: <sip:ilse@harbour.example>;tag=il1",
        "Call-ID: another",
        "CSeq: 7 OPTIONS"
      })
  void whatIsThereTwiceNeedsMoreThanAGlance(String row) {
    var request = Samples.options().replace("\r\n\r\n", "\r\n" + row + "\r\n\r\n");
    assertThat(RequestGlance.at(Samples.bytes(request), MessageLimits.DEFAULT)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\r\n",
        "OPTIONS",
        "OPTIONS SIP/2.0",
        "OPTIONS sip:piet@quay.example.net SIP/3.0\r\n\r\n",
        "SIP/2.0 200 OK\r\n\r\n",
        " SIP/2.0\r\n\r\n"
      })
  void whatIsNoRequestNeedsMoreThanAGlance(String text) {
    assertThat(RequestGlance.at(Samples.bytes(text), MessageLimits.DEFAULT)).isNull();
  }

  @Test
  void whatIsTooLongNeedsMoreThanAGlance() {
    var limits = new MessageLimits(40, 800, 1_500, 40, 1_000, 10, 2);
    assertThat(RequestGlance.at(Samples.bytes(Samples.options()), limits)).isNull();
  }
}
