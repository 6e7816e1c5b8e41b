package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.sdp.SdpSyntaxTest.SHORT;
import static org.offhook.sdp.SdpSyntaxTest.WHOLE;
import static org.offhook.sdp.SdpSyntaxTest.crlf;
import static org.offhook.sdp.SdpSyntaxTest.invalid;
import static org.offhook.sdp.SdpSyntaxTest.parsed;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** What the lines of a description mean: RFC 8866 sections 5 and 6. */
class SdpValuesTest {

  private static MediaDescription medium(String lines) {
    return parsed(SHORT + lines).description().media().getFirst();
  }

  @Test
  @Rfc("SDP-03")
  void theOriginHasSixFieldsWithNumbersOf64Bit() {
    String big = "18446744073709551615";
    var result = parsed(SHORT.replace("- 1 1", "jdoe " + big + " " + big));

    assertThat(result.tolerated()).isEmpty();
    assertThat(result.description().origin())
        .isEqualTo(new Origin("jdoe", big, big, "IN", "IP4", "192.0.2.1"));
    assertThat(parsed(SHORT.replace("- 1 1", "- 1 18446744073709551616")).tolerated()).hasSize(1);
    assertThat(parsed(SHORT.replace("- 1 1", "- 0x1f 1")).tolerated()).hasSize(1);
  }

  @Test
  @Rfc("SDP-03")
  void builtDescriptionsHaveAWholeOriginAndAName() {
    var made = SessionDescription.audio("2001:db8::1", 4000, RtpMap.PCMU);

    assertThat(made.lines().subList(0, 3))
        .extracting(SdpLine::toString)
        .containsExactly("v=0", "o=- 1 1 IN IP6 2001:db8::1", "s=-");
    assertThat(made.toBuilder().sessionName("").build().sessionName()).isEqualTo("-");
    var textId = new Origin("-", "abc", "1", "IN", "IP4", "192.0.2.1");
    assertThatThrownBy(() -> made.withOrigin(textId)).hasMessageContaining("numbers");
    assertThatThrownBy(() -> Origin.of("192.0.2.1").withUser("two words"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(made.withOrigin(made.origin().withSessionId(77).withVersion(3)).origin().toString())
        .isEqualTo("- 77 3 IN IP6 2001:db8::1");
  }

  @Test
  void anEmptyNameAndEmptyAddressesAreForgiven() {
    var result = parsed("v=0\no=- 0 0 IN IP4 \ns=\nc=IN IP4\nt=0 0\nm=audio 4000 RTP/AVP 0\n");

    assertThat(result.tolerated()).extracting(SdpResult.Tolerated::line).containsExactly(4, 2, 3);
    assertThat(result.description().origin().address()).isEmpty();
    assertThat(result.description().connection().orElseThrow().address()).isEmpty();
  }

  @Test
  @Rfc("SDP-04")
  void theConnectionOfAMediumIsItsOwnElseTheSessions() {
    var description =
        parsed(SHORT + "m=audio 1 RTP/AVP 0\nm=video 2 RTP/AVP 31\nc=IN IP6 2001:db8::5\n")
            .description();

    assertThat(description.connection(description.media().get(0)))
        .contains(new Connection("IN", "IP4", "192.0.2.1", ""));
    assertThat(description.connection(description.media().get(1)))
        .contains(new Connection("IN", "IP6", "2001:db8::5", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "[2001:db8::1],IN IP6 2001:db8::1",
    "fe80::1%eth0,IN IP6 fe80::1",
    "::ffff:192.0.2.7,IN IP4 192.0.2.7",
    "192.0.2.7,IN IP4 192.0.2.7",
    "media.example.com,IN IP4 media.example.com"
  })
  @Rfc("SDP-04")
  void addressesAreWrittenWithoutBracketsAndScopes(String address, String line) {
    assertThat(Connection.of(address)).hasToString(line);
  }

  @Test
  @Rfc("SDP-04")
  void hostNamesMulticastAndBracketsAreUnderstood() {
    assertThat(connection("IN IP4 media.example.com").address()).isEqualTo("media.example.com");
    assertThat(connection("IN IP4 233.252.0.1/127/3"))
        .isEqualTo(new Connection("IN", "IP4", "233.252.0.1", "/127/3"));
    assertThat(connection("IN IP6 [2001:db8::1]").address()).isEqualTo("2001:db8::1");
    assertThatThrownBy(() -> new Connection("IN", "IP6", "[::1]", ""))
        .hasMessageContaining("brackets");
  }

  private static Connection connection(String text) {
    return parsed(SHORT.replace("IN IP4 192.0.2.1\nt", text + "\nt"))
        .description()
        .connection()
        .orElseThrow();
  }

  @Test
  @Rfc("SDP-05")
  void timesAreReadWithTheirRepeatsAndZones() {
    var description = parsed(WHOLE).description();

    assertThat(description.timings())
        .containsExactly(
            new Timing(
                3724394400L,
                3724398000L,
                List.of(
                    new SdpLine('r', "604800 3600 0 90000"),
                    new SdpLine('z', "3730928400 -1h 3749680800 0"))),
            Timing.PERMANENT);
    assertThat(SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMU).toString())
        .contains("\r\nt=0 0\r\n");
  }

  @Test
  @Rfc("SDP-05")
  void keysAreReadButNeverProduced() {
    var description = parsed(WHOLE).description();

    assertThat(description.text('k')).contains("prompt");
    var rebuilt =
        description.withMedia(description.media().stream().map(m -> m.withPort(m.port())).toList());
    assertThat(rebuilt.toBuilder().build().toString()).doesNotContain("k=");
    assertThat(rebuilt.toBuilder().line('k', "clear:x").build().toString()).doesNotContain("k=");
  }

  @Test
  @Rfc("SDP-06")
  void bandwidthsOfAllKindsAreRead() {
    var medium =
        medium("m=audio 1 RTP/AVP 0\nb=AS:64\nb=TIAS:64000\nb=RS:0\nb=RR:800\nb=X-Y:7\nb=bad\n");

    assertThat(medium.bandwidths())
        .containsExactly(
            new Bandwidth(Bandwidth.AS, 64),
            new Bandwidth(Bandwidth.TIAS, 64000),
            new Bandwidth(Bandwidth.RS, 0),
            new Bandwidth(Bandwidth.RR, 800),
            new Bandwidth("X-Y", 7));
    assertThat(medium.toString()).contains("b=X-Y:7\r\nb=bad\r\n");
    assertThat(parsed(WHOLE).description().bandwidths())
        .containsExactly(new Bandwidth(Bandwidth.CT, 128));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RTP/AVP",
        "RTP/SAVP",
        "RTP/SAVPF",
        "UDP/TLS/RTP/SAVPF",
        "TCP/RTP/AVP",
        "udptl",
        "TCP/MSRP",
        "What/Ever"
      })
  @Rfc("SDP-07")
  void theProtocolIsKeptAsWritten(String protocol) {
    var medium = medium("m=Audio 5000/2 " + protocol + " 0 t38 *\n");

    assertThat(medium.protocol()).isEqualTo(protocol);
    assertThat(medium.type()).isEqualTo("Audio");
    assertThat(medium.port()).isEqualTo(5000);
    assertThat(medium.portCount()).isEqualTo(2);
    assertThat(medium.formats()).containsExactly("0", "t38", "*");
    assertThat(medium.isRtp()).isEqualTo(protocol.contains("RTP"));
  }

  @Test
  @Rfc("SDP-08")
  void codecsAreNamedByRtpmapOrByTheirStaticNumber() {
    var medium =
        medium(
            """
            m=audio 1 RTP/AVP 0 3 4 8 9 13 18 96 97
            a=rtpmap:96 OPUS/48000/2
            a=rtpmap:97 speex/16000
            """);

    assertThat(medium.codecs())
        .containsExactly(
            RtpMap.PCMU,
            RtpMap.GSM,
            RtpMap.G723,
            RtpMap.PCMA,
            RtpMap.G722,
            RtpMap.CN,
            RtpMap.G729,
            new RtpMap(96, "OPUS", 48000, 2),
            RtpMap.of(97, "speex", 16000));
    assertThat(RtpMap.G722.clockRate()).isEqualTo(8000);
    assertThat(medium.codec("96").orElseThrow().sameCodec(RtpMap.OPUS)).isTrue();
    assertThat(RtpMap.OPUS.sameCodec(new RtpMap(96, "opus", 48000, 1))).isFalse();
    assertThat(RtpMap.OPUS).hasToString("111 opus/48000/2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "96", "96 opus", "128 x/8000", "96 x/0", "96 x/y", "96 /8000", "a b/1"})
  @Rfc("SDP-08")
  void whatIsNoRtpmapMeansNothing(String value) {
    assertThat(RtpMap.parse(value)).isEmpty();
  }

  @Test
  @Rfc("SDP-09")
  void formatParametersAreKeptAndSplit() {
    String text = " profile-level-id=42e01f ;Packetization-Mode = 1;; flag ;a=b=c";
    var medium = medium("m=video 1 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 " + text + "\n");
    var fmtp = medium.fmtp("96").orElseThrow();

    assertThat(fmtp.text()).isEqualTo(text);
    assertThat(fmtp.parameters())
        .containsExactly(
            Map.entry("profile-level-id", "42e01f"),
            Map.entry("packetization-mode", "1"),
            Map.entry("flag", ""),
            Map.entry("a", "b=c"));
    assertThat(fmtp.parameter("PACKETIZATION-mode")).contains("1");
  }

  @Test
  @Rfc("SDP-09")
  void aDynamicNumberWithoutRtpmapIsIgnoredAndTheMediumKept() {
    var medium = medium("m=audio 1 RTP/AVP 99 8 100\na=fmtp:99 x=y\n");

    assertThat(medium.codecs()).containsExactly(RtpMap.PCMA);
    assertThat(medium.formats()).containsExactly("99", "8", "100");
  }

  @Test
  @Rfc("SDP-10")
  void packetTimesAndTheLikeAreExposed() {
    String lines =
        "a=ptime:20\na=maxptime:150\na=framerate:29.97\na=imageattr:97 send [x=800]\na=lang:de\n";
    var medium = medium("m=audio 1 RTP/AVP 0\n" + lines);

    assertThat(medium.attribute("ptime")).contains(Attribute.of("ptime", "20"));
    assertThat(medium.attribute("maxptime").orElseThrow().text()).isEqualTo("150");
    assertThat(medium.attribute("framerate").orElseThrow().text()).isEqualTo("29.97");
    assertThat(medium.attribute("imageattr").orElseThrow().text()).isEqualTo("97 send [x=800]");
    assertThat(medium.attribute("lang").orElseThrow().text()).isEqualTo("de");
    assertThat(medium.toString()).endsWith(crlf(lines));
  }

  @Test
  @Rfc("SDP-11")
  void theDirectionIsTheMediumsFirstElseTheSessionsElseBothWays() {
    String media = "m=audio 1 RTP/AVP 0\nm=audio 2 RTP/AVP 0\na=sendonly\na=inactive\n";
    var described = parsed(SHORT + "a=recvonly\n" + media);
    var description = described.description();

    assertThat(description.direction(description.media().get(0))).isEqualTo(Direction.RECVONLY);
    assertThat(description.direction(description.media().get(1))).isEqualTo(Direction.SENDONLY);
    assertThat(described.tolerated()).extracting(SdpResult.Tolerated::line).containsExactly(10);
    var silent = parsed(SHORT + media).description();
    assertThat(silent.direction(silent.media().get(0))).isEqualTo(Direction.SENDRECV);
    var changed = silent.media().get(1).withDirection(Direction.SENDRECV);
    assertThat(changed.toString()).isEqualTo(crlf("m=audio 2 RTP/AVP 0\na=sendrecv\n"));
  }

  @Test
  @Rfc("SDP-13")
  void attributeNamesAreCaseSensitiveAndValuesTakeColons() {
    var medium = medium("m=audio 1 RTP/AVP 0\na=Mid:A:b=c d\na=mid:1\na=mid:2\na=flag\na=empty:\n");

    assertThat(medium.attribute("Mid").orElseThrow().value()).isEqualTo("A:b=c d");
    assertThat(medium.attributes("mid")).hasSize(2);
    assertThat(medium.attribute("MID")).isEmpty();
    assertThat(medium.attribute("flag").orElseThrow()).isEqualTo(Attribute.flag("flag"));
    assertThat(medium.attribute("empty").orElseThrow()).isEqualTo(Attribute.of("empty", ""));
    assertThatThrownBy(() -> Attribute.of("x", "1\r\na=evil"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Rfc("SDP-14")
  void browserDescriptionsPassUnchanged() {
    String text =
        """
        v=0
        o=- 4962303333179871722 1 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE a1 v1
        a=ice-options:trickle ice2
        a=ice-lite
        a=msid-semantic: WMS *
        a=fingerprint:sha-256 19:E2:1C:3B:4B:9F
        m=audio 9 UDP/TLS/RTP/SAVPF 96 0
        c=IN IP4 0.0.0.0
        a=mid:a1
        a=msid:47017fee-b6c1 c1
        a=ice-ufrag:ETEn
        a=ice-pwd:OtSK0WpNtpUjkY4+86js7ZQl
        a=setup:actpass
        a=tls-id:1
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=extmap:1/sendonly urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=sendrecv
        a=rtpmap:96 opus/48000/2
        a=rtcp-fb:96 transport-cc
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNf|2^20|1:32
        a=candidate:1 1 udp 2122260223 192.0.2.3 54400 typ host generation 0
        a=remote-candidates:1 192.0.2.4 5000
        a=end-of-candidates
        a=ssrc:1234 cname:x
        m=video 0 UDP/TLS/RTP/SAVPF 100
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=mid:v1
        a=rid:hi send pt=100
        a=simulcast:send hi;lo
        """;
    var result = parsed(text);

    assertThat(result.tolerated()).isEmpty();
    assertThat(result.description().toString()).isEqualTo(crlf(text));
    assertThat(result.description().toBuilder().build().toString()).isEqualTo(crlf(text));
  }

  @Test
  @Rfc("SDP-15")
  void unknownMediaAreReadWhole() {
    var description =
        parsed(
                SHORT
                    + "m=application 5000 UDP/BFCP *\na=floorctrl:c-s\n"
                    + "m=image 5002 udptl t38\na=T38FaxVersion:0\n"
                    + "m=hologram 5004 QUIC/H 3d\n")
            .description();

    assertThat(description.media())
        .extracting(MediaDescription::type)
        .containsExactly("application", "image", "hologram");
    assertThat(description.medium("image").orElseThrow().formats()).containsExactly("t38");
    assertThat(description.medium("image").orElseThrow().attribute("T38FaxVersion")).isPresent();
  }

  @Test
  void helpersRefuseWhatCannotWork() {
    assertThatThrownBy(() -> SessionDescription.audio("0.0.0.0", 4000, RtpMap.PCMU))
        .hasMessageContaining("give the one it can reach");
    assertThatThrownBy(() -> SessionDescription.audio("192.0.2.1", 4000))
        .hasMessageContaining("at least one codec");
    assertThatThrownBy(
            () -> MediaDescription.audio(4000, RtpMap.OPUS, RtpMap.of(111, "speex", 8000)))
        .hasMessageContaining("taken");
    assertThat(invalid(SHORT + "m=audio 1\n").reason()).contains("protocol");
  }

  @Test
  void keyPressesAreReadAsASet() {
    var events = TelephoneEvents.parse("0-11, 66,70").orElseThrow();

    assertThat(events).hasToString("0-11,66,70");
    assertThat(events.contains(11)).isTrue();
    assertThat(events.contains(12)).isFalse();
    assertThat(events.and(TelephoneEvents.DIGITS)).isEqualTo(TelephoneEvents.range(0, 11));
    assertThat(TelephoneEvents.parse("0-x")).isEmpty();
    assertThat(TelephoneEvents.parse("5-2")).isEmpty();
  }
}
