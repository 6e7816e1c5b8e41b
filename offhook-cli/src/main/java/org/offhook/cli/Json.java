package org.offhook.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One JSON object on one line (RFC 8259), fields in the order they are put. */
final class Json {

  private final StringBuilder text = new StringBuilder("{");

  /** An object whose first field is {@code event}. */
  static Json event(String name) {
    return new Json().put("event", name);
  }

  private Json name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
    return this;
  }

  Json put(String name, String value) {
    name(name).quote(value);
    return this;
  }

  /** Left out if there is no value. */
  Json putIfThere(String name, @Nullable String value) {
    return value == null ? this : put(name, value);
  }

  Json put(String name, long value) {
    name(name).text.append(value);
    return this;
  }

  /** A number with three digits after the point. */
  Json put(String name, double value) {
    name(name).text.append(String.format(Locale.ROOT, "%.3f", value));
    return this;
  }

  Json put(String name, boolean value) {
    name(name).text.append(value);
    return this;
  }

  Json put(String name, List<String> values) {
    name(name).text.append('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      quote(values.get(i));
    }
    text.append(']');
    return this;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !isPaired(value, i))) {
            text.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean isPaired(String value, int at) {
    return Character.isHighSurrogate(value.charAt(at))
        ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
