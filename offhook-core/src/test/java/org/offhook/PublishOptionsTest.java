package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;

/** What a PUBLISH says that the application wrote: RFC 3903 §4.1. */
class PublishOptionsTest {

  private static SipRequest.Builder publish(Method method) {
    return SipRequest.builder(method, SipUri.parse("sip:states@example.com"))
        .set(HeaderName.FROM, NameAddr.parse("Al <sip:al@example.com>;tag=1"))
        .set(HeaderName.TO, NameAddr.parse("<sip:states@example.com>"))
        .set(HeaderName.CALL_ID, "mine@al")
        .set(HeaderName.CSEQ, new CSeq(7, method))
        .set(HeaderName.MAX_FORWARDS, 70)
        .raw("e", "x")
        .raw("Event", "presence;id=1")
        .raw("SIP-If-Match", "old")
        .raw("X-Mood", "good");
  }

  @Test
  void targetEventStateAndRowsAreTaken() {
    var written =
        publish(Method.PUBLISH)
            .raw("Expires", "60")
            .body(MediaType.parse("application/pidf+xml"), new byte[] {'o'})
            .build();
    var options = PublishOptions.of(written);
    assertThat(options.target()).hasToString("sip:states@example.com");
    assertThat(options.event()).hasToString("presence;id=1");
    assertThat(options.from()).hasToString("Al <sip:al@example.com>");
    assertThat(options.callId()).isEqualTo("mine@al");
    assertThat(options.seconds()).isEqualTo(60);
    assertThat(options.state().type()).hasToString("application/pidf+xml");
    assertThat(options.state().text()).isEqualTo("o");
    assertThat(options.headers())
        .contains(new HeaderRow("X-Mood", "good"))
        .noneMatch(row -> row.name().equals("SIP-If-Match") || row.name().equals("Event"));
  }

  @Test
  void aBodyWithoutTypeIsTextAndTheTimeAnHour() {
    for (var removal : new boolean[] {true, false}) {
      var written = publish(Method.PUBLISH);
      var options = PublishOptions.of((removal ? written.raw("Expires", "0") : written).build());
      assertThat(options.state().type()).isEqualTo(MediaType.TEXT_PLAIN);
      assertThat(options.seconds()).isEqualTo(3600);
    }
  }

  @Test
  void whatIsNoPublishIsRefused() {
    var others =
        new SipRequest[] {
          publish(Method.MESSAGE).build(),
          publish(Method.PUBLISH).remove(HeaderName.EVENT).build(),
          publish(Method.PUBLISH).raw("Expires", "soon").build()
        };
    for (var other : others) {
      assertThatThrownBy(() -> PublishOptions.of(other))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
