package org.offhook.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A fragment of a SIP message, the body {@code message/sipfrag}: RFC 3420. A NOTIFY about a REFER
 * carries one with the status line of what the referred request met (RFC 3515 §2.4.5).
 *
 * <pre>{@code
 * SipFrag.parse("SIP/2.0 180 Ringing\r\n".getBytes(UTF_8)).status();   // 180
 * }</pre>
 *
 * <p>Any bytes make one: what is no status line and no header row is left out.
 *
 * @param startLine the start line; empty if there is none
 * @param headers the header rows, in order
 */
public record SipFrag(String startLine, List<HeaderField> headers) {

  /** {@code message/sipfrag;version=2.0}. */
  public static final MediaType TYPE = MediaType.of("message", "sipfrag").with("version", "2.0");

  private static final String VERSION = "SIP/2.0 ";
  private static final int CODE_END = VERSION.length() + 3;

  /** Keeps a copy of the rows. */
  public SipFrag {
    headers = List.copyOf(headers);
  }

  /** A fragment of a status line alone. */
  public static SipFrag of(Status status) {
    return new SipFrag(VERSION + status.code() + " " + status.reason(), List.of());
  }

  /**
   * Reads a body.
   *
   * <p>Tolerance: empty lines before the first one, line ends without CR, and a version in any
   * case, as several telephones send them.
   */
  public static SipFrag parse(byte[] body) {
    var lines = new String(body, StandardCharsets.UTF_8).split("\\r?\\n|\\r", -1);
    int at = 0;
    while (at < lines.length && lines[at].isBlank()) {
      at++;
    }
    var rows = new ArrayList<HeaderField>();
    var start = "";
    if (at < lines.length && header(lines[at]).isEmpty()) {
      start = lines[at++].strip();
    }
    for (; at < lines.length && !lines[at].isBlank(); at++) {
      if (!rows.isEmpty() && Ascii.isSpace((byte) lines[at].charAt(0))) {
        var folded = rows.removeLast();
        rows.add(new HeaderField(folded.name(), folded.value() + " " + lines[at].strip()));
      } else {
        header(lines[at]).ifPresent(rows::add);
      }
    }
    return new SipFrag(start, rows);
  }

  private static Optional<HeaderField> header(String line) {
    int colon = line.indexOf(':');
    if (colon <= 0) {
      return Optional.empty();
    }
    var name = line.substring(0, colon).stripTrailing();
    return name.chars().allMatch(c -> c < 128 && Ascii.isToken((byte) c))
        ? Optional.of(new HeaderField(name, line.substring(colon + 1).strip()))
        : Optional.empty();
  }

  /** The status that the start line states; empty if it is none. */
  public Optional<Status> status() {
    if (startLine.length() < CODE_END
        || !startLine.substring(0, VERSION.length()).toUpperCase(Locale.ROOT).equals(VERSION)) {
      return Optional.empty();
    }
    int code = 0;
    for (int i = VERSION.length(); i < CODE_END; i++) {
      int digit = startLine.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Optional.empty();
      }
      code = code * 10 + digit;
    }
    boolean ends = startLine.length() == CODE_END || startLine.charAt(CODE_END) == ' ';
    return ends && code >= 100 && code <= 699
        ? Optional.of(Status.received(code, startLine.substring(CODE_END).strip()))
        : Optional.empty();
  }

  /** The value of the first row of this name, whatever its case. */
  public Optional<String> header(HeaderName<?> name) {
    return headers.stream()
        .filter(row -> row.name().equalsIgnoreCase(name.name()))
        .map(HeaderField::value)
        .findFirst();
  }

  /** The bytes of a body. */
  public byte[] toBytes() {
    var text = new StringBuilder();
    if (!startLine.isEmpty()) {
      text.append(startLine).append("\r\n");
    }
    headers.forEach(row -> text.append(row).append("\r\n"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The start line. */
  @Override
  public String toString() {
    return startLine;
  }
}
