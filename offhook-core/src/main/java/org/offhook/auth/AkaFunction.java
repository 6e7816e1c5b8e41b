package org.offhook.auth;

/**
 * What a USIM or ISIM computes from a network's AKA challenge (3GPP TS 33.102 §6.3, RFC 3310 §3).
 *
 * <p>Users implement it over a card, or use {@link Milenage}. It is called on the endpoint's loop
 * and must not block: what reads a slow card caches or computes ahead.
 */
@FunctionalInterface
public interface AkaFunction {

  /**
   * Answers one challenge.
   *
   * @param rand 16 bytes
   * @param autn 16 bytes: SQN xor AK, AMF, MAC
   */
  AkaResult authenticate(byte[] rand, byte[] autn);
}
