package org.offhook.message;

import java.util.Arrays;

/** Header rows that go on in the next line: RFC 3261 section 7.3.1. */
final class Folding {
  private Folding() {}

  /** The range with each fold and the white space around it as one space. */
  static byte[] unfold(byte[] data, int start, int end) {
    byte[] flat = new byte[end - start];
    int length = 0;
    int i = start;
    while (i < end) {
      byte c = data[i];
      if (c != '\r' && c != '\n') {
        flat[length++] = c;
        i++;
        continue;
      }
      while (i < end && (data[i] == '\r' || data[i] == '\n' || Ascii.isSpace(data[i]))) {
        i++;
      }
      while (length > 0 && Ascii.isSpace(flat[length - 1])) {
        length--;
      }
      if (length > 0 && i < end) {
        flat[length++] = ' ';
      }
    }
    return Arrays.copyOf(flat, length);
  }
}
