package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.offhook.testing.Rfc;

/** Any bytes give a message or a parse error, in linear time and within the limits. */
class HostileInputTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final MessageLimits WIDE =
      new MessageLimits(8_192, 16_000_000, 16_000_000, 200_000, 1_048_576, 64, 4);
  private static final byte[] SPICE =
      "\r\n\t :;,<>\"\\()[]@?&=%/*'`~\0\u007f".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @Test
  @Rfc("MSG-52")
  void mutatedMessagesNeverThrow() {
    List<byte[]> seeds =
        TortureCorpus.datagrams().stream()
            .map(TortureCorpus.Case::bytes)
            .filter(b -> b.length < 6000)
            .toList();
    Random random = new Random(4475);
    int parsed = 0;
    for (int round = 0; round < 30_000; round++) {
      byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes = mutate(bytes, random, seeds);
      }
      if (examine(bytes)) {
        parsed++;
      }
    }
    assertThat(parsed).isBetween(1_000, 29_000);
  }

  @Test
  @Rfc("MSG-52")
  void mutatedStreamsNeverThrow() {
    List<byte[]> seeds =
        TortureCorpus.datagrams().stream()
            .map(TortureCorpus.Case::bytes)
            .filter(b -> b.length < 3000)
            .toList();
    Random random = new Random(5118);
    for (int round = 0; round < 3_000; round++) {
      byte[] bytes = mutate(seeds.get(random.nextInt(seeds.size())).clone(), random, seeds);
      StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
      List<Frame> frames = new ArrayList<>();
      for (int at = 0; at < bytes.length; ) {
        int piece = Math.min(bytes.length - at, 1 + random.nextInt(700));
        framer.feed(ByteBuffer.wrap(bytes, at, piece), frames::add);
        at += piece;
      }
      assertThat(frames).hasSizeLessThan(bytes.length + 1);
    }
  }

  @Test
  @Rfc("MSG-52")
  void randomBytesNeverThrow() {
    Random random = new Random(52);
    for (int round = 0; round < 10_000; round++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (round % 2 == 0) {
        byte[] head = Samples.bytes(round % 4 == 0 ? "SIP/2.0 200 " : "OPTIONS sip:a SIP/2.0\r\n");
        System.arraycopy(head, 0, bytes, 0, Math.min(head.length, bytes.length));
      }
      examine(bytes);
    }
  }

  @TestFactory
  @Rfc({"SEC-05", "MSG-52"})
  Stream<DynamicTest> largeInputsCostLinearTime() {
    Map<String, IntFunction<String>> rows = new LinkedHashMap<>();
    rows.put("nested comments", n -> "User-Agent: x " + "(".repeat(n) + ")".repeat(n));
    rows.put("open comments", n -> "Retry-After: 5 " + "(".repeat(n));
    rows.put("open quotes", n -> "Contact: " + "\"".repeat(n | 1));
    rows.put("escaped quotes", n -> "Contact: \"" + "\\\"".repeat(n));
    rows.put("quotes after commas", n -> "Contact: " + ",\"".repeat(n));
    rows.put("commas", n -> "Contact: " + ",".repeat(n));
    rows.put("semicolons", n -> "Contact: <sip:a@b>" + ";".repeat(n));
    rows.put("commas and semicolons", n -> "Route: " + ",;".repeat(n));
    rows.put("elements", n -> "Allow: " + "A,".repeat(n) + "B");
    rows.put("bad elements", n -> "Contact: " + "<,".repeat(n));
    rows.put("bad names", n -> "Contact: " + "a b,".repeat(n) + "<sip:a@b>");
    rows.put("names without end", n -> "Contact: " + "a ".repeat(n));
    rows.put("vias", n -> "Via: " + "SIP/2.0/UDP h,".repeat(n) + "SIP/2.0/UDP h");
    rows.put("brackets", n -> "Route: " + "<".repeat(n));
    rows.put("folds", n -> "Subject: x" + "\r\n y".repeat(n));
    rows.put("empty folds", n -> "Subject: x" + "\r\n ".repeat(n));
    rows.put("folded list", n -> "Allow: A" + ",\r\n B".repeat(n));
    rows.put("escapes", n -> "Contact: <sip:" + "%41".repeat(n) + "@h.example>");
    rows.put("colons", n -> "Contact: <sip:[" + ":".repeat(n) + "]>");
    rows.put("at signs", n -> "Contact: <sip:" + "@".repeat(n) + ">");
    rows.put("backslashes", n -> "Authorization: Digest realm=\"" + "\\".repeat(n));
    rows.put("auth parameters", n -> "Authorization: Digest " + "a=b,".repeat(n));
    rows.put("parameters", n -> "Accept: a/b" + ";c=d".repeat(n));
    rows.put("warnings", n -> "Warning: " + "399 h \"x\",".repeat(n));
    rows.put("digits", n -> "Expires: " + "9".repeat(n));
    rows.put("zeros", n -> "RSeq: " + "0".repeat(n) + "1");
    rows.put("spaces", n -> "Subject: x" + " ".repeat(n) + "y" + " ".repeat(n));
    rows.put("date", n -> "Date: " + "Sat, ".repeat(n));
    rows.put("uri parameters", n -> "Refer-To: <sip:h.example" + ";a=b".repeat(n) + ">");
    rows.put("uri headers", n -> "Refer-To: <sip:h.example?a=b" + "&a=b".repeat(n) + ">");
    rows.put("tel digits", n -> "Refer-To: <tel:+" + "1-".repeat(n) + ">");
    return rows.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        assertTimeoutPreemptively(
                            LONG,
                            () ->
                                readEverything(
                                    Samples.bytes(
                                        Samples.options(row.getValue().apply(100_000)))))));
  }

  @TestFactory
  @Rfc("SEC-05")
  Stream<DynamicTest> largeMandatoryFieldsCostLinearTime() {
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("From quotes", "From: " + "\"a\" ".repeat(100_000) + "<sip:a@b>;tag=1");
    rows.put("From commas", "From: " + "a,".repeat(100_000) + "<sip:a@b>;tag=1");
    rows.put("To brackets", "To: " + "<sip:a@b>".repeat(100_000));
    rows.put("Call-ID", "Call-ID: " + "x".repeat(1_000_000));
    rows.put("CSeq zeros", "CSeq: " + "0".repeat(1_000_000) + "1 OPTIONS");
    rows.put("CSeq spaces", "CSeq: 1" + " ".repeat(1_000_000) + "OPTIONS");
    rows.put("Via parameters", "Via: SIP/2.0/UDP h" + ";a=b".repeat(100_000));
    rows.put("Via list", "Via: SIP/2.0/UDP h" + ", SIP/2.0/UDP h".repeat(100_000));
    rows.put("Content-Length", "Content-Length: " + "0".repeat(1_000_000));
    return rows.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(),
                    () ->
                        assertTimeoutPreemptively(
                            LONG,
                            () -> readEverything(Samples.bytes(Samples.options(row.getValue()))))));
  }

  @Test
  @Rfc("SEC-05")
  void manyRowsCostLinearTime() {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      rows.append("X").append(i % 50).append(": y\r\n");
    }
    String text = Samples.options().replace("\r\n\r\n", "\r\n" + rows + "\r\n");
    assertTimeoutPreemptively(LONG, () -> MessageParser.parse(Samples.bytes(text), WIDE));
  }

  @Test
  @Rfc("SEC-05")
  void aStreamFedByteByByteCostsLinearTime() {
    byte[] bytes = Samples.bytes(Samples.options("Content-Length: 1000000"));
    byte[] whole = Arrays.copyOf(bytes, bytes.length + 1_000_000);
    List<Frame> frames = new ArrayList<>();
    assertTimeoutPreemptively(
        LONG,
        () -> {
          StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
          for (byte b : whole) {
            framer.feed(ByteBuffer.wrap(new byte[] {b}), frames::add);
          }
        });
    assertThat(frames).hasSize(1);
  }

  @Test
  @Rfc("SEC-05")
  void aLongHeaderSectionFedByteByByteCostsLinearTime() {
    String rows = "X-A: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(100_000);
    byte[] whole = Samples.bytes(Samples.options().replace("\r\n\r\n", "\r\n" + rows + "\r\n"));
    List<Frame> frames = new ArrayList<>();
    assertTimeoutPreemptively(
        LONG,
        () -> {
          StreamFramer framer = new StreamFramer(WIDE);
          for (byte b : whole) {
            framer.feed(ByteBuffer.wrap(new byte[] {b}), frames::add);
          }
        });
    assertThat(frames).isNotEmpty();
  }

  @Test
  @Rfc({"SEC-05", "MSG-46"})
  void deepMultipartBodiesExhaustNeitherTimeNorStack() {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      body.append("--b")
          .append(i)
          .append("\r\nContent-Type: multipart/mixed;boundary=b")
          .append(i + 1)
          .append("\r\n\r\n");
    }
    assertThat(takeApart("b0", body.toString()))
        .hasValueSatisfying(deep -> assertThat(deep.find(MediaType.APPLICATION_SDP)).isEmpty());
    takeApart("b", "--b\r\n".repeat(100_000));
    assertThat(takeApart("b", "\r\n--".repeat(100_000))).isEmpty();
    assertThat(takeApart("b", "--b \t\t".repeat(100_000))).isEmpty();
    assertThat(takeApart("-".repeat(50_000), "-".repeat(1_000_000))).isEmpty();
  }

  private static Optional<Multipart> takeApart(String boundary, String body) {
    MediaType type = MediaType.of("multipart", "mixed").with("boundary", boundary);
    return assertTimeoutPreemptively(
        LONG,
        () -> {
          try {
            return Optional.of(Multipart.parse(type, Samples.bytes(body)));
          } catch (IllegalArgumentException refused) {
            return Optional.empty();
          }
        });
  }

  @Test
  @Rfc({"SEC-01", "SEC-02"})
  void eachLimitHasItsAnswer() {
    assertThat(Samples.answer(Samples.request("OPTIONS sip:" + "u".repeat(8_200) + "@h SIP/2.0")))
        .isEqualTo(414);
    assertThat(Samples.answer(Samples.options("X: " + "x".repeat(33_000)))).isEqualTo(513);
    assertThat(Samples.answer(Samples.options("X: y\r\n".repeat(260) + "X: y"))).isEqualTo(513);
    String three = "X: " + "x".repeat(30_000);
    assertThat(Samples.answer(Samples.options(three + "\r\n" + three + "\r\n" + three)))
        .isEqualTo(513);
    assertThat(Samples.answer(Samples.options("From: <sip:a@b>;tag=1" + ";a=b".repeat(70))))
        .isEqualTo(400);
  }

  @Test
  @Rfc("SEC-01")
  void limitsAreSettings() {
    MessageLimits narrow = new MessageLimits(100, 200, 1_000, 10, 50, 3, 1);
    assertThat(MessageParser.parse(Samples.bytes(Samples.options()), narrow))
        .isInstanceOf(ParseResult.Parsed.class);
    assertThat(answer(Samples.options("X: " + "x".repeat(300)), narrow)).isEqualTo(513);
    assertThat(answer(Samples.options("A: 1", "B: 2", "C: 3", "D: 4", "E: 5"), narrow))
        .isEqualTo(513);
    assertThat(answer(Samples.options("From: <sip:a@b>;tag=1;a;b;c"), narrow)).isEqualTo(400);
    assertThat(answer(Samples.request("OPTIONS sip:" + "u".repeat(100) + " SIP/2.0"), narrow))
        .isEqualTo(414);
    assertThat(answer(Samples.options("Content-Length: 60") + "b".repeat(60), narrow))
        .isEqualTo(413);
  }

  @Test
  @Rfc("SEC-01")
  void whatIsJustWithinTheLimitsIsRead() {
    assertThat(
            Samples.parseRequest(Samples.options("X: " + "x".repeat(32_000)))
                .headers()
                .text("X")
                .orElseThrow())
        .hasSize(32_000);
    assertThat(
            Samples.parseRequest(Samples.options("X: y\r\n".repeat(240) + "X: y"))
                .headers()
                .texts("X"))
        .hasSize(241);
    assertThat(
            Samples.parseRequest(Samples.options("From: <sip:a@b>;tag=1" + ";a=b".repeat(63)))
                .from()
                .params()
                .size())
        .isEqualTo(64);
  }

  private static int answer(String text, MessageLimits limits) {
    ParseResult result = MessageParser.parse(Samples.bytes(text), limits);
    assertThat(result).as(text).isInstanceOf(ParseResult.Invalid.class);
    return Samples.answer((ParseResult.Invalid) result);
  }

  /** Whether the bytes parse; everything that can be asked of the result is asked. */
  private static boolean examine(byte[] bytes) {
    return switch (MessageParser.parse(bytes)) {
      case ParseResult.Parsed parsed -> {
        ask(parsed.message());
        assertThat(parsed.message().toBytes().length).isLessThanOrEqualTo(bytes.length);
        yield true;
      }
      case ParseResult.Invalid invalid -> {
        assertThat(invalid.reason()).isNotBlank();
        assertThat(invalid.offset()).isBetween(0, bytes.length);
        invalid.answer().ifPresent(HostileInputTest::assertWellFormed);
        yield false;
      }
    };
  }

  /** An answer carries nothing onward that our own parser would refuse in its framing. */
  private static void assertWellFormed(SipResponse answer) {
    String text = new String(answer.toBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text)
        .startsWith("SIP/2.0 ")
        .doesNotContainPattern("(?<!\r)\n|\r(?!\n)")
        .contains("\r\n\r\n");
    assertThat(text.indexOf("\r\n\r\n")).isEqualTo(text.length() - 4);
  }

  private static void readEverything(byte[] bytes) {
    if (MessageParser.parse(bytes, WIDE) instanceof ParseResult.Parsed parsed) {
      ask(parsed.message());
    }
  }

  private static void ask(SipMessage message) {
    assertThat(message.callId()).isNotEmpty();
    assertThat(message.cSeq()).isNotNull();
    assertThat(message.from().uri()).isNotNull();
    assertThat(message.to().uri()).isNotNull();
    assertThat(message.topVia().host()).isNotEmpty();
    for (HeaderName<?> name : HeaderName.known()) {
      message.headers().all(name);
      message.headers().get(name);
      message.headers().fault(name);
    }
    for (HeaderField field : message.headers()) {
      assertThat(field.value()).doesNotContain("\n");
    }
    message
        .contentType()
        .filter(type -> type.type().equalsIgnoreCase("multipart"))
        .ifPresent(
            type -> {
              try {
                Multipart.parse(type, message.body());
              } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).+");
              }
            });
    assertThat(message.toString()).isNotEmpty();
  }

  private static byte[] mutate(byte[] bytes, Random random, List<byte[]> seeds) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(7)) {
      case 0 -> bytes[at] = (byte) random.nextInt(256);
      case 1 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        byte[] less = new byte[bytes.length - Math.min(bytes.length - at, 1 + random.nextInt(8))];
        System.arraycopy(bytes, 0, less, 0, at);
        System.arraycopy(bytes, bytes.length - (less.length - at), less, at, less.length - at);
        return less;
      }
      case 4 -> {
        byte[] more = new byte[bytes.length + 1];
        System.arraycopy(bytes, 0, more, 0, at);
        more[at] = SPICE[random.nextInt(SPICE.length)];
        System.arraycopy(bytes, at, more, at + 1, bytes.length - at);
        return more;
      }
      case 5 -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        int length = Math.min(Math.min(other.length - from, bytes.length - at), 40);
        System.arraycopy(other, from, bytes, at, length);
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(bytes.length - Math.max(at, from), 1 + random.nextInt(60));
        System.arraycopy(bytes.clone(), from, bytes, at, length);
      }
    }
    return bytes;
  }
}
