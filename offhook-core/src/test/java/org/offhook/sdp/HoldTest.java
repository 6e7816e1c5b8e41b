package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.sdp.AnswerTest.offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testing.Rfc;

/** Hold and resume: RFC 3264 section 8.4. */
class HoldTest {

  private static final SessionDescription OWN =
      SessionDescription.audio("192.0.2.1", 4000, RtpMap.PCMU);

  private static SessionDescription audio(String direction) {
    return offer("m=audio 5000 RTP/AVP 0\na=" + direction + "\n");
  }

  @ParameterizedTest
  @CsvSource({"sendrecv,sendonly", "recvonly,inactive", "sendonly,sendonly", "inactive,inactive"})
  @Rfc("CALL-12")
  void holdStopsReceivingOnly(String before, String held) {
    var description = OfferAnswer.hold(audio(before));

    assertThat(description.media().getFirst().lines())
        .containsExactly(new SdpLine('m', "audio 5000 RTP/AVP 0"), new SdpLine('a', held));
    assertThat(description.toString()).doesNotContain("0.0.0.0");
    assertThat(OfferAnswer.isHeld(description)).isTrue();
  }

  @Test
  @Rfc("CALL-12")
  void resumeRestores() {
    assertThat(OfferAnswer.resume(OfferAnswer.hold(OWN))).isEqualTo(OWN);
    assertThat(OfferAnswer.resume(OfferAnswer.hold(audio("recvonly"))))
        .isEqualTo(audio("recvonly"));
  }

  @Test
  @Rfc("CALL-12")
  void theOldFormOfHoldIsUnderstood() {
    var old = offer("m=audio 5000 RTP/AVP 0\nc=IN IP4 0.0.0.0\n");

    var answer = OfferAnswer.answer(old, LocalCapabilities.from(OWN));

    assertThat(OfferAnswer.isHeld(old)).isTrue();
    assertThat(answer.description().media().getFirst().direction()).contains(Direction.RECVONLY);
    assertThat(answer.description().toString()).doesNotContain("0.0.0.0");
    assertThat(answer.explanation()).contains("hold by c=0.0.0.0");
    assertThat(answer.negotiated().media().getFirst().direction().sends()).isFalse();
  }

  @Test
  @Rfc("CALL-12")
  void ownHoldSurvivesThePeersHoldAndResume() {
    var holding = LocalCapabilities.from(OWN).held();

    var peerHolds = OfferAnswer.answer(audio("sendonly"), holding);
    var peerResumes = OfferAnswer.answer(audio("sendrecv"), holding);
    var bothResumed = OfferAnswer.answer(audio("sendrecv"), LocalCapabilities.from(OWN));

    assertThat(direction(peerHolds)).isEqualTo(Direction.INACTIVE);
    assertThat(direction(peerResumes)).isEqualTo(Direction.SENDONLY);
    assertThat(direction(bothResumed)).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void onlyLiveRtpMediaCountAsHeld() {
    assertThat(OfferAnswer.isHeld(audio("sendrecv"))).isFalse();
    assertThat(OfferAnswer.isHeld(offer("m=audio 0 RTP/AVP 0\na=inactive\n"))).isFalse();
    assertThat(OfferAnswer.isHeld(offer("m=image 5000 udptl t38\na=inactive\n"))).isFalse();
    assertThat(
            OfferAnswer.isHeld(
                offer("m=audio 5000 RTP/AVP 0\na=inactive\nm=video 5002 RTP/AVP 31\n")))
        .isFalse();
    assertThat(OfferAnswer.hold(offer("m=image 5000 udptl t38\nm=audio 0 RTP/AVP 0\n")))
        .isEqualTo(offer("m=image 5000 udptl t38\nm=audio 0 RTP/AVP 0\n"));
  }

  @Test
  void withIceTheUnspecifiedAddressIsNoHold() {
    var trickling = offer("m=audio 9 RTP/AVP 0\nc=IN IP4 0.0.0.0\na=ice-ufrag:x\n");

    assertThat(OfferAnswer.isHeld(trickling)).isFalse();
  }

  private static Direction direction(Answer answer) {
    return answer.description().media().getFirst().direction().orElseThrow();
  }
}
