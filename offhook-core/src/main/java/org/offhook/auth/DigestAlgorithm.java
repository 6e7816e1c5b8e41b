package org.offhook.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A digest algorithm of RFC 7616 §3.3, RFC 8760 §2.1, RFC 3310 §3.1 or RFC 4169 §3.
 *
 * <p>SHA-512-256 is SHA-512/256 with its own start values, not SHA-512 cut short. All results are
 * hex in lower case.
 */
public enum DigestAlgorithm {
  /** MD5, also meant by a challenge that names no algorithm. */
  MD5("MD5", "MD5", 1),
  /** MD5 with a session key that is computed once per nonce. */
  MD5_SESS("MD5-sess", "MD5", 1),
  /** SHA-256. */
  SHA_256("SHA-256", "SHA-256", 2),
  /** SHA-256 with a session key. */
  SHA_256_SESS("SHA-256-sess", "SHA-256", 2),
  /** SHA-512/256. */
  SHA_512_256("SHA-512-256", "SHA-512/256", 3),
  /** SHA-512/256 with a session key. */
  SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", 3),
  /** MD5 over the one-time result of a SIM (RFC 3310). */
  AKAV1_MD5("AKAv1-MD5", "MD5", 1),
  /** MD5 over what a SIM's result and keys give together (RFC 4169). */
  AKAV2_MD5("AKAv2-MD5", "MD5", 1);

  private static final HexFormat HEX = HexFormat.of();

  private final String token;
  private final String jcaName;
  private final int strength;

  DigestAlgorithm(String token, String jcaName, int strength) {
    this.token = token;
    this.jcaName = jcaName;
    this.strength = strength;
  }

  /** The algorithm with this name, whatever the case; empty if it is none of these. */
  public static Optional<DigestAlgorithm> of(String token) {
    for (DigestAlgorithm algorithm : values()) {
      if (algorithm.token.equalsIgnoreCase(token)) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The name on the wire, such as {@code SHA-512-256-sess}. */
  public String token() {
    return token;
  }

  /** The name of the hash for {@link MessageDigest}, such as {@code SHA-512/256}. */
  public String jcaName() {
    return jcaName;
  }

  /** True for the variants whose A1 takes in the first nonce and cnonce (RFC 7616 §3.4.2). */
  public boolean session() {
    return this == MD5_SESS || this == SHA_256_SESS || this == SHA_512_256_SESS;
  }

  /** True if the password comes from a SIM. */
  public boolean aka() {
    return this == AKAV1_MD5 || this == AKAV2_MD5;
  }

  /** The algorithm of the same hash whose H(A1) is that of user, realm and password alone. */
  public DigestAlgorithm base() {
    return switch (this) {
      case MD5, MD5_SESS, AKAV1_MD5, AKAV2_MD5 -> MD5;
      case SHA_256, SHA_256_SESS -> SHA_256;
      case SHA_512_256, SHA_512_256_SESS -> SHA_512_256;
    };
  }

  /** True if the hash is at least as strong as that of {@code other}. */
  public boolean atLeast(DigestAlgorithm other) {
    return strength >= other.strength;
  }

  /** The number of hex digits of a result: 32 or 64. */
  public int hexLength() {
    return base() == MD5 ? 32 : 64;
  }

  int strength() {
    return strength;
  }

  /** The hash of these bytes, one part after the other, in hex (RFC 7616 §3.1). */
  public String hash(byte[]... parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(jcaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + jcaName, e);
    }
    for (byte[] part : parts) {
      digest.update(part);
    }
    return HEX.formatHex(digest.digest());
  }
}
