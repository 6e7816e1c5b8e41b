package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks that decide at the edge whether a message is malformed: RFC 3261 sections 8.1.1 and
 * 8.2, RFC 4475 section 3. What they parse is kept for whoever asks later.
 */
final class KeyFields {
  private static final int VIA = HeaderName.VIA.id();
  private static final int FROM = HeaderName.FROM.id();
  private static final int TO = HeaderName.TO.id();
  private static final int CALL_ID = HeaderName.CALL_ID.id();
  private static final int CSEQ = HeaderName.CSEQ.id();
  private static final int MAX_FORWARDS = HeaderName.MAX_FORWARDS.id();
  private static final int CONTENT_LENGTH = HeaderName.CONTENT_LENGTH.id();
  private static final int ROUTE = HeaderName.ROUTE.id();
  private static final int CONTACT = HeaderName.CONTACT.id();
  private static final int EXPIRES = HeaderName.EXPIRES.id();
  private static final int RETRY_AFTER = HeaderName.RETRY_AFTER.id();
  private static final int WARNING = HeaderName.WARNING.id();

  private final HeaderScan scan;
  private final MessageLimits limits;
  private final Headers headers;
  private final Cursor shared;

  @Nullable Via via;
  private @Nullable NameAddr from;
  private @Nullable NameAddr to;
  private @Nullable String callId;
  private @Nullable CSeq cSeq;
  private boolean maxForwards;
  private boolean route;

  /** The Content-Length, -1 if absent, -2 if malformed or contradictory. */
  long contentLength = -1;

  KeyFields(HeaderScan scan, Headers headers, MessageLimits limits) {
    this.scan = scan;
    this.headers = headers;
    this.limits = limits;
    this.shared = new Cursor(scan.data, 0, 0);
  }

  void read(StartLine start) {
    int[] rows = scan.rows;
    for (int row = 0; row < scan.count; row++) {
      int id = rows[row * Headers.STRIDE + 3] & 0xff;
      if (id != HeaderName.UNKNOWN) {
        try {
          row(row, id);
        } catch (Malformed e) {
          if (start.method != null && isLeftToDefaults(id)) {
            continue;
          }
          scan.fault(
              Status.BAD_REQUEST,
              HeaderName.known(id).name() + ": " + e.reason(),
              headers.folded(row) ? headers.valueStart(row) : e.offset());
          if (id == CONTENT_LENGTH) {
            contentLength = -2;
          }
        }
      }
    }
    headers.topVia = via;
    scan.tolerated |= shared.tolerated;
  }

  /** Tolerance: in requests these count as absent when malformed (RFC 4475 section 3.1.2.4). */
  private static boolean isLeftToDefaults(int id) {
    return id == EXPIRES || id == RETRY_AFTER || id == WARNING;
  }

  private Cursor cursor(int row) {
    if (headers.folded(row)) {
      Cursor in = headers.cursor(row);
      in.maxParameters = limits.parametersPerValue();
      return in;
    }
    shared.maxParameters = limits.parametersPerValue();
    return shared.over(headers.valueStart(row), headers.valueEnd(row));
  }

  private void row(int row, int id) {
    if (id == VIA) {
      vias(row);
    } else if (id == FROM) {
      from = single(row, HeaderName.FROM, from);
    } else if (id == TO) {
      to = single(row, HeaderName.TO, to);
    } else if (id == CALL_ID) {
      callId = single(row, HeaderName.CALL_ID, callId);
    } else if (id == CSEQ) {
      cSeq = single(row, HeaderName.CSEQ, cSeq);
    } else if (id == MAX_FORWARDS) {
      if (maxForwards) {
        throw new Malformed("more than once", headers.nameStart(row));
      }
      maxForwards = true;
      single(row, HeaderName.MAX_FORWARDS, null);
    } else if (id == CONTENT_LENGTH) {
      contentLength(row);
    } else if (id == ROUTE) {
      if (!route) {
        route = true;
        firstOf(row, HeaderName.ROUTE);
      }
    } else if (id == CONTACT) {
      contact(row);
    } else if (id == EXPIRES) {
      single(row, HeaderName.EXPIRES, null);
    } else if (id == RETRY_AFTER) {
      single(row, HeaderName.RETRY_AFTER, null);
    } else if (id == WARNING && scan.fault == null) {
      firstOf(row, HeaderName.WARNING);
    }
  }

  private <T> T single(int row, HeaderName<T> name, @Nullable T before) {
    if (before != null) {
      throw new Malformed("more than once", headers.nameStart(row));
    }
    Cursor in = cursor(row);
    T value = name.codec().read(in);
    in.expectEnd(name.name());
    forgiven(in);
    headers.keep(row, value);
    return value;
  }

  private <T> @Nullable T firstOf(int row, HeaderName<T> name) {
    Cursor in = cursor(row);
    if (!Values.nextElement(in)) {
      return null;
    }
    T value = name.codec().read(in);
    in.skipSpace();
    if (in.atEnd()) {
      headers.keep(row, value);
    } else {
      Values.endOfElement(in);
    }
    forgiven(in);
    return value;
  }

  /** All Vias, since each is copied into responses: one that is malformed spoils the message. */
  private void vias(int row) {
    Cursor in = cursor(row);
    List<Object> more = null;
    Via first = null;
    while (Values.nextElement(in)) {
      Via value = Via.read(in);
      Values.endOfElement(in);
      if (via == null) {
        via = value;
      }
      if (first == null) {
        first = value;
      } else {
        if (more == null) {
          more = new ArrayList<>();
          more.add(first);
        }
        more.add(value);
      }
    }
    forgiven(in);
    headers.keep(row, more == null ? first : List.copyOf(more));
  }

  /** Notes what a cursor of its own forgave; the shared one is asked at the end. */
  private void forgiven(Cursor in) {
    scan.tolerated |= in.tolerated;
  }

  private void contentLength(int row) {
    Cursor in = cursor(row);
    in.skipSpace();
    long length = in.number("Content-Length", Integer.MAX_VALUE);
    in.expectEnd("Content-Length");
    if (contentLength == -2) {
      return;
    }
    if (contentLength >= 0) {
      if (contentLength != length) {
        throw new Malformed("two different values", headers.nameStart(row));
      }
      scan.tolerate(Tolerance.REPEATED_CONTENT_LENGTH);
    }
    contentLength = length;
    headers.keep(row, (int) length);
  }

  /** Contact is parsed when asked for; here only what would change its meaning is refused. */
  private void contact(int row) {
    Cursor in = cursor(row);
    byte[] data = in.data;
    int i = in.pos;
    while (i < in.end && data[i] != '<' && data[i] != '"') {
      i++;
    }
    boolean plain = i < in.end && data[i] == '<';
    for (int k = i; plain && k < in.end; k++) {
      plain = data[k] != '"' && data[k] != ',';
    }
    boolean star = in.end - in.pos == 1 && data[in.pos] == '*';
    if (star || (plain && closes(data, i, in.end))) {
      return;
    }
    while (Values.nextElement(in)) {
      Contact.read(in);
      Values.endOfElement(in);
    }
    forgiven(in);
  }

  private static boolean closes(byte[] data, int open, int end) {
    for (int i = open + 1; i < end; i++) {
      if (data[i] == '>') {
        return true;
      }
    }
    return false;
  }

  /** What every message has (section 8.1.1). */
  void missing() {
    if (via == null) {
      absent("Via");
    }
    if (from == null) {
      absent("From");
    }
    if (to == null) {
      absent("To");
    }
    if (callId == null) {
      absent("Call-ID");
    }
    if (cSeq == null) {
      absent("CSeq");
    }
  }

  /** What has to fit together. */
  void agree(StartLine start) {
    if (from != null && from.params().raw("tag") == null) {
      scan.tolerate(Tolerance.MISSING_FROM_TAG);
    }
    CSeq sequence = cSeq;
    Method method = start.method;
    if (method != null) {
      if (!maxForwards) {
        scan.tolerate(Tolerance.MISSING_MAX_FORWARDS);
      }
      if (sequence != null && !method.equals(sequence.method())) {
        scan.fault(
            method.isKnown() ? Status.BAD_REQUEST : Status.NOT_IMPLEMENTED,
            "CSeq method differs from the request's",
            headers.valueStart(headers.next(CSEQ, 0)));
      }
    }
  }

  private void absent(String name) {
    scan.fault(Status.BAD_REQUEST, name + " is missing", scan.pos);
  }
}
