package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testing.Rfc;

/** Generating the answer: RFC 3264 section 6. */
class AnswerTest {

  private static final String SESSION =
      "v=0\no=- 9 9 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n";

  private static final RtpMap PRESS = RtpMap.TELEPHONE_EVENT;

  static SessionDescription offer(String media) {
    return SessionDescription.of(SESSION + media);
  }

  private static LocalCapabilities local(RtpMap... codecs) {
    return LocalCapabilities.audio("192.0.2.1", 4000, codecs);
  }

  private static Answer answer(String media, LocalCapabilities local) {
    var offer = offer(media);
    var answer = OfferAnswer.answer(offer, local);
    assertThat(OfferAnswer.check(offer, answer.description())).isEmpty();
    var read =
        SessionDescription.parse(answer.description().toBytes(), SdpLimits.DEFAULT.asStrict());
    assertThat(read).isEqualTo(new SdpResult.Parsed(answer.description(), List.of()));
    return answer;
  }

  private static MediaDescription medium(Answer answer, int index) {
    return answer.description().media().get(index);
  }

  private static LocalCapabilities facing(Direction wanted) {
    var own = SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMU);
    return LocalCapabilities.from(
        own.withMedia(List.of(own.media().getFirst().withDirection(wanted))));
  }

  @Test
  @Rfc({"CALL-06", "SDP-15"})
  void everyMediumIsAnsweredInItsPlace() {
    var answer =
        answer(
            """
            m=application 5000 UDP/BFCP *
            a=floorctrl:c-s
            m=video 5002 RTP/AVP 31 99
            a=rtpmap:99 VP8/90000
            m=audio 5004 RTP/AVP 8
            m=audio 5006 RTP/AVP 8
            m=hologram 5008 QUIC/H 3d flat
            """,
            local(RtpMap.PCMA));

    assertThat(answer.description().media())
        .extracting(m -> m.lines().getFirst().value())
        .containsExactly(
            "application 0 UDP/BFCP *",
            "video 0 RTP/AVP 31 99",
            "audio 4000 RTP/AVP 8",
            "audio 0 RTP/AVP 8",
            "hologram 0 QUIC/H 3d flat");
    assertThat(answer.isAcceptable()).isTrue();
    assertThat(answer.refusal()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "m=video 5002 RTP/AVP 31,304,video: no such medium",
    "m=audio 5002 RTP/SAVP 0,302,audio: offered over RTP/SAVP",
    "m=audio 5002 RTP/AVP 18 0,305,'audio: none of [G729/8000, PCMU/8000] is among [PCMA/8000]'",
    "m=audio 5002 RTP/AVP 99,305,audio: none of []",
  })
  void aRefusalSaysWhyAndHasItsWarning(String line, int warning, String reason) {
    var answer = answer(line + "\n", local(RtpMap.PCMA));

    assertThat(answer.isAcceptable()).isFalse();
    assertThat(answer.refusal().orElseThrow().warning()).isEqualTo(warning);
    assertThat(answer.refusal().orElseThrow().reason()).startsWith(reason);
    assertThat(answer.explanation()).startsWith("m-line 1: " + reason);
    assertThat(medium(answer, 0).port()).isZero();
  }

  @Test
  @Rfc({"CALL-09", "SDP-18"})
  void formatsAreThoseOfTheOfferByItsNumbersAndInItsOrder() {
    var answer =
        answer(
            """
            m=audio 5004 RTP/AVP 96 97 8 0 18
            a=rtpmap:96 speex/8000
            a=rtpmap:97 opus/48000/2
            a=fmtp:97 maxplaybackrate=16000
            """,
            local(RtpMap.PCMA, RtpMap.PCMU, RtpMap.OPUS));

    assertThat(medium(answer, 0).toString())
        .isEqualTo(
            """
            m=audio 4000 RTP/AVP 97 8 0
            a=rtpmap:97 opus/48000/2
            a=rtpmap:8 PCMA/8000
            a=rtpmap:0 PCMU/8000
            a=sendrecv
            """
                .replace("\n", "\r\n"));
    assertThat(answer.explanation())
        .isEqualTo(
            "m-line 1: audio: opus/48000/2 as 97, PCMA/8000 as 8, PCMU/8000 as 0, in the offer's"
                + " order; sendrecv, since sendrecv is offered and sendrecv wanted here\n");
  }

  @Test
  @Rfc("CALL-09")
  void formatsStandInOwnOrderIfWanted() {
    var answer =
        answer(
            "m=audio 5004 RTP/AVP 0 8\n",
            local(RtpMap.OPUS, RtpMap.PCMA, RtpMap.PCMU).inOwnOrder());

    assertThat(medium(answer, 0).formats()).containsExactly("8", "0");
  }

  @Test
  @Rfc("CALL-09")
  void theTimesAreTheOffers() {
    var offer =
        SessionDescription.of(
            SESSION.replace("t=0 0\n", "t=3724394400 3724398000\nr=1 2 3\n")
                + "m=audio 5004 RTP/AVP 8\n");

    var answer = OfferAnswer.answer(offer, local(RtpMap.PCMA));

    assertThat(answer.description().timings()).isEqualTo(offer.timings());
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv,sendrecv,sendrecv",
    "sendrecv,sendonly,sendonly",
    "sendrecv,recvonly,recvonly",
    "sendrecv,inactive,inactive",
    "sendonly,sendrecv,recvonly",
    "sendonly,recvonly,recvonly",
    "sendonly,sendonly,inactive",
    "recvonly,sendrecv,sendonly",
    "recvonly,sendonly,sendonly",
    "recvonly,recvonly,inactive",
    "inactive,sendrecv,inactive",
    "inactive,sendonly,inactive",
    "inactive,recvonly,inactive"
  })
  @Rfc("CALL-08")
  void theDirectionIsWhatIsWantedAsFarAsTheOfferAllows(
      String offered, String wanted, String expected) {
    var answer =
        answer(
            "m=audio 5004 RTP/AVP 0\na=" + offered + "\n",
            facing(Direction.valueOf(wanted.toUpperCase(Locale.ROOT))));

    assertThat(medium(answer, 0).attribute(expected)).isPresent();
    assertThat(answer.negotiated().media().getFirst().direction().token()).isEqualTo(expected);
  }

  @Test
  @Rfc("SDP-11")
  void aDirectionOfTheWholeOfferCountsForItsMedia() {
    var answer = answer("a=sendonly\nm=audio 5004 RTP/AVP 0\n", local(RtpMap.PCMU));

    assertThat(medium(answer, 0).direction()).contains(Direction.RECVONLY);
  }

  @Test
  @Rfc("SDP-18")
  void eachSideIsSentToByItsOwnNumbers() {
    var own = SessionDescription.audio("192.0.2.1", 4000, RtpMap.OPUS, RtpMap.PCMA, PRESS);
    var theirs =
        offer(
            """
            m=audio 5004 RTP/AVP 8 120 121
            c=IN IP4 192.0.2.77
            a=rtpmap:120 opus/48000/2
            a=fmtp:120 useinbandfec=1
            a=rtpmap:121 telephone-event/8000
            a=fmtp:121 0-11
            a=recvonly
            """);

    var agreed = OfferAnswer.negotiated(own, theirs, true).medium("audio").orElseThrow();

    assertThat(agreed.receiving())
        .isEqualTo(
            new MediaEnd(
                "192.0.2.1",
                4000,
                List.of(
                    new MediaFormat("8", RtpMap.PCMA, ""),
                    new MediaFormat("111", RtpMap.OPUS, ""),
                    new MediaFormat("101", PRESS, "0-15"))));
    assertThat(agreed.sending())
        .isEqualTo(
            new MediaEnd(
                "192.0.2.77",
                5004,
                List.of(
                    new MediaFormat("8", RtpMap.PCMA, ""),
                    new MediaFormat("120", RtpMap.OPUS.withPayloadType(120), "useinbandfec=1"),
                    new MediaFormat("121", PRESS.withPayloadType(121), "0-11"))));
    assertThat(agreed.direction()).isEqualTo(Direction.SENDONLY);
    assertThat(agreed.sendingFormat().orElseThrow().codec()).isEqualTo(RtpMap.PCMA);
  }

  @Test
  @Rfc("CALL-58")
  void keyPressesGoAlongWithACodecOfTheirClock() {
    var everything = local(RtpMap.OPUS, RtpMap.PCMA, PRESS, RtpMap.TELEPHONE_EVENT_48000);
    String events =
        """
        a=rtpmap:96 opus/48000/2
        a=rtpmap:100 telephone-event/8000
        a=fmtp:100 0-11,16
        a=rtpmap:102 telephone-event/48000
        """;

    var narrow = answer("m=audio 5004 RTP/AVP 8 102 100\n" + events, everything);
    var wide = answer("m=audio 5004 RTP/AVP 96 102 100\n" + events, everything);
    var none = OfferAnswer.answer(offer("m=audio 5004 RTP/AVP 100\n" + events), everything);

    assertThat(medium(narrow, 0).formats()).containsExactly("8", "100");
    assertThat(medium(narrow, 0).attributes("fmtp"))
        .containsExactly(Attribute.of("fmtp", "100 0-15"));
    assertThat(medium(wide, 0).formats()).containsExactly("96", "102");
    assertThat(none.isAcceptable()).isFalse();
    var presses = narrow.negotiated().media().getFirst().keyPresses().orElseThrow();
    assertThat(presses.telephoneEvents().orElseThrow()).hasToString("0-11,16");
    assertThat(presses.telephoneEvents().orElseThrow().contains(12)).isFalse();
  }

  @Test
  void parametersThatMakeAnotherCodecAreHeeded() {
    String base = "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\na=fmtp:96 ";
    var own =
        LocalCapabilities.from(
            SessionDescription.builder(Origin.of("192.0.2.1"))
                .connection(Connection.of("192.0.2.1"))
                .medium(
                    MediaDescription.builder("video", 4002, "RTP/AVP")
                        .codec(
                            RtpMap.of(99, "H264", 90000),
                            "profile-level-id=42e01f;packetization-mode=1")
                        .attribute("rtcp-fb", "99 nack pli")
                        .attribute("rtcp-fb", "98 nack")
                        .attribute("rtcp-mux", "")
                        .attribute("extmap", "3 urn:x")
                        .attribute("extmap", "4 urn:y")
                        .attribute("setup", "actpass")
                        .build())
                .build());

    var fits =
        answer(
            base
                + "packetization-mode=1;profile-level-id=420014\n"
                + "a=extmap:7 urn:y\n"
                + "a=setup:active\n",
            own);

    assertThat(medium(fits, 0).toString().replace("\r\n", "\n"))
        .isEqualTo(
            """
            m=video 4002 RTP/AVP 96
            a=rtpmap:96 H264/90000
            a=fmtp:96 profile-level-id=42e01f;packetization-mode=1
            a=rtcp-fb:96 nack pli
            a=extmap:7 urn:y
            a=setup:passive
            a=sendrecv
            """);
    assertThat(answer(base + "packetization-mode=0\n", own).isAcceptable()).isFalse();
    assertThat(answer(base + "packetization-mode=1;profile-level-id=640014\n", own).isAcceptable())
        .isFalse();
  }

  @Test
  @Rfc("SDP-15")
  void faxIsTakenByItsFormatWord() {
    var own =
        LocalCapabilities.from(
            SessionDescription.builder(Origin.of("192.0.2.1"))
                .medium(
                    MediaDescription.builder("image", 4002, "udptl")
                        .format("t38")
                        .connection(Connection.of("192.0.2.5"))
                        .attribute("T38FaxVersion", "0")
                        .build())
                .build());

    var answer = answer("m=audio 5000 RTP/AVP 0\nm=image 5002 UDPTL T38\n", own);

    assertThat(answer.description().media())
        .extracting(m -> m.lines().getFirst().value())
        .containsExactly("audio 0 RTP/AVP 0", "image 4002 UDPTL T38");
    assertThat(answer.description().connection()).contains(Connection.of("192.0.2.5"));
    assertThat(medium(answer, 1).has("sendrecv")).isFalse();
  }

  @Test
  @Rfc("SDP-17")
  void aBundledMediumOfPortZeroIsNoRefusal() {
    String bundle =
        """
        a=group:BUNDLE a v
        m=audio 9 RTP/AVP 0
        c=IN IP4 0.0.0.0
        a=mid:a
        m=video 0 RTP/AVP 31
        a=bundle-only
        a=mid:v
        m=video 0 RTP/AVP 31
        a=mid:w
        """;
    var offer = offer(bundle);
    var own =
        LocalCapabilities.from(
            SessionDescription.of(
                SESSION + "a=group:BUNDLE 1 2\nm=audio 4000 RTP/AVP 0\nm=video 4000 RTP/AVP 31\n"));

    var taken = answer(bundle, own);
    var untaken = answer(bundle, own.withBundle(false));

    assertThat(offer.media().stream().map(offer::isRefused)).containsExactly(false, false, true);
    assertThat(OfferAnswer.isHeld(offer)).isFalse();
    assertThat(taken.description().media())
        .extracting(MediaDescription::port)
        .containsExactly(4000, 4000, 0);
    assertThat(medium(taken, 0).direction()).contains(Direction.SENDRECV);
    assertThat(taken.description().attributes("group"))
        .containsExactly(Attribute.of("group", "BUNDLE a v"));
    assertThat(untaken.description().media())
        .extracting(MediaDescription::port)
        .containsExactly(4000, 0, 0);
    assertThat(untaken.description().attribute("group")).isEmpty();
    assertThat(untaken.media().get(1).reason()).contains("bundle");
  }

  @Test
  void aReadyAnswerIsTakenAsItIsAndAnyOtherAsCapabilities() {
    var offer = offer("m=audio 5004 RTP/AVP 0 8\n");
    var ready = SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMA);
    var wish = SessionDescription.audio("192.0.2.1", 4000, RtpMap.GSM, RtpMap.PCMA);

    assertThat(OfferAnswer.answer(offer, ready).description()).isSameAs(ready);
    assertThat(OfferAnswer.answer(offer, ready).negotiated().media()).hasSize(1);
    assertThat(OfferAnswer.answer(offer, wish).description().media().getFirst().formats())
        .containsExactly("8");
  }

  @Test
  void nothingAtAllCanBeAnswered() {
    var offer = offer("m=audio 5004 RTP/AVP 0 8\nm=video 5006 RTP/SAVP 31\n");

    var refusal = OfferAnswer.refuse(offer, Origin.of("192.0.2.1"));

    assertThat(OfferAnswer.check(offer, refusal)).isEmpty();
    assertThat(refusal.media())
        .extracting(m -> m.lines().getFirst().value())
        .containsExactly("audio 0 RTP/AVP 0 8", "video 0 RTP/SAVP 31");
    assertThat(OfferAnswer.answer(offer(""), local(RtpMap.PCMU)).isAcceptable()).isTrue();
  }
}
