package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** What RFC 4475 and RFC 5118 say that their accepted messages mean. */
class TortureContentTest {

  private static SipMessage message(String name) {
    return ((ParseResult.Parsed) MessageParser.parse(TortureCorpus.read(name + ".sip"))).message();
  }

  private static SipRequest request(String name) {
    return (SipRequest) message(name);
  }

  @Test
  @Rfc({"MSG-49", "MSG-07", "MSG-08"})
  void wsinvIsAnOrdinaryInvite() {
    SipRequest request = request("4475-wsinv");
    assertThat(request.maxForwards()).hasValue(45);
    assertThat(request.cSeq()).isEqualTo(new CSeq(17, Method.INVITE));
    assertThat(request.to().tag()).contains("55102xyz");
    assertThat(request.from().displayName()).contains("N Keeper \\\"");
    assertThat(request.from().tag()).contains("7hh2k");
    List<Via> vias = request.headers().all(HeaderName.VIA);
    assertThat(vias).extracting(Via::transport).containsExactly("UDP", "TCP", "UDP");
    assertThat(vias)
        .extracting(via -> via.branch().orElseThrow())
        .containsExactly("77older", "z9hG4bKw1nch", "z9hG4bK60606");
    Contact contact = request.headers().get(HeaderName.CONTACT).orElseThrow();
    assertThat(contact.address().displayName()).contains("Quoted \"\" keeper");
    assertThat(contact.q()).hasValue(0.27);
    assertThat(contact.params().names()).containsExactly("lamp", "dusk", "q");
    assertThat(request.headers().text("Subject")).contains("");
    assertThat(request.headers().text("X-Meaningless")).contains(",;;,;,,;");
    NameAddr route = request.headers().get(HeaderName.ROUTE).orElseThrow();
    assertThat(((SipUri) route.uri()).params().names())
        .containsExactly("lr", "colour", "no-colour");
    assertThat(Samples.text(request.body())).startsWith("v=0\r\no=ilse").endsWith("8000\r\n");
  }

  @Test
  @Rfc({"MSG-49", "MSG-29"})
  void intmethKeepsEveryOddCharacter() {
    SipRequest request = request("4475-intmeth");
    assertThat(request.method().name()).isEqualTo("!odd-Verb9876543210_*+`.%strange'~");
    assertThat(request.cSeq().method()).isEqualTo(request.method());
    assertThat(request.to().displayName()).contains("BEL:\u0007 NUL:\0 DEL:\u007f");
    assertThat(request.from().displayName()).contains("word1~` word2'+_ word3*%!.-");
    assertThat(request.from().params().get("odd''~+*_!.-%")).contains("\u043c\u0430\u044f\u043a");
    assertThat(request.from().tag()).contains("_tag~9'+`*%!-.");
    assertThat(request.callId()).isEqualTo("intmeth.odd%ZZ-!.*_+'@host`~)(><:\\/\"][?}{");
    assertThat(request.topVia().branch()).contains("z9hG4bK-.!%66*_+`'~");
    assertThat(request.headers().text("lampHeader-!.%*+_`'~")).contains("\ufeff\u71c8\u53f0");
    assertThat(((SipUri) request.requestUri()).password())
        .contains("&so+is=2,odd!*pass$wo~rd_big.(is-n't)");
  }

  @Test
  @Rfc({"MSG-49", "MSG-31"})
  void esc01HasASipsUriInItsUserPart() {
    SipRequest request = request("4475-esc01");
    assertThat(((SipUri) request.requestUri()).user()).contains("sips:piet@quay.example.net");
    assertThat(request.requestUri().scheme()).isEqualTo("sip");
    assertThat(((SipUri) request.from().uri()).user()).contains("two words");
    assertThat(request.to().uri().matches(Uri.parse("sip:piet@quay.example.net"))).isTrue();
    SipUri contact = (SipUri) request.headers().get(HeaderName.CONTACT).orElseThrow().uri();
    assertThat(contact.params().get("mood")).contains("calmA");
  }

  @Test
  @Rfc({"MSG-49", "MSG-30"})
  void escnullHasTwoContactsThatDiffer() {
    List<Contact> contacts = request("4475-escnull").headers().all(HeaderName.CONTACT);
    assertThat(contacts).hasSize(2);
    assertThat(contacts.get(0).uri().matches(contacts.get(1).uri())).isFalse();
    assertThat(contacts).allSatisfy(c -> assertThat(c.uri().toString()).doesNotContain("\0"));
  }

  @Test
  @Rfc({"MSG-49", "MSG-30"})
  void esc02HasTwoContactsNotThree() {
    SipRequest request = request("4475-esc02");
    assertThat(request.method()).isNotEqualTo(Method.REGISTER);
    assertThat(request.headers().all(HeaderName.CONTACT)).hasSize(2);
    assertThat(request.to().displayName()).contains("%Y%61");
    assertThat(request.topVia().branch()).contains("z9hG4bK77%gzzap");
  }

  @Test
  @Rfc({"MSG-49", "MSG-22"})
  void dblreqIsOneRegister() {
    SipRequest request = request("4475-dblreq");
    assertThat(request.method()).isEqualTo(Method.REGISTER);
    assertThat(request.hasBody()).isFalse();
    assertThat(Samples.text(request.toBytes())).doesNotContain("INVITE");
  }

  @Test
  @Rfc({"MSG-49", "MSG-31"})
  void semiuriHasItsParameterInTheUserPart() {
    SipUri uri = (SipUri) request("4475-semiuri").requestUri();
    assertThat(uri.user()).contains("piet;dock=p@quay.example.net");
    assertThat(uri.params().isEmpty()).isTrue();
  }

  @Test
  @Rfc({"MSG-49", "MSG-44"})
  void transportsAreAllRead() {
    assertThat(request("4475-transports").headers().all(HeaderName.VIA))
        .extracting(Via::transport)
        .containsExactly("UDP", "SCTP", "TLS", "PIGEON", "TCP");
  }

  @Test
  @Rfc({"MSG-49", "MSG-46"})
  void mpart01HasABinaryPart() {
    SipRequest request = request("4475-mpart01");
    Multipart parts = Multipart.parse(request.contentType().orElseThrow(), request.body());
    assertThat(parts.parts()).hasSize(2);
    assertThat(Samples.text(parts.parts().get(0).content())).isEqualTo("High water at nine.");
    byte[] binary = parts.parts().get(1).content();
    assertThat(binary).hasSize(256 + 2 + 6 + "--tide7".length() + 1);
    for (int i = 0; i < 256; i++) {
      assertThat(binary[i]).isEqualTo((byte) i);
    }
  }

  @Test
  @Rfc({"MSG-49", "MSG-02"})
  void reasonsMayBeOddOrEmpty() {
    SipResponse odd = (SipResponse) message("4475-unreason");
    assertThat(odd.reason())
        .isEqualTo(
            "= 2**3 * 5**2 \u043c\u0430\u044f\u043a \u0432\u0438\u0434\u0435\u043d - all is well"
                + " !");
    assertThat(((SipResponse) message("4475-noreason")).reason()).isEmpty();
  }

  @Test
  @Rfc({"MSG-49", "MSG-47"})
  void aDateInAnotherZoneIsNoDate() {
    Headers headers = request("4475-baddate").headers();
    assertThat(headers.get(HeaderName.DATE)).isEmpty();
    assertThat(headers.fault(HeaderName.DATE)).isPresent();
    assertThat(headers.text("Date")).contains("Tue, 05 Jan 2016 14:30:00 CET");
  }

  @Test
  @Rfc({"MSG-49", "MSG-28"})
  void unquotedCommasStayInTheName() {
    SipRequest request = request("4475-baddn");
    assertThat(request.from().displayName()).contains("Tide, Ilse");
    assertThat(request.from().tag()).contains("81");
    assertThat(request.to().uri()).isEqualTo(Uri.parse("sip:n.keeper@quay.example.net"));
  }

  @Test
  @Rfc({"MSG-49", "MSG-27"})
  void theBracketsDecideWhoseParameterItIs() {
    Contact bare = request("4475-cparam01").headers().get(HeaderName.CONTACT).orElseThrow();
    assertThat(bare.params().has("mystery")).isTrue();
    assertThat(bare.uri().toString()).isEqualTo("sip:+31205550100@gate.quay.example.net");
    Contact bracketed = request("4475-cparam02").headers().get(HeaderName.CONTACT).orElseThrow();
    assertThat(bracketed.params().isEmpty()).isTrue();
    assertThat(((SipUri) bracketed.uri()).params().has("mystery")).isTrue();
  }

  @Test
  @Rfc("MSG-49")
  void unknownSchemesAreReadAsTheyAre() {
    assertThat(request("4475-unkscm").requestUri().toString())
        .isEqualTo("nobodyAshoreKnows:deepandopaque");
    assertThat(request("4475-novelsc").requestUri().scheme()).isEqualTo("soap.beep");
    SipRequest request = request("4475-unksm2");
    assertThat(request.to().uri().toString()).isEqualTo("isbn:4710815");
    assertThat(request.from().uri().scheme()).isEqualTo("http");
    assertThat(request.headers().get(HeaderName.CONTACT).orElseThrow().uri().scheme())
        .isEqualTo("name");
  }

  @Test
  @Rfc({"MSG-49", "MSG-10"})
  void anUnknownAuthorizationSchemeIsKept() {
    Headers headers = request("4475-regaut01").headers();
    assertThat(headers.text("Authorization")).contains("NoOneKnowsThisScheme opaque-rope=knots");
    headers
        .get(HeaderName.AUTHORIZATION)
        .ifPresent(value -> assertThat(value.scheme()).isEqualTo("NoOneKnowsThisScheme"));
  }

  @Test
  @Rfc({"MSG-49", "SEC-13", "MSG-26"})
  void zeroHopsAreAValue() {
    assertThat(request("4475-zeromf").maxForwards()).hasValue(0);
  }

  @Test
  @Rfc({"MSG-50", "MSG-41"})
  void anAmbiguousPortIsTheLastGroup() {
    SipUri ambiguous = (SipUri) request("5118-port-ambiguous").requestUri();
    assertThat(ambiguous.host()).isEqualTo("[2001:db8::20:5070]");
    assertThat(ambiguous.port()).isEmpty();
    SipUri clear = (SipUri) request("5118-port-unambiguous").requestUri();
    assertThat(clear.host()).isEqualTo("[2001:db8::20]");
    assertThat(clear.port()).hasValue(5070);
  }

  @Test
  @Rfc({"MSG-50", "MSG-42"})
  void receivedIsTheSameWithAndWithoutBrackets() {
    String with = message("5118-via-received-param-with-delim").topVia().received().orElseThrow();
    String without = message("5118-via-received-param-no-delim").topVia().received().orElseThrow();
    assertThat(with.replaceAll("[\\[\\]]", "")).isEqualTo(without).isEqualTo("2001:db8::7:255");
  }

  @Test
  @Rfc({"MSG-50", "MSG-42"})
  void threeColonsMeanTwo() {
    Uri three = request("5118-ipv6-bug-abnf-3-colons").requestUri();
    Uri two = request("5118-ipv6-correct-abnf-2-colons").requestUri();
    assertThat(three.matches(two)).isTrue();
  }

  @Test
  @Rfc("MSG-52")
  void cutMessagesAreNeverMoreThanTheirBeginning() {
    byte[] whole = TortureCorpus.read("4475-wsinv.sip");
    for (int end = 0; end <= whole.length; end++) {
      byte[] cut = java.util.Arrays.copyOf(whole, end);
      if (MessageParser.parse(cut) instanceof ParseResult.Parsed parsed) {
        assertThat(new String(cut, StandardCharsets.UTF_8)).contains(parsed.message().callId());
        assertThat(end).isEqualTo(whole.length);
      }
    }
  }
}
