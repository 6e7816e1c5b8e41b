package org.offhook.cli;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
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
  private static final Seen END = new Seen("", new byte[0], 0);

  private record Seen(String head, byte[] message, long nanos) {}

  private final PrintStream to;
  private final LinkedBlockingQueue<Seen> waiting = new LinkedBlockingQueue<>(MOST);
  private final AtomicLong lost = new AtomicLong();
  private final long begin = System.nanoTime();
  private final Thread writer;

  Trace(PrintStream to) {
    this.to = to;
    this.writer = Thread.ofPlatform().daemon().name("offhook-trace").start(this::write);
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
    var head = sign + flow.kind().uriToken() + " " + text(flow.local()) + way + text(flow.remote());
    if (!waiting.offer(new Seen(head, message, System.nanoTime()))) {
      lost.incrementAndGet();
    }
  }

  static String text(InetSocketAddress address) {
    var host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  private void write() {
    try {
      Seen seen;
      while ((seen = waiting.take()) != END) {
        to.print(text(seen));
        long missed = lost.getAndSet(0);
        if (missed > 0) {
          to.print("--- " + missed + " messages are not shown\n\n");
        }
        if (waiting.isEmpty()) {
          to.flush();
        }
      }
      to.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until what was seen is written. */
  @Override
  public void close() {
    try {
      waiting.put(END);
      writer.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
