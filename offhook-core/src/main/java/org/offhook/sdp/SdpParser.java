package org.offhook.sdp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a description in one pass: lines, then levels (RFC 8866 section 5 and 9). */
final class SdpParser {

  private static final SdpLimits NO_LIMITS =
      new SdpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, false);

  private final SdpLimits limits;
  private final Faults faults;
  private final List<Section> sections = new ArrayList<>();
  private Section section = new Section();
  private int attributes;
  private int rank;
  private boolean bareFeeds;

  /** The lines of one level with their numbers. */
  private static final class Section {
    final List<SdpLine> lines = new ArrayList<>();
    final List<Integer> numbers = new ArrayList<>();
  }

  private SdpParser(SdpLimits limits) {
    this.limits = limits;
    this.faults = new Faults(limits.strict());
    sections.add(section);
  }

  static SdpResult parse(byte[] body, SdpLimits limits) {
    if (body.length > limits.bytes()) {
      return new SdpResult.Invalid(1, "longer than " + limits.bytes() + " bytes");
    }
    var charset = StandardCharsets.UTF_8;
    String text = decode(body, charset);
    if (text == null) {
      // Other character sets (a=charset, RFC 8866 section 6.10) pass byte for byte.
      charset = StandardCharsets.ISO_8859_1;
      text = new String(body, charset);
    }
    var parser = new SdpParser(limits);
    parser.split(text);
    var parts = parser.faults.refused() ? null : parser.read();
    var refusal = parser.faults.refusal();
    if (parts == null) {
      return refusal != null ? refusal : new SdpResult.Invalid(1, "not a description");
    }
    return refusal != null
        ? refusal
        : new SdpResult.Parsed(parser.description(parts, body, charset), parser.faults.tolerated());
  }

  /** What would be written as it came keeps its bytes. */
  private SessionDescription description(SdpParts parts, byte[] body, Charset charset) {
    return faults.tolerated().isEmpty() && !bareFeeds
        ? new SessionDescription(parts, charset, body.clone())
        : new SessionDescription(parts, charset);
  }

  /** Reads what was read, or checked as it was built, before. */
  static SdpParts readAgain(byte[] body, Charset charset) {
    var parser = new SdpParser(NO_LIMITS);
    parser.split(new String(body, charset));
    var parts = parser.faults.refused() ? null : parser.read();
    if (parts == null) {
      throw new IllegalStateException("a description that was good is refused");
    }
    return parts;
  }

  private static @Nullable String decode(byte[] body, Charset charset) {
    if (isAscii(body)) {
      return new String(body, StandardCharsets.ISO_8859_1);
    }
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isAscii(byte[] body) {
    for (byte b : body) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private void split(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    int start = 0;
    int number = 0;
    while (start < end && !faults.refused()) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 || feed >= end ? end : feed;
      int stop = next > start && text.charAt(next - 1) == '\r' ? next - 1 : next;
      bareFeeds |= stop == next && next < end;
      faults.at(++number);
      line(text, start, stop, number);
      start = next + 1;
    }
    String tail = text.substring(end);
    bareFeeds |= tail.equals("\n");
    if (!faults.refused() && !tail.equals("\r\n") && !tail.equals("\n")) {
      // Tolerance: senders that forget the last line end, or add blank lines.
      faults.at(Math.max(1, number));
      faults.tolerate(tail.isEmpty() ? "the last line has no end" : "blank lines at the end");
    }
  }

  private void line(String text, int start, int stop, int number) {
    if (start == stop) {
      // Tolerance: senders that end the session level by a blank line.
      faults.tolerate("blank line");
      return;
    }
    char type = text.charAt(start);
    if (stop - start < 2 || text.charAt(start + 1) != '=' || !SdpLine.isType(type)) {
      faults.refuse("a line must be letter=text");
      return;
    }
    String value = text.substring(start + 2, stop);
    if (value.indexOf('\r') >= 0 || value.indexOf(0) >= 0) {
      faults.refuse("carriage return or NUL inside a line");
      return;
    }
    if (sections.size() == 1 && section.lines.isEmpty() && type != 'v') {
      faults.refuse("a description must begin with v=0");
      return;
    }
    if (type == 'm') {
      if (sections.size() > limits.media()) {
        faults.refuse("more than " + limits.media() + " media");
        return;
      }
      section = new Section();
      sections.add(section);
      rank = 0;
    }
    if (type == 'a' && ++attributes > limits.attributes()) {
      faults.refuse("more than " + limits.attributes() + " attributes");
      return;
    }
    checkOrder(type);
    section.lines.add(new SdpLine(type, value));
    section.numbers.add(number);
  }

  private void checkOrder(char type) {
    boolean session = sections.size() == 1;
    int place = session ? LineEditor.sessionRank(type) : LineEditor.mediaRank(type);
    if (place < 0) {
      // Tolerance: dialects with lines of their own (y= and f= of GB/T 28181); kept in place.
      faults.tolerate("unknown or misplaced line type " + type);
    } else if (place < rank) {
      // Tolerance: senders that order their lines freely within a level.
      faults.tolerate(type + "= is out of order");
    } else {
      rank = place;
    }
  }

  private @Nullable SdpParts read() {
    var media = new ArrayList<MediaDescription>();
    var level = sections.getFirst();
    var session = SessionLevel.read(level.lines, level.numbers, faults);
    if (session == null) {
      return null;
    }
    for (var part : sections.subList(1, sections.size())) {
      var medium = MediaDescription.read(part.lines, part.numbers, faults);
      if (medium == null) {
        return null;
      }
      faults.at(part.numbers.getFirst());
      SessionDescription.checkConnection(session.level(), medium, faults);
      media.add(medium);
    }
    return faults.refused() ? null : new SdpParts(session, media, true);
  }
}
