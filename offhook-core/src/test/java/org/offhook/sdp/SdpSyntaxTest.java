package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** Lines, their order, ends and limits: RFC 8866 section 5. */
class SdpSyntaxTest {

  static final String WHOLE =
      """
      v=0
      o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
      s=Call to John Smith
      i=SDP Offer #1
      u=http://www.jdoe.example.com/home.html
      e=Jane Doe <jane@jdoe.example.com>
      p=+1 617 555-6011
      c=IN IP4 198.51.100.1
      b=CT:128
      t=3724394400 3724398000
      r=604800 3600 0 90000
      z=3730928400 -1h 3749680800 0
      t=0 0
      k=prompt
      a=tool:x:y
      a=recvonly
      m=audio 49170 RTP/AVP 0
      i=talk
      c=IN IP4 198.51.100.2
      b=AS:64
      k=clear:abc
      a=ptime:20
      m=video 51372/2 RTP/AVP 99
      c=IN IP6 2001:db8::1
      a=rtpmap:99 h263-1998/90000
      """;

  static final String SHORT = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\n";

  static SdpResult.Parsed parsed(String text) {
    var result = SessionDescription.parse(text);
    assertThat(result).isInstanceOf(SdpResult.Parsed.class);
    return (SdpResult.Parsed) result;
  }

  static SdpResult.Invalid invalid(String text) {
    var result = SessionDescription.parse(text);
    assertThat(result).as(text).isInstanceOf(SdpResult.Invalid.class);
    return (SdpResult.Invalid) result;
  }

  static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }

  @Test
  @Rfc({"SDP-16", "SDP-02"})
  void printsWellFormedTextAsItCame() {
    byte[] wire = crlf(WHOLE).getBytes(StandardCharsets.UTF_8);
    var result = (SdpResult.Parsed) SessionDescription.parse(wire);

    assertThat(result.tolerated()).isEmpty();
    assertThat(result.description().toBytes()).isEqualTo(wire);
    assertThat(parsed(WHOLE).description().toBytes()).as("LF becomes CRLF").isEqualTo(wire);
  }

  @Test
  @Rfc("SDP-16")
  void printsOtherCharacterSetsByteForByte() {
    byte[] start = crlf("v=0\no=- 1 1 IN IP4 192.0.2.1\ns=").getBytes(StandardCharsets.UTF_8);
    byte[] name = {(byte) 0xca, (byte) 0xd3, (byte) 0xc6, (byte) 0xb5};
    byte[] end =
        crlf("\nc=IN IP4 192.0.2.1\nt=0 0\na=charset:gb2312\n").getBytes(StandardCharsets.UTF_8);
    byte[] wire = new byte[start.length + name.length + end.length];
    System.arraycopy(start, 0, wire, 0, start.length);
    System.arraycopy(name, 0, wire, start.length, name.length);
    System.arraycopy(end, 0, wire, start.length + name.length, end.length);

    var result = (SdpResult.Parsed) SessionDescription.parse(wire);

    assertThat(result.description().toBytes()).isEqualTo(wire);
    assertThat(parsed(SHORT.replace("s=-", "s=Grüße 视频")).description().sessionName())
        .isEqualTo("Grüße 视频");
  }

  @Test
  @Rfc("SDP-01")
  void builtLinesStandInTheOrderOfTheGrammar() {
    var built =
        SessionDescription.builder(Origin.of("192.0.2.1"))
            .attribute("tool", "x")
            .bandwidth(new Bandwidth(Bandwidth.AS, 64))
            .line('e', "jane@example.com")
            .connection(Connection.of("192.0.2.1"))
            .information("talk")
            .line('u', "http://example.com/")
            .line('p', "+1")
            .medium(
                MediaDescription.builder("audio", 4000, "RTP/AVP")
                    .codec(RtpMap.PCMU)
                    .bandwidth(new Bandwidth(Bandwidth.AS, 64))
                    .connection(Connection.of("192.0.2.2"))
                    .information("title")
                    .build())
            .build();

    assertThat(built.toString().replaceAll("(?m)^(.=).*\\r\\n", "$1"))
        .isEqualTo("v=o=s=i=u=e=p=c=b=t=a=m=i=c=b=a=");
    assertThat(parsed(built.toString()).tolerated()).isEmpty();
  }

  @Test
  @Rfc("SDP-01")
  void aRebuiltDescriptionIsInOrderAndADisorderedOneIsReported() {
    String mixed = SHORT.replace("c=IN IP4 192.0.2.1\nt=0 0\n", "t=0 0\na=x\nc=IN IP4 192.0.2.1\n");
    var result = parsed(mixed);

    assertThat(result.tolerated())
        .containsExactly(new SdpResult.Tolerated(6, "c= is out of order"));
    assertThat(result.description().toBuilder().build().toString())
        .isEqualTo(crlf(SHORT + "a=x\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"v =0", "= 0", "v", "0", "v:0", " v=0", "é=0"})
  @Rfc("SDP-01")
  void aLineMustBeLetterEqualsText(String line) {
    assertThat(invalid(SHORT + line + "\n").line()).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource({"'\n\n',blank lines at the end", "'\r\n\r\n',blank lines", "'',no end"})
  @Rfc("SDP-02")
  void oddEndsAreForgiven(String end, String said) {
    var result = parsed(SHORT.stripTrailing() + end);

    assertThat(result.tolerated()).hasSize(1);
    assertThat(result.tolerated().getFirst().reason()).contains(said);
    assertThat(result.description().toString()).isEqualTo(crlf(SHORT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=x\ry", "a=x\0y"})
  @Rfc("SDP-13")
  void noLineHasACarriageReturnOrNulInside(String line) {
    assertThat(invalid(SHORT + line + "\n").line()).isEqualTo(6);
    assertThatThrownBy(() -> new SdpLine('a', line)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "'x=0\n',1,begin with v=0",
    "'',1,begin with v=0|not a description|v= is missing",
    "'v=1\n',1,version",
    "'v=0\ns=-\nt=0 0\n',3,o= is missing",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\nt=0 0\n',3,s= is missing",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\n',3,t= is missing",
    "'v=0\no=- 1 1\ns=-\nt=0 0\n',2,six fields",
    "'v=0\no=- 1 1 IN IP4 a b\ns=-\nt=0 0\n',2,six fields",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=now\n',4,two numbers",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 -1\n',4,two numbers",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN\nt=0 0\n',4,three fields",
    "'v=0\no=- 1 1 IN IP4 192.0.2.1\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n',3,more than one o=",
    "'v=0\nv=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n',2,more than one v="
  })
  @Rfc("SDP-19")
  void aBrokenSessionLevelIsRefusedWithTheLine(String text, int line, String said) {
    var fault = invalid(text);

    assertThat(fault.line()).isEqualTo(line);
    assertThat(fault.reason()).containsPattern(said);
  }

  @ParameterizedTest
  @CsvSource({
    "m=audio,no port",
    "m=audio 40000,no protocol",
    "m=audio x RTP/AVP 0,0 to 65535",
    "m=audio 65536 RTP/AVP 0,0 to 65535",
    "m=audio -1 RTP/AVP 0,0 to 65535",
    "m=audio 99999999999999999999 RTP/AVP 0,0 to 65535",
    "m=audio 4000/0 RTP/AVP 0,0 to 65535",
  })
  @Rfc("SDP-19")
  void aBrokenMediaLineIsRefusedWithTheLine(String line, String said) {
    var fault = invalid(SHORT + "a=x\n" + line + "\na=y\n");

    assertThat(fault.line()).isEqualTo(7);
    assertThat(fault.reason()).contains(said);
  }

  @Test
  @Rfc({"SDP-19", "SDP-04"})
  void aMediumWithoutAnyConnectionIsRefusedWithItsLine() {
    String none = SHORT.replace("c=IN IP4 192.0.2.1\n", "");
    var fault =
        invalid(none + "m=audio 4000 RTP/AVP 0\nc=IN IP4 192.0.2.9\nm=audio 4002 RTP/AVP 0\n");

    assertThat(fault.line()).isEqualTo(7);
    assertThat(fault.reason()).contains("no c=");
    assertThat(parsed(none + "m=audio 0 RTP/AVP 0\n").tolerated()).hasSize(1);
    assertThatThrownBy(() -> SessionDescription.of(none + "m=audio 4000 RTP/AVP 0\n"))
        .hasMessageContaining("line 5");
  }

  @Test
  @Rfc("SDP-12")
  void unknownAttributesAndLinesStayInPlace() {
    String text =
        SHORT
            + "a=Zz-unknown\na=x-odd:a:b=c;d\n"
            + "m=video 6000 RTP/AVP 96\na=rtpmap:96 PS/90000\ny=0100000001\nf=v/2/4\na=last\n";
    var result = parsed(text);

    assertThat(result.description().toString()).isEqualTo(crlf(text));
    assertThat(result.description().toBuilder().build().toString()).isEqualTo(crlf(text));
    assertThat(result.tolerated())
        .containsExactly(
            new SdpResult.Tolerated(10, "unknown or misplaced line type y"),
            new SdpResult.Tolerated(11, "unknown or misplaced line type f"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=two words:x", "a=", "a=:x", "a=grün", "a=[;]"})
  @Rfc("SDP-12")
  void evenOddAttributesDoNotFailTheReading(String line) {
    assertThat(parsed(SHORT + line + "\na=y\n").description().toString())
        .isEqualTo(crlf(SHORT + line + "\na=y\n"));
  }

  @Test
  @Rfc("SDP-12")
  void theStrictRuleRefusesUnknownTypesButNoUnknownAttributes() {
    var strict = SdpLimits.DEFAULT.asStrict();

    assertThat(
            SessionDescription.parse((SHORT + "a=zz:1\n").getBytes(StandardCharsets.UTF_8), strict))
        .isInstanceOf(SdpResult.Parsed.class);
    assertThat(SessionDescription.parse((SHORT + "y=1\n").getBytes(StandardCharsets.UTF_8), strict))
        .isEqualTo(new SdpResult.Invalid(6, "unknown or misplaced line type y"));
  }

  @Test
  @Rfc("SDP-20")
  void sizesAreLimited() {
    var limits = new SdpLimits(1000, 2, 3, false);
    String medium = "m=audio 4000 RTP/AVP 0\n";

    assertThat(parse(SHORT + medium + medium, limits)).isInstanceOf(SdpResult.Parsed.class);
    assertThat(parse(SHORT + medium + medium + medium, limits))
        .isEqualTo(new SdpResult.Invalid(8, "more than 2 media"));
    assertThat(parse(SHORT + "a=1\na=2\n" + medium + "a=3\na=4\n", limits))
        .isEqualTo(new SdpResult.Invalid(10, "more than 3 attributes"));
    assertThat(parse(SHORT + "a=" + "x".repeat(1000) + "\n", limits))
        .isEqualTo(new SdpResult.Invalid(1, "longer than 1000 bytes"));
    assertThat(SdpLimits.DEFAULT).isEqualTo(new SdpLimits(65_536, 64, 1_000, false));
  }

  @Test
  @Rfc("SDP-20")
  void hostileTextOfTheGreatestSizeIsReadInStride() {
    var generous = new SdpLimits(1_500_000, 64, 1_000_000, false);
    for (String line : List.of("a=x\n", "t=0 0\n", "r=1 1\n", "b=AS:1\n", "q=\n", "\n")) {
      assertThat(parse(SHORT + line.repeat(1_000_000 / line.length()), generous))
          .as(line)
          .isInstanceOf(SdpResult.Parsed.class);
    }
    assertThat(parse(SHORT + "m=audio 1 RTP/AVP" + " 0".repeat(500_000) + "\n", generous))
        .isInstanceOf(SdpResult.Parsed.class);
    assertThat(parse(SHORT + "a=fmtp:1 " + "a;".repeat(500_000) + "\n", generous))
        .isInstanceOf(SdpResult.Parsed.class);
  }

  @Test
  void onlyAUsableDescriptionIsReadable() {
    assertThat(SessionDescription.parse(SHORT).readable()).contains(SessionDescription.of(SHORT));
    assertThat(SessionDescription.parse("v=1").readable()).isEmpty();
  }

  private static SdpResult parse(String text, SdpLimits limits) {
    return SessionDescription.parse(text.getBytes(StandardCharsets.UTF_8), limits);
  }
}
