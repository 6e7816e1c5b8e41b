package org.offhook.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The bytes of one message and where its parts lie: RFC 3261 section 7. */
final class Wire {
  private final byte[] data;
  private final int start;
  private final int headersStart;
  private final int bodyStart;
  private final int end;
  private final Headers headers;

  /** How many levels of multiparts are looked into. */
  int multipartDepth = MessageLimits.DEFAULT.multipartDepth();

  // made when first asked for, by any thread
  private volatile byte @Nullable [] body;
  private volatile byte @Nullable [] whole;

  Wire(Headers headers, int start, int headersStart, int bodyStart, int end) {
    this.data = headers.data();
    this.start = start;
    this.headersStart = headersStart;
    this.bodyStart = bodyStart;
    this.end = end;
    this.headers = headers;
  }

  /** That of a message. */
  static Wire of(SipMessage message) {
    return switch (message) {
      case SipRequest request -> request.wire();
      case SipResponse response -> response.wire();
    };
  }

  Headers headers() {
    return headers;
  }

  /** The same bytes without what was made of them so far. */
  Wire packed() {
    return asDeep(new Wire(headers.packed(), start, headersStart, bodyStart, end));
  }

  private Wire asDeep(Wire copy) {
    copy.multipartDepth = multipartDepth;
    return copy;
  }

  int bodyLength() {
    return end - bodyStart;
  }

  byte[] body() {
    byte[] bytes = body;
    if (bytes == null) {
      bytes = Arrays.copyOfRange(data, bodyStart, end);
      body = bytes;
    }
    return bytes;
  }

  byte[] toBytes() {
    byte[] bytes = whole;
    if (bytes == null) {
      bytes = start == 0 && end == data.length ? data : Arrays.copyOfRange(data, start, end);
      whole = bytes;
    }
    return bytes;
  }

  String startLine() {
    int last = headersStart;
    while (last > start && (data[last - 1] == '\r' || data[last - 1] == '\n')) {
      last--;
    }
    return Ascii.text(data, start, last);
  }

  <T> T required(HeaderName<T> name) {
    T value = headers.first(name);
    if (value == null) {
      throw new IllegalStateException("message has no valid " + name);
    }
    return value;
  }

  /** The same message with one more Via row on top. */
  Wire withTopVia(Via via) {
    WireWriter out = new WireWriter(end - start + 128);
    out.put(data, start, headersStart);
    int nameStart = out.length();
    out.put("Via: ");
    int valueStart = out.length();
    via.writeTo(out);
    int valueEnd = out.length();
    out.line();
    int shift = out.length() - headersStart;
    out.put(data, headersStart, end);

    int stride = Headers.STRIDE;
    int count = headers.size();
    int[] rows = new int[(count + 1) * stride];
    rows[0] = nameStart;
    rows[1] = valueStart;
    rows[2] = valueEnd;
    rows[3] = Headers.meta(HeaderName.VIA.id(), 3, false);
    shifted(rows, stride, 0, count, shift);
    @Nullable Object[] cache = new Object[count + 1];
    System.arraycopy(headers.cache(), 0, cache, 1, count);
    cache[0] = via;
    return moved(out.toBytes(), rows, cache, via, shift);
  }

  private void shifted(int[] target, int at, int fromRow, int rowCount, int shift) {
    int[] source = headers.rows();
    int from = fromRow * Headers.STRIDE;
    for (int i = 0; i < rowCount * Headers.STRIDE; i += Headers.STRIDE) {
      target[at + i] = source[from + i] + shift;
      target[at + i + 1] = source[from + i + 1] + shift;
      target[at + i + 2] = source[from + i + 2] + shift;
      target[at + i + 3] = source[from + i + 3];
    }
  }

  private Wire moved(byte[] bytes, int[] rows, @Nullable Object[] cache, Via via, int shift) {
    Headers moved = new Headers(bytes, rows, rows.length / Headers.STRIDE, cache);
    moved.topVia = via;
    return asDeep(new Wire(moved, 0, headersStart - start, bodyStart + shift, bytes.length));
  }

  /** The same message with its first Via value replaced; null where that takes the long way. */
  @Nullable Wire withReplacedTopVia(Via via) {
    int row = headers.next(HeaderName.VIA.id(), 0);
    if (row < 0 || headers.folded(row)) {
      return null;
    }
    int from = headers.valueStart(row);
    int to = headers.valueEnd(row);
    boolean alone = headers.cache()[row] instanceof Via;
    if (!alone) {
      Cursor in = headers.cursor(row);
      Values.nextElement(in);
      from = in.pos;
      try {
        Via.read(in);
      } catch (Malformed e) {
        return null;
      }
      to = in.pos;
      alone = in.atEnd();
    }
    WireWriter value = new WireWriter(128);
    via.writeTo(value);
    int shift = from - start + value.length() - to;
    byte[] bytes = new byte[end + shift];
    System.arraycopy(data, start, bytes, 0, from - start);
    System.arraycopy(value.array(), 0, bytes, from - start, value.length());
    System.arraycopy(data, to, bytes, to + shift, end - to);

    int count = headers.size();
    int[] rows = new int[count * Headers.STRIDE];
    shifted(rows, 0, 0, row, -start);
    shifted(rows, row * Headers.STRIDE, row, count - row, shift);
    rows[row * Headers.STRIDE] = headers.nameStart(row) - start;
    rows[row * Headers.STRIDE + 1] = headers.valueStart(row) - start;
    @Nullable Object[] cache = Arrays.copyOf(headers.cache(), count);
    cache[row] = alone ? via : null;
    return moved(bytes, rows, cache, via, shift);
  }
}
