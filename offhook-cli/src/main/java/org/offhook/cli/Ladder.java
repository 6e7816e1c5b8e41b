package org.offhook.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipFrag;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/**
 * The messages between two user agents and the proxy between them, drawn as they pass the two ends:
 * a column for each party, an arrow for each message. Drawn by a thread of its own.
 */
final class Ladder implements AutoCloseable {

  private static final int WIDTH = 36;
  private static final String PROXY = "proxy";

  private sealed interface Entry {
    record Text(String line) implements Entry {}

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Arrow(long nanos, End end, boolean sent, byte[] message) implements Entry {}
  }

  /** One of the two ends. */
  private final class End implements WireTap {
    final String name;
    final boolean left;

    End(String name, boolean left) {
      this.name = name;
      this.left = left;
    }

    @Override
    public void received(Flow flow, byte[] message, long nanos) {
      scribe.add(new Entry.Arrow(System.nanoTime(), this, false, message));
    }

    @Override
    public void sent(Flow flow, byte[] message, long nanos) {
      scribe.add(new Entry.Arrow(System.nanoTime(), this, true, message));
    }
  }

  private final Report report;
  private volatile List<String> seen = List.of();
  private final long begin = System.nanoTime();
  private final Scribe<Entry> scribe;
  private final String leftName;
  private final String rightName;

  Ladder(Report report, String leftName, String rightName) {
    this.report = report;
    this.leftName = leftName;
    this.rightName = rightName;
    this.scribe = new Scribe<>("offhook-ladder", Integer.MAX_VALUE, this::draw, report::flush);
    text(heading());
  }

  /** The tap of the end in the left column. */
  WireTap left() {
    return new End(leftName, true);
  }

  /** The tap of the end in the right column. */
  WireTap right() {
    return new End(rightName, false);
  }

  /** A line of text between the arrows. */
  void text(String line) {
    scribe.add(new Entry.Text(line));
  }

  private void draw(Entry entry) {
    switch (entry) {
      case Entry.Text text -> show(text.line());
      case Entry.Arrow arrow -> arrow(arrow);
    }
  }

  private void show(String line) {
    if (!report.isJson()) {
      report.result(new Json(), line);
    }
  }

  private String heading() {
    int half = WIDTH + 1;
    return " ".repeat(8)
        + centred(leftName, 9)
        + " ".repeat(half - 9)
        + centred(PROXY, 9)
        + " ".repeat(half - 9)
        + centred(rightName, 9);
  }

  private static String centred(String text, int width) {
    int left = (width - text.length() + 1) / 2;
    return " ".repeat(left) + text + " ".repeat(Math.max(0, width - text.length() - left));
  }

  private void arrow(Entry.Arrow arrow) {
    if (!(MessageParser.parse(arrow.message()) instanceof ParseResult.Parsed parsed)) {
      return;
    }
    var message = parsed.message();
    var what = label(message);
    var from = arrow.sent() ? arrow.end().name : PROXY;
    var to = arrow.sent() ? PROXY : arrow.end().name;
    var more = new ArrayList<>(seen);
    more.add(from + " > " + to + ": " + what);
    seen = List.copyOf(more);
    if (report.isJson()) {
      report.event(json(message).put("from", from).put("to", to).put("ms", millis(arrow)), "");
      return;
    }
    boolean rightwards = arrow.sent() == arrow.end().left;
    var line = rightwards ? shaft(what, "--", "->") : shaft(what, "<-", "--");
    var empty = " ".repeat(WIDTH);
    show(
        String.format(Locale.ROOT, "%8.3f    |", millis(arrow) / 1000)
            + (arrow.end().left ? line + "|" + empty : empty + "|" + line)
            + "|");
  }

  private double millis(Entry.Arrow arrow) {
    return (arrow.nanos() - begin) / 1e6;
  }

  private static String shaft(String what, String tail, String head) {
    int room = WIDTH - 6;
    var text = what.length() > room ? what.substring(0, room - 2) + ".." : what;
    int before = (room - text.length()) / 2;
    return tail
        + "-".repeat(before)
        + " "
        + text
        + " "
        + "-".repeat(room - text.length() - before)
        + head;
  }

  private static Json json(SipMessage message) {
    var json = Json.event("wire").put("call", message.callId());
    return switch (message) {
      case SipRequest request -> json.put("method", request.method().name());
      case SipResponse response ->
          json.put("status", response.status().code())
              .put("reason", response.reason())
              .put("method", response.cSeq().method().name());
    };
  }

  private String label(SipMessage message) {
    var text =
        switch (message) {
          case SipRequest request -> request.method().name();
          case SipResponse response -> response.status().code() + " " + response.reason();
        };
    var notes = new ArrayList<String>();
    others(message).forEach(notes::add);
    message
        .contentType()
        .filter(SipFrag.TYPE::matches)
        .flatMap(type -> SipFrag.parse(message.body()).status())
        .ifPresent(status -> notes.add(status.code() + " " + status.reason()));
    var body = new String(message.body(), StandardCharsets.UTF_8);
    for (var direction : List.of("sendonly", "recvonly", "inactive")) {
      if (body.contains("a=" + direction)) {
        notes.add(direction);
      }
    }
    if (message.headers().contains(HeaderName.AUTHORIZATION)
        || message.headers().contains(HeaderName.PROXY_AUTHORIZATION)) {
      notes.add("digest");
    }
    return notes.isEmpty() ? text : text + " (" + String.join(", ", notes) + ")";
  }

  /** Those of caller and callee who have no column. */
  private Stream<String> others(SipMessage message) {
    return Stream.of(message.from(), message.to())
        .flatMap(party -> party.uri() instanceof SipUri uri ? uri.user().stream() : Stream.of())
        .filter(name -> !name.equals(leftName) && !name.equals(rightName));
  }

  /** Draws what is left. */
  @Override
  public void close() {
    scribe.close();
  }

  /** All arrows so far, as {@code alice > proxy: INVITE}. */
  List<String> seen() {
    return seen;
  }
}
