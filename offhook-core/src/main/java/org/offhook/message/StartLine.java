package org.offhook.message;

import org.jspecify.annotations.Nullable;

/** Reads the first line of a message: RFC 3261 sections 7.1 and 7.2. */
final class StartLine {
  ParseResult.Kind kind = ParseResult.Kind.UNKNOWN;
  @Nullable Method method;
  @Nullable Uri requestUri;
  @Nullable Status status;

  /** Reads the line at the scan's position; faults go into the scan. */
  void read(HeaderScan scan, int limit, MessageLimits limits) {
    int start = scan.pos;
    byte[] data = scan.data;
    int end = scan.line();
    if (isVersion(data, start, end)) {
      kind = ParseResult.Kind.RESPONSE;
      if (end - start > limits.startLine()) {
        scan.fault(Status.MESSAGE_TOO_LARGE, "start line exceeds the limit", start);
      }
      statusLine(scan, start, end);
      return;
    }
    int methodEnd = start;
    while (methodEnd < end && Ascii.isToken(data[methodEnd])) {
      methodEnd++;
    }
    if (methodEnd == start) {
      scan.fault(Status.BAD_REQUEST, "start line begins with neither method nor version", start);
      return;
    }
    kind = ParseResult.Kind.REQUEST;
    method = Method.of(data, start, methodEnd);
    if (end - start > limits.startLine()) {
      scan.fault(Status.REQUEST_URI_TOO_LONG, "start line exceeds the limit", start);
      return;
    }
    requestLine(scan, methodEnd, end, limits);
  }

  private static boolean isVersion(byte[] data, int start, int end) {
    return end - start > 4
        && (data[start] | 0x20) == 's'
        && (data[start + 1] | 0x20) == 'i'
        && (data[start + 2] | 0x20) == 'p'
        && data[start + 3] == '/';
  }

  private static boolean isTwo(byte[] data, int start, int end) {
    return end - start == 7
        && isVersion(data, start, end)
        && data[start + 4] == '2'
        && data[start + 5] == '.'
        && data[start + 6] == '0';
  }

  private void requestLine(HeaderScan scan, int methodEnd, int end, MessageLimits limits) {
    byte[] data = scan.data;
    int uriStart = methodEnd + 1;
    int uriEnd = end;
    while (uriEnd > uriStart && data[uriEnd - 1] != ' ') {
      uriEnd--;
    }
    uriEnd--;
    if (methodEnd >= end || data[methodEnd] != ' ' || uriEnd <= uriStart) {
      scan.fault(Status.BAD_REQUEST, "request line is not: method URI version", methodEnd);
      return;
    }
    if (!isTwo(data, uriEnd + 1, end)) {
      boolean version = isVersion(data, uriEnd + 1, end);
      scan.fault(
          version ? Status.VERSION_NOT_SUPPORTED : Status.BAD_REQUEST,
          version
              ? "SIP version is not 2.0"
              : "SIP version expected at the end of the request line",
          uriEnd + 1);
      return;
    }
    for (int i = uriStart; i < uriEnd; i++) {
      if (Ascii.isSpace(data[i]) || data[i] == '<' || data[i] == '>') {
        scan.fault(Status.BAD_REQUEST, "white space or angle bracket in the Request-URI", i);
        return;
      }
    }
    try {
      Cursor in = new Cursor(data, uriStart, uriEnd);
      in.maxParameters = limits.parametersPerValue();
      Uri uri = UriReader.read(in);
      scan.tolerated |= in.tolerated;
      if (uri instanceof SipUri sip && sip.headersOrNull() != null) {
        scan.fault(Status.BAD_REQUEST, "Request-URI has a headers part", uriStart);
      }
      requestUri = uri;
    } catch (Malformed e) {
      scan.fault(Status.BAD_REQUEST, "Request-URI: " + e.reason(), e.offset());
    }
  }

  private void statusLine(HeaderScan scan, int start, int end) {
    byte[] data = scan.data;
    int space = start;
    while (space < end && data[space] != ' ') {
      space++;
    }
    if (!isTwo(data, start, space)) {
      scan.fault(Status.VERSION_NOT_SUPPORTED, "SIP version is not 2.0", start);
      return;
    }
    int at = space + 1;
    int code = 0;
    int digits = 0;
    while (at + digits < end && digits < 4 && Ascii.isDigit(data[at + digits])) {
      code = code * 10 + data[at + digits] - '0';
      digits++;
    }
    if (digits != 3 || code < 100 || code > 699) {
      scan.fault(Status.BAD_REQUEST, "status code is not within 100 to 699", at);
      return;
    }
    at += 3;
    if (at < end && data[at] != ' ') {
      scan.fault(Status.BAD_REQUEST, "space expected after the status code", at);
      return;
    }
    // Tolerance: a status line without the space that precedes an empty reason phrase.
    int from = Math.min(at + 1, end);
    Status usual = Status.of(code);
    status =
        Ascii.equalsExactly(data, from, end, usual.reason())
            ? usual
            : Status.received(code, Ascii.text(data, from, end));
  }
}
