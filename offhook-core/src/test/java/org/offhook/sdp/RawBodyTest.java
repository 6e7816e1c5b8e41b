package org.offhook.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.offhook.message.MediaType;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;

/** A message carries a body of type application/sdp whatever is in it: RFC 3261 section 7.4. */
class RawBodyTest {

  private static final String HEAD =
      """
      INVITE sip:bob@example.com SIP/2.0
      Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
      From: <sip:alice@example.com>;tag=1
      To: <sip:bob@example.com>
      Call-ID: a@192.0.2.1
      CSeq: 1 INVITE
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: 256

      """;

  @Test
  @Rfc("SDP-21")
  void bytesThatAreNoDescriptionArriveAndLeaveUnchanged() {
    byte[] body = new byte[256];
    new Random(7).nextBytes(body);
    var wire = new ByteArrayOutputStream();
    wire.writeBytes(HEAD.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    wire.writeBytes(body);

    var message = ((ParseResult.Parsed) MessageParser.parse(wire.toByteArray())).message();
    var passedOn =
        ((SipRequest) message).toBuilder().body(MediaType.APPLICATION_SDP, message.body()).build();

    assertThat(SessionDescription.parse(body)).isInstanceOf(SdpResult.Invalid.class);
    assertThat(message.body()).isEqualTo(body);
    assertThat(message.toBytes()).isEqualTo(wire.toByteArray());
    assertThat(passedOn.body()).isEqualTo(body);
    assertThat(passedOn.toBytes()).endsWith(body);
  }
}
