package org.offhook.sdp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An {@code a=} line: {@code name} or {@code name:value} (RFC 8866 section 5.13).
 *
 * <p>Names are case-sensitive. Unknown attributes are kept and printed like any other.
 *
 * @param name what stands before the first colon
 * @param value what stands after it, exactly; null for a flag, which has no colon
 */
public record Attribute(String name, @Nullable String value) {

  /**
   * An attribute.
   *
   * @throws IllegalArgumentException if the name has a colon, or either has a line break or NUL
   */
  public Attribute {
    SdpText.requireLine(name);
    if (name.indexOf(':') >= 0) {
      throw new IllegalArgumentException("colon in the name of an attribute: " + name);
    }
    if (value != null) {
      SdpText.requireLine(value);
    }
  }

  /** A flag, such as {@code rtcp-mux}. */
  public static Attribute flag(String name) {
    return new Attribute(name, null);
  }

  /** An attribute with a value, such as {@code ptime:20}. */
  public static Attribute of(String name, String value) {
    return new Attribute(name, value);
  }

  /** The value; empty for a flag. */
  public String text() {
    return value == null ? "" : value;
  }

  static Attribute read(String line, Faults faults) {
    int colon = line.indexOf(':');
    String name = colon < 0 ? line : line.substring(0, colon);
    if (name.isEmpty() || !isToken(name)) {
      // Tolerance: what cannot be understood as an attribute is carried like an unknown one.
      faults.tolerate("the name of an attribute must be a token");
    }
    return new Attribute(name, colon < 0 ? null : line.substring(colon + 1));
  }

  private static boolean isToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  boolean isDirection() {
    return value == null && Direction.of(name) != null;
  }

  /** The first blank-delimited word of the value, in lower case: a payload number, mostly. */
  String firstWord() {
    String text = text();
    int space = text.indexOf(' ');
    return (space < 0 ? text : text.substring(0, space)).toLowerCase(Locale.ROOT);
  }

  /** The text of the line after {@code a=}. */
  @Override
  public String toString() {
    return value == null ? name : name + ":" + value;
  }
}
