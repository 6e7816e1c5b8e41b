package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 20.42 (Via), RFC 3581 (rport) and RFC 5118 (IPv6 in Via). */
class ViaRowsTest {

  @Test
  @Rfc("MSG-44")
  void everyHopOfTheListIsReadable() {
    List<Via> hops =
        Samples.headers(
                "Via: SIP / 2.0 / PIGEON h1.example : 5070 ; branch = z9hG4bKa ; feather=\"grey,"
                    + " x\" , SIP/2.0/UDP 192.0.2.9",
                "v: SIP/2.0/TCP h3.example;hidden;ttl=9")
            .all(HeaderName.VIA);
    assertThat(hops).extracting(Via::transport).containsExactly("PIGEON", "UDP", "TCP");
    assertThat(hops).extracting(Via::host).containsExactly("h1.example", "192.0.2.9", "h3.example");
    assertThat(hops.get(0).port()).hasValue(5070);
    assertThat(hops.get(0).params().get("feather")).contains("grey, x");
    assertThat(hops.get(1).branch()).isEmpty();
    assertThat(hops.get(2).params().has("hidden")).isTrue();
  }

  @Test
  @Rfc("MSG-44")
  void unknownTransportsAndParametersAreEchoed() {
    String first = "SIP/2.0/PIGEON h1.example:5070;branch=z9hG4bKa;Feather=\"grey\\, x\";rport";
    String second = "SIP / 2.0 / UDP 192.0.2.9;x";
    SipRequest request = Samples.parseRequest(Samples.options("Via: " + first + ", " + second));
    String answer = Samples.text(SipResponse.to(request, Status.OK).build().toBytes());
    assertThat(answer).contains(first, second);
    assertThat(answer.indexOf(first)).isLessThan(answer.indexOf(second));
  }

  @Test
  @Rfc("MSG-44")
  void aChangedViaKeepsItsOtherParameters() {
    Via via =
        Samples.headers("Via: SIP/2.0/UDP h.example;x=\"a b\";branch=z9hG4bKa;rport;flag")
            .get(HeaderName.VIA)
            .orElseThrow();
    Via changed = via.with("received", "192.0.2.1").with("rport", "5099");
    assertThat(changed.rport()).hasValue(5099);
    assertThat(changed.received()).contains("192.0.2.1");
    assertThat(changed.toString())
        .isEqualTo(
            "SIP/2.0/UDP h.example;x=\"a b\";branch=z9hG4bKa;rport=5099;flag;received=192.0.2.1");
  }

  @ParameterizedTest
  @CsvSource({
    "[2001:db8::9:255], 2001:db8::9:255",
    "2001:db8::9:255, 2001:db8::9:255",
    "192.0.2.4, 192.0.2.4",
    "::ffff:192.0.2.7, ::ffff:192.0.2.7",
  })
  @Rfc("MSG-42")
  void receivedIsReadWithAndWithoutBrackets(String text, String address) {
    Via via =
        Samples.headers(
                "Via: SIP/2.0/UDP [2001:db8::9:1];received=" + text + ";branch=z9hG4bKas3-111")
            .get(HeaderName.VIA)
            .orElseThrow();
    assertThat(via.received()).contains(address);
    assertThat(via.branch()).contains("z9hG4bKas3-111");
  }

  @Test
  @Rfc("MSG-42")
  void receivedIsSentWithoutBrackets() {
    Via via =
        Via.of("UDP", "[2001:db8::1]", 5070, Parameters.EMPTY).with("received", "2001:db8::2");
    assertThat(via.toString()).isEqualTo("SIP/2.0/UDP [2001:db8::1]:5070;received=2001:db8::2");
  }

  @Test
  @Rfc("MSG-42")
  void mappedAddressesAndMixedListsAreRead() {
    List<Via> hops =
        Samples.headers(
                "Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKa, SIP/2.0/UDP"
                    + " 192.0.2.1;branch=z9hG4bKb",
                "Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bKc")
            .all(HeaderName.VIA);
    assertThat(hops)
        .extracting(Via::host)
        .containsExactly("[::ffff:192.0.2.10]", "192.0.2.1", "[2001:db8::9:255]");
    assertThat(hops.get(0).port()).hasValue(19823);
  }

  @Test
  @Rfc("MSG-41")
  void anIpv6SentByHasItsPortAfterTheBracket() {
    Via via =
        Samples.headers("Via: SIP/2.0/UDP [2001:db8::1]:5070;branch=z9hG4bKa")
            .get(HeaderName.VIA)
            .orElseThrow();
    assertThat(via.host()).isEqualTo("[2001:db8::1]");
    assertThat(via.port()).hasValue(5070);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SIP/2.0/UDP 2001:db8::1;branch=z9hG4bKa",
        "SIP/2.0/UDP [2001:db8::1;branch=z9hG4bKa",
        "SIP/2.0/UDP [2001:db8::1]5070;branch=z9hG4bKa",
        "SIP/2.0/UDP h.example:99999;branch=z9hG4bKa",
        "SIP/2.0 h.example",
        "SIP/2.0/ h.example",
        "UDP h.example",
      })
  @Rfc({"MSG-41", "SEC-09"})
  void aViaThatIsNoneMakesTheRequestUnanswerable(String value) {
    assertThat(Samples.invalid(Samples.options("Via: " + value)).answer()).isEmpty();
  }

  @Test
  @Rfc("MSG-45")
  void veryLongFieldsAndParametersArriveIntact() {
    SipRequest request =
        (SipRequest)
            ((ParseResult.Parsed) MessageParser.parse(TortureCorpus.read("4475-longreq.sip")))
                .message();
    assertThat(request.to().displayName().orElseThrow()).hasSize(750);
    assertThat(request.headers().all(HeaderName.VIA)).hasSize(34);
    assertThat(request.from().params().names())
        .containsExactly("tag", "longheaderparam" + "name".repeat(40), "shortheaderparam");
    assertThat(((SipUri) request.to().uri()).params().get("chainparam"))
        .contains("anchor".repeat(60));
    assertThat(request.headers().text("X-" + "Unknown-".repeat(30) + "Name").orElseThrow())
        .hasSizeGreaterThan(600);
  }

  @Test
  @Rfc({"MSG-45", "SEC-01"})
  void aDatagramOf65507BytesIsRead() {
    String head = Samples.options("Content-Type: text/plain");
    SipRequest request = Samples.parseRequest(head + "w".repeat(65_507 - head.length()));
    assertThat(request.body()).hasSize(65_507 - head.length());
  }
}
