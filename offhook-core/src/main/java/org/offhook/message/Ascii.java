package org.offhook.message;

import java.nio.charset.StandardCharsets;

/** Character classes of RFC 3261 section 25.1, and byte comparisons that know only ASCII case. */
final class Ascii {
  private static final int TOKEN = 1;
  private static final int DIGIT = 2;
  private static final int HEX = 4;
  private static final int HOST = 8;
  private static final int USER = 16;
  private static final int VALUE = 32;
  private static final int URI_VALUE = 64;
  private static final byte[] CLASS = classes();

  private Ascii() {}

  private static byte[] classes() {
    byte[] table = new byte[256];
    for (int c = 0; c < 256; c++) {
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 128;
      int bits = 0;
      if (digit) {
        bits |= DIGIT;
      }
      if (digit || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f' && c < 128)) {
        bits |= HEX;
      }
      if (digit || letter || "-.!%*_+`'~".indexOf(c) >= 0) {
        bits |= TOKEN;
      }
      // Tolerance: underscores in host names, of peers named by Windows or containers.
      if (digit || letter || c == '-' || c == '.' || c == '_') {
        bits |= HOST;
      }
      // Tolerance: '#' and other characters that URIs should escape in the user part.
      if (c > 0x20 && c != 0x7f && "<>\"@%:".indexOf(c) < 0) {
        bits |= USER;
      }
      if (c > 0x20 && c != 0x7f && ";,\"<>=".indexOf(c) < 0) {
        bits |= VALUE;
      }
      if (c > 0x20 && c != 0x7f && ";?\"<>".indexOf(c) < 0) {
        bits |= URI_VALUE;
      }
      table[c] = (byte) bits;
    }
    return table;
  }

  static boolean isToken(int c) {
    return (CLASS[c & 0xff] & TOKEN) != 0;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isHex(int c) {
    return (CLASS[c & 0xff] & HEX) != 0;
  }

  static boolean isHost(int c) {
    return (CLASS[c & 0xff] & HOST) != 0;
  }

  static boolean isUser(int c) {
    return (CLASS[c & 0xff] & USER) != 0;
  }

  static boolean isValue(int c) {
    return (CLASS[c & 0xff] & VALUE) != 0;
  }

  static boolean isUriValue(int c) {
    return (CLASS[c & 0xff] & URI_VALUE) != 0;
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t';
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 127 || !isToken(c)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  static int hexValue(int c) {
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
  }

  /** Refuses what could end a line or a C string (SEC-22): carriage return, line feed, NUL. */
  static String checked(String what, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException(
            what + " contains " + (c == 0 ? "NUL" : c == '\r' ? "CR" : "LF") + " at index " + i);
      }
    }
    return value;
  }

  static String checkedToken(String what, String value) {
    if (!isToken(checked(what, value))) {
      throw new IllegalArgumentException(what + " is not a token: '" + value + "'");
    }
    return value;
  }

  /** Whether the bytes equal the text in lower case, whatever their ASCII case. */
  static boolean equalsLower(byte[] data, int start, int end, byte[] lower) {
    if (end - start != lower.length) {
      return false;
    }
    for (int i = 0; i < lower.length; i++) {
      int c = data[start + i];
      if (c >= 'A' && c <= 'Z') {
        c |= 0x20;
      }
      if (c != lower[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean equalsExactly(byte[] data, int start, int end, String text) {
    if (end - start != text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (data[start + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] data, int start, int end) {
    return new String(data, start, end - start, StandardCharsets.UTF_8);
  }
}
