package org.offhook.interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** Keeps the first lines of what an endpoint sends and receives. */
final class Tapped implements WireTap {

  private final List<String> lines = new ArrayList<>();

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    add("<- ", message);
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    add("-> ", message);
  }

  private synchronized void add(String direction, byte[] message) {
    var text = new String(message, StandardCharsets.ISO_8859_1);
    lines.add(direction + text.lines().findFirst().orElse("") + " (" + cseq(text) + ")");
  }

  private static String cseq(String text) {
    return text.lines()
        .filter(line -> line.regionMatches(true, 0, "CSeq:", 0, 5))
        .findFirst()
        .map(line -> line.substring(5).strip())
        .orElse("");
  }

  /** Whether something like {@code -> SIP/2.0 405} went over the wire. */
  synchronized boolean saw(String start) {
    return lines.stream().anyMatch(line -> line.startsWith(start));
  }

  /** How many lines begin so. */
  synchronized long count(String start) {
    return lines.stream().filter(line -> line.startsWith(start)).count();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }
}
