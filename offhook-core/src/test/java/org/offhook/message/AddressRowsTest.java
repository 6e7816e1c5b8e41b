package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 sections 20.10 and 25.1: addresses with display names and parameters. */
class AddressRowsTest {

  @ParameterizedTest
  @ValueSource(strings = {"From", "To", "Contact", "Refer-To"})
  @Rfc("MSG-27")
  void withoutBracketsParametersAreTheHeaders(String name) {
    Headers headers = Samples.headers(name + ": sip:i@h.example;transport=tcp;tag=1");
    NameAddr bare = address(headers, name);
    assertThat(bare.uri().toString()).isEqualTo("sip:i@h.example");
    assertThat(bare.params().names()).containsExactly("transport", "tag");

    NameAddr bracketed =
        address(Samples.headers(name + ": <sip:i@h.example;transport=tcp>;tag=1"), name);
    assertThat(bracketed.uri().toString()).isEqualTo("sip:i@h.example;transport=tcp");
    assertThat(bracketed.params().names()).containsExactly("tag");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:i@h.example;lr",
        "sip:a,b@h.example",
        "sip:i@h.example?Subject=x",
        "sip:a;b@h.example"
      })
  @Rfc("MSG-27")
  void aUriWithSeparatorsIsPrintedInBrackets(String uri) {
    assertThat(NameAddr.of(Uri.parse(uri)).toString()).isEqualTo("<" + uri + ">");
    assertThat(NameAddr.of(Uri.parse(uri)).withTag("1").toString())
        .isEqualTo("<" + uri + ">;tag=1");
    SipRequest request =
        SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example"))
            .add(HeaderName.CONTACT, Contact.of(Uri.parse(uri)))
            .build();
    assertThat(request.headers().texts("Contact")).containsExactly("<" + uri + ">");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Ilse <sip:i@h.example> | Ilse",
        "Ilse van  der Zee <sip:i@h.example> | Ilse van  der Zee",
        "Ilse<sip:i@h.example> | Ilse",
        "\"Ilse\"<sip:i@h.example> | Ilse",
        "\"I \\\"the\\\" \\\\ <x>; tag=2,\" <sip:i@h.example> | I \"the\" \\ <x>; tag=2,",
        "a.b!c%d*e_f+g`h'i~-j <sip:i@h.example> | a.b!c%d*e_f+g`h'i~-j",
        "\"%41\" <sip:i@h.example> | %41",
      })
  @Rfc({"MSG-28", "MSG-30"})
  void aDisplayNameIsTokensOrAQuotedString(String text, String name) {
    NameAddr address = NameAddr.parse(text.replace("``", "`"));
    assertThat(address.displayName()).contains(name.replace("``", "`"));
    assertThat(address.uri().toString()).isEqualTo("sip:i@h.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"====c5", "\"a b\"", "", "[x]"})
  void aTagThatIsNoTokenGoesBackAsItCame(String tag) {
    var came = NameAddr.parse("<sip:a@b.example>;tag=" + tag);
    assertThat(came.withTag(came.tag().orElseThrow())).hasToString(came.toString());
    assertThatThrownBy(() -> came.withTag("c d")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("MSG-28")
  void anEmptyDisplayNameIsAllowed() {
    assertThat(NameAddr.parse("\"\" <sip:i@h.example>").uri().toString())
        .isEqualTo("sip:i@h.example");
    assertThat(NameAddr.parse("<sip:i@h.example>").displayName()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Ilse <sip:i@h.example>;tag=1",
        "Ilse\" <sip:i@h.example>;tag=1",
        "\"Ilse\\\" <sip:i@h.example>;tag=1",
        "\"Ilse\" <sip:i@h.example>;tag=\"1",
        "<sip:i@h.example",
        "sip:i@h.example>",
        "<>",
        "\"Ilse\"",
        "<sip:i@h.example>tag=1",
        "<sip:i@h.example> Ilse",
      })
  @Rfc({"MSG-28", "SEC-09"})
  void unbalancedAddressesAreAnsweredWith400(String value) {
    assertThat(Samples.answer(Samples.options("From: " + value))).isEqualTo(400);
    assertThat(Samples.answer(Samples.options("To: " + value))).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Tide, Ilse <sip:i@h.example> | Tide, Ilse",
        "J\u00f6rg <sip:i@h.example> | J\u00f6rg",
        "Ilse (at sea) <sip:i@h.example> | Ilse (at sea)",
        "ilse@home <sip:i@h.example> | ilse@home",
      })
  @Rfc("MSG-28")
  void strayCharactersInANameAreQuotedWhenPrinted(String value, String name) {
    ParseResult.Parsed parsed = Samples.parsed(Samples.options("From: " + value + ";tag=1"));
    assertThat(parsed.tolerated()).contains(Tolerance.STRAY_DISPLAY_NAME);
    NameAddr from = parsed.message().from();
    assertThat(from.displayName()).contains(name);
    assertThat(from.uri().toString()).isEqualTo("sip:i@h.example");
    assertThat(from.tag()).contains("1");
    assertThat(from.toString()).startsWith("\"" + name + "\" <sip:i@h.example>");
  }

  @Test
  @Rfc("MSG-28")
  void aBuiltDisplayNameIsQuotedAndEscaped() {
    NameAddr address = NameAddr.of("I \"the\" \\ one", Uri.parse("sip:i@h.example"));
    assertThat(address.toString()).isEqualTo("\"I \\\"the\\\" \\\\ one\" <sip:i@h.example>");
    assertThat(NameAddr.parse(address.toString()).displayName()).contains("I \"the\" \\ one");
  }

  @Test
  @Rfc("MSG-28")
  void spacesInsideTheBracketsAreAnsweredWith400() {
    assertThat(Samples.answer(Samples.options("To: \"N, K\" < sip:n@q.example >"))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-29")
  void utf8SurvivesInNamesReasonsAndTexts() {
    String name = "J\u00f6rg \u706f\u53f0 \ud83d\udc1f";
    String text =
        Samples.response(
            "SIP/2.0 200 \u043c\u0430\u044f\u043a",
            "From: \"" + name + "\" <sip:i@h.example>;tag=1",
            "Subject: " + name);
    SipResponse response = Samples.parseResponse(text);
    assertThat(response.reason()).isEqualTo("\u043c\u0430\u044f\u043a");
    assertThat(response.from().displayName()).contains(name);
    assertThat(response.headers().get(HeaderName.SUBJECT)).contains(name);
    SipResponse rebuilt =
        response.toBuilder()
            .set(HeaderName.FROM, response.from().withTag("2"))
            .set(HeaderName.ORGANIZATION, name)
            .build();
    assertThat(Samples.text(rebuilt.toBytes()))
        .contains("\u043c\u0430\u044f\u043a", "\"" + name + "\"", "Organization: " + name);
  }

  @Test
  @Rfc("MSG-29")
  void bytesThatAreNoUtf8HarmNoNeighbour() {
    byte[] text =
        Samples.options(
                "From: \"J@rg\" <sip:i@h.example>;tag=1", "Subject: @@(", "Organization: intact")
            .getBytes(StandardCharsets.ISO_8859_1);
    int inName = indexOf(text, "J@rg") + 1;
    text[inName] = (byte) 0xf6;
    int inSubject = indexOf(text, "@@(");
    text[inSubject] = (byte) 0xc3;
    text[inSubject + 1] = (byte) 0xff;
    SipRequest request = (SipRequest) ((ParseResult.Parsed) MessageParser.parse(text)).message();
    assertThat(request.from().uri().toString()).isEqualTo("sip:i@h.example");
    assertThat(request.from().tag()).contains("1");
    assertThat(request.headers().get(HeaderName.ORGANIZATION)).contains("intact");
    assertThat(request.headers().get(HeaderName.SUBJECT)).isPresent();
    byte[] rebuilt = request.toBuilder().set(HeaderName.PRIORITY, "urgent").build().toBytes();
    assertThat(new String(rebuilt, StandardCharsets.ISO_8859_1))
        .contains("\"J\u00f6rg\" <sip:i@h.example>;tag=1", "\u00c3\u00ff(");
  }

  @Test
  @Rfc("MSG-29")
  void bodiesAreBytes() {
    byte[] body = new byte[256];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) i;
    }
    MediaType type = new MediaType("application", "octet-stream", Parameters.EMPTY);
    SipRequest request =
        SipRequest.builder(Method.MESSAGE, Uri.parse("sip:p@q.example")).body(type, body).build();
    assertThat(request.body()).isEqualTo(body);
    byte[] wire = request.toBytes();
    assertThat(java.util.Arrays.copyOfRange(wire, wire.length - 256, wire.length)).isEqualTo(body);
  }

  @Test
  @Rfc("MSG-29")
  void nonAsciiOutsideTextIsRefusedWhenBuilding() {
    assertThatThrownBy(() -> HeaderName.of("X-\u00c4"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Method.of("V\u00c4RB")).isInstanceOf(IllegalArgumentException.class);
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  private static NameAddr address(Headers headers, String name) {
    return switch (name) {
      case "From" -> headers.get(HeaderName.FROM).orElseThrow();
      case "To" -> headers.get(HeaderName.TO).orElseThrow();
      case "Contact" -> headers.get(HeaderName.CONTACT).orElseThrow().address();
      default -> headers.get(HeaderName.REFER_TO).orElseThrow();
    };
  }
}
