package org.offhook.net;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The one public key that a server must have: SHA-256 of its SubjectPublicKeyInfo (RFC 7469 §2.4).
 */
record PublicKeyPin(String base64) {

  private static final int LENGTH = 32;

  static PublicKeyPin of(X509Certificate certificate) {
    return of(certificate.getPublicKey().getEncoded());
  }

  private static PublicKeyPin of(byte[] subjectPublicKeyInfo) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(subjectPublicKeyInfo);
      return new PublicKeyPin(Base64.getEncoder().encodeToString(digest));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Reads base64 or hex, with or without a leading {@code sha256/} or {@code sha256//}, or colons
   * between bytes. Base64 may begin with a slash of its own: the length tells.
   */
  static PublicKeyPin parse(String text) {
    String bare = text.strip().replaceFirst("(?i)^sha-?256[/:]", "");
    boolean twice = bare.length() < text.strip().length() && bare.startsWith("/");
    byte[] digest = digest(bare);
    if (digest == null && twice) {
      digest = digest(bare.substring(1));
    }
    if (digest == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is no SHA-256 of a public key: give 32 bytes in base64 or hex");
    }
    return new PublicKeyPin(Base64.getEncoder().encodeToString(digest));
  }

  private static byte @Nullable [] digest(String bare) {
    String hex = bare.replace(":", "");
    try {
      byte[] digest =
          hex.length() == 2 * LENGTH
              ? HexFormat.of().parseHex(hex)
              : Base64.getDecoder().decode(bare);
      return digest.length == LENGTH ? digest : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The key in a file: SubjectPublicKeyInfo in DER or PEM, or a certificate. */
  static PublicKeyPin read(Path file) {
    var block = PemFile.read(file).blocks().getFirst();
    if (block.label().endsWith("CERTIFICATE")) {
      return of(PemFile.read(file).certificates().getFirst());
    }
    try {
      Der key = new Der(block.content()).enter(Der.SEQUENCE);
      if (!key.enter(Der.SEQUENCE).oid().isEmpty()) {
        return of(block.content());
      }
    } catch (IllegalArgumentException e) {
      throw new TlsException(file + " is no public key: " + e.getMessage(), e);
    }
    throw new TlsException(file + " is no public key: give SubjectPublicKeyInfo in DER or PEM");
  }

  @Override
  public String toString() {
    return "sha256/" + base64;
  }
}
