package org.offhook.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Short ways to write messages down in tests and to parse them. */
final class Samples {
  private static final List<String> REQUEST =
      List.of(
          "Via: SIP/2.0/UDP pier1.harbour.example;branch=z9hG4bKtest1",
          "Max-Forwards: 70",
          "From: <sip:ilse@harbour.example>;tag=il1",
          "To: <sip:piet@quay.example.net>",
          "Call-ID: lantern@harbour.example");

  private Samples() {}

  /** An OPTIONS request with these rows after the mandatory ones. */
  static String options(String... rows) {
    return request("OPTIONS sip:piet@quay.example.net SIP/2.0", rows);
  }

  /**
   * A request with this start line; the first row of a mandatory name replaces the default one,
   * {@code "Name"} without a colon removes it.
   */
  static String request(String startLine, String... rows) {
    List<String> all = new ArrayList<>(REQUEST);
    all.add("CSeq: 7 " + startLine.split(" ", 2)[0]);
    return message(startLine, all, rows);
  }

  /** A response with this start line, likewise. */
  static String response(String startLine, String... rows) {
    List<String> all = new ArrayList<>(REQUEST);
    all.remove(1);
    all.set(2, "To: <sip:piet@quay.example.net>;tag=pt1");
    all.add("CSeq: 7 INVITE");
    return message(startLine, all, rows);
  }

  private static String message(String startLine, List<String> defaults, String... rows) {
    List<String> all = new ArrayList<>(defaults);
    List<String> more = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (String row : rows) {
      String name = row.split("[:\\s]", 2)[0];
      int at = named.add(name) ? indexOf(all, name) : -1;
      if (at < 0) {
        more.add(row);
      } else if (row.indexOf(':') < 0) {
        all.remove(at);
      } else {
        all.set(at, row);
      }
    }
    all.addAll(more);
    return startLine + "\r\n" + String.join("\r\n", all) + "\r\n\r\n";
  }

  private static int indexOf(List<String> rows, String name) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).startsWith(name + ":")) {
        return i;
      }
    }
    return -1;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static SipRequest parseRequest(String text) {
    return (SipRequest) parsed(text).message();
  }

  static SipResponse parseResponse(String text) {
    return (SipResponse) parsed(text).message();
  }

  static ParseResult.Parsed parsed(String text) {
    ParseResult result = MessageParser.parse(bytes(text));
    assertThat(result).as(text).isInstanceOf(ParseResult.Parsed.class);
    return (ParseResult.Parsed) result;
  }

  static ParseResult.Invalid invalid(String text) {
    ParseResult result = MessageParser.parse(bytes(text));
    assertThat(result).as(text).isInstanceOf(ParseResult.Invalid.class);
    return (ParseResult.Invalid) result;
  }

  /** The headers of an OPTIONS request with these rows. */
  static Headers headers(String... rows) {
    return parseRequest(options(rows)).headers();
  }

  /** The status that the edge answers, 0 for "dropped without an answer". */
  static int answer(String text) {
    return answer(invalid(text));
  }

  static int answer(ParseResult.Invalid invalid) {
    return invalid.answer().map(response -> response.status().code()).orElse(0);
  }

  /** All frames that a stream of these bytes gives when read in pieces of this size. */
  static List<Frame> frames(byte[] stream, int piece) {
    return frames(new StreamFramer(MessageLimits.DEFAULT), stream, piece);
  }

  static List<Frame> frames(StreamFramer framer, byte[] stream, int piece) {
    List<Frame> frames = new ArrayList<>();
    for (int at = 0; at < stream.length; at += piece) {
      framer.feed(
          ByteBuffer.wrap(stream, at, Math.min(piece, stream.length - at)).slice(), frames::add);
    }
    return frames;
  }

  /** The names of the rows of a printed message, in order. */
  static List<String> rowNames(byte[] message) {
    return text(message)
        .lines()
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> line.substring(0, line.indexOf(':')))
        .collect(Collectors.toList());
  }
}
