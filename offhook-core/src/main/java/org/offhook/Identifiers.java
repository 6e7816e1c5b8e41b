package org.offhook;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes tags and Call-IDs on any thread: a counter hidden by a secret key, so that they are unique
 * and cannot be guessed (RFC 3261 §19.3).
 */
final class Identifiers {

  private final byte[] key;
  private final AtomicLong counter = new AtomicLong();

  /** With 32 secret bytes. */
  Identifiers(byte[] key) {
    this.key = key.clone();
  }

  /** 64 bits. */
  String tag() {
    return HexFormat.of().formatHex(next(), 0, 8);
  }

  /** 128 bits. */
  String callId() {
    return HexFormat.of().formatHex(next(), 0, 16);
  }

  /** 62 bits, positive. */
  long number() {
    return ByteBuffer.wrap(next()).getLong() >>> 2;
  }

  private byte[] next() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      sha.update(key);
      return sha.digest(ByteBuffer.allocate(8).putLong(counter.incrementAndGet()).array());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
