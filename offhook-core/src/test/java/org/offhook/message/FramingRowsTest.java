package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** RFC 3261 sections 7.5 and 18.3 (framing) and 20.14 (Content-Length). */
class FramingRowsTest {
  private static final String BODY = "fog at the pier\r\n";

  private static String withLength(String length, String body) {
    return Samples.options("Content-Type: text/plain", "Content-Length: " + length) + body;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 100_000})
  @Rfc("MSG-05")
  void lineEndsBeforeAStartLineOnAStreamAreSkipped(int piece) {
    byte[] stream =
        Samples.bytes("\r\n" + withLength("0", "") + "\r\n" + withLength("3", "fog") + "\r\n");
    assertThat(messages(Samples.frames(stream, piece))).containsExactly("OPTIONS ", "OPTIONS fog");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 100_000})
  @Rfc("MSG-05")
  void aDoubleLineEndBetweenMessagesIsAPing(int piece) {
    byte[] stream = Samples.bytes(withLength("0", "") + "\r\n\r\n" + withLength("0", ""));
    List<Frame> frames = Samples.frames(stream, piece);
    assertThat(frames).hasAtLeastOneElementOfType(Frame.Ping.class);
    assertThat(messages(frames)).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 13, 64, 1000, 100_000})
  @Rfc("MSG-20")
  void anySplitOfAStreamGivesTheSameMessages(int piece) {
    byte[] stream = TortureCorpus.read("msg-20-three-on-a-stream.sip");
    assertThat(messages(Samples.frames(stream, piece)))
        .containsExactlyElementsOf(messages(Samples.frames(stream, stream.length)))
        .hasSize(3)
        .element(0)
        .isEqualTo("OPTIONS INVITE sip:x@y SIP/2.0\r\nVia: fake\r\n\r\n");
  }

  @Test
  @Rfc("MSG-20")
  void randomSplitsOfAStreamGiveTheSameMessages() {
    byte[] stream = TortureCorpus.read("msg-20-three-on-a-stream.sip");
    List<String> whole = messages(Samples.frames(stream, stream.length));
    Random random = new Random(20);
    for (int round = 0; round < 500; round++) {
      StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
      List<Frame> frames = new ArrayList<>();
      for (int at = 0; at < stream.length; ) {
        int piece = Math.min(1 + random.nextInt(400), stream.length - at);
        framer.feed(ByteBuffer.wrap(stream.clone(), at, piece), frames::add);
        at += piece;
      }
      assertThat(messages(frames)).isEqualTo(whole);
    }
  }

  @Test
  @Rfc("MSG-20")
  void aFrameKeepsItsBytesWhenTheReadBufferIsUsedAgain() {
    byte[] first = Samples.bytes(withLength("3", "fog"));
    ByteBuffer buffer = ByteBuffer.allocate(first.length).put(first).flip();
    List<Frame> frames = new ArrayList<>();
    new StreamFramer(MessageLimits.DEFAULT).feed(buffer, frames::add);
    java.util.Arrays.fill(buffer.array(), (byte) 'x');
    assertThat(messages(frames)).containsExactly("OPTIONS fog");
    assertThat(((ParseResult.Parsed) result(frames.get(0))).message().callId())
        .isEqualTo("lantern@harbour.example");
  }

  @Test
  @Rfc("MSG-20")
  void anUnfinishedMessageGivesNothing() {
    byte[] bytes = Samples.bytes(withLength("3", "fog"));
    for (int end = 0; end < bytes.length; end++) {
      assertThat(Samples.frames(java.util.Arrays.copyOf(bytes, end), 64))
          .as("%d bytes", end)
          .isEmpty();
    }
  }

  @Test
  @Rfc("MSG-20")
  void aMalformedMessageThatCanBeFramedLeavesTheStreamUsable() {
    String bad = Samples.options("CSeq: many OPTIONS", "Content-Length: 3") + "fog";
    List<Frame> frames = Samples.frames(Samples.bytes(bad + withLength("0", "")), 50);
    assertThat(frames).hasSize(2);
    assertThat(result(frames.get(0))).isInstanceOf(ParseResult.Invalid.class);
    assertThat(result(frames.get(1))).isInstanceOf(ParseResult.Parsed.class);
  }

  @Test
  @Rfc("MSG-21")
  void everyBuiltMessageCarriesItsContentLength() {
    SipRequest request = SipRequest.builder(Method.OPTIONS, Uri.parse("sip:p@q.example")).build();
    assertThat(request.headers().texts("Content-Length")).containsExactly("0");
    SipRequest withBody =
        request.toBuilder()
            .body(new MediaType("text", "plain", Parameters.EMPTY), Samples.bytes("\u706f"))
            .build();
    assertThat(withBody.headers().texts("Content-Length")).containsExactly("3");
    assertThat(Samples.text(withBody.toBytes())).contains("\r\nContent-Length: 3\r\n");
    assertThat(withBody.toBuilder().noBody().build().headers().texts("Content-Length"))
        .containsExactly("0");
    SipResponse response =
        SipResponse.to(Samples.parseRequest(Samples.options()), Status.OK).build();
    assertThat(Samples.text(response.toBytes())).contains("\r\nContent-Length: 0\r\n");
  }

  @Test
  @Rfc("MSG-21")
  void aStreamRequestWithoutLengthIsAnsweredAndEndsTheStream() {
    List<Frame> frames =
        Samples.frames(Samples.bytes(Samples.options() + withLength("0", "")), 100_000);
    assertThat(frames).hasSize(1);
    assertThat(Samples.answer(broken(frames.get(0)))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-21")
  void aStreamResponseWithoutLengthEndsTheStreamUnanswered() {
    List<Frame> frames = Samples.frames(Samples.bytes(Samples.response("SIP/2.0 200 OK")), 100_000);
    assertThat(frames).hasSize(1);
    assertThat(broken(frames.get(0)).answer()).isEmpty();
  }

  @Test
  @Rfc("MSG-22")
  void aDatagramWithoutLengthHasItsBodyToTheEnd() {
    SipRequest request =
        Samples.parseRequest(Samples.options("Content-Type: text/plain") + BODY + "\0x");
    assertThat(Samples.text(request.body())).isEqualTo(BODY + "\0x");
  }

  @Test
  @Rfc("MSG-22")
  void surplusBytesOfADatagramAreDropped() {
    ParseResult.Parsed parsed = Samples.parsed(withLength("3", "fog" + withLength("0", "")));
    assertThat(Samples.text(parsed.message().body())).isEqualTo("fog");
    assertThat(Samples.text(parsed.message().toBytes())).endsWith("\r\n\r\nfog");
  }

  @Test
  @Rfc("MSG-22")
  void aDatagramShorterThanItsLengthIsRefused() {
    assertThat(Samples.answer(withLength("4", "fog"))).isEqualTo(400);
    assertThat(Samples.invalid(Samples.response("SIP/2.0 200 OK", "Content-Length: 1")).answer())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        "-999",
        "ten",
        "+3",
        "0x3",
        "3.0",
        "3 3",
        "",
        "4294967296",
        "2147483648",
        "18446744073709551619"
      })
  @Rfc("MSG-23")
  void aLengthThatIsNoneIsAnsweredWith400(String length) {
    assertThat(Samples.answer(withLength(length, "fog"))).isEqualTo(400);
    assertThat(
            Samples.invalid(Samples.response("SIP/2.0 200 OK", "Content-Length: " + length))
                .answer())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "ten", "+3", ""})
  @Rfc("MSG-23")
  void aLengthThatIsNoneEndsAStream(String length) {
    List<Frame> frames =
        Samples.frames(Samples.bytes(withLength(length, "fog") + withLength("0", "")), 10);
    assertThat(frames).hasSize(1);
    assertThat(Samples.answer(broken(frames.get(0)))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-19")
  void twoLengthsThatDifferAreRefused() {
    String text = Samples.options("Content-Length: 3", "l: 0") + "fog";
    assertThat(Samples.answer(text)).isEqualTo(400);
    List<Frame> frames = Samples.frames(Samples.bytes(text + withLength("0", "")), 100_000);
    assertThat(frames).hasSize(1);
    assertThat(Samples.answer(broken(frames.get(0)))).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-19")
  void twoLengthsThatDifferAreRefusedAlsoInOneRow() {
    assertThat(Samples.answer(Samples.options("Content-Length: 3, 0") + "fog")).isEqualTo(400);
  }

  @Test
  @Rfc("MSG-19")
  void twoLengthsThatAgreeAreOne() {
    ParseResult.Parsed parsed =
        Samples.parsed(Samples.options("Content-Length: 3", "l: 3") + "fog");
    assertThat(parsed.tolerated()).containsExactly(Tolerance.REPEATED_CONTENT_LENGTH);
    assertThat(Samples.text(parsed.message().body())).isEqualTo("fog");
  }

  @Test
  @Rfc("SEC-02")
  void anEndlessHeaderSectionIsCutOffAtTheLimit() {
    StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
    List<Frame> frames = new ArrayList<>();
    framer.feed(
        ByteBuffer.wrap(Samples.bytes(Samples.options().replace("\r\n\r\n", "\r\n"))), frames::add);
    byte[] row = Samples.bytes("X-Again: and again and again\r\n");
    int fed = 0;
    while (frames.isEmpty() && fed < 1_000_000) {
      framer.feed(ByteBuffer.wrap(row), frames::add);
      fed += row.length;
    }
    assertThat(fed).isLessThan(80_000);
    assertThat(Samples.answer(broken(frames.get(0)))).isEqualTo(513);
  }

  @Test
  @Rfc("SEC-02")
  void aBodyOverTheLimitIsRefusedBeforeItArrives() {
    List<Frame> frames = Samples.frames(Samples.bytes(withLength("2000000", "")), 100_000);
    assertThat(frames).hasSize(1);
    assertThat(Samples.answer(broken(frames.get(0)))).isEqualTo(413);
  }

  @Test
  @Rfc("SEC-02")
  void anEndlessStartLineIsCutOffAtTheLimit() {
    StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
    List<Frame> frames = new ArrayList<>();
    int fed = 0;
    while (frames.isEmpty() && fed < 1_000_000) {
      framer.feed(ByteBuffer.wrap(Samples.bytes("x".repeat(100))), frames::add);
      fed += 100;
    }
    assertThat(fed).isLessThan(80_000);
    assertThat(broken(frames.get(0)).answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0\0\0\0\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\u0016\u0003\u0001 hello\r\n\r\n"
      })
  @Rfc("MSG-52")
  void anotherProtocolEndsTheStream(String text) {
    List<Frame> frames = Samples.frames(Samples.bytes(text), 100_000);
    assertThat(frames).hasSize(1);
    assertThat(broken(frames.get(0)).answer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\rS t SIP/0\r\n\r\n", "\rINVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n"})
  @Rfc("MSG-20")
  void whatIsSaidOfABrokenStreamDoesNotDependOnItsPieces(String text) {
    byte[] stream = Samples.bytes(text);
    for (int piece = 1; piece < stream.length; piece++) {
      assertThat(Samples.frames(stream, piece))
          .as("in pieces of %d", piece)
          .isEqualTo(Samples.frames(stream, stream.length));
    }
  }

  @Test
  @Rfc("MSG-20")
  void theRefusalOfATooLongHeadDoesNotDependOnItsPieces() {
    var limits = MessageLimits.DEFAULT.withHeaders(200);
    byte[] stream = Samples.bytes(Samples.options("X: " + "x".repeat(250), "Y: y"));
    var verdicts = new HashSet<String>();
    for (int piece = 1; piece <= stream.length; piece++) {
      var framer = new StreamFramer(limits);
      var frames = new ArrayList<Frame>();
      for (int at = 0; at < stream.length; at += piece) {
        framer.feed(ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at)), frames::add);
      }
      var broken = broken(frames.getFirst());
      verdicts.add(broken.status() + " " + broken.reason() + " " + broken.offset());
    }
    assertThat(verdicts).hasSize(1);
  }

  private static ParseResult result(Frame frame) {
    assertThat(frame).isInstanceOf(Frame.Message.class);
    return ((Frame.Message) frame).result();
  }

  private static ParseResult.Invalid broken(Frame frame) {
    assertThat(frame).isInstanceOf(Frame.Broken.class);
    return ((Frame.Broken) frame).invalid();
  }

  /** Start word and body of each message. */
  private static List<String> messages(List<Frame> frames) {
    List<String> messages = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame instanceof Frame.Message) {
        SipMessage message = ((ParseResult.Parsed) result(frame)).message();
        String word = message instanceof SipRequest request ? request.method().name() : "response";
        messages.add(word + " " + Samples.text(message.body()));
      }
    }
    return messages;
  }
}
