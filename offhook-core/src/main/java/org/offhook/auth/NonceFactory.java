package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;

/**
 * Nonces that prove where and when they were made (RFC 7616 §5.4), so that a challenge costs no
 * memory: time, random bits, and a MAC of both with realm and algorithm under the server's secret.
 */
final class NonceFactory {

  private static final int RANDOM = 12;
  private static final int CLEAR = Long.BYTES + RANDOM;
  private static final int MAC = 16;

  private final byte[] secret;
  private final byte[] scope;
  private final TimeSource time;
  private final Randomness randomness;

  /**
   * @param secret the key; the instance's own random bits are mixed in, since the clock's origin is
   *     this machine's alone
   */
  NonceFactory(byte[] secret, String realm, TimeSource time, Randomness randomness) {
    byte[] instance = new byte[RANDOM];
    randomness.nextBytes(instance);
    byte[] realmBytes = realm.getBytes(UTF_8);
    this.secret = secret.clone();
    this.scope =
        ByteBuffer.allocate(RANDOM + realmBytes.length).put(instance).put(realmBytes).array();
    this.time = time;
    this.randomness = randomness;
  }

  String create(DigestAlgorithm algorithm) {
    byte[] random = new byte[RANDOM];
    randomness.nextBytes(random);
    byte[] clear = ByteBuffer.allocate(CLEAR).putLong(time.nanos()).put(random).array();
    byte[] all = Arrays.copyOf(clear, CLEAR + MAC);
    System.arraycopy(mac(clear, algorithm), 0, all, CLEAR, MAC);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** When it was made, in {@link TimeSource#nanos()}; empty if it was not made here. */
  OptionalLong issuedAt(String nonce, DigestAlgorithm algorithm) {
    byte[] all;
    try {
      all = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
    if (all.length != CLEAR + MAC) {
      return OptionalLong.empty();
    }
    byte[] clear = Arrays.copyOf(all, CLEAR);
    byte[] sent = Arrays.copyOfRange(all, CLEAR, CLEAR + MAC);
    return MessageDigest.isEqual(mac(clear, algorithm), sent)
        ? OptionalLong.of(ByteBuffer.wrap(clear).getLong())
        : OptionalLong.empty();
  }

  private byte[] mac(byte[] clear, DigestAlgorithm algorithm) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(clear);
      mac.update(algorithm.token().getBytes(UTF_8));
      mac.update(scope);
      return Arrays.copyOf(mac.doFinal(), MAC);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HmacSHA256", e);
    }
  }
}
