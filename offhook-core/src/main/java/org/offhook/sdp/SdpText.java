package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** Character rules shared by the lines of a description: RFC 8866 section 9. */
final class SdpText {

  private SdpText() {}

  /** Refuses what would end a line early or is forbidden in a byte-string. */
  static String requireLine(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("line break or NUL in the text of an SDP line");
      }
    }
    return text;
  }

  /** Refuses what cannot stand as one field between spaces. */
  static String requireField(String text, String what) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw new IllegalArgumentException(what + " must not contain spaces or control characters");
      }
    }
    return text;
  }

  /** Whether there is a control character; a tab counts only if {@code tabs}. */
  static boolean hasControl(String text, boolean tabs) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && (tabs || c != '\t')) || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a space or control character. */
  static boolean hasBlank(String text) {
    return text.indexOf(' ') >= 0 || hasControl(text, true);
  }

  /** Whether the text is one or more decimal digits. */
  static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The number that the text is, or -1 if it is not one or is greater than the limit. */
  static long number(String text, long limit) {
    if (!isNumber(text)) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      value = value * 10 + (text.charAt(i) - '0');
      if (value > limit) {
        return -1;
      }
    }
    return value;
  }

  /** Fields between runs of spaces or tabs; leading and trailing ones are dropped. */
  static List<String> fields(String value) {
    var fields = new ArrayList<String>();
    int start = -1;
    for (int i = 0; i <= value.length(); i++) {
      boolean space = i == value.length() || value.charAt(i) == ' ' || value.charAt(i) == '\t';
      if (space && start >= 0) {
        fields.add(value.substring(start, i));
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return fields;
  }

  /** Whether fields are parted by exactly one space each, with none before or after them. */
  static boolean singleSpaced(String value) {
    boolean space = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\t' || (c == ' ' && space)) {
        return false;
      }
      space = c == ' ';
    }
    return !space;
  }
}
