package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;

/** The extended notation of RFC 8187 §3.2 that {@code username*} uses: {@code UTF-8''J%C3%A4s}. */
final class ExtendedValue {

  private static final String PREFIX = "UTF-8''";
  private static final String PLAIN = "!+-._`~";

  private ExtendedValue() {}

  static String encode(String text) {
    StringBuilder out = new StringBuilder(PREFIX);
    for (byte b : Digest.bytes(text)) {
      char c = (char) (b & 0xff);
      boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
      if (alphanumeric || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  /** The text; empty if it is malformed or in another charset. */
  static Optional<String> decode(String value) {
    int language = value.indexOf('\'');
    int start = value.indexOf('\'', language + 1);
    if (language < 0
        || start < 0
        || !value.substring(0, language).toUpperCase(Locale.ROOT).equals("UTF-8")) {
      return Optional.empty();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = start + 1; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      int high = i + 2 <= value.length() - 1 ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 <= value.length() - 1 ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.write(high << 4 | low);
      i += 2;
    }
    return Optional.of(bytes.toString(UTF_8));
  }
}
