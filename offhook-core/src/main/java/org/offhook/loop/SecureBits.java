package org.offhook.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Random bits that nobody can guess (RFC 3261 §19.3), fetched from the system's secure source in
 * large batches, so that a tag costs no system call. Handed-out bits are wiped from the batch.
 * Thread rule: its loop's thread only.
 */
public final class SecureBits implements Randomness {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int BATCH = 2048;

  private final SecureRandom source = new SecureRandom();
  private final byte[] batch = new byte[BATCH];
  private int next = BATCH;

  /** A source of its own. */
  public SecureBits() {}

  @Override
  public long nextLong() {
    if (next > BATCH - Long.BYTES) {
      refill();
    }
    var bits = (long) LONG.get(batch, next);
    LONG.set(batch, next, 0L);
    next += Long.BYTES;
    return bits;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    if (bytes.length > BATCH) {
      source.nextBytes(bytes);
      return;
    }
    if (next > BATCH - bytes.length) {
      refill();
    }
    System.arraycopy(batch, next, bytes, 0, bytes.length);
    Arrays.fill(batch, next, next + bytes.length, (byte) 0);
    next += bytes.length;
  }

  private void refill() {
    source.nextBytes(batch);
    next = 0;
  }
}
