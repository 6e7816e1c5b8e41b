package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 section 7.3: rows of a message as text. */
class MessageEditorTest {
  private static final String INVITE =
      """
      INVITE sip:bob@example.com SIP/2.0\r
      Via: SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK1\r
      Max-Forwards: 69\r
      f: "Alice, A." <sip:alice@example.com>;tag=1\r
      TO: <sip:bob@example.com>\r
      i: abc@192.0.2.1\r
      CSeq: 20 INVITE\r
      X-Queue: sales\r
      Record-Route: <sip:p1.example.com;lr>\r
      x-queue: support\r
      Record-Route: <sip:p2.example.com;lr>\r
      c: text/plain\r
      Content-Disposition: render\r
      Content-Length: 5\r
      \r
      hello\
      """;

  private static MessageEditor invite() {
    return MessageEditor.parse(Ascii.bytes(INVITE));
  }

  private static MessageEditor answer() {
    return MessageEditor.of(SipResponse.to(invite().toRequest(), Status.OK).build());
  }

  private static String text(MessageEditor editor) {
    return Samples.text(editor.message().toBytes());
  }

  @Test
  void whatIsNotEditedIsTheSameMessage() {
    SipMessage message = invite().message();
    assertThat(MessageEditor.of(message).message()).isSameAs(message);
    assertThat(MessageEditor.of(message).toRequest()).isSameAs(message);
    assertThat(text(invite())).isEqualTo(INVITE);
  }

  @Test
  void anEditedMessageIsAnother() {
    MessageEditor editor = invite();
    SipMessage before = editor.message();
    editor.add("Subject", "lunch").body(new byte[0]);
    assertThat(Samples.text(before.toBytes())).isEqualTo(INVITE);
    assertThat(editor.message().headers().text("Subject")).contains("lunch");
  }

  @Test
  void rowsAreFoundLongAndCompactInAnyCase() {
    assertThat(invite().texts("Call-ID")).containsExactly("abc@192.0.2.1");
    assertThat(invite().texts("I")).containsExactly("abc@192.0.2.1");
    assertThat(invite().texts("X-QUEUE")).containsExactly("sales", "support");
    assertThat(invite().texts("User-Agent")).isEmpty();
    assertThat(invite().texts("no name\r\n")).isEmpty();
    assertThat(invite().text("X-Queue", 1)).contains("support");
    assertThat(invite().text("X-Queue", 2)).isEmpty();
    assertThat(invite().text("X-Queue", -1)).isEmpty();
  }

  @Test
  void rowsAreAddedBehindTheirKindElseAtTheEnd() {
    MessageEditor editor = invite().add("X-Queue", " third ").add("Subject", "lunch");
    assertThat(text(editor))
        .isEqualTo(
            INVITE
                .replace("x-queue: support\r\n", "x-queue: support\r\nX-Queue: third\r\n")
                .replace("\r\n\r\n", "\r\nSubject: lunch\r\n\r\n"));
  }

  @Test
  void rowsAreSetInTheirPlaceUnderTheNameTheyHave() {
    MessageEditor editor =
        invite()
            .set("From", "<sip:carol@example.com>;tag=9")
            .set("X-Queue", "only")
            .set("Record-Route", 1, "<sip:p3.example.com;lr>")
            .set("Subject", "lunch");
    assertThat(text(editor))
        .isEqualTo(
            INVITE
                .replace(
                    "\"Alice, A.\" <sip:alice@example.com>;tag=1", "<sip:carol@example.com>;tag=9")
                .replace("X-Queue: sales", "X-Queue: only")
                .replace("x-queue: support\r\n", "")
                .replace("p2", "p3")
                .replace("\r\n\r\n", "\r\nSubject: lunch\r\n\r\n"));
    assertThat(editor.toRequest().from().tag()).contains("9");
  }

  @Test
  void rowsAreRemovedByNameOrOneByOne() {
    MessageEditor editor = invite().remove("Record-Route", 0);
    assertThat(editor.texts("Record-Route")).containsExactly("<sip:p2.example.com;lr>");
    assertThat(editor.remove("x-QUEUE")).isTrue();
    assertThat(editor.remove("X-Queue")).isFalse();
    assertThat(editor.remove("no name")).isFalse();
    assertThat(text(editor)).doesNotContain("p1", "ueue");
  }

  @Test
  void rowsThatAreNotTouchedKeepTheirBytes() {
    byte[] bytes =
        Ascii.bytes(INVITE.replace("sales", "s?les").replace("20 INVITE", "20\r\n INVITE"));
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf('?')] = (byte) 0xe4;
    byte[] edited = MessageEditor.parse(bytes).add("Subject", "lunch").message().toBytes();
    assertThat(new String(edited, StandardCharsets.ISO_8859_1))
        .contains("X-Queue: s\u00e4les\r\n", "CSeq: 20 INVITE\r\n");
  }

  @Test
  void aPositionThatIsNotThereIsRefused() {
    MessageEditor editor = invite();
    for (int position : new int[] {-1, 2}) {
      assertThatThrownBy(() -> editor.set("X-Queue", position, "x"))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("X-Queue, there are 2");
      assertThatThrownBy(() -> editor.remove("X-Queue", position))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(text(editor)).isEqualTo(INVITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nVia: b", "a\nb", "a\rb", "a\u0000b"})
  void nothingBreaksOutOfItsRow(String value) {
    MessageEditor editor = invite();
    for (String name : new String[] {"X-Any", "From", "Subject", "Content-Type"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> editor.set(name, value));
      assertThatIllegalArgumentException().isThrownBy(() -> editor.set(name, 0, value));
      assertThatIllegalArgumentException().isThrownBy(() -> editor.add(name, value));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> editor.set("X-" + value, "1"));
    assertThat(text(editor)).isEqualTo(INVITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "to", "Contact", "Via", "CSeq", "c", "Route", "Expires", "i"})
  void aValueThatItsNameCannotHaveIsRefused(String name) {
    MessageEditor editor = invite();
    for (String value : new String[] {"", "  ", "< ", "\"open "}) {
      if (!name.equals("i") || value.isBlank()) {
        assertThatThrownBy(() -> editor.set(name, value))
            .isInstanceOf(MessageSyntaxException.class);
      }
    }
    assertThat(text(editor)).isEqualTo(INVITE);
  }

  @Test
  void anEmptyValueStandsWhereItMeansSomething() {
    MessageEditor editor = invite().set("Supported", "").set("Allow", "").set("X-Any", "");
    assertThat(editor.texts("Supported")).containsExactly("");
    assertThat(editor.toRequest().headers().contains(HeaderName.ALLOW)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"From", "t", "Call-ID", "CSeq", "Max-Forwards", "Content-Type", "l"})
  void aSecondRowOfWhatAMessageHasOnceIsRefused(String name) {
    MessageEditor editor = invite();
    String value = editor.text(name, 0).orElseThrow();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> editor.add(name, value))
        .withMessageContaining("already");
  }

  @Test
  void contentLengthSaysHowLongTheBodyIs() {
    MessageEditor editor = invite().set("Content-Length", "3");
    assertThat(editor.texts("l")).containsExactly("5");
    assertThat(editor.body(Ascii.bytes("\u00e4")).texts("l")).containsExactly("2");
    assertThat(editor.remove("Content-Length")).isTrue();
    assertThat(editor.toRequest().body()).hasSize(2);
  }

  @Test
  void theRequestLineIsEdited() {
    MessageEditor editor =
        invite().method(Method.UPDATE).requestUri(Uri.parse("sip:carol@example.com;lr?Subject=x"));
    assertThat(editor.toRequest().startLine()).isEqualTo("UPDATE sip:carol@example.com;lr SIP/2.0");
    assertThat(editor.toRequest().cSeq()).hasToString("20 UPDATE");
    assertThatIllegalStateException().isThrownBy(() -> editor.status(Status.OK));
    assertThatIllegalStateException().isThrownBy(editor::toResponse);
  }

  @Test
  void theStatusLineIsEdited() {
    MessageEditor editor = answer().status(Status.of(486, "Not now"));
    assertThat(editor.toResponse().startLine()).isEqualTo("SIP/2.0 486 Not now");
    assertThatIllegalStateException().isThrownBy(() -> editor.method(Method.BYE));
    assertThatIllegalStateException().isThrownBy(() -> editor.requestUri(Uri.parse("sip:x")));
    assertThatIllegalStateException().isThrownBy(editor::toRequest);
  }

  @Test
  void aMessageMayLackWhatIsWrittenLater() {
    SipRequest bare = SipRequest.builder(Method.MESSAGE, SipUri.of("example.com")).build();
    SipRequest request = MessageEditor.of(bare).add("X-Any", "1").method(Method.INFO).toRequest();
    assertThat(Samples.text(request.toBytes()))
        .isEqualTo(
            """
            INFO sip:example.com SIP/2.0\r
            Max-Forwards: 70\r
            Content-Length: 0\r
            X-Any: 1\r
            \r
            """);
    MessageEditor answer = MessageEditor.of(SipResponse.builder(Status.OK).build());
    assertThat(answer.toResponse().headers().contains(HeaderName.VIA)).isFalse();
  }

  @Test
  void aMessageThatNobodyCouldReadIsRefused() {
    assertThatThrownBy(() -> invite().set("CSeq", "1 BYE").toRequest())
        .isInstanceOf(MessageSyntaxException.class)
        .hasMessageContaining("CSeq");
    MessageEditor tooLong = answer().add("X-Long", "x".repeat(40_000));
    assertThatThrownBy(tooLong::toResponse).isInstanceOf(MessageSyntaxException.class);
    assertThat(tooLong.message().headers().contains(HeaderName.of("X-Long"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\r\n\r\n", "hello", "INVITE sip:x SIP/2.0\r\n\r\n"})
  void aTextThatIsNoMessageIsRefused(String text) {
    assertThatThrownBy(() -> MessageEditor.parse(Ascii.bytes(text)))
        .isInstanceOf(MessageSyntaxException.class)
        .hasMessageContaining("no SIP message");
  }

  @Test
  void theBytesThatWereReadMayChange() {
    byte[] bytes = Ascii.bytes(INVITE);
    MessageEditor editor = MessageEditor.parse(bytes);
    bytes[0] = 'X';
    assertThat(text(editor)).isEqualTo(INVITE);
    byte[] body = {1, 2};
    editor.body(body);
    body[0] = 9;
    assertThat(editor.message().body()).containsExactly(1, 2);
  }

  @Test
  void theFirstBodyIsTheBody() {
    SipRequest bare = SipRequest.builder(Method.MESSAGE, SipUri.of("example.com")).build();
    BodyPart part =
        BodyPart.of(MediaType.TEXT_PLAIN, Ascii.bytes("hi")).with("Content-Language", "en");
    SipRequest request = MessageEditor.of(bare).addBodyPart(part).toRequest();
    assertThat(request.contentType()).contains(MediaType.TEXT_PLAIN);
    assertThat(request.headers().text("Content-Language")).contains("en");
    assertThat(Samples.text(request.body())).isEqualTo("hi");
  }

  @Test
  void theSecondBodyMakesItMultipartAndTakesTheRowsAlong() {
    MessageEditor editor =
        invite().addBodyPart(BodyPart.of(MediaType.APPLICATION_SDP, Ascii.bytes("v=0")));
    assertThat(editor.texts("Content-Type")).hasSize(1);
    assertThat(editor.texts("Content-Disposition")).isEmpty();
    SipRequest request = editor.toRequest();
    assertThat(request.contentType()).map(MediaType::subtype).contains("mixed");
    assertThat(request.bodyParts()).extracting(BodyPart::text).containsExactly("hello", "v=0");
    assertThat(request.bodyParts().getFirst().disposition())
        .contains(ParameterizedToken.of("render"));

    editor.addBodyPart(BodyPart.of(MediaType.TEXT_PLAIN, Ascii.bytes("--offhook-2\r\n")));
    assertThat(editor.toRequest().bodyParts())
        .extracting(BodyPart::text)
        .containsExactly("hello", "v=0", "--offhook-2\r\n");
  }

  @Test
  void nothingIsAddedToABrokenMultipart() {
    MessageEditor editor = invite().set("Content-Type", "multipart/related;boundary=absent");
    BodyPart part = BodyPart.of(MediaType.TEXT_PLAIN, Ascii.bytes("x"));
    assertThatThrownBy(() -> editor.addBodyPart(part)).isInstanceOf(MessageSyntaxException.class);
    editor.body(new byte[0]).addBodyPart(part);
    assertThat(editor.toRequest().contentType()).map(MediaType::subtype).contains("related");
    assertThat(editor.message().bodyParts()).hasSize(1);
  }

  @Test
  void secretsDoNotShow() {
    MessageEditor editor =
        invite().add("Authorization", "Digest username=\"a\", response=\"b1c2\"");
    assertThat(editor.toString()).contains("Digest ***").doesNotContain("b1c2");
  }
}
