package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.sdp.SessionDescription;

class SdpInfoTest {

  private static final String SDP =
      """
      v=0\r
      o=- 1 1 IN IP4 192.0.2.1\r
      s=-\r
      c=IN IP4 192.0.2.1\r
      t=0 0\r
      m=audio 40000 RTP/AVP 8\r
      m=audio 40002 RTP/AVP 0\r
      m=video 40004 RTP/AVP 31\r
      c=IN IP4 192.0.2.2\r
      """;

  private static OsipMessage message(@Nullable String type, String body) {
    var request = SipRequest.builder(Method.INVITE, SipUri.of("example.com")).build();
    var message = OsipMessage.of(request).body(body);
    return type == null ? message : message.contentType(type);
  }

  @Test
  void findsMediaAndConnections() {
    var sdp = SdpInfo.sdpOf(message("Application/SDP;charset=utf-8", SDP));
    assertThat(sdp).hasToString(SDP);
    assertThat(SdpInfo.audioMedia(sdp)).asString().startsWith("m=audio 40000");
    assertThat(SdpInfo.videoMedia(sdp)).asString().startsWith("m=video 40004");
    assertThat(SdpInfo.audioConnection(sdp)).hasToString("IN IP4 192.0.2.1");
    assertThat(SdpInfo.videoConnection(sdp)).hasToString("IN IP4 192.0.2.2");
    assertThat(SdpInfo.media(sdp, "text")).isNull();
    assertThat(SdpInfo.connection(sdp, "text")).isNull();
  }

  @Test
  void findsTheFirstDescriptionInMultipart() {
    var message = message("text/plain", "hello");
    message.addBody("application/sdp", SDP).addBody("application/sdp", SDP.replace("- 1", "- 2"));
    var sdp = SdpInfo.sdpOf(message);
    assertThat(sdp).isEqualTo(SessionDescription.of(SDP));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "*/*",
        "application/*",
        "multipart/mixed",
        "multipart/mixed;boundary=x",
        "multipart/mixed;boundary=\"\""
      })
  void otherTypesHaveNone(String type) {
    assertThat(SdpInfo.sdpOf(message(type, SDP))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v=0", "v=1\r\n", "\u0000", "--x\r\n", "m=audio 1 RTP/AVP 0\r\n"})
  void brokenOneIsNone(String body) {
    assertThat(SdpInfo.sdpOf(message("application/sdp", body))).isNull();
    assertThat(SdpInfo.sdpOf(message("multipart/mixed;boundary=x", "--x\r\n" + body))).isNull();
  }

  @Test
  void nothingHasNothing() {
    assertThat(SdpInfo.sdpOf(null)).isNull();
    assertThat(SdpInfo.sdpOf(message(null, SDP))).isNull();
    assertThat(SdpInfo.audioMedia(null)).isNull();
    assertThat(SdpInfo.videoConnection(null)).isNull();
  }
}
