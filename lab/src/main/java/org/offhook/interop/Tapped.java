package org.offhook.interop;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** Keeps the first lines of what an endpoint sends and receives, by Call-ID too. */
final class Tapped implements WireTap {

  private final List<String> lines = new ArrayList<>();
  private final Map<String, List<String>> byCall = new HashMap<>();

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
    var line = direction + text.lines().findFirst().orElse("") + " (" + header(text, "CSeq:") + ")";
    lines.add(line);
    var callId = header(text, "Call-ID:");
    byCall
        .computeIfAbsent(
            callId.isEmpty() ? header(text, "i:") : callId, unseen -> new ArrayList<>())
        .add(line);
  }

  private static String header(String text, String name) {
    return text.lines()
        .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
        .findFirst()
        .map(line -> line.substring(name.length()).strip())
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

  /** How many lines of this call begin so. */
  synchronized long count(String callId, String start) {
    return of(callId).stream().filter(line -> line.startsWith(start)).count();
  }

  /** The lines of this call. */
  synchronized List<String> of(String callId) {
    return List.copyOf(byCall.getOrDefault(callId, List.of()));
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public synchronized String toString() {
    return String.join("\n", lines);
  }
}
