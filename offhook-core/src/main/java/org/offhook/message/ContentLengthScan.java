package org.offhook.message;

/** Finds Content-Length in a header section without looking at anything else (section 18.3). */
final class ContentLengthScan {
  static final long ABSENT = -1;
  static final long MALFORMED = -2;

  private ContentLengthScan() {}

  /** The value in bytes, {@link #ABSENT}, or {@link #MALFORMED} (also where two rows disagree). */
  static long find(byte[] data, int start, int end) {
    long found = ABSENT;
    int i = start;
    while (i < end) {
      int c = data[i] | 0x20;
      if (c == 'c' || c == 'l') {
        long value = row(data, i, end);
        if (value == MALFORMED || (value >= 0 && found >= 0 && value != found)) {
          return MALFORMED;
        }
        if (value >= 0) {
          found = value;
        }
      }
      i = LineScan.lineEnd(data, i, end) + 1;
      while (i < end && data[i] == '\n') {
        i++;
      }
    }
    return found;
  }

  private static long row(byte[] data, int start, int end) {
    int i = start;
    while (i < end && Ascii.isToken(data[i])) {
      i++;
    }
    boolean named =
        i - start == 1
            ? (data[start] | 0x20) == 'l'
            : Ascii.equalsLower(data, start, i, HeaderName.CONTENT_LENGTH.lower());
    i = skipBlank(data, i, end);
    if (!named || i >= end || data[i] != ':') {
      return ABSENT;
    }
    i = skipBlank(data, i + 1, end);
    if (i < end && (data[i] == '\r' || data[i] == '\n')) {
      i = fold(data, i, end);
    }
    int first = i;
    long value = 0;
    while (i < end && Ascii.isDigit(data[i])) {
      value = value * 10 + data[i] - '0';
      if (value > Integer.MAX_VALUE) {
        return MALFORMED;
      }
      i++;
    }
    boolean digits = i > first;
    i = skipBlank(data, i, end);
    return digits && (i == end || data[i] == '\r' || data[i] == '\n') ? value : MALFORMED;
  }

  private static int skipBlank(byte[] data, int from, int end) {
    int i = from;
    while (i < end && Ascii.isSpace(data[i])) {
      i++;
    }
    return i;
  }

  private static int fold(byte[] data, int from, int end) {
    int i = from;
    if (data[i] == '\r') {
      i++;
    }
    if (i < end && data[i] == '\n' && i + 1 < end && Ascii.isSpace(data[i + 1])) {
      return skipBlank(data, i + 1, end);
    }
    return from;
  }
}
