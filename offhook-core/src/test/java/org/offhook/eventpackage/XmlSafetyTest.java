package org.offhook.eventpackage;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** What XML may do to whoever reads it: nothing. */
class XmlSafetyTest {

  private static final String OPEN =
      "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"sip:a@example.com\">";

  private static String fault(String text) {
    return Presence.parse(text.getBytes(UTF_8)).fault().orElse("none");
  }

  @Test
  @Rfc("EVT-35")
  void aDocumentTypeIsRefused() {
    assertThat(fault("<!DOCTYPE presence>" + OPEN + "</presence>")).contains("document type");
  }

  // its control characters and namespace declarations could not be written again as XML 1.0
  @Test
  void anotherVersionThan10IsRefused() {
    assertThat(fault("<?xml version=\"1.1\"?>" + OPEN + "</presence>"))
        .endsWith("XML 1.1 is not read, XML 1.0 is");
    assertThat(fault("<?xml version=\"1.0\"?>" + OPEN + "</presence>")).isEqualTo("none");
    assertThat(fault(OPEN + "</presence>")).isEqualTo("none");
  }

  @Test
  @Rfc("EVT-35")
  void entitiesThatGrowAreNotExpanded() {
    var laughs = new StringBuilder("<!DOCTYPE presence [<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 20; i++) {
      laughs.append("<!ENTITY a" + i + " \"").append(("&a" + (i - 1) + ";").repeat(10));
      laughs.append("\">");
    }
    laughs.append("]>").append(OPEN).append("<note>&a19;</note></presence>");
    assertThat(fault(laughs.toString())).contains("document type");
  }

  @Test
  @Rfc("EVT-35")
  void filesAreNotReadForAnExternalEntity(@TempDir Path folder) throws Exception {
    var secret = Files.writeString(folder.resolve("secret"), "the secret");
    var result =
        XmlReader.read(
            ("<!DOCTYPE x [<!ENTITY e SYSTEM \"" + secret.toUri() + "\">]><x>&e;</x>")
                .getBytes(UTF_8));
    assertThat(result.body()).isEmpty();
    assertThat(result.fault()).hasValueSatisfying(why -> assertThat(why).doesNotContain("secret"));
  }

  @Test
  void anEntityThatNobodyDeclaredIsAFault() {
    assertThat(fault(OPEN + "<note>&what;</note></presence>")).contains("what");
  }

  @Test
  @Rfc("EVT-35")
  void deepNestingIsRefused() {
    assertThat(fault(OPEN + "<x>".repeat(30) + "</x>".repeat(30) + "</presence>"))
        .isEqualTo("none");
    assertThat(fault(OPEN + "<x>".repeat(100_000))).contains("40");
  }

  @Test
  @Rfc("EVT-35")
  void largeBodiesManyElementsAndHugeAttributesAreRefused() {
    assertThat(fault(OPEN + " ".repeat(1 << 20) + "</presence>")).contains("bytes of XML");
    assertThat(fault(OPEN + "<x/>".repeat(20_001) + "</presence>")).contains("elements");
    assertThat(fault(OPEN + "<x y=\"" + "z".repeat(16_385) + "\"/></presence>"))
        .contains("attribute");
    var many = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      many.append(" y").append(i).append("=\"\"");
    }
    assertThat(fault(OPEN + "<x" + many + "/></presence>")).isNotEqualTo("none");
  }

  @Test
  void textInVeryManyPiecesIsRead() {
    var pieces = "a<!---->".repeat(100_000);
    var result = XmlReader.read(("<x>" + pieces + "</x>").getBytes(UTF_8));
    assertThat(result.orElseThrow().text()).hasSize(100_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "no xml",
        "<presence",
        "<presence>",
        "<presence/><presence/>",
        "<?xml version='1.0' encoding='no-such'?><presence entity='a'/>",
        "<?xml version='9.9'?><presence entity='a'/>",
        "<a:presence entity='a'/>",
        "<presence entity='a' entity='b'/>",
        "<presence entity='&#0;'/>",
        "<presence entity='<'/>",
        "<other entity='a'/>",
        "<presence xmlns='urn:other' entity='a'/>",
        "\0\0\0\0"
      })
  void garbageIsAValueWithTheFault(String text) {
    assertThat(Presence.parse(text.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            BodyResult.Invalid.class, invalid -> assertThat(invalid.reason()).isNotBlank());
  }

  @Test
  void theLineOfAFaultIsNamed() {
    assertThat(Presence.parse((OPEN + "\n<note>\n</presence>").getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            BodyResult.Invalid.class, invalid -> assertThat(invalid.line()).isEqualTo(3));
  }

  @Test
  void anyEncodingThatIsDeclaredIsRead() {
    var text = "<?xml version='1.0' encoding='UTF-16'?>" + OPEN + "<note>käse</note></presence>";
    assertThat(Presence.parse(text.getBytes(UTF_16)).orElseThrow().notes())
        .containsExactly(PresenceNote.of("käse"));
  }

  @Test
  void prefixesDoNotMatterAndBlanksBeforeTheDeclarationAreForgiven() {
    var text =
        "\r\n <?xml version='1.0'?><p:presence xmlns:p='urn:ietf:params:xml:ns:pidf'"
            + " entity='sip:a@example.com'><p:note>x</p:note></p:presence>";
    assertThat(Presence.parse(text.getBytes(UTF_8)).orElseThrow().notes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " xmlns='urn:ietf:params:xml:ns:cpim-pidf'"})
  void documentsInNoOrAnOldNamespaceAreForgiven(String namespace) {
    var text =
        "<presence"
            + namespace
            + " entity='sip:a@example.com'><tuple id='t'><status><basic>open</basic></status>"
            + "</tuple></presence>";
    assertThat(Presence.parse(text.getBytes(UTF_8)).orElseThrow().isOpen()).isTrue();
  }

  @Test
  void whatIsWrittenIsReadAgainWhateverTheText() {
    var hostile = "<&>\"']]>\r\n\t\0\u0001\ud800 \ud83d\ude00 käse \uffff";
    var element =
        XmlElement.builder(new XmlName("urn:x", "x"))
            .attribute("a", hostile)
            .attribute(new XmlName("urn:y", "b"), hostile)
            .attribute(new XmlName("urn:x", "c"), "1")
            .child(XmlElement.of(XmlName.of("none"), hostile))
            .text(hostile)
            .child(XmlElement.of(new XmlName("urn:y", "y")))
            .build();
    assertThat(XmlReader.read(element.toString().getBytes(UTF_8)).orElseThrow()).isEqualTo(element);
    assertThat(element.toString()).doesNotContain("\0").contains("\ud83d\ude00");
  }

  @Test
  void namesCannotCarryMarkup() {
    for (var name : new String[] {"", "a b", "a>", "1a", "a:b", "-a", "a\"", "x".repeat(300)}) {
      org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
          .isThrownBy(() -> XmlName.of(name))
          .withMessageContaining("no name");
    }
  }
}
