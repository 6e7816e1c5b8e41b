package org.offhook.message;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request at first sight: what has to be known of it to refuse it without state, or to recognize
 * an ACK, at a fraction of what reading it costs (RFC 3261 sections 8.2.6 and 8.2.7). For an
 * endpoint that is offered more than it can serve. For one thread; never changes.
 *
 * <pre>{@code
 * var seen = RequestGlance.at(datagram, MessageLimits.DEFAULT);
 * if (seen != null && seen.toTag().isEmpty()) {
 *   byte[] answer = seen.answer(Status.SERVICE_UNAVAILABLE, seen.topVia(), "a7f3", List.of());
 * }
 * }</pre>
 */
public final class RequestGlance {
  private static final int VIA = HeaderName.VIA.id();
  private static final int FROM = HeaderName.FROM.id();
  private static final int TO = HeaderName.TO.id();
  private static final int CALL_ID = HeaderName.CALL_ID.id();
  private static final int CSEQ = HeaderName.CSEQ.id();

  private final Method method;
  private final Headers headers;
  private int via = -1;
  private int from = -1;
  private int to = -1;
  private int callId = -1;
  private int cSeq = -1;
  private int topViaEnd;
  private @Nullable Via topVia;
  private @Nullable CSeq sequence;
  private String fromTag = "";
  private String toTag = "";

  private RequestGlance(Method method, Headers headers) {
    this.method = method;
    this.headers = headers;
  }

  /**
   * Looks at a datagram.
   *
   * @return null where that is not enough: it is no request, it is malformed or unusual, or its
   *     From has no tag; read it with {@link MessageParser} then
   */
  public static @Nullable RequestGlance at(byte[] datagram, MessageLimits limits) {
    int nameEnd = 0;
    while (nameEnd < datagram.length && Ascii.isToken(datagram[nameEnd])) {
      nameEnd++;
    }
    var scan = new HeaderScan(datagram, datagram.length, limits);
    int lineEnd = scan.line();
    if (nameEnd == 0
        || nameEnd >= lineEnd
        || lineEnd > limits.startLine()
        || !Ascii.equalsExactly(datagram, Math.max(0, lineEnd - 8), lineEnd, " SIP/2.0")) {
      return null;
    }
    scan.rows(0);
    if (scan.fault != null || scan.tolerated != 0) {
      return null;
    }
    var glance =
        new RequestGlance(
            Method.of(datagram, 0, nameEnd), new Headers(datagram, scan.rows, scan.count, null));
    return glance.reads() ? glance : null;
  }

  /** Finds what is needed; false where something is missing, twice there, or unusual. */
  private boolean reads() {
    for (int row = 0; row < headers.size(); row++) {
      if (!place(row, headers.id(row))) {
        return false;
      }
    }
    if (via < 0 || from < 0 || to < 0 || callId < 0 || cSeq < 0) {
      return false;
    }
    try {
      var in = headers.cursor(via);
      topVia = Via.read(in);
      topViaEnd = in.pos;
      in.skipSpace();
      var number = headers.cursor(cSeq);
      sequence = CSeq.read(number);
      number.skipSpace();
      var caller = tag(from);
      var callee = tag(to);
      if (!(in.atEnd() || in.accept(',')) || !number.atEnd() || caller == null || callee == null) {
        return false;
      }
      fromTag = caller;
      toTag = callee;
    } catch (Malformed e) {
      return false;
    }
    return !fromTag.isEmpty() && sequence.method().equals(method);
  }

  private boolean place(int row, int id) {
    int before = -1;
    if (id == VIA) {
      via = via < 0 ? row : via;
    } else if (id == FROM) {
      before = from;
      from = row;
    } else if (id == TO) {
      before = to;
      to = row;
    } else if (id == CALL_ID) {
      before = callId;
      callId = row;
    } else if (id == CSEQ) {
      before = cSeq;
      cSeq = row;
    } else {
      return true;
    }
    return before < 0 && !headers.folded(row) && isPlain(row);
  }

  /** Whether the row can be copied as it is. */
  private boolean isPlain(int row) {
    byte[] data = headers.data();
    for (int i = headers.valueStart(row); i < headers.valueEnd(row); i++) {
      if ((data[i] >= 0 && data[i] < ' ') || data[i] == 0x7f) {
        return false;
      }
    }
    return headers.valueStart(row) < headers.valueEnd(row);
  }

  /** The tag of From or To; "" without one, null where it takes more than a glance to tell. */
  private @Nullable String tag(int row) {
    byte[] data = headers.data();
    int start = headers.valueStart(row);
    int end = headers.valueEnd(row);
    int at = end;
    while (at > start && data[at - 1] != '>') {
      at--;
    }
    if (at == start) {
      while (at < end && data[at] != ';') {
        at++;
      }
    }
    var in = new Cursor(data, at, end);
    var params = Parameters.readHeader(in);
    in.skipSpace();
    var tag = params.get("tag").orElse("");
    return in.atEnd() && tag.isEmpty() != params.has("tag") ? tag : null;
  }

  /** The method. */
  public Method method() {
    return method;
  }

  /** The first Via value, as received. */
  public Via topVia() {
    return Objects.requireNonNull(topVia);
  }

  /** The tag of From; never empty. */
  public String fromTag() {
    return fromTag;
  }

  /** The tag of To; empty for a request outside dialogs. */
  public String toTag() {
    return toTag;
  }

  /** The Call-ID. */
  public String callId() {
    return Ascii.text(headers.data(), headers.valueStart(callId), headers.valueEnd(callId));
  }

  /** The CSeq. */
  public CSeq cSeq() {
    return Objects.requireNonNull(sequence);
  }

  /**
   * The bytes of a response without body (RFC 3261 section 8.2.6): Via, From, To, Call-ID and CSeq
   * are those of the request.
   *
   * @param top the first Via with what is due in it (section 18.2.1)
   * @param tag put into To if that has none
   * @param rows further header fields
   */
  public byte[] answer(Status status, Via top, String tag, List<HeaderField> rows) {
    byte[] data = headers.data();
    var out = new WireWriter(512);
    out.put("SIP/2.0 ").put((long) status.code()).put(' ').put(status.reason()).line();
    for (int row = 0; row < headers.size(); row++) {
      int id = headers.id(row);
      if (row == via) {
        out.put(data, headers.nameStart(row), headers.valueStart(row));
        top.writeTo(out);
        out.put(data, topViaEnd, headers.valueEnd(row)).line();
      } else if (id == VIA || row == from || row == callId || row == cSeq) {
        out.put(data, headers.nameStart(row), headers.valueEnd(row)).line();
      } else if (row == to) {
        out.put(data, headers.nameStart(row), headers.valueEnd(row));
        if (toTag.isEmpty()) {
          out.put(";tag=").put(tag);
        }
        out.line();
      }
    }
    for (var row : rows) {
      out.put(row.name()).put(": ").put(row.value()).line();
    }
    return out.put("Content-Length: 0").line().line().toBytes();
  }
}
