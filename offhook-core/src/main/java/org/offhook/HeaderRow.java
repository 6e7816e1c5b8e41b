package org.offhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An extra header row for a message: any name but those that the protocol lives by, any value. A
 * line break or NUL in it is refused with {@link IllegalArgumentException}, and so are Via, From,
 * To, Call-ID, CSeq, Max-Forwards and Content-Length: a second row of these makes a message that
 * peers drop. From has an option of its own, the others can be set in a {@link Draft}.
 *
 * <pre>{@code
 * CallOptions.to("sip:bob@example.com").header("X-Queue", "sales")
 * }</pre>
 *
 * @param name the header field's name
 * @param value its value
 */
public record HeaderRow(String name, String value) {

  /**
   * The names, long and compact, of which a message has one row, which is not the application's.
   */
  private static final Set<String> TAKEN =
      Set.of(
          "via",
          "v",
          "from",
          "f",
          "to",
          "t",
          "call-id",
          "i",
          "cseq",
          "max-forwards",
          "content-length",
          "l");

  /** Checks that neither part can break out of its row, and that the row may be added. */
  public HeaderRow {
    if (name.isEmpty() || !name.chars().allMatch(HeaderRow::isToken)) {
      throw new IllegalArgumentException("'" + printable(name) + "' is no header field name");
    }
    if (TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "header field " + name + " is written by the endpoint itself: it cannot be added");
    }
    if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
      throw new IllegalArgumentException(
          "the value of header field " + name + " has a line break or NUL in it");
    }
  }

  private static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-.!%*_+`'~".indexOf(c) >= 0;
  }

  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /**
   * Reads {@code Name: value}.
   *
   * @throws IllegalArgumentException if there is no colon or a part is not allowed
   */
  public static HeaderRow parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + printable(text) + "' is not 'Name: value'");
    }
    return new HeaderRow(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
  }

  static List<HeaderRow> plus(List<HeaderRow> rows, HeaderRow row) {
    var more = new ArrayList<>(rows);
    more.add(row);
    return List.copyOf(more);
  }
}
