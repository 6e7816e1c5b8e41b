package org.offhook.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Decrypts private keys: PKCS#8 by PBES2 with PBKDF2 (RFC 8018 §6.2) or an older scheme that the
 * JDK has, and OpenSSL's traditional encryption of PEM (RFC 1421 §4.6.1.3).
 */
final class KeyDecryption {

  private static final String PBES2 = "1.2.840.113549.1.5.13";
  private static final String PBKDF2 = "1.2.840.113549.1.5.12";
  private static final Map<String, String> PSEUDO_RANDOM =
      Map.of(
          "1.2.840.113549.2.7", "HmacSHA1",
          "1.2.840.113549.2.8", "HmacSHA224",
          "1.2.840.113549.2.9", "HmacSHA256",
          "1.2.840.113549.2.10", "HmacSHA384",
          "1.2.840.113549.2.11", "HmacSHA512");
  private static final Map<String, Block> BY_OID =
      Map.of(
          "2.16.840.1.101.3.4.1.2", new Block("AES", 16),
          "2.16.840.1.101.3.4.1.22", new Block("AES", 24),
          "2.16.840.1.101.3.4.1.42", new Block("AES", 32),
          "1.2.840.113549.3.7", new Block("DESede", 24));
  private static final Map<String, Block> BY_NAME =
      Map.of(
          "AES-128-CBC", new Block("AES", 16),
          "AES-192-CBC", new Block("AES", 24),
          "AES-256-CBC", new Block("AES", 32),
          "DES-EDE3-CBC", new Block("DESede", 24),
          "DES-CBC", new Block("DES", 8));
  private static final int SALT = 8;

  /** A block cipher, used in CBC, and the length of its key. */
  private record Block(String cipher, int keyLength) {

    byte[] decrypt(byte[] key, byte[] iv, byte[] encrypted) throws GeneralSecurityException {
      var cbc = Cipher.getInstance(cipher + "/CBC/PKCS5Padding");
      cbc.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, cipher), new IvParameterSpec(iv));
      return cbc.doFinal(encrypted);
    }
  }

  private final Path file;
  private final char[] password;

  KeyDecryption(Path file, char[] password) {
    this.file = file;
    this.password = password;
  }

  /** The plain PKCS#8 inside an encrypted one. */
  byte[] pkcs8(byte[] der) throws GeneralSecurityException {
    Der content = new Der(der).enter(Der.SEQUENCE);
    Der scheme = content.enter(Der.SEQUENCE);
    if (!scheme.oid().equals(PBES2)) {
      return older(der);
    }
    byte[] encrypted = content.value(Der.OCTETS);
    Der parameters = scheme.enter(Der.SEQUENCE);
    Der derivation = parameters.enter(Der.SEQUENCE);
    Der encryption = parameters.enter(Der.SEQUENCE);
    String cipher = encryption.oid();
    var block = BY_OID.get(cipher);
    String function = derivation.oid();
    if (block == null || !function.equals(PBKDF2)) {
      throw unknown(block == null ? cipher : function);
    }
    byte[] key = pbkdf2(derivation.enter(Der.SEQUENCE), block.keyLength());
    return block.decrypt(key, encryption.value(Der.OCTETS), encrypted);
  }

  private byte[] pbkdf2(Der parameters, int keyLength) throws GeneralSecurityException {
    byte[] salt = parameters.value(Der.OCTETS);
    int iterations = parameters.integer();
    if (parameters.nextIs(Der.INTEGER)) {
      parameters.integer();
    }
    String oid =
        parameters.nextIs(Der.SEQUENCE)
            ? parameters.enter(Der.SEQUENCE).oid()
            : "1.2.840.113549.2.7";
    String function = PSEUDO_RANDOM.get(oid);
    if (function == null) {
      throw unknown(oid);
    }
    var spec = new PBEKeySpec(password, salt, iterations, 8 * keyLength);
    return SecretKeyFactory.getInstance("PBKDF2With" + function).generateSecret(spec).getEncoded();
  }

  /** PBES1, and the schemes of PKCS#12 appendix C. */
  private byte[] older(byte[] der) throws GeneralSecurityException {
    try {
      var info = new EncryptedPrivateKeyInfo(der);
      var secret =
          SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(new PBEKeySpec(password));
      var cipher = Cipher.getInstance(info.getAlgName());
      cipher.init(Cipher.DECRYPT_MODE, secret, info.getAlgParameters());
      return cipher.doFinal(info.getEncryptedData());
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private TlsException unknown(String oid) {
    return new TlsException(
        "the private key in "
            + file
            + " is encrypted in a way that is not read here ("
            + oid
            + "): encrypt it anew with 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW'");
  }

  /** What OpenSSL's commands genrsa and ecparam of old wrote; {@code how} is the DEK-Info. */
  byte[] traditional(String how, byte[] encrypted) throws GeneralSecurityException {
    String[] parts = how.split(",", 2);
    var block = BY_NAME.get(parts[0].strip());
    if (block == null || parts.length < 2) {
      throw unknown(how);
    }
    byte[] iv = HexFormat.of().parseHex(parts[1].strip());
    return block.decrypt(oneRound(Arrays.copyOf(iv, SALT), block.keyLength()), iv, encrypted);
  }

  /** OpenSSL's EVP_BytesToKey with MD5 and one round. */
  private byte[] oneRound(byte[] salt, int length) throws GeneralSecurityException {
    ByteBuffer secret = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    var key = ByteBuffer.allocate((length + 15) / 16 * 16);
    var digest = MessageDigest.getInstance("MD5");
    byte[] last = {};
    while (key.hasRemaining()) {
      digest.update(last);
      digest.update(secret.duplicate());
      last = digest.digest(salt);
      key.put(last);
    }
    return Arrays.copyOf(key.array(), length);
  }
}
