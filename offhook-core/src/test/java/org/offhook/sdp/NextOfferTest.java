package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.sdp.AnswerTest.offer;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;

/** Modifying a session: RFC 3264 section 8. */
class NextOfferTest {

  private static final SessionDescription FIRST =
      SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMU, RtpMap.OPUS)
          .withOrigin(new Origin("joe", "42", "7", "IN", "IP4", "192.0.2.1"));

  private static List<String> mediaLines(SessionDescription description) {
    return description.media().stream().map(m -> m.lines().getFirst().value()).toList();
  }

  @Test
  @Rfc("CALL-10")
  void anUnchangedDescriptionKeepsItsVersion() {
    var same = SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMU, RtpMap.OPUS);

    assertThat(OfferAnswer.nextVersion(FIRST, same)).isEqualTo(FIRST);
    assertThat(OfferAnswer.nextOffer(FIRST, FIRST)).isEqualTo(FIRST);
  }

  @Test
  @Rfc("CALL-10")
  void aChangeRaisesTheVersionByOneAndNothingElseOfTheOrigin() {
    var moved = SessionDescription.audio("2001:db8::1", 4000, RtpMap.PCMU, RtpMap.OPUS);

    assertThat(OfferAnswer.nextVersion(FIRST, moved).origin())
        .hasToString("joe 42 8 IN IP4 192.0.2.1");
    assertThat(OfferAnswer.nextVersion(FIRST, moved).connection())
        .contains(Connection.of("2001:db8::1"));
    assertThat(OfferAnswer.nextOffer(FIRST, OfferAnswer.hold(FIRST)).origin().version())
        .isEqualTo("8");
  }

  @Test
  @Rfc("CALL-10")
  void theVersionMayHave64Bit() {
    var big = FIRST.withOrigin(new Origin("-", "1", "9223372036854775807", "IN", "IP4", "a"));

    assertThat(OfferAnswer.nextVersion(big, OfferAnswer.hold(big)).origin().version())
        .isEqualTo("9223372036854775808");
  }

  @Test
  @Rfc("CALL-11")
  void aMediumThatIsNoLongerWantedStaysWithPortZero() {
    var both = offer("m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 31\na=x\n");

    var next = OfferAnswer.nextOffer(both, offer("m=audio 4000 RTP/AVP 0\n"));
    var other = OfferAnswer.nextOffer(both, offer("m=video 4002 RTP/AVP 31\na=x\n"));

    assertThat(mediaLines(next)).containsExactly("audio 4000 RTP/AVP 0", "video 0 RTP/AVP 31");
    assertThat(mediaLines(other)).containsExactly("audio 0 RTP/AVP 0", "video 4002 RTP/AVP 31");
  }

  @Test
  @Rfc("CALL-11")
  void aPlaceOfPortZeroIsUsedAgainAndANewMediumGoesToTheEnd() {
    var removed = offer("m=audio 4000 RTP/AVP 0\nm=video 0 RTP/AVP 31\n");
    String audio = "m=audio 4000 RTP/AVP 0\n";

    var reused = OfferAnswer.nextOffer(removed, offer(audio + "m=image 4004 udptl t38\n"));
    var added = OfferAnswer.nextOffer(offer(audio), offer("m=image 4004 udptl t38\n" + audio));

    assertThat(mediaLines(reused)).containsExactly("audio 4000 RTP/AVP 0", "image 4004 udptl t38");
    assertThat(mediaLines(added)).containsExactly("audio 4000 RTP/AVP 0", "image 4004 udptl t38");
  }

  @Test
  @Rfc("CALL-11")
  void aPayloadNumberKeepsItsCodecForTheWholeSession() {
    var opus = offer("m=audio 4000 RTP/AVP 96\na=rtpmap:96 opus/48000/2\n");
    var plain = offer("m=audio 4000 RTP/AVP 0\n");
    var speex =
        offer(
            """
            m=audio 4000 RTP/AVP 96 0
            a=rtpmap:96 speex/8000
            a=fmtp:96 vbr=on
            a=rtcp-fb:96 nack
            """);
    var history = PayloadNumbers.NONE.and(opus);

    var next = OfferAnswer.nextOffer(plain, speex, history);
    var back = OfferAnswer.nextOffer(next, opus, history);

    assertThat(next.media().getFirst().toString().replace("\r\n", "\n"))
        .isEqualTo(
            """
            m=audio 4000 RTP/AVP 97 0
            a=rtpmap:97 speex/8000
            a=fmtp:97 vbr=on
            a=rtcp-fb:97 nack
            """);
    assertThat(back.media().getFirst().formats()).containsExactly("96");
    var again =
        OfferAnswer.nextOffer(
            next, offer("m=audio 4000 RTP/AVP 98\na=rtpmap:98 opus/48000/2\n"), history);
    assertThat(again.media().getFirst().formats()).as("98 is free").containsExactly("98");
  }
}
