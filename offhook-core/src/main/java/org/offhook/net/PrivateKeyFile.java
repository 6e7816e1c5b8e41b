package org.offhook.net;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Private keys in PEM or DER: PKCS#8 (RFC 5208, RFC 5958), plain or encrypted; PKCS#1 of RSA (RFC
 * 8017 appendix A.1.2) and SEC 1 of elliptic curves (RFC 5915), plain or encrypted as OpenSSL does.
 */
final class PrivateKeyFile {

  private static final Map<String, String> ALGORITHMS =
      Map.of(
          "1.2.840.113549.1.1.1", "RSA",
          "1.2.840.113549.1.1.10", "RSASSA-PSS",
          "1.2.840.10045.2.1", "EC",
          "1.3.101.112", "Ed25519",
          "1.3.101.113", "Ed448");
  private static final byte[] RSA_OID = {
    42, (byte) 0x86, 72, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1
  };
  private static final byte[] EC_OID = {42, (byte) 0x86, 72, (byte) 0xce, 61, 2, 1};
  private static final byte[] ZERO = {0};
  private static final int CURVE = 0xa0;

  private final PemFile file;
  private final char @Nullable [] password;

  private PrivateKeyFile(PemFile file, char @Nullable [] password) {
    this.file = file;
    this.password = password;
  }

  /** The first key in a file; throws {@link TlsException}. */
  static PrivateKey read(Path path, char @Nullable [] password) {
    var file = PemFile.read(path);
    for (var block : file.blocks()) {
      if (block.isPrivateKey()) {
        return new PrivateKeyFile(file, password).key(block);
      }
    }
    throw new TlsException(
        path + " has no private key: give a PEM file with -----BEGIN PRIVATE KEY-----");
  }

  private PrivateKey key(PemFile.Block block) {
    boolean encrypted =
        block.label().startsWith("ENCRYPTED") || block.headers().containsKey("DEK-Info");
    try {
      return parse(block);
    } catch (GeneralSecurityException | IllegalArgumentException | ArithmeticException e) {
      if (encrypted) {
        throw new TlsException(
            "the password of the private key in " + file.path() + " is wrong", e);
      }
      throw new TlsException(
          "the private key in " + file.path() + " cannot be read: " + e.getMessage(), e);
    }
  }

  private PrivateKey parse(PemFile.Block block) throws GeneralSecurityException {
    return switch (block.label()) {
      case "" -> ofDer(block.content());
      case "PRIVATE KEY" -> pkcs8(block.content());
      case "ENCRYPTED PRIVATE KEY" ->
          pkcs8(new KeyDecryption(file.path(), secret()).pkcs8(block.content()));
      case "RSA PRIVATE KEY" -> pkcs1(plain(block));
      case "EC PRIVATE KEY" -> sec1(plain(block));
      default ->
          throw new TlsException(
              file.path()
                  + " has a key of a kind that is not read here ("
                  + block.label()
                  + "): convert it with 'openssl pkey -in OLD -out NEW'");
    };
  }

  private char[] secret() {
    if (password == null) {
      throw new TlsException(
          "the private key in " + file.path() + " is encrypted: give its password");
    }
    return password;
  }

  private byte[] plain(PemFile.Block block) throws GeneralSecurityException {
    String how = block.headers().get("DEK-Info");
    return how == null
        ? block.content()
        : new KeyDecryption(file.path(), secret()).traditional(how, block.content());
  }

  /** A file without PEM's lines tells by its structure what it is. */
  private PrivateKey ofDer(byte[] der) throws GeneralSecurityException {
    Der content = new Der(der).enter(Der.SEQUENCE);
    if (content.nextIs(Der.SEQUENCE)) {
      return pkcs8(new KeyDecryption(file.path(), secret()).pkcs8(der));
    }
    int version = content.integer();
    if (content.nextIs(Der.SEQUENCE)) {
      return pkcs8(der);
    }
    return version == 1 && content.nextIs(Der.OCTETS) ? sec1(der) : pkcs1(der);
  }

  private PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    Der content = new Der(der).enter(Der.SEQUENCE);
    content.integer();
    String oid = content.enter(Der.SEQUENCE).oid();
    String algorithm = ALGORITHMS.get(oid);
    if (algorithm == null) {
      throw new TlsException(
          "the private key in "
              + file.path()
              + " is for an algorithm that TLS does not use here ("
              + oid
              + "): make an RSA or EC key");
    }
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private PrivateKey pkcs1(byte[] der) throws GeneralSecurityException {
    new Der(der).enter(Der.SEQUENCE).integer();
    byte[] algorithm = Der.encode(Der.SEQUENCE, Der.encode(Der.OID, RSA_OID), Der.encode(Der.NULL));
    return pkcs8(wrapped(algorithm, der));
  }

  private PrivateKey sec1(byte[] der) throws GeneralSecurityException {
    Der content = new Der(der).enter(Der.SEQUENCE);
    content.integer();
    content.value(Der.OCTETS);
    byte[] curve =
        content.nextIs(CURVE) ? content.enter(CURVE).whole(Der.OID) : curveBeside().whole(Der.OID);
    byte[] algorithm = Der.encode(Der.SEQUENCE, Der.encode(Der.OID, EC_OID), curve);
    return pkcs8(wrapped(algorithm, der));
  }

  private Der curveBeside() {
    for (var block : file.blocks()) {
      if (block.label().equals("EC PARAMETERS")) {
        return new Der(block.content());
      }
    }
    throw new IllegalArgumentException("it does not say which curve it is for");
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.encode(
        Der.SEQUENCE, Der.encode(Der.INTEGER, ZERO), algorithm, Der.encode(Der.OCTETS, key));
  }
}
