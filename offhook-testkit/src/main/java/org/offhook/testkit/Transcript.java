package org.offhook.testkit;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

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

  private record Line(long time, Object from, Object to, String word, byte[] head) {

    @Override
    public String toString() {
      var ends = to == from ? "" : text(from) + " > " + text(to) + " ";
      return String.format(Locale.ROOT, "%12.6f %s", time / 1e9, ends)
          + word
          + new String(head, StandardCharsets.UTF_8);
    }
  }

  private final ArrayDeque<Line> lines = new ArrayDeque<>();
  private final CRC32C digest = new CRC32C();
  private final long[] counts = new long[Fate.values().length];
  private long forgotten;

  Transcript() {}

  void packet(long time, InetSocketAddress from, InetSocketAddress to, byte[] bytes, Fate fate) {
    counts[fate.ordinal()]++;
    digest.update((int) time);
    digest.update((int) (time >>> 8));
    digest.update(bytes, 0, bytes.length);
    add(new Line(time, from, to, fate.word, head(bytes)));
  }

  void note(long time, String text) {
    add(new Line(time, this, this, "", text.getBytes(StandardCharsets.UTF_8)));
  }

  private void add(Line line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
      forgotten++;
    }
    lines.add(line);
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
    return counts[Fate.SENT.ordinal()] + counts[Fate.REORDERED.ordinal()] + lost();
  }

  /** Datagrams that did not arrive. */
  public long lost() {
    return counts[Fate.LOST.ordinal()]
        + counts[Fate.DROPPED.ordinal()]
        + counts[Fate.TOO_BIG.ordinal()]
        + counts[Fate.UNREACHABLE.ordinal()];
  }

  /** Copies that the network made. */
  public long duplicated() {
    return counts[Fate.DUPLICATED.ordinal()];
  }

  /** Datagrams that others overtook. */
  public long reordered() {
    return counts[Fate.REORDERED.ordinal()];
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
        counts[Fate.STREAM.ordinal()]);
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
    return java.util.Arrays.copyOf(bytes, end);
  }

  static String text(Object end) {
    if (end instanceof InetSocketAddress address) {
      var host = address.getAddress().getHostAddress();
      return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host)
          + ":"
          + address.getPort();
    }
    return end.toString();
  }
}
