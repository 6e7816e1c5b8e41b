package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** Whatever the bytes, there is a value; and what was read can be printed, answered and held. */
class SdpMutationTest {

  private static final int ROUNDS = 10_000;

  private static final List<String> SEEDS =
      List.of(
          SdpSyntaxTest.WHOLE,
          """
          v=0
          o=- 1 1 IN IP4 192.0.2.1
          s=-
          c=IN IP4 192.0.2.1
          t=0 0
          a=group:BUNDLE a v
          m=audio 4000 RTP/AVP 0 8 96 101 102
          a=mid:a
          a=rtpmap:96 opus/48000/2
          a=fmtp:96 useinbandfec=1;maxptime=40
          a=rtpmap:101 telephone-event/8000
          a=fmtp:101 0-15,66
          a=sendonly
          m=video 0 UDP/TLS/RTP/SAVPF 99
          a=mid:v
          a=bundle-only
          a=rtpmap:99 H264/90000
          a=fmtp:99 packetization-mode=1
          a=extmap:1 urn:x
          a=setup:actpass
          y=0100000001
          """);

  private static final List<String> SPICE =
      List.of(
          "=",
          ":",
          "/",
          " ",
          "\r",
          "\n",
          "\0",
          ";",
          ",",
          "-",
          "0",
          "65536",
          "99999999999999999999",
          "m=audio 1 RTP/AVP 0\n",
          "a=inactive\n",
          "c=IN IP4 0.0.0.0\n",
          "a=rtpmap:0 x/1\n",
          "a=rtpmap:96 \n",
          "a=fmtp: \n",
          "t=0 0\n",
          "k=\n",
          "[",
          "%",
          "é",
          "*",
          "\t");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Rfc({"SDP-19", "SDP-20"})
  void mutatedTextGivesAValueAndNeverAnException(long seed) {
    var random = new Random(seed);
    var own =
        LocalCapabilities.from(
            SessionDescription.of(
                SEEDS.get(1).replace("sendonly", "sendrecv").replace(" 0 U", " 1 U")));
    int read = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] body = mutate(SEEDS.get(random.nextInt(SEEDS.size())), random);
      var limits = random.nextInt(4) == 0 ? SdpLimits.DEFAULT.asStrict() : SdpLimits.DEFAULT;
      switch (SessionDescription.parse(body, limits)) {
        case SdpResult.Parsed parsed -> {
          read++;
          use(parsed.description(), own);
        }
        case SdpResult.Invalid invalid -> {
          assertThat(invalid.line()).isPositive();
          assertThat(invalid.reason()).isNotEmpty();
        }
      }
    }
    assertThat(read).as("descriptions that survived").isBetween(ROUNDS / 10, ROUNDS * 9 / 10);
  }

  private static void use(SessionDescription offer, LocalCapabilities own) {
    var again = (SdpResult.Parsed) SessionDescription.parse(offer.toBytes());
    assertThat(again.description()).isEqualTo(offer);
    var answer = OfferAnswer.answer(offer, own).description();
    assertThat(OfferAnswer.check(offer, answer)).isEmpty();
    assertThat(SessionDescription.parse(answer.toBytes())).isInstanceOf(SdpResult.Parsed.class);
    OfferAnswer.negotiated(own.template(), offer, true);
    OfferAnswer.answer(offer, offer);
    var hostile = OfferAnswer.answer(own.template(), LocalCapabilities.from(offer)).description();
    assertThat(SessionDescription.parse(hostile.toBytes())).isInstanceOf(SdpResult.Parsed.class);
    OfferAnswer.isHeld(offer);
    OfferAnswer.refuse(offer, Origin.of("192.0.2.1"));
    OfferAnswer.nextOffer(offer, OfferAnswer.hold(offer));
    OfferAnswer.nextOffer(own.template(), offer);
  }

  private static byte[] mutate(String seed, Random random) {
    var bytes = new ArrayList<Byte>();
    for (byte b : seed.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(b);
    }
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.size());
      switch (random.nextInt(5)) {
        case 0 -> bytes.set(at, (byte) random.nextInt(256));
        case 1 -> bytes.remove(at);
        case 2 -> bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(30))).clear();
        case 3 ->
            bytes.addAll(at, new ArrayList<>(bytes.subList(at, Math.min(bytes.size(), at + 40))));
        default -> {
          byte[] spice = SPICE.get(random.nextInt(SPICE.size())).getBytes(StandardCharsets.UTF_8);
          for (int k = spice.length - 1; k >= 0; k--) {
            bytes.add(at, spice[k]);
          }
        }
      }
    }
    var out = new ByteArrayOutputStream();
    bytes.forEach(out::write);
    return out.toByteArray();
  }
}
