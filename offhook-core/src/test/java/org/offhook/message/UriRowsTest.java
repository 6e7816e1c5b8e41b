package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 19.1 (SIP URIs) and RFC 3966 (telephone numbers). */
class UriRowsTest {

  @Test
  @Rfc("MSG-31")
  void aUriComesApartIntoItsParts() {
    SipUri uri =
        SipUri.parse(
            "sips:ilse:se%63ret@harbour.example:5071;transport=TCP;lr;x=%41?Subject=a%20b&Y=1");
    assertThat(uri.secure()).isTrue();
    assertThat(uri.scheme()).isEqualTo("sips");
    assertThat(uri.user()).contains("ilse");
    assertThat(uri.password()).contains("secret");
    assertThat(uri.host()).isEqualTo("harbour.example");
    assertThat(uri.port()).isEqualTo(OptionalInt.of(5071));
    assertThat(uri.transport()).contains("tcp");
    assertThat(uri.lr()).isTrue();
    assertThat(uri.params().get("x")).contains("A");
    assertThat(uri.headers()).contains("Subject=a%20b&Y=1");
  }

  @Test
  @Rfc("MSG-31")
  void semicolonsAndOtherSignsBelongToTheUserPart() {
    SipUri semicolon = SipUri.parse("sip:user;par=u%40example.net@example.com");
    assertThat(semicolon.user()).contains("user;par=u@example.net");
    assertThat(semicolon.params().isEmpty()).isTrue();
    assertThat(semicolon.host()).isEqualTo("example.com");

    SipUri all = SipUri.parse("sip:a;b?c/d&e=f+g$h,i@example.com;p=1?H=2");
    assertThat(all.user()).contains("a;b?c/d&e=f+g$h,i");
    assertThat(all.params().names()).containsExactly("p");
    assertThat(all.headers()).contains("H=2");
  }

  @Test
  @Rfc("MSG-31")
  void aUriWithoutUserHasNone() {
    SipUri uri = SipUri.parse("sip:harbour.example;lr");
    assertThat(uri.user()).isEmpty();
    assertThat(uri.port()).isEmpty();
    assertThat(uri.host()).isEqualTo("harbour.example");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sip:",
        "sip:ilse@",
        "sip:@harbour.example",
        "sip:il se@harbour.example",
        "sip:ilse@har bour.example",
        "sip:ilse@harbour.example:",
        "sip:ilse@harbour.example:65536",
        "sip:ilse@harbour.example:50x",
        "sip:il%4gse@harbour.example",
        "sip:ilse%@harbour.example",
        "sip:ilse@harbour.example;x=%z1",
        "sip:il<se@harbour.example",
        "sip:ilse@harb%6Fur.example",
        "ilse@harbour.example",
        "<sip:ilse@harbour.example>",
      })
  @Rfc("MSG-31")
  void whatIsNoUriIsRefusedWithAMessage(String text) {
    assertThatThrownBy(() -> Uri.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{8,}");
  }

  @Test
  @Rfc("MSG-32")
  void buildingEscapesWhatAPartDoesNotAllow() {
    SipUri uri =
        SipUri.of("a b@c:d%e\u00e4", "harbour.example", 5070)
            .withPassword("p:w@x;/")
            .with("my param", "a;b=c?d e")
            .withHeader("Subject", "x=1&y #2");
    assertThat(uri.toString())
        .isEqualTo(
            "sip:a%20b%40c%3Ad%25e%C3%A4:p%3Aw%40x%3B%2F@harbour.example:5070"
                + ";my%20param=a%3Bb%3Dc%3Fd%20e?Subject=x%3D1%26y%20%232");
    SipUri again = SipUri.parse(uri.toString());
    assertThat(again.user()).contains("a b@c:d%e\u00e4");
    assertThat(again.password()).contains("p:w@x;/");
    assertThat(again.params().get("my%20param").or(() -> again.params().get("my param")))
        .contains("a;b=c?d e");
  }

  @ParameterizedTest
  @ValueSource(strings = {"har bour", "harbour%20", "h\u00e4fen.example", "a@b", "", "2001:db8::1"})
  @Rfc({"MSG-32", "MSG-41"})
  void aHostIsNeverEscapedButRefused(String host) {
    assertThatThrownBy(() -> SipUri.of("ilse", host, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("MSG-33")
  void aRequestUriLosesHeadersAndMethod() {
    SipUri uri = SipUri.parse("sip:p@q.example:5070;method=BYE;maddr=192.0.2.1;lr?Subject=x");
    assertThat(uri.forRequestUri().toString()).isEqualTo("sip:p@q.example:5070;maddr=192.0.2.1;lr");
  }

  @Test
  @Rfc("MSG-33")
  void aToOrFromUriLosesPortRoutingAndHeaders() {
    SipUri uri =
        SipUri.parse(
            "sip:p:pw@q.example:5070;ttl=3;user=phone;maddr=192.0.2.1;lr;transport=tcp;method=BYE;own=1?S=x");
    assertThat(uri.forFromAndTo().toString()).isEqualTo("sip:p:pw@q.example;user=phone;own=1");
  }

  @Test
  @Rfc("MSG-33")
  void aBuiltRequestCarriesOnlyTheUriPartsThatBelongThere() {
    SipUri target = SipUri.parse("sip:p@q.example;method=BYE;lr?Subject=x");
    SipRequest request = SipRequest.builder(Method.INVITE, target).build();
    assertThat(request.requestUri().toString()).isEqualTo("sip:p@q.example;lr");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tel:",
        "tel:7042",
        "tel:+",
        "tel:+31x",
        "tel:+3120 555",
        "tel:-",
        "tel:7z;phone-context=h"
      })
  @Rfc("MSG-39")
  void numbersThatAreNoneAreRefused(String text) {
    assertThatThrownBy(() -> Uri.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("MSG-39")
  void aLocalNumberNeedsItsContext() {
    TelUri local = TelUri.parse("tel:70-42;phone-context=harbour.example");
    assertThat(local.isGlobal()).isFalse();
    assertThat(local.digits()).isEqualTo("7042");
    assertThat(local.phoneContext()).contains("harbour.example");
    assertThat(TelUri.parse("tel:+31-20-555.0100").isGlobal()).isTrue();
  }

  @Test
  @Rfc("MSG-40")
  void telParametersPrintInTheirOrder() {
    TelUri uri = TelUri.parse("tel:7042;zeta=1;phone-context=h.example;alpha;ext=12");
    assertThat(uri.with("beta", "2").toString())
        .isEqualTo("tel:7042;ext=12;phone-context=h.example;alpha;beta=2;zeta=1");
    assertThat(TelUri.parse("tel:+3120;b=1;isub=9").with("a", null).toString())
        .isEqualTo("tel:+3120;isub=9;a;b=1");
  }

  @Test
  @Rfc("MSG-40")
  void theWholeSubscriberMovesIntoTheUserPartAndBack() {
    TelUri tel = TelUri.parse("tel:+31-20-5550100;ext=12");
    SipUri sip = tel.toSip("gate.example");
    assertThat(sip.toString()).isEqualTo("sip:+31-20-5550100;ext=12@gate.example;user=phone");
    assertThat(TelUri.fromSip(sip))
        .hasValueSatisfying(back -> assertThat(back.matches(tel)).isTrue());
    assertThat(TelUri.fromSip(SipUri.parse("sip:+31205550100@gate.example"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sip:ilse@[2001:db8::10]:5070, [2001:db8::10], 5070",
    "sip:ilse@[2001:db8::10:5070], [2001:db8::10:5070], -1",
    "sip:[::1], [::1], -1",
    "sip:[::ffff:192.0.2.1]:99, [::ffff:192.0.2.1], 99",
  })
  @Rfc("MSG-41")
  void anIpv6PortFollowsTheBracket(String text, String host, int port) {
    SipUri uri = SipUri.parse(text);
    assertThat(uri.host()).isEqualTo(host);
    assertThat(uri.port().orElse(-1)).isEqualTo(port);
    assertThat(uri.toString()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:2001:db8::10",
        "sip:ilse@2001:db8::10",
        "sip:ilse@[2001:db8::10",
        "sip:ilse@2001:db8::10]",
        "sip:ilse@[2001:db8::10::1]",
        "sip:ilse@[1:2:3:4:5:6:7]",
        "sip:ilse@[1:2:3:4:5:6:7:8:9]",
        "sip:ilse@[12345::1]",
        "sip:ilse@[::1]5060",
        "sip:ilse@[]",
      })
  @Rfc("MSG-41")
  void whatIsNoIpv6ReferenceIsRefused(String text) {
    assertThatThrownBy(() -> Uri.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Samples.answer(Samples.request("OPTIONS " + text + " SIP/2.0"))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-42")
  void threeColonsAreReadAsTwo() {
    Uri three = Uri.parse("sip:ilse@[2001:db8:::192.0.2.1]");
    assertThat(three.matches(Uri.parse("sip:ilse@[2001:db8::192.0.2.1]"))).isTrue();
    assertThat(three.toString()).isEqualTo("sip:ilse@[2001:db8::192.0.2.1]");
  }

  @Test
  @Rfc("MSG-30")
  void anEscapedNulIsNeverARawOne() {
    SipUri uri = SipUri.parse("sip:a%00b:%00@harbour.example;p=%00?H=%00");
    assertThat(uri.toString()).isEqualTo("sip:a%00b:%00@harbour.example;p=%00?H=%00");
    assertThat(uri.user().orElseThrow()).doesNotContain("\0").isEqualTo("a%00b");
    assertThat(uri.password().orElseThrow()).doesNotContain("\0");
    assertThat(uri.params().get("p").orElseThrow()).doesNotContain("\0");
    assertThat(SipUri.of(uri.user().orElseThrow(), "h.example", -1).toString())
        .doesNotContain("\0");
  }
}
