package org.offhook.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends, eight bytes at a time. */
final class LineScan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long CR = 0x0d * ONES;
  private static final long LF = 0x0a * ONES;

  private LineScan() {}

  /** The first CR or LF in a range, or its end. */
  static int lineEnd(byte[] data, int from, int end) {
    int i = from;
    for (; i + 8 <= end; i += 8) {
      long word = (long) LONGS.get(data, i);
      long cr = word ^ CR;
      long lf = word ^ LF;
      long found = ((cr - ONES & ~cr) | (lf - ONES & ~lf)) & HIGH;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && data[i] != '\r' && data[i] != '\n') {
      i++;
    }
    return i;
  }
}
