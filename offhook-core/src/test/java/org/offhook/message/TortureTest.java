package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.testing.Rfc;

/** The torture corpus against its table: the cases of RFC 4475, RFC 5118 and the message rules. */
class TortureTest {
  private static final String RFC_4475 =
      "wsinv intmeth esc01 escnull esc02 lwsdisp longreq dblreq semiuri transports mpart01 unreason"
          + " noreason badinv01 clerr ncl scalar02 scalarlg quotbal ltgtruri lwsruri lwsstart trws"
          + " escruri baddate regbadct badaspec baddn badvers mismatch01 mismatch02 bigcode"
          + " badbranch insuf unkscm novelsc unksm2 bext01 invut regaut01 multi01 mcl01 bcast"
          + " zeromf cparam01 cparam02 regescrt sdp01 inv2543";
  private static final String RFC_5118 =
      "ipv6-good ipv6-bad port-ambiguous port-unambiguous via-received-param-with-delim"
          + " via-received-param-no-delim ipv6-in-sdp mult-ip-in-header mult-ip-in-sdp"
          + " ipv4-mapped-ipv6 ipv6-bug-abnf-3-colons ipv6-correct-abnf-2-colons";

  static Stream<TortureCorpus.Case> corpus() {
    return TortureCorpus.all().stream();
  }

  static Stream<TortureCorpus.Case> rfc4475() {
    return corpus().filter(row -> row.file().startsWith("4475-"));
  }

  static Stream<TortureCorpus.Case> rfc5118() {
    return corpus().filter(row -> row.file().startsWith("5118-"));
  }

  static Stream<TortureCorpus.Case> rows() {
    return corpus().filter(row -> row.file().startsWith("msg-") || row.file().startsWith("sec-"));
  }

  @Test
  @Rfc({"MSG-49", "MSG-50"})
  void theCorpusHasEveryCaseOfBothDocumentsAndARowForEveryRule() {
    assertThat(names("4475-")).isEqualTo(Set.of(RFC_4475.split(" "))).hasSize(49);
    assertThat(names("5118-")).isEqualTo(Set.of(RFC_5118.split(" "))).hasSize(12);
    Set<String> shown =
        corpus().flatMap(row -> row.rows().stream()).collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown)
        .containsAll(IntStream.rangeClosed(1, 52).mapToObj("MSG-%02d"::formatted).toList());
  }

  @ParameterizedTest
  @MethodSource("rfc4475")
  @Rfc("MSG-49")
  void aMessageOfRfc4475GetsItsVerdict(TortureCorpus.Case row) {
    assertVerdict(row);
  }

  @ParameterizedTest
  @MethodSource("rfc5118")
  @Rfc("MSG-50")
  void aMessageOfRfc5118GetsItsVerdict(TortureCorpus.Case row) {
    assertVerdict(row);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aMessageThatShowsARuleGetsItsVerdict(TortureCorpus.Case row) {
    assertVerdict(row);
  }

  @ParameterizedTest
  @MethodSource("corpus")
  @Rfc("MSG-16")
  void whatWasAcceptedPrintsAsItArrived(TortureCorpus.Case row) {
    if (!row.isStream() && MessageParser.parse(row.bytes()) instanceof ParseResult.Parsed parsed) {
      byte[] printed = parsed.message().toBytes();
      assertThat(row.bytes()).startsWith(printed);
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  @Rfc({"MSG-16", "MSG-14"})
  void whatWasAcceptedSurvivesARebuild(TortureCorpus.Case row) {
    if (!row.isStream() && MessageParser.parse(row.bytes()) instanceof ParseResult.Parsed parsed) {
      SipMessage message = parsed.message();
      byte[] rebuilt = rebuild(message).toBytes();
      ParseResult again = MessageParser.parse(rebuilt);
      assertThat(again).as(Samples.text(rebuilt)).isInstanceOf(ParseResult.Parsed.class);
      SipMessage copy = ((ParseResult.Parsed) again).message();
      assertThat(copy.body()).isEqualTo(message.body());
      assertThat(copy.callId()).isEqualTo(message.callId());
      assertThat(copy.cSeq()).isEqualTo(message.cSeq());
      for (String name : names(message)) {
        assertThat(copy.headers().texts(name)).as(name).isEqualTo(message.headers().texts(name));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  @Rfc("MSG-20")
  void aStreamGivesTheSameByteByByteAsAtOnce(TortureCorpus.Case row) {
    byte[] bytes = row.bytes();
    assertThat(shapes(frames(bytes, 1)))
        .isEqualTo(shapes(frames(bytes, Math.max(1, bytes.length))));
  }

  private static void assertVerdict(TortureCorpus.Case row) {
    MessageVerdict verdict =
        row.isStream() ? firstOfStream(row.bytes()) : MessageVerdict.of(row.bytes());
    String seen = row + " but was: " + verdict;
    assertThat(lower(verdict.outcome())).as(seen).isEqualTo(row.verdict());
    assertThat(status(verdict)).as(seen).isEqualTo(row.status());
    if (!row.kind().equals("-")) {
      assertThat(lower(verdict.kind())).as(seen).isEqualTo(row.kind());
    }
    assertThat(verdict.methodOrStatus().orElse("-")).as(seen).isEqualTo(row.what());
    assertThat(verdict.reason().isPresent()).as(seen).isEqualTo(row.isInvalid());
    if (row.isInvalid()) {
      assertThat(verdict.reason().orElseThrow()).isNotBlank();
      assertThat(verdict.offset().orElseThrow()).isBetween(0, row.bytes().length);
    }
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String status(MessageVerdict verdict) {
    return verdict.isDropped()
        ? "drop"
        : verdict.status().isPresent() ? String.valueOf(verdict.status().getAsInt()) : "-";
  }

  private static MessageVerdict firstOfStream(byte[] bytes) {
    for (Frame frame : frames(bytes, Math.max(1, bytes.length))) {
      if (frame instanceof Frame.Message message) {
        return MessageVerdict.of(message.result(), bytes);
      } else if (frame instanceof Frame.Broken broken) {
        return MessageVerdict.of(broken.invalid(), bytes);
      }
    }
    throw new AssertionError("no frame");
  }

  private static List<Frame> frames(byte[] bytes, int piece) {
    StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
    List<Frame> frames = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += piece) {
      framer.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)), frames::add);
    }
    return frames;
  }

  /** Messages, and how the stream ends; a ping that comes in halves may show as a pong first. */
  private static List<String> shapes(List<Frame> frames) {
    List<String> shapes = new ArrayList<>();
    for (Frame frame : frames) {
      if (frame instanceof Frame.Message message) {
        shapes.add(
            switch (message.result()) {
              case ParseResult.Parsed parsed -> Samples.text(parsed.message().toBytes());
              case ParseResult.Invalid invalid -> invalid.reason();
            });
      } else if (frame instanceof Frame.Broken broken) {
        shapes.add("broken, answered " + Samples.answer(broken.invalid()));
      }
    }
    return shapes;
  }

  private static SipMessage rebuild(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.toBuilder().raw("X-Rebuilt", "yes").build();
      case SipResponse response -> response.toBuilder().raw("X-Rebuilt", "yes").build();
    };
  }

  private static Set<String> names(SipMessage message) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (HeaderField field : message.headers()) {
      names.add(field.name());
    }
    names.remove("Content-Length");
    names.remove("l");
    return names;
  }

  private static Set<String> names(String prefix) {
    return corpus()
        .map(TortureCorpus.Case::file)
        .filter(file -> file.startsWith(prefix))
        .map(file -> file.substring(prefix.length(), file.length() - ".sip".length()))
        .collect(Collectors.toSet());
  }
}
