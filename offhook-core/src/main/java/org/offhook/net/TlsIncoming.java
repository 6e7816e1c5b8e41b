package org.offhook.net;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes that have arrived and are not decrypted yet: records, the last one perhaps in part. */
final class TlsIncoming {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int SHOWN = 40;

  private ByteBuffer bytes = NOTHING;
  private long total;

  void add(ByteBuffer more) {
    total += more.remaining();
    if (bytes.capacity() - bytes.limit() < more.remaining()) {
      int needed = bytes.remaining() + more.remaining();
      int size = bytes.hasRemaining() ? Math.max(needed, 2 * bytes.remaining()) : needed;
      bytes = ByteBuffer.allocate(size).put(bytes).put(more).flip();
      return;
    }
    int read = bytes.position();
    int end = bytes.limit();
    bytes.limit(end + more.remaining()).position(end);
    bytes.put(more).position(read);
  }

  /** To be read from; what is not consumed stays. */
  ByteBuffer bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  /** Whether anything has ever arrived. */
  boolean isAny() {
    return total > 0;
  }

  /** Lets memory go that holds nothing. */
  void trim() {
    if (!bytes.hasRemaining()) {
      bytes = NOTHING;
    }
  }

  void clear() {
    bytes = NOTHING;
  }

  /** Whether what comes next cannot be a record of TLS (RFC 8446 §5.1). */
  boolean isForeign() {
    return bytes.hasRemaining() && !isRecord(bytes.get(bytes.position()));
  }

  /** The types of records, and the first byte of a greeting of SSL 2. */
  private static boolean isRecord(byte first) {
    return (first >= 20 && first <= 24) || first == (byte) 0x80;
  }

  /** Its first line, as far as it is text. */
  String text() {
    var raw = new byte[Math.min(SHOWN, bytes.remaining())];
    bytes.duplicate().get(raw);
    String line = new String(raw, StandardCharsets.US_ASCII).split("[\r\n]", 2)[0];
    return line.replaceAll("[^ -~]", "?");
  }
}
