package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** RFC 5621 section 3 and RFC 2046 section 5.1: multipart bodies. */
class BodyRowsTest {

  private static Multipart parse(String type, String body) {
    return Multipart.parse(MediaType.parse(type), Samples.bytes(body));
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  @Test
  @Rfc("MSG-46")
  void aNestedMultipartComesApartByItsBoundaries() {
    SipMessage message =
        ((ParseResult.Parsed)
                MessageParser.parse(TortureCorpus.read("msg-46-multipart-nested.sip")))
            .message();
    Multipart outer = Multipart.parse(message.contentType().orElseThrow(), message.body());
    assertThat(outer.parts()).hasSize(2);
    BodyPart sdp = outer.parts().get(0);
    assertThat(sdp.contentType().matches(MediaType.APPLICATION_SDP)).isTrue();
    assertThat(Samples.text(sdp.content()))
        .startsWith("v=0\r\n")
        .endsWith("telephone-event/8000\r\n");

    BodyPart nested = outer.parts().get(1);
    Multipart inner = nested.multipart().orElseThrow();
    assertThat(inner.parts()).hasSize(2);
    assertThat(Samples.text(inner.parts().get(0).content())).isEqualTo("<b>fog</b>");
    BodyPart binary = inner.parts().get(1);
    assertThat(binary.content()).isEqualTo(binaryPart());
    assertThat(binary.contentId()).contains("bin@harbour.example");
    assertThat(binary.disposition().orElseThrow().value()).isEqualTo("render");
  }

  private static byte[] binaryPart() {
    byte[] part = Samples.bytes("\0?\r\n--i\r\n-- in\r\n");
    part[1] = (byte) 0xff;
    return part;
  }

  @Test
  @Rfc("MSG-46")
  void partsAreByteExact() {
    byte[] binary = new byte[1024];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i * 7);
    }
    byte[] head = Samples.bytes("--b\r\nContent-Type: application/octet-stream\r\n\r\n");
    byte[] tail = Samples.bytes("\r\n--b--");
    byte[] body = Arrays.copyOf(head, head.length + binary.length + tail.length);
    System.arraycopy(binary, 0, body, head.length, binary.length);
    System.arraycopy(tail, 0, body, head.length + binary.length, tail.length);
    Multipart parts = Multipart.parse(MediaType.parse("multipart/mixed;boundary=b"), body);
    assertThat(parts.parts()).hasSize(1);
    assertThat(parts.parts().get(0).content()).isEqualTo(binary);
  }

  @Test
  @Rfc("MSG-46")
  void preambleEpilogueAndLookAlikesAreNoParts() {
    Multipart parts =
        parse(
            "multipart/mixed;boundary=bb",
            lines(
                "preamble",
                "--b",
                "--bb",
                "",
                "x --bb y",
                "--bbb is no boundary",
                "--bb--",
                "epilogue",
                "--bb",
                "",
                "no"));
    assertThat(parts.parts()).hasSize(1);
    assertThat(Samples.text(parts.parts().get(0).content()))
        .startsWith("x --bb y\r\n")
        .doesNotContain("epilogue", "preamble");
  }

  @Test
  @Rfc("MSG-46")
  void aPartMayBeEmptyOrWithoutHeaders() {
    Multipart parts =
        parse(
            "multipart/alternative; boundary=\"a b\"",
            lines(
                "--a b",
                "",
                "",
                "--a b",
                "",
                "text",
                "--a b",
                "Content-Type: text/html",
                "",
                "<p>",
                "--a b--"));
    assertThat(parts.parts()).hasSize(3);
    assertThat(parts.parts().get(0).content()).isEmpty();
    assertThat(Samples.text(parts.parts().get(1).content())).isEqualTo("text");
    assertThat(parts.parts().get(1).headers().size()).isZero();
    assertThat(parts.parts().get(2).contentType().subtype()).isEqualTo("html");
  }

  @Test
  @Rfc("MSG-46")
  void aBuiltMultipartComesApartAgain() {
    BodyPart binary = BodyPart.of(MediaType.of("application", "octet-stream"), binaryPart());
    Multipart built = Multipart.mixed(BodyPart.of(MediaType.TEXT_PLAIN, new byte[0]), binary);
    Multipart parsed = Multipart.parse(built.type(), built.toBytes());
    assertThat(parsed.parts()).hasSize(2);
    assertThat(parsed.parts().get(0).content()).isEmpty();
    assertThat(parsed.parts().get(1).content()).isEqualTo(binaryPart());
    assertThat(parsed.parts().get(1).contentType()).isEqualTo(binary.contentType());
  }

  @Test
  @Rfc("MSG-46")
  void aBodyWithoutBoundaryParameterIsRefused() {
    assertThatThrownBy(() -> parse("multipart/mixed", "--b\r\n\r\nx\r\n--b--"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> parse("text/plain", "x")).isInstanceOf(IllegalArgumentException.class);
  }

  private static SipMessage message(String type, String body) {
    return Samples.parseRequest(Samples.options("Content-Type: " + type) + body);
  }

  private static SipMessage nested() {
    return message(
        "multipart/mixed;boundary=o",
        lines(
            "--o",
            "Content-Type: multipart/alternative;boundary=i",
            "",
            "--i",
            "",
            "plain",
            "--i",
            "Content-Type: Application/SDP",
            "",
            "v=0",
            "--i--",
            "--o",
            "Content-Type: application/sdp",
            "",
            "second",
            "--o--"));
  }

  @Test
  void aBodyOfATypeIsFoundWhereverItIs() {
    assertThat(nested().bodyPart(MediaType.APPLICATION_SDP)).map(BodyPart::text).contains("v=0");
    assertThat(nested().bodyPart(MediaType.parse("text/*"))).map(BodyPart::text).contains("plain");
    assertThat(nested().bodyPart(MediaType.parse("image/png"))).isEmpty();
    SipMessage alone = message("application/sdp;x=y", "v=0");
    assertThat(alone.bodyPart(MediaType.APPLICATION_SDP)).map(BodyPart::text).contains("v=0");
    assertThat(message("application/sdp", "").bodyPart(MediaType.APPLICATION_SDP)).isEmpty();
    // a range says nothing of what the body is
    assertThat(message("*/*", "v=0").bodyPart(MediaType.APPLICATION_SDP)).isEmpty();
  }

  @Test
  void theBodiesOfAMessageAreItsPartsOrItself() {
    assertThat(nested().bodyParts()).hasSize(2);
    assertThat(message("text/plain", "").bodyParts()).isEmpty();
    assertThat(message("text/plain", "hi").bodyParts()).extracting(BodyPart::text).contains("hi");
    SipMessage broken = message("multipart/mixed;boundary=absent", "hi");
    assertThat(broken.bodyParts()).extracting(BodyPart::text).containsExactly("hi");
  }

  @Test
  void theWholeBodyKeepsTheRowsThatDescribeIt() {
    String rows = "text/plain\r\ne: identity\r\nContent-ID: <a@b>\r\nSubject: x\r\nl: 2";
    BodyPart whole = message(rows, "hi").bodyParts().get(0);
    assertThat(whole.headers().fields())
        .containsExactly(
            new HeaderField("Content-Type", "text/plain"),
            new HeaderField("e", "identity"),
            new HeaderField("Content-ID", "<a@b>"));
    assertThat(whole.contentId()).contains("a@b");
  }

  @Test
  void textIsReadInItsCharacterSet() {
    byte[] latin = {(byte) 0xe4};
    assertThat(BodyPart.of(MediaType.parse("text/plain;charset=ISO-8859-1"), latin).text())
        .isEqualTo("\u00e4");
    byte[] utf = Samples.bytes("\u00e4");
    for (String charset : new String[] {"", ";charset=UTF-8", ";charset=none", ";charset=\"?\""}) {
      assertThat(BodyPart.of(MediaType.parse("text/plain" + charset), utf).text())
          .isEqualTo("\u00e4");
    }
  }

  /** A MESSAGE whose body nests so many multiparts, with a text in the innermost. */
  private static ParseResult nested(int levels, MessageLimits limits) {
    var body = new StringBuilder();
    for (int i = 0; i < levels; i++) {
      body.append("--b").append(i).append("\r\nContent-Type: ");
      body.append(i + 1 < levels ? "Multipart/mixed;boundary=b" + (i + 1) : "text/plain");
      body.append("\r\n\r\n");
    }
    var message =
        ((ParseResult.Parsed) MessageParser.parse(Samples.bytes(Samples.options()))).message();
    var whole =
        ((SipRequest) message)
            .toBuilder()
                .body(
                    MediaType.parse("multipart/mixed;boundary=b0"),
                    Samples.bytes(body.append("innermost").toString()))
                .build();
    return MessageParser.parse(whole.toBytes(), limits);
  }

  private static boolean isDeep(ParseResult result) {
    return ((ParseResult.Parsed) result).tolerated().contains(Tolerance.DEEP_MULTIPART);
  }

  private static boolean isFound(ParseResult result) {
    var message = ((ParseResult.Parsed) result).message();
    var part = message.bodyPart(MediaType.TEXT_PLAIN).filter(BodyRowsTest::isInnermost);
    var ofParts =
        Multipart.of(message)
            .flatMap(parts -> parts.find(MediaType.TEXT_PLAIN))
            .filter(BodyRowsTest::isInnermost);
    assertThat(ofParts.isPresent()).as("looked for either way").isEqualTo(part.isPresent());
    return part.isPresent();
  }

  private static boolean isInnermost(BodyPart part) {
    return part.text().equals("innermost");
  }

  private static MessageLimits depth(int levels) {
    return MessageLimits.DEFAULT.withMultipartDepth(levels);
  }

  @Test
  @Rfc({"SEC-01", "SEC-05"})
  void whatNestsDeeperThanTheLimitIsToldAndNotLookedInto() {
    assertThat(isDeep(nested(4, MessageLimits.DEFAULT))).isFalse();
    assertThat(isFound(nested(4, MessageLimits.DEFAULT))).isTrue();
    for (int levels : new int[] {5, 1_000}) {
      assertThat(isDeep(nested(levels, MessageLimits.DEFAULT))).isTrue();
      assertThat(isFound(nested(levels, MessageLimits.DEFAULT))).isFalse();
    }
    assertThat(isDeep(nested(2, depth(1)))).isTrue();
    assertThat(isFound(nested(2, depth(1)))).isFalse();
    assertThat(isFound(nested(6, depth(6)))).isTrue();
  }

  // a limit that somebody set high costs time, no stack
  @Test
  @Rfc("SEC-05")
  void aThousandLevelsAreLookedIntoWithoutRecursion() throws Exception {
    var found = new ArrayList<Boolean>();
    var small =
        new Thread(
            null,
            () -> {
              var deep = nested(1_000, depth(1_000));
              found.add(isDeep(deep));
              found.add(isFound(deep));
            },
            "small stack",
            128 << 10);
    small.start();
    small.join();
    assertThat(found).containsExactly(false, true);
  }

  @Test
  void theFirstPartOfATypeIsFoundInTheOrderOfTheBody() {
    var body =
        lines(
            "--a",
            "Content-Type: multipart/mixed;boundary=i",
            "",
            "--i",
            "",
            "inside",
            "--i--",
            "--a",
            "",
            "outside",
            "--a--");
    var first = parse("multipart/mixed;boundary=a", body).find(MediaType.TEXT_PLAIN).orElseThrow();
    assertThat(Samples.text(first.content())).isEqualTo("inside");
  }
}
