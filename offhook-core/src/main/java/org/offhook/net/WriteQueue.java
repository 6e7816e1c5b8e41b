package org.offhook.net;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes that wait to be written to a stream, in pieces as they were given. */
final class WriteQueue {

  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(4);
  private int offset;
  private long bytes;

  void add(byte[] piece) {
    if (piece.length > 0) {
      pieces.add(piece);
      bytes += piece.length;
    }
  }

  boolean isEmpty() {
    return bytes == 0;
  }

  long bytes() {
    return bytes;
  }

  /** Copies as much as the buffer takes, without removing it. */
  void copyTo(ByteBuffer buffer) {
    var from = offset;
    for (var piece : pieces) {
      var count = Math.min(piece.length - from, buffer.remaining());
      if (count == 0) {
        return;
      }
      buffer.put(piece, from, count);
      from = 0;
    }
  }

  /** Removes the first {@code count} bytes: they are written. */
  void remove(int count) {
    bytes -= count;
    offset += count;
    while (!pieces.isEmpty() && offset >= pieces.element().length) {
      offset -= pieces.remove().length;
    }
  }

  void clear() {
    pieces.clear();
    offset = 0;
    bytes = 0;
  }
}
