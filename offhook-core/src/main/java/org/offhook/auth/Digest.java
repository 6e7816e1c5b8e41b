package org.offhook.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** The digest computation of RFC 7616 §3.4.1 to §3.4.4, the same on both sides. */
final class Digest {

  private static final byte[] COLON = {':'};

  private Digest() {}

  /** What one digest protects; {@code method} is empty for the server's rspauth. */
  static final class Covered {
    private final String method;
    private final String uri;
    private final byte[] body;

    Covered(String method, String uri, byte[] body) {
      this.method = method;
      this.uri = uri;
      this.body = body;
    }
  }

  /** Nonce and, unless the challenge had no qop, qop, nc and cnonce. */
  record Freshness(String nonce, @Nullable Qop qop, String nc, String cnonce) {

    static Freshness withoutQop(String nonce) {
      return new Freshness(nonce, null, "", "");
    }
  }

  /** Text as hashed: UTF-8 of its composed form (RFC 7616 §4). */
  static byte[] bytes(CharSequence text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC).getBytes(UTF_8);
  }

  /** H(user:realm:password). */
  static String ha1(DigestAlgorithm algorithm, String username, String realm, byte[] password) {
    return algorithm.hash(bytes(username), COLON, realm.getBytes(UTF_8), COLON, password);
  }

  /** H(H(user:realm:password):nonce:cnonce), RFC 7616 §3.4.2. */
  static String sessionHa1(DigestAlgorithm algorithm, String ha1, String nonce, String cnonce) {
    return hash(algorithm, ha1 + ":" + nonce + ":" + cnonce);
  }

  /** H(user:realm), RFC 7616 §3.4.4. */
  static String userhash(DigestAlgorithm algorithm, String username, String realm) {
    return algorithm.hash(bytes(username), COLON, realm.getBytes(UTF_8));
  }

  static String response(
      DigestAlgorithm algorithm, String ha1, Freshness freshness, Covered covered) {
    Qop qop = freshness.qop();
    String a2 = covered.method + ":" + covered.uri;
    if (qop == Qop.AUTH_INT) {
      a2 = a2 + ":" + algorithm.hash(covered.body);
    }
    String ha2 = hash(algorithm, a2);
    if (qop == null) {
      return hash(algorithm, ha1 + ":" + freshness.nonce() + ":" + ha2);
    }
    return hash(
        algorithm,
        String.join(
            ":", ha1, freshness.nonce(), freshness.nc(), freshness.cnonce(), qop.token(), ha2));
  }

  /** Compares without telling by its duration where the texts differ. */
  static boolean sameSecret(String computed, String received) {
    return MessageDigest.isEqual(computed.getBytes(UTF_8), received.getBytes(UTF_8));
  }

  private static String hash(DigestAlgorithm algorithm, String text) {
    return algorithm.hash(text.getBytes(UTF_8));
  }
}
