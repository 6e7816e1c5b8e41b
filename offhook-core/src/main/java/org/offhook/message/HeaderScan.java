package org.offhook.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a header section in one pass: RFC 3261 section 7.3. */
final class HeaderScan {
  final byte[] data;
  private final int limit;
  private final MessageLimits limits;

  int pos;
  int[] rows;
  int count;
  int tolerated;
  @Nullable Status fault;
  String reason = "";
  int offset;
  private boolean bareReturn;

  HeaderScan(byte[] data, int limit, MessageLimits limits) {
    this(data, limit, limits, 24);
  }

  HeaderScan(byte[] data, int limit, MessageLimits limits, int rowsExpected) {
    this.rows = new int[rowsExpected * Headers.STRIDE];
    this.data = data;
    this.limit = limit;
    this.limits = limits;
  }

  /** Keeps the first fault; what follows is read only to answer it. */
  void fault(Status status, String why, int at) {
    if (fault == null) {
      fault = status;
      reason = why;
      offset = at;
    }
  }

  void tolerate(Tolerance tolerance) {
    tolerated |= tolerance.bit();
  }

  /** Steps over the line end at {@code pos}; false for a CR alone or the end of the bytes. */
  private boolean lineEnd() {
    if (pos >= limit) {
      return false;
    }
    if (data[pos] == '\n') {
      tolerate(Tolerance.BARE_LINE_FEED);
      pos++;
      return true;
    }
    if (pos + 1 < limit && data[pos] == '\r' && data[pos + 1] == '\n') {
      pos += 2;
      return true;
    }
    return false;
  }

  /** Steps over a line and returns where its text ends. */
  int line() {
    while (true) {
      pos = LineScan.lineEnd(data, pos, limit);
      int end = pos;
      if (lineEnd()) {
        return end;
      }
      if (pos >= limit) {
        fault(Status.BAD_REQUEST, "message ends within a line", end);
        return end;
      }
      fault(Status.BAD_REQUEST, "carriage return without line feed", pos);
      bareReturn = true;
      pos++;
    }
  }

  /**
   * Reads all rows up to the empty line.
   *
   * @param first where the section began for its limit, the start line included
   */
  void rows(int first) {
    while (pos < limit) {
      byte c = data[pos];
      if ((c == '\r' || c == '\n') && lineEnd()) {
        return;
      }
      row();
      if (pos - first > limits.headers() || count > limits.headerCount()) {
        fault(Status.MESSAGE_TOO_LARGE, "header section exceeds the limits", pos);
        return;
      }
    }
    // Tolerance: a datagram without the empty line, as typed by hand; there is no body then.
    tolerate(Tolerance.MISSING_EMPTY_LINE);
  }

  private void row() {
    byte[] bytes = data;
    int start = pos;
    int i = start;
    int hash = 0;
    while (i < limit && Ascii.isToken(bytes[i])) {
      hash = hash * 31 + (bytes[i] | 0x20);
      i++;
    }
    int nameEnd = i;
    while (i < limit && Ascii.isSpace(bytes[i])) {
      i++;
    }
    boolean named = nameEnd > start && i < limit && bytes[i] == ':';
    if (!named) {
      fault(Status.BAD_REQUEST, "header name and colon expected", nameEnd);
      pos = nameEnd;
    } else {
      i++;
      while (i < limit && Ascii.isSpace(bytes[i])) {
        i++;
      }
      pos = i;
    }
    int valueStart = i;
    bareReturn = false;
    int valueEnd = line();
    boolean folded = false;
    while (pos < limit && Ascii.isSpace(bytes[pos])) {
      folded = true;
      valueEnd = line();
    }
    // a row with a stray return is unfolded too, so that no answer carries the return on
    folded |= bareReturn;
    if (pos - start > limits.header()) {
      fault(Status.MESSAGE_TOO_LARGE, "header field exceeds the limit", start);
    }
    if (named && nameEnd - start < 1 << 16) {
      while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      int id = NameTable.find(bytes, start, nameEnd, hash);
      int meta = Headers.meta(id, nameEnd - start, folded);
      add(start, Math.min(valueStart, valueEnd), valueEnd, meta);
    }
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private void add(int start, int valueStart, int valueEnd, int meta) {
    int at = count * Headers.STRIDE;
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, at * 2);
    }
    rows[at] = start;
    rows[at + 1] = valueStart;
    rows[at + 2] = valueEnd;
    rows[at + 3] = meta;
    count++;
  }
}
