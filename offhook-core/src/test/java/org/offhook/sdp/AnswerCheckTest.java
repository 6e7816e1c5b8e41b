package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.sdp.AnswerTest.offer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.testing.Rfc;

/** Holding an answer against its offer: RFC 3264 section 6. */
class AnswerCheckTest {

  private static final String OFFER =
      "m=audio 5004 RTP/AVP 0 96\na=rtpmap:96 opus/48000/2\na=sendonly\nm=video 5006 RTP/AVP 31\n";

  @Test
  @Rfc("CALL-06")
  void aFittingAnswerHasNoFaults() {
    var answer = offer("m=audio 7 RTP/AVP 0\na=recvonly\nm=video 0 RTP/AVP 31\n");

    assertThat(OfferAnswer.check(offer(OFFER), answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'m=audio 7 RTP/AVP 0\na=recvonly\n',-1,true,2 m-lines",
    "'m=video 7 RTP/AVP 31\nm=audio 7 RTP/AVP 0\n',0,true,video answered",
    "'m=audio 7 RTP/SAVP 0\na=recvonly\nm=video 0 RTP/AVP 31\n',0,true,RTP/SAVP answered",
    "'m=audio 7 RTP/AVP 3\na=recvonly\nm=video 0 RTP/AVP 31\n',0,true,no format of the answer",
    "'m=audio 7 RTP/AVP\na=recvonly\nm=video 0 RTP/AVP 31\n',0,true,no format in the answer",
    "'m=audio 7 RTP/AVP 0\na=recvonly\nm=video 0 RTP/AVP\n',1,false,no format in the answer",
  })
  @Rfc("CALL-06")
  void brokenMediaAreFound(String media, int index, boolean serious, String reason) {
    assertThat(OfferAnswer.check(offer(OFFER), offer(media)))
        .anySatisfy(
            fault -> {
              assertThat(fault.index()).isEqualTo(index);
              assertThat(fault.serious()).isEqualTo(serious);
              assertThat(fault.reason()).contains(reason);
            });
  }

  @Test
  @Rfc("CALL-08")
  void anImpossibleDirectionIsFound() {
    var answer = offer("m=audio 7 RTP/AVP 0\na=sendrecv\nm=video 0 RTP/AVP 31\n");

    assertThat(OfferAnswer.check(offer(OFFER), answer))
        .containsExactly(new AnswerFault(0, "sendrecv cannot answer sendonly", false));
  }

  @Test
  void otherTimesAndOtherMeaningsOfANumberAreFound() {
    var answer =
        SessionDescription.of(
            offer(
                    """
                    m=audio 7 RTP/AVP 0 96
                    a=rtpmap:96 speex/8000
                    a=recvonly
                    m=video 0 RTP/AVP 31
                    """)
                .toString()
                .replace("t=0 0", "t=1 2"));

    assertThat(OfferAnswer.check(offer(OFFER), answer))
        .extracting(AnswerFault::reason)
        .containsExactly(
            "payload type 96 was offered as opus/48000/2 and answered as speex/8000",
            "the answer's t= differs from the offer's");
  }

  @Test
  void aPortForAMediumThatWasNotOfferedIsFound() {
    var faults = OfferAnswer.check(offer("m=audio 0 RTP/AVP 0\n"), offer("m=audio 7 RTP/AVP 0\n"));

    assertThat(faults)
        .containsExactly(new AnswerFault(0, "the offer has port 0, the answer has not", true));
  }
}
