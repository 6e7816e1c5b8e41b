package org.offhook.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of an HTTP head up to its empty line, and no more than a limit. */
final class HttpHeadReader {

  /** Enough for a browser with many cookies; RFC 9110 §5.4 leaves the limit to the receiver. */
  static final int LIMIT = 16_384;

  /** What has become of the bytes so far. */
  sealed interface Progress {

    /** More is needed. */
    record Partial() implements Progress {}

    /** A head; what follows it was left in the buffer. */
    record Whole(HttpHead head) implements Progress {}

    /** It cannot become a head any more. */
    record Garbage(String reason) implements Progress {}
  }

  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final byte[] END = {'\r', '\n', '\r', '\n'};

  private byte[] data = new byte[1024];
  private int size;

  Progress feed(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (size == LIMIT) {
        return new Progress.Garbage("the HTTP head is longer than " + LIMIT + " bytes");
      }
      if (size == data.length) {
        data = Arrays.copyOf(data, size * 2);
      }
      data[size++] = bytes.get();
      var fault = size == 1 ? notHttp(data[0]) : null;
      if (fault != null) {
        return new Progress.Garbage(fault);
      }
      if (size >= END.length && Arrays.equals(data, size - END.length, size, END, 0, END.length)) {
        return whole();
      }
    }
    return new Progress.Partial();
  }

  private Progress whole() {
    // ISO 8859-1 keeps whatever bytes there are (RFC 9112 §2.2).
    var head = HttpHead.parse(new String(data, 0, size - END.length, StandardCharsets.ISO_8859_1));
    return head != null
        ? new Progress.Whole(head)
        : new Progress.Garbage("a header row of the HTTP head is malformed");
  }

  /** Methods and HTTP-version begin with a capital letter. */
  private static @Nullable String notHttp(byte first) {
    if (first == TLS_ALERT || first == TLS_HANDSHAKE) {
      return "it speaks TLS: one side uses wss, the other ws";
    }
    return first >= 'A' && first <= 'Z' ? null : "it does not speak HTTP";
  }
}
