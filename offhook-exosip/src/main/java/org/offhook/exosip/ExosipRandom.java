package org.offhook.exosip;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.offhook.auth.DigestAlgorithm;

/**
 * Random numbers and bytes as eXosip2 offers them, here from a cryptographic source. Any thread.
 *
 * <pre>{@code
 * ExosipRandom.generateRandom();                      // 2873465019
 * ExosipRandom.hexaGenerateRandom("a", "b", "c");     // 02cc8f08398a4f3113b554e8105ebe4c
 * }</pre>
 */
public final class ExosipRandom {
  private static final SecureRandom RANDOM = new SecureRandom();

  private ExosipRandom() {}

  /** A random number of 32 bits without sign, in decimal. */
  public static String generateRandom() {
    return Integer.toUnsignedString(RANDOM.nextInt());
  }

  /** The MD5 (RFC 1321) of {@code a:b:c} in 32 hexadecimal digits: a name, no secret. */
  public static String hexaGenerateRandom(String a, String b, String c) {
    return DigestAlgorithm.MD5.hash((a + ":" + b + ":" + c).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Random bytes.
   *
   * @param size how many
   * @throws OsipErrors.OsipBadParameter if the size is negative
   */
  public static byte[] byteGenerateRandom(int size) {
    OsipError.BADPARAMETER.when(size < 0, "cannot make " + size + " bytes: give 0 or more");
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
