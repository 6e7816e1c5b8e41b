package org.offhook.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into messages: RFC 3261 sections 7, 18.3 and 25. Any bytes give a {@link
 * ParseResult}, in linear time; never an exception.
 */
public final class MessageParser {

  private static final int MISCOUNT_LIMIT = 32;

  /** What the bytes are: they differ in what may be missing. */
  private enum Piece {
    DATAGRAM,
    /** The body is as long as it says. */
    OF_STREAM,
    /** Rows that each message has when it is sent may still be missing. */
    UNFINISHED
  }

  private MessageParser() {}

  /** {@link #parse(byte[], MessageLimits)} with the default limits. */
  public static ParseResult parse(byte[] datagram) {
    return parse(datagram, MessageLimits.DEFAULT);
  }

  /**
   * Parses one datagram. The array becomes part of the message and must not be changed any more.
   *
   * <p>Without Content-Length the body runs to the end; what is beyond Content-Length is dropped.
   */
  public static ParseResult parse(byte[] datagram, MessageLimits limits) {
    return parse(datagram, limits, Piece.DATAGRAM, null);
  }

  /** Parses a message that may still lack rows that each one has when it is sent. */
  static ParseResult parseUnfinished(byte[] message) {
    return parse(message, MessageLimits.DEFAULT, Piece.UNFINISHED, null);
  }

  /** Parses the whole bytes of one message of a stream; the body is as long as it says. */
  static ParseResult parseFramed(byte[] message, MessageLimits limits) {
    return parse(message, limits, Piece.OF_STREAM, null);
  }

  /** Parses the beginning of a stream message that exceeds the limits, for an answer to it. */
  static ParseResult parseTooLong(byte[] beginning, MessageLimits limits) {
    boolean line = LineScan.lineEnd(beginning, 0, beginning.length) > limits.startLine();
    return parse(
        beginning,
        limits,
        Piece.OF_STREAM,
        line ? Status.REQUEST_URI_TOO_LONG : Status.MESSAGE_TOO_LARGE);
  }

  private static ParseResult parse(
      byte[] data, MessageLimits limits, Piece piece, @Nullable Status tooLong) {
    boolean framed = piece == Piece.OF_STREAM;
    int end = data.length;
    HeaderScan scan = new HeaderScan(data, end, limits);
    if (tooLong != null) {
      scan.fault(tooLong, "message exceeds the limits", end);
    }
    int start = 0;
    while (start < end && (data[start] == '\r' || data[start] == '\n')) {
      start++;
    }
    if (start > 0) {
      scan.tolerate(Tolerance.LEADING_LINE_ENDS);
    }
    scan.pos = start;
    StartLine line = new StartLine();
    line.read(scan, end, limits);
    int headersStart = scan.pos;
    scan.rows(start);
    int bodyStart = scan.pos;
    @Nullable Object[] cache = new Object[scan.count];
    Headers headers = new Headers(data, scan.rows, scan.count, cache);
    KeyFields keys = new KeyFields(scan, headers, limits);
    keys.read(line);
    if (piece != Piece.UNFINISHED) {
      keys.missing();
    }
    keys.agree(line);
    boolean miscounts = !framed && line.kind == ParseResult.Kind.REQUEST;
    int bodyEnd =
        miscounts && isMiscounted(scan, keys, end) ? end : body(scan, keys, end, limits, framed);
    if (scan.fault != null) {
      return invalid(scan, line, keys, headers);
    }
    Wire wire = new Wire(headers, start, headersStart, bodyStart, bodyEnd);
    wire.multipartDepth = limits.multipartDepth();
    if (Nesting.isTooDeep(wire, limits)) {
      scan.tolerate(Tolerance.DEEP_MULTIPART);
    }
    SipMessage message = message(line, wire);
    if (message == null) {
      scan.fault(Status.BAD_REQUEST, "no start line", start);
      return invalid(scan, line, keys, headers);
    }
    return new ParseResult.Parsed(message, Tolerance.of(scan.tolerated));
  }

  private static @Nullable SipMessage message(StartLine line, Wire wire) {
    if (line.status != null) {
      return new SipResponse(line.status, wire);
    }
    return line.method == null || line.requestUri == null
        ? null
        : new SipRequest(line.method, line.requestUri, wire);
  }

  /**
   * Tolerance: a request whose session description is whole, up to its last line end, though
   * Content-Length counts a few bytes more than there are: a sender that counts wrong (the printed
   * example of RFC 5118 section 4.6 does). RFC 3261 section 18.3 leaves the 400 to the server.
   */
  private static boolean isMiscounted(HeaderScan scan, KeyFields keys, int end) {
    int start = scan.pos;
    long missing = keys.contentLength - (end - start);
    boolean description =
        end - start > 5
            && scan.data[start] == 'v'
            && scan.data[start + 1] == '='
            && scan.data[end - 1] == '\n';
    if (missing <= 0 || missing > MISCOUNT_LIMIT || !description) {
      return false;
    }
    scan.tolerate(Tolerance.MISCOUNTED_BODY);
    return true;
  }

  private static int body(
      HeaderScan scan, KeyFields keys, int end, MessageLimits limits, boolean framed) {
    int available = end - scan.pos;
    long length = keys.contentLength;
    if (length == -1) {
      if (framed) {
        scan.tolerate(Tolerance.MISSING_CONTENT_LENGTH);
      }
      length = available;
    }
    if (length > limits.body()) {
      scan.fault(Status.REQUEST_ENTITY_TOO_LARGE, "body exceeds the limit", scan.pos);
      return end;
    }
    if (length < 0) {
      return end;
    }
    if (length > available) {
      scan.fault(Status.BAD_REQUEST, "body is shorter than Content-Length says", end);
      return end;
    }
    if (length < available) {
      scan.tolerate(Tolerance.SURPLUS_BYTES);
    }
    return scan.pos + (int) length;
  }

  private static ParseResult.Invalid invalid(
      HeaderScan scan, StartLine line, KeyFields keys, Headers headers) {
    Status status = scan.fault == null ? Status.BAD_REQUEST : scan.fault;
    Optional<SipResponse> answer = Optional.empty();
    boolean request = line.kind == ParseResult.Kind.REQUEST;
    // section 17.1.1.3: an ACK is never answered
    Via via = keys.via;
    if (request && via != null && !Method.ACK.equals(line.method)) {
      SipResponse made = answer(status, scan.reason, headers);
      // where the top Via cannot be read, the next one is another hop's, and there is no way back
      answer = Optional.of(made).filter(it -> via.equals(it.headers().first(HeaderName.VIA)));
    }
    return new ParseResult.Invalid(
        status, scan.reason, scan.offset, answer, line.kind, Optional.ofNullable(via));
  }

  /** A verdict on a message that is well-formed but cannot be accepted here. */
  static ParseResult.Invalid refuse(SipMessage message, Status status, String reason, int offset) {
    Optional<SipResponse> answer =
        message instanceof SipRequest request && !request.method().equals(Method.ACK)
            ? Optional.of(answer(status, reason, message.headers()))
            : Optional.empty();
    return new ParseResult.Invalid(
        status,
        reason,
        offset,
        answer,
        message instanceof SipRequest ? ParseResult.Kind.REQUEST : ParseResult.Kind.RESPONSE,
        Optional.of(message.topVia()));
  }

  private static SipResponse answer(Status status, String reason, Headers headers) {
    Status worded = Status.received(status.code(), status.reason() + ": " + reason);
    SipResponse.Builder builder = SipResponse.builder(worded);
    builder.copyForResponse(headers, false);
    NameAddr to = headers.first(HeaderName.TO);
    if (to != null && to.tag().isEmpty()) {
      // section 8.2.7: a stateless answer gives the same tag to each repetition
      int hash = headers.texts("Call-ID").hashCode() * 31 + headers.texts("Via").hashCode();
      builder.set(HeaderName.TO, to.withTag("i" + Integer.toHexString(hash)));
    }
    return builder.build();
  }
}
