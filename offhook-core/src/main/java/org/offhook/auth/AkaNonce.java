package org.offhook.auth;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The nonce of an AKA challenge: base64 of RAND, AUTN and whatever the server adds (RFC 3310 §3.2).
 */
final class AkaNonce {

  private static final int PART = 16;

  private final byte[] rand;
  private final byte[] autn;

  private AkaNonce(byte[] rand, byte[] autn) {
    this.rand = rand;
    this.autn = autn;
  }

  /** The parts; empty if the text is no base64 of at least 32 bytes. */
  static Optional<AkaNonce> read(String nonce) {
    byte[] decoded;
    try {
      decoded = Base64.getDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (decoded.length < 2 * PART) {
      return Optional.empty();
    }
    return Optional.of(
        new AkaNonce(Arrays.copyOf(decoded, PART), Arrays.copyOfRange(decoded, PART, 2 * PART)));
  }

  byte[] rand() {
    return rand.clone();
  }

  byte[] autn() {
    return autn.clone();
  }
}
