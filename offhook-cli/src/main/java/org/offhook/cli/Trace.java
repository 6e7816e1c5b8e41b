package org.offhook.cli;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/**
 * Shows every message on the wire as text, with credentials hidden. The loop only hands messages
 * over; a thread of its own formats and writes, and what it cannot keep up with is counted.
 */
final class Trace implements WireTap, AutoCloseable {

  private static final int MOST = 10_000;

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  private record Seen(String head, byte[] message, long nanos) {}

  private final PrintStream to;
  private final Scribe<Seen> scribe;
  private final long begin = System.nanoTime();

  Trace(PrintStream to) {
    this.to = to;
    this.scribe = new Scribe<>("offhook-trace", MOST, this::write, to::flush);
  }

  @Override
  public void received(Flow flow, byte[] message, long nanos) {
    see("<<< ", flow, " from ", message);
  }

  @Override
  public void sent(Flow flow, byte[] message, long nanos) {
    see(">>> ", flow, " to ", message);
  }

  private void see(String sign, Flow flow, String way, byte[] message) {
    var head = sign + flow.kind().label() + " " + text(flow.local()) + way + text(flow.remote());
    scribe.add(new Seen(head, message, System.nanoTime()));
  }

  static String text(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private void write(Seen seen) {
    to.print(text(seen));
    long missed = scribe.lost();
    if (missed > 0) {
      to.print("--- " + missed + " messages are not shown\n\n");
    }
  }

  /** Waits until what was seen is written. */
  @Override
  public void close() {
    scribe.close();
  }

  private String text(Seen seen) {
    var time = String.format(Locale.ROOT, "%.3f", (seen.nanos() - begin) / 1e9);
    return seen.head() + " at " + time + " s\n" + readable(seen.message()) + "\n";
  }

  /** The message for people: nothing secret and no control character gets through. */
  static String readable(byte[] message) {
    if (MessageParser.parse(message) instanceof ParseResult.Parsed parsed) {
      return parsed.message().toString();
    }
    var text = new StringBuilder();
    boolean secret = false;
    for (var line : new String(message, StandardCharsets.UTF_8).lines().toList()) {
      boolean folded = line.startsWith(" ") || line.startsWith("\t");
      secret = folded ? secret : line.toLowerCase(Locale.ROOT).contains("authorization");
      text.append(secret ? "[credentials hidden]" : Report.clean(line)).append('\n');
    }
    return text.toString();
  }
}
