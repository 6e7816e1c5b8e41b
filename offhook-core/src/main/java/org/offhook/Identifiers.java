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

  private final MessageDigest keyed;
  private final AtomicLong counter = new AtomicLong();

  /** With 32 secret bytes. */
  Identifiers(byte[] key) {
    try {
      keyed = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    keyed.update(key);
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
      // a copy for each use: the original is only ever read
      var sha = (MessageDigest) keyed.clone();
      return sha.digest(ByteBuffer.allocate(8).putLong(counter.incrementAndGet()).array());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("SHA-256 of this Java platform cannot be copied", e);
    }
  }
}
