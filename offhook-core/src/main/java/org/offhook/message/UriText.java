package org.offhook.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Escaping in URIs: RFC 3261 section 19.1.2. */
final class UriText {
  private static final String UNRESERVED = "-_.!~*'()";
  static final String USER = UNRESERVED + "&=+$,;?/";
  static final String PASSWORD = UNRESERVED + "&=+$,";
  static final String PARAMETER = UNRESERVED + "[]/:&+$";
  static final String HEADER = UNRESERVED + "[]/?:+$";
  private static final String HEX = "0123456789ABCDEF";

  private UriText() {}

  private static boolean allowed(int c, String marks) {
    return c < 128
        && ((c >= '0' && c <= '9')
            || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')
            || marks.indexOf(c) >= 0);
  }

  /** The text with every character outside letters, digits and the marks as {@code %HH}. */
  static String encode(String text, String marks) {
    int i = 0;
    while (i < text.length() && allowed(text.charAt(i), marks)) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (byte b : Ascii.bytes(text)) {
      int c = b & 0xff;
      if (allowed(c, marks)) {
        escaped.append((char) c);
      } else {
        escaped.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return escaped.toString();
  }

  /** The text with escapes resolved; {@code %00} stays an escape (RFC 4475 section 3.1.1.4). */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] raw = Ascii.bytes(text);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%' && isEscape(raw, i, raw.length)) {
        int c = Ascii.hexValue(raw[i + 1]) << 4 | Ascii.hexValue(raw[i + 2]);
        if (c != 0) {
          decoded.write(c);
          i += 2;
          continue;
        }
      }
      decoded.write(raw[i]);
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  private static boolean isEscape(byte[] data, int at, int end) {
    return at + 2 < end && Ascii.isHex(data[at + 1]) && Ascii.isHex(data[at + 2]);
  }

  static void checkEscapes(byte[] data, int start, int end) {
    for (int i = start; i < end; i++) {
      if (data[i] == '%') {
        if (!isEscape(data, i, end)) {
          throw new Malformed("'%' without two hexadecimal digits", i);
        }
        i += 2;
      }
    }
  }

  /**
   * The form in which two parts compare (section 19.1.4): escapes of unreserved characters
   * resolved, the others in upper case.
   */
  static String comparable(String raw, String reserved) {
    if (raw.indexOf('%') < 0) {
      return raw;
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%'
          && i + 2 < raw.length()
          && Ascii.isHex(raw.charAt(i + 1))
          && Ascii.isHex(raw.charAt(i + 2))) {
        int value = Ascii.hexValue(raw.charAt(i + 1)) << 4 | Ascii.hexValue(raw.charAt(i + 2));
        if (allowed(value, reserved)) {
          text.append((char) value);
        } else {
          text.append('%').append(HEX.charAt(value >> 4)).append(HEX.charAt(value & 15));
        }
        i += 2;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The marks of the unreserved characters, for {@link #comparable}. */
  static String unreserved() {
    return UNRESERVED;
  }
}
