package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a simulated world, line by line: time, source, destination, fate, first line.
 * The same seed gives the same transcript and the same {@link #fingerprint}.
 */
public final class Transcript {

  /** Older lines are forgotten beyond this many. */
  private static final int KEPT = 200_000;

  private static final int LINE = 100;

  /** What became of a packet. */
  enum Fate {
    SENT(""),
    LOST("lost "),
    DUPLICATED("twice "),
    REORDERED("late "),
    DROPPED("dropped "),
    TOO_BIG("too big "),
    UNREACHABLE("unreachable "),
    STREAM("tcp ");

    private final String word;

    Fate(String word) {
      this.word = word;
    }
  }

  /** One event; a note has no ends. */
  private static final class Line {
    private final long time;
    private final @Nullable InetSocketAddress from;
    private final @Nullable InetSocketAddress to;
    private final String word;
    private final byte[] head;

    Line(
        long time,
        @Nullable InetSocketAddress from,
        @Nullable InetSocketAddress to,
        String word,
        byte[] head) {
      this.time = time;
      this.from = from;
      this.to = to;
      this.word = word;
      this.head = head;
    }

    @Override
    public String toString() {
      var ends = from == null || to == null ? "" : text(from) + " > " + text(to) + " ";
      return String.format(Locale.ROOT, "%12.6f %s", time / 1e9, ends)
          + word
          + new String(head, StandardCharsets.UTF_8);
    }
  }

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private final CRC32C digest = new CRC32C();
  private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
  private long forgotten;

  Transcript() {}

  void packet(long time, InetSocketAddress from, InetSocketAddress to, byte[] bytes, Fate fate) {
    counts.merge(fate, 1L, Long::sum);
    digest.update((int) time);
    digest.update((int) (time >>> 8));
    digest.update(bytes, 0, bytes.length);
    add(new Line(time, from, to, fate.word, head(bytes)));
  }

  void note(long time, String text) {
    add(new Line(time, null, null, "", text.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(Line line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
      forgotten++;
    }
    lines.add(line);
  }

  private long count(Fate fate) {
    return counts.getOrDefault(fate, 0L);
  }

  /** All lines that are still kept. */
  public List<String> lines() {
    return lines.stream().map(Line::toString).toList();
  }

  /** The last lines, at most {@code count}. */
  public List<String> tail(int count) {
    return lines.stream().skip(Math.max(0, lines.size() - count)).map(Line::toString).toList();
  }

  /** Datagrams that were sent, whatever became of them; a copy made on the way does not count. */
  public long sent() {
    return count(Fate.SENT) + count(Fate.REORDERED) + lost();
  }

  /** Datagrams that did not arrive. */
  public long lost() {
    return count(Fate.LOST) + count(Fate.DROPPED) + count(Fate.TOO_BIG) + count(Fate.UNREACHABLE);
  }

  /** Copies that the network made. */
  public long duplicated() {
    return count(Fate.DUPLICATED);
  }

  /** Datagrams that others overtook. */
  public long reordered() {
    return count(Fate.REORDERED);
  }

  /** A digest of the times and bytes of all packets since the start. */
  public long fingerprint() {
    return digest.getValue();
  }

  /** One line with the counts. */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d datagrams sent, %d lost, %d duplicated, %d reordered, %d stream writes",
        sent(),
        lost(),
        duplicated(),
        reordered(),
        count(Fate.STREAM));
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (forgotten > 0) {
      text.append("(").append(forgotten).append(" older lines)\n");
    }
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  static String firstLine(byte[] bytes) {
    return new String(head(bytes), StandardCharsets.UTF_8);
  }

  private static byte[] head(byte[] bytes) {
    var end = 0;
    while (end < bytes.length && end < LINE && bytes[end] != '\r' && bytes[end] != '\n') {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  static String text(InetSocketAddress end) {
    var host = end.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + end.getPort();
  }
}
