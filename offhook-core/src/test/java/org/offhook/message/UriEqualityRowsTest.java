package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testing.Rfc;

/** RFC 3261 section 19.1.4 (URI comparison), RFC 3966 section 5 and RFC 5954 section 4.2. */
class UriEqualityRowsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:ilse@harbour.example | sip:ilse@HARBOUR.Example | true",
        "sip:ilse@harbour.example | SIP:ilse@harbour.example | true",
        "sip:ilse@harbour.example | sips:ilse@harbour.example | false",
        "sip:ilse@harbour.example | sip:Ilse@harbour.example | false",
        "sip:ilse:Key@harbour.example | sip:ilse:key@harbour.example | false",
        "sip:ilse:key@harbour.example | sip:ilse@harbour.example | false",
        "sip:%69lse@harbour.example | sip:ilse@harbour.example | true",
        "sip:ilse:%6Bey@harbour.example | sip:ilse:key@harbour.example | true",
        "sip:il%3bse@harbour.example | sip:il%3Bse@harbour.example | true",
        "sip:h.example;a=1;b=2 | sip:h.example;b=2;a=1 | true",
        "sip:h.example;A=x | sip:h.example;a=X | true",
        "sip:h.example?a=1&b=2 | sip:h.example?b=2&a=1 | true",
        "mailto:ilse@harbour.example | sip:ilse@harbour.example | false",
      })
  @Rfc("MSG-35")
  void comparesUserWithCaseAndTheRestWithout(String a, String b, boolean equal) {
    assertMatches(a, b, equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:il%3Bse@h.example | sip:il;se@h.example",
        "sip:il%2Cse@h.example | sip:il,se@h.example",
      })
  @Rfc("MSG-35")
  void anEscapedReservedCharacterIsNotThatCharacter(String a, String b) {
    assertMatches(a, b, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:bob@biloxi.com | sip:bob@biloxi.com:5060",
        "sip:bob@biloxi.com | sip:bob@biloxi.com;transport=udp",
        "sip:bob@biloxi.com | sip:bob@biloxi.com:6000;transport=tcp",
        "sips:bob@biloxi.com | sips:bob@biloxi.com:5061",
        "sip:bob@phone21.boxesbybob.com | sip:bob@192.0.2.4",
        "sip:biloxi.com | sip:bob@biloxi.com",
      })
  @Rfc("MSG-36")
  void aStatedDefaultIsNotAnAbsentOne(String a, String b) {
    assertMatches(a, b, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:h.example;p=1 | sip:h.example;p=2 | false",
        "sip:h.example;p=1 | sip:h.example;p | false",
        "sip:h.example;p=1 | sip:h.example | true",
        "sip:h.example;lr | sip:h.example | true",
        "sip:h.example;p=1 | sip:h.example;q=2 | true",
        "sip:h.example;user=phone | sip:h.example | false",
        "sip:h.example;user=ip | sip:h.example | false",
        "sip:h.example;ttl=1 | sip:h.example | false",
        "sip:h.example;method=INVITE | sip:h.example | false",
        "sip:h.example;maddr=239.255.255.1 | sip:h.example | false",
        "sip:h.example;transport=tcp | sip:h.example | false",
        "sip:h.example?Subject=x | sip:h.example | false",
        "sip:h.example?Subject=x | sip:h.example?Subject=y | false",
        "sip:h.example?Subject=x | sip:h.example?subject=x | true",
        "sip:h.example?Subject=x | sip:h.example?Subject=x&Priority=urgent | false",
      })
  @Rfc("MSG-37")
  void parametersInOneUriOnlyCountWhereTheyChangeTheTarget(String a, String b, boolean equal) {
    assertMatches(a, b, equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:%61lice@atlanta.com;transport=TCP | sip:alice@AtLanTa.CoM;Transport=tcp | true",
        "sip:carol@chicago.com | sip:carol@chicago.com;newparam=5 | true",
        "sip:carol@chicago.com | sip:carol@chicago.com;security=on | true",
        "sip:carol@chicago.com;newparam=5 | sip:carol@chicago.com;security=on | true",
        "sip:carol@chicago.com;security=on | sip:carol@chicago.com;security=off | false",
        "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com"
            + " | sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com | true",
        "sip:alice@atlanta.com?subject=project%20x&priority=urgent"
            + " | sip:alice@atlanta.com?priority=urgent&subject=project%20x | true",
        "SIP:ALICE@AtLanTa.CoM;Transport=udp | sip:alice@AtLanTa.CoM;Transport=UDP | false",
        "sip:carol@chicago.com | sip:carol@chicago.com?Subject=next%20meeting | false",
      })
  @Rfc("MSG-38")
  void theExamplePairsOfTheSection(String a, String b, boolean equal) {
    assertMatches(a, b, equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tel:+31-20-555.0100 | tel:+31(20)5550100 | true",
        "tel:+31205550100 | tel:+31205550101 | false",
        "tel:+31205550100 | TEL:+31205550100 | true",
        "tel:7042;phone-context=Harbour.example | tel:7-042;phone-context=harbour.EXAMPLE | true",
        "tel:7042;phone-context=+31-20 | tel:7042;phone-context=+3120 | true",
        "tel:7042;phone-context=+3120 | tel:7042;phone-context=+3121 | false",
        "tel:7042;phone-context=harbour.example | tel:+7042 | false",
        "tel:+31205550100;ext=1;isub=2 | tel:+31205550100;isub=2;ext=1 | true",
        "tel:+31205550100;ext=1-2 | tel:+31205550100;ext=12 | true",
        "tel:+31205550100;ext=1 | tel:+31205550100 | false",
        "tel:7A*#;phone-context=h.example | tel:7a*#;phone-context=h.example | true",
        "tel:+31205550100 | sip:+31205550100@h.example;user=phone | false",
      })
  @Rfc("MSG-39")
  void telephoneNumbersCompareWithoutTheirSeparators(String a, String b, boolean equal) {
    assertMatches(a, b, equal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:ilse@[::1] | sip:ilse@[0:0:0:0:0:0:0:1] | true",
        "sip:ilse@[2001:db8::A] | sip:ilse@[2001:DB8:0::000a] | true",
        "sip:ilse@[::ffff:192.0.2.1] | sip:ilse@[::ffff:c000:201] | true",
        "sip:ilse@[::1] | sip:ilse@[::2] | false",
        "sip:ilse@[2001:db8::1]:5060 | sip:ilse@[2001:db8:0:0::1]:5060 | true",
        "sip:ilse@[2001:db8::1]:5060 | sip:ilse@[2001:db8::1] | false",
        "sip:ilse@[::ffff:192.0.2.1] | sip:ilse@192.0.2.1 | false",
        "sip:h.example;maddr=[::1] | sip:h.example;maddr=[0:0::1] | true",
      })
  @Rfc("MSG-43")
  void ipv6AddressesCompareByValue(String a, String b, boolean equal) {
    assertMatches(a, b, equal);
  }

  private static void assertMatches(String a, String b, boolean equal) {
    assertThat(Uri.parse(a).matches(Uri.parse(b))).as(a + " = " + b).isEqualTo(equal);
    assertThat(Uri.parse(b).matches(Uri.parse(a))).as(b + " = " + a).isEqualTo(equal);
    assertThat(Uri.parse(a).matches(Uri.parse(a))).as(a + " = itself").isTrue();
  }
}
