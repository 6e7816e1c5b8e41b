package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;

class OsipMessageTest {

  private static final String INVITE =
      """
      INVITE sip:bob@example.com SIP/2.0\r
      Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1\r
      Via: SIP/2.0/TCP 192.0.2.9;branch=z9hG4bK2\r
      Record-Route: <sip:a.example.com;lr>, <sip:b.example.com;lr>\r
      Max-Forwards: 69\r
      f: "Alice, A." <sip:alice@example.com>;tag=1\r
      TO: <sip:bob@example.com>\r
      i: abc@192.0.2.1\r
      CSeq: 20 INVITE\r
      m: <sip:alice@192.0.2.1>, <sip:alice@192.0.2.2>;q=0.5\r
      X-Queue: sales\r
      Allow: INVITE, ACK\r
      x-queue: support\r
      c: text/plain\r
      Content-Length: 5\r
      \r
      hello\
      """;

  private static OsipMessage invite() {
    return OsipMessage.parse(INVITE);
  }

  private static OsipMessage answer() {
    return OsipMessage.of(SipResponse.to(invite().toRequest(), Status.OK).build());
  }

  @Test
  void readsWhatIsThere() {
    var message = invite();
    assertThat(message.isRequest()).isTrue();
    assertThat(message.isResponse()).isFalse();
    assertThat(message.method()).isEqualTo("INVITE");
    assertThat(message.requestUri()).isEqualTo("sip:bob@example.com");
    assertThat(message.statusCode()).isZero();
    assertThat(message.reasonPhrase()).isNull();
    assertThat(message.callId()).isEqualTo("abc@192.0.2.1");
    assertThat(message.from()).isEqualTo("\"Alice, A.\" <sip:alice@example.com>;tag=1");
    assertThat(message.to()).isEqualTo("<sip:bob@example.com>");
    assertThat(message.contentType()).isEqualTo("text/plain");
    assertThat(message.contentLength()).isEqualTo(5);
    assertThat(message.topVia()).hasToString("SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1");
    assertThat(message.recordRoutes())
        .containsExactly("<sip:a.example.com;lr>", "<sip:b.example.com;lr>");
    assertThat(message.routes()).isEmpty();
    assertThat(message.contacts())
        .containsExactly("<sip:alice@192.0.2.1>", "<sip:alice@192.0.2.2>;q=0.5");
    assertThat(message.allows()).containsExactly("INVITE", "ACK");
    assertThat(message.bodies()).containsExactly("hello");
    assertThat(message.body()).isEqualTo("hello");
  }

  @Test
  void everyHeaderIsFoundLongAndCompact() {
    var message = invite();
    assertThat(message.headers("Call-ID")).isEqualTo(message.headers("I")).hasSize(1);
    assertThat(message.headers("v")).hasSize(2);
    assertThat(message.headers("X-QUEUE")).containsExactly("sales", "support");
    assertThat(message.header("X-Queue", 1)).isEqualTo("support");
    assertThat(message.header("X-Queue", 2)).isNull();
    assertThat(message.header("X-Queue", -1)).isNull();
    assertThat(message.header("User-Agent")).isNull();
    assertThat(message.headers("no name\r\n")).isEmpty();
  }

  @Test
  void whatIsNotEditedStaysByteForByte() {
    var folded = INVITE.replace("CSeq: 20 INVITE", "CSeq:   20\r\n INVITE");
    var message = OsipMessage.parse(folded);
    assertThat(message.toText()).isEqualTo(folded);
    assertThat(message.copy().toText()).isEqualTo(folded);
    assertThat(message.toRequest().toBytes()).asString(StandardCharsets.UTF_8).isEqualTo(folded);
  }

  @Test
  void rowsKeepOrderCaseAndUnknownNames() {
    var message = invite().addHeader("Subject", "lunch");
    assertThat(message.toText())
        .isEqualTo(INVITE.replace("\r\n\r\n", "\r\nSubject: lunch\r\n\r\n"));
    assertThat(message.toRequest().toBytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(message.toText());
  }

  @Test
  void addsBehindItsKindAndSetsInPlace() {
    var message = invite().addHeader("X-Queue", "third").addHeader("Contact", "<sip:c@192.0.2.3>");
    assertThat(message.headers("X-Queue")).containsExactly("sales", "support", "third");
    assertThat(message.contacts()).hasSize(3);
    message.setHeader("X-Queue", 1, "second");
    assertThat(message.headers("X-Queue")).containsExactly("sales", "second", "third");
    message.removeHeader("X-Queue", 0).setHeader("x-queue", "only");
    assertThat(message.headers("X-Queue")).containsExactly("only");
    assertThat(message.removeHeader("Contact")).isTrue();
    assertThat(message.removeHeader("m")).isFalse();
    assertThat(message.contacts()).isEmpty();
    assertThat(message.rows()).extracting(HeaderField::name).doesNotContain("m", "Contact");
  }

  @Test
  void compactRowIsReplacedByItsLongName() {
    var message = invite().from("<sip:carol@example.com>;tag=9").callId("new");
    assertThat(message.from()).isEqualTo("<sip:carol@example.com>;tag=9");
    assertThat(message.headers("From")).hasSize(1);
    assertThat(message.toText()).contains("f: <sip:carol@example.com>;tag=9\r\n", "i: new\r\n");
    assertThat(message.toRequest().callId()).isEqualTo("new");
  }

  @Test
  void rowThatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> invite().setHeader("X-Queue", 2, "x"))
        .isInstanceOf(OsipErrors.OsipNotFound.class)
        .hasMessageContaining("X-Queue");
    assertThatThrownBy(() -> invite().removeHeader("Route", 0))
        .isInstanceOf(OsipErrors.OsipNotFound.class);
    assertThatThrownBy(() -> invite().removeHeader("X-Queue", -1))
        .isInstanceOf(OsipErrors.OsipNotFound.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nVia: b", "a\nb", "a\rb", "a\u0000b"})
  void nothingBreaksOutOfItsRow(String value) {
    for (var name : new String[] {"X-Any", "From", "Subject", "Call-ID", "Content-Type"}) {
      assertThatThrownBy(() -> invite().setHeader(name, value))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
    assertThatThrownBy(() -> invite().addHeader("X-" + value, "1"))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(() -> invite().method(value)).isInstanceOf(OsipException.class);
    assertThatThrownBy(() -> invite().requestUri("sip:" + value)).isInstanceOf(OsipException.class);
    assertThatThrownBy(() -> invite().requestUri("http:" + value))
        .isInstanceOf(OsipException.class);
    assertThatThrownBy(() -> answer().reasonPhrase(value))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(() -> invite().addBody(value, "x")).isInstanceOf(OsipException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "to", "Contact", "Via", "CSeq", "c", "Route", "Expires"})
  void valueThatCannotBeReadIsRefused(String name) {
    var message = invite();
    for (var value : new String[] {"", "  ", "<", "\"open"}) {
      assertThatThrownBy(() -> message.setHeader(name, value))
          .isInstanceOf(OsipErrors.OsipSyntaxError.class);
    }
    assertThat(message.toText()).isEqualTo(INVITE);
  }

  @Test
  void callIdIsOneWord() {
    for (var value : new String[] {"", " ", "two words"}) {
      assertThatThrownBy(() -> invite().callId(value))
          .isInstanceOf(OsipErrors.OsipSyntaxError.class);
    }
  }

  @Test
  void emptyValuesAreAllowedWhereTheyMean() {
    var message = invite().setHeader("Supported", "").setHeader("X-Any", "").setHeader("Allow", "");
    assertThat(message.allows()).isEmpty();
    assertThat(message.headers("X-Any")).containsExactly("");
    assertThat(message.toRequest().headers().contains(HeaderName.SUPPORTED)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "T", "Call-ID", "CSeq", "Max-Forwards", "Content-Type", "l"})
  void secondRowOfWhatThereIsOnceIsRefused(String name) {
    var message = invite();
    var value = message.header(name);
    assertThatThrownBy(() -> message.addHeader(name, String.valueOf(value)))
        .isInstanceOf(OsipErrors.OsipBadParameter.class)
        .hasMessageContaining("already");
  }

  @Test
  void contentLengthIsKeptButNotBelieved() {
    var message = invite().contentLength(3);
    assertThat(message.contentLength()).isEqualTo(3);
    assertThat(message.toText()).contains("Content-Length: 5\r\n");
    assertThat(message.toRequest().body()).hasSize(5);
    assertThat(message.body("ä").contentLength()).isEqualTo(2);
    assertThatThrownBy(() -> message.contentLength(-1))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(() -> message.setHeader("Content-Length", "5 5"))
        .isInstanceOf(OsipErrors.OsipSyntaxError.class);
    message.removeHeader("Content-Length");
    assertThat(message.contentLength()).isEqualTo(2);
    assertThat(message.toRequest().body()).hasSize(2);
  }

  @Test
  void requestLineCanBeEdited() {
    var message = invite().method("UPDATE").requestUri("sip:carol@example.com;lr?Subject=x");
    assertThat(message.requestUri()).isEqualTo("sip:carol@example.com;lr");
    assertThat(message.header("CSeq")).isEqualTo("20 UPDATE");
    assertThat(message.toRequest().method()).isEqualTo(Method.UPDATE);
    assertThatThrownBy(() -> message.statusCode(200))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(message::toResponse).isInstanceOf(OsipErrors.OsipBadParameter.class);
  }

  @Test
  void statusLineCanBeEdited() {
    var message = answer().statusCode(486);
    assertThat(message.reasonPhrase()).isEqualTo("Busy Here");
    assertThat(message.reasonPhrase("Not now").statusCode()).isEqualTo(486);
    assertThat(message.method()).isEqualTo("INVITE");
    assertThat(message.requestUri()).isNull();
    assertThat(message.toResponse().startLine()).isEqualTo("SIP/2.0 486 Not now");
    for (int code : new int[] {99, 700, -1, 0}) {
      assertThatThrownBy(() -> message.statusCode(code))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
    assertThatThrownBy(() -> message.method("BYE")).isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(() -> message.requestUri("sip:x"))
        .isInstanceOf(OsipErrors.OsipBadParameter.class);
    assertThatThrownBy(message::toRequest).isInstanceOf(OsipErrors.OsipBadParameter.class);
  }

  @Test
  void messageMayStillLackWhatTheEndpointWrites() {
    var bare = SipRequest.builder(Method.MESSAGE, SipUri.of("example.com")).build();
    var message = OsipMessage.of(bare).addHeader("X-Any", "1").body("hello");
    assertThat(message.topVia()).isNull();
    assertThat(message.callId()).isNull();
    var request = message.toRequest();
    assertThat(request.headers().texts("X-Any")).containsExactly("1");
    assertThat(request.headers().contains(HeaderName.VIA)).isFalse();
    assertThat(request.headers().contains(HeaderName.CSEQ)).isFalse();
    assertThat(request.body()).hasSize(5);
    var answer = OsipMessage.of(SipResponse.builder(Status.OK).build()).addHeader("X-Any", "2");
    assertThat(answer.method()).isEmpty();
    assertThat(answer.toResponse().headers().contains(HeaderName.FROM)).isFalse();
  }

  @Test
  void secondBodyMakesItMultipart() {
    var message = invite().removeHeader("Content-Type", 0).body("").contentType("application/sdp");
    message.addBody("v=0").addBody("application/json", "{}").addBody("--offhook-3\r\n");
    assertThat(message.contentType()).startsWith("multipart/mixed;boundary=");
    assertThat(message.bodies()).containsExactly("v=0", "{}", "--offhook-3\r\n");
    assertThat(message.toRequest().body()).hasSize(message.contentLength());
    message.contentType("multipart/mixed;boundary=absent");
    assertThat(message.bodies()).hasSize(1);
    assertThatThrownBy(() -> message.addBody("x")).isInstanceOf(OsipErrors.OsipSyntaxError.class);
  }

  @Test
  void firstBodyIsTheBody() {
    var bare = SipRequest.builder(Method.MESSAGE, SipUri.of("example.com")).build();
    var message = OsipMessage.of(bare);
    assertThat(message.bodies()).isEmpty();
    message.addBody("hello");
    assertThat(message.contentType()).isEqualTo("text/plain");
    assertThat(message.body()).isEqualTo("hello");
    byte[] given = {1, 0, 2};
    message.body(given);
    given[0] = 9;
    message.bodyBytes()[0] = 9;
    assertThat(message.bodyBytes()).containsExactly(1, 0, 2);
  }

  @Test
  void copyIsIndependent() {
    var message = invite();
    var copy = message.copy();
    copy.setHeader("X-Queue", "other").body("changed").requestUri("sip:x.example.com");
    assertThat(message.toText()).isEqualTo(INVITE);
    message.dispose();
    assertThat(copy.body()).isEqualTo("changed");
  }

  @Test
  void copyOfWhatCannotBeSentCanBeMade() {
    var message = OsipMessage.parse(INVITE);
    message.addHeader("X-Long", "x".repeat(40_000));
    assertThat(message.copy().headers("X-Long")).hasSize(1);
    assertThatThrownBy(message::toRequest).isInstanceOf(OsipErrors.OsipSyntaxError.class);
    assertThat(message.toString()).isNotEmpty();
  }

  @Test
  void disposedOneCannotBeRead() {
    var message = invite();
    message.dispose();
    assertThatThrownBy(message::from)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("copy()");
    assertThatThrownBy(message::isRequest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(message::body).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(message::toText).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(message::copy).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> message.addHeader("X", "1")).isInstanceOf(IllegalStateException.class);
    assertThat(message).hasToString("a message of a disposed event");
  }

  @Test
  void secretsDoNotShow() {
    var message = invite().addHeader("Authorization", "Digest username=\"a\", response=\"b1c2\"");
    assertThat(message.toString()).contains("Digest ***").doesNotContain("b1c2");
    assertThat(message.toText()).contains("b1c2");
  }

  @Test
  void textThatIsNoMessageIsRefused() {
    for (var text : new String[] {"", "\r\n\r\n", "hello", "INVITE sip:x SIP/2.0\r\n\r\n"}) {
      assertThatThrownBy(() -> OsipMessage.parse(text))
          .isInstanceOf(OsipErrors.OsipSyntaxError.class)
          .hasMessageContaining("no SIP message");
    }
  }

  @Test
  void brokenTextNeverGivesAnotherException() {
    var random = new Random(1);
    for (int i = 0; i < 3_000; i++) {
      var text = new StringBuilder(INVITE);
      for (int k = random.nextInt(6); k >= 0; k--) {
        text.setCharAt(
            random.nextInt(text.length()), (char) random.nextInt(random.nextInt(200) + 1));
      }
      OsipMessage message;
      try {
        message = OsipMessage.parse(text.toString());
      } catch (OsipErrors.OsipSyntaxError e) {
        continue;
      }
      readAll(message);
      message.addHeader("X-More", "1");
      readAll(message);
      assertThat(OsipMessage.parse(message.toText()).headers("X-More")).contains("1");
      assertThat(message.toRequest().headers().texts("X-More")).contains("1");
    }
  }

  private static void readAll(OsipMessage message) {
    assertThat(message.toString()).isNotEmpty();
    assertThat(message.contacts()).isNotNull();
    assertThat(message.allows()).isNotNull();
    assertThat(message.recordRoutes()).isNotNull();
    assertThat(message.bodies()).isNotNull();
    assertThat(message.topVia()).isNotNull();
    assertThat(message.callId()).isNotNull();
  }
}
