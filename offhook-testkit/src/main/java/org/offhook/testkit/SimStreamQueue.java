package org.offhook.testkit;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Bytes that wait at one end of a simulated stream; an empty piece is the end of the stream. */
final class SimStreamQueue {

  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(4);
  private long bytes;

  void add(byte[] piece) {
    pieces.add(piece);
    bytes += piece.length;
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /** The first piece, or its first {@code limit} bytes. */
  byte[] take(int limit) {
    var first = pieces.remove();
    if (first.length > limit) {
      pieces.addFirst(Arrays.copyOfRange(first, limit, first.length));
      first = Arrays.copyOf(first, limit);
    }
    bytes -= first.length;
    return first;
  }

  void clear() {
    pieces.clear();
    bytes = 0;
  }
}
