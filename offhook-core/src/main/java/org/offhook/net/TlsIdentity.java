package org.offhook.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificates that go with it: what this side shows of itself over TLS (RFC
 * 5280). Immutable; files are read when an endpoint starts, and again when they have changed. Any
 * thread.
 *
 * <pre>{@code
 * TlsIdentity.pem(Path.of("fullchain.pem"), Path.of("privkey.pem"));
 * TlsIdentity.pem(Path.of("phone.pem"), Path.of("phone.key"), "secret".toCharArray());
 * TlsIdentity.keyStore(Path.of("phone.p12"), "secret".toCharArray());
 * }</pre>
 */
public final class TlsIdentity {

  /** What was read: a key and its chain, its own certificate first. */
  record Loaded(PrivateKey key, List<X509Certificate> chain) {}

  private interface Source {
    Loaded load();
  }

  private final String name;
  private final List<Path> files;
  private final Source source;

  private TlsIdentity(String name, List<Path> files, Source source) {
    this.name = name;
    this.files = files;
    this.source = source;
  }

  /**
   * One PEM file with both the certificates, in any order, and the key, which is not encrypted.
   *
   * @param both has {@code BEGIN CERTIFICATE} and {@code BEGIN … PRIVATE KEY}
   */
  public static TlsIdentity pem(Path both) {
    return pemOf(both, both, null);
  }

  /**
   * A PEM file with the certificate and those of its issuers up to, but not with, the root, and one
   * with the key.
   *
   * @param key PKCS#8, or OpenSSL's older RSA and EC forms; PEM or DER
   */
  public static TlsIdentity pem(Path certificates, Path key) {
    return pemOf(certificates, key, null);
  }

  /**
   * As {@link #pem(Path, Path)}, with a key that is encrypted: PKCS#8 by PBES2 or older, or
   * OpenSSL's traditional form.
   *
   * @param password copied; empty: none, and the key is not encrypted
   */
  public static TlsIdentity pem(Path certificates, Path key, char[] password) {
    return pemOf(certificates, key, password.length == 0 ? null : password.clone());
  }

  private static TlsIdentity pemOf(Path certificates, Path key, char @Nullable [] password) {
    var files = certificates.equals(key) ? List.of(key) : List.of(certificates, key);
    return new TlsIdentity(
        certificates.toString(),
        files,
        () -> {
          var chain = PemFile.read(certificates).certificates();
          return matched(
              PrivateKeyFile.read(key, password),
              chain,
              "the certificate in " + certificates + " does not belong to the key in " + key);
        });
  }

  /**
   * The first key of a PKCS#12 or JKS file.
   *
   * @param password of the file and of the key; copied
   */
  public static TlsIdentity keyStore(Path file, char[] password) {
    var secret = password.clone();
    return new TlsIdentity(
        file.toString(), List.of(file), () -> ofStore(storeIn(file, secret), secret, file + ""));
  }

  /**
   * The first key, by the order of its aliases, of a key store.
   *
   * @param keyPassword of the key; copied
   */
  public static TlsIdentity keyStore(KeyStore store, char[] keyPassword) {
    var secret = keyPassword.clone();
    return new TlsIdentity("a key store", List.of(), () -> ofStore(store, secret, "the key store"));
  }

  /**
   * A key and its certificates, its own first.
   *
   * @throws IllegalArgumentException if they do not belong together
   */
  public static TlsIdentity of(PrivateKey key, List<X509Certificate> chain) {
    var loaded = new Loaded(key, List.copyOf(chain));
    if (chain.isEmpty() || !belongs(key, chain.getFirst())) {
      throw new IllegalArgumentException(
          "the first certificate does not belong to the key: give those that were made together");
    }
    return new TlsIdentity(
        chain.getFirst().getSubjectX500Principal().getName(), List.of(), () -> loaded);
  }

  /** Reads it; throws {@link TlsException}. May block. */
  Loaded load() {
    return source.load();
  }

  List<Path> files() {
    return files;
  }

  static KeyStore storeIn(Path file, char @Nullable [] password) {
    try {
      byte[] present = PemFile.bytes(file);
      if (present.length == 0) {
        throw new TlsException(file + " is empty: give a PKCS#12 or JKS file");
      }
      return KeyStore.getInstance(file.toFile(), password);
    } catch (IOException e) {
      boolean wrong = e.getCause() instanceof GeneralSecurityException;
      throw new TlsException(
          wrong
              ? "the password of the key store " + file + " is wrong"
              : "the key store " + file + " cannot be read: " + e.getMessage(),
          e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new TlsException(
          file + " is no key store that is known here: give a PKCS#12 or JKS file", e);
    }
  }

  private static Loaded ofStore(KeyStore store, char[] password, String name) {
    try {
      var aliases = new ArrayList<String>();
      store.aliases().asIterator().forEachRemaining(aliases::add);
      aliases.sort(null);
      for (String alias : aliases) {
        Certificate[] chain = store.getCertificateChain(alias);
        if (chain != null
            && store.isKeyEntry(alias)
            && store.getKey(alias, password) instanceof PrivateKey key) {
          var certificates = Arrays.stream(chain).map(X509Certificate.class::cast).toList();
          return matched(
              key, certificates, "the certificate in " + name + " does not belong to the key");
        }
      }
    } catch (GeneralSecurityException e) {
      throw new TlsException("the password of the key in " + name + " is wrong", e);
    }
    throw new TlsException(name + " has no private key: give one with a key and its certificates");
  }

  /** The chain in its order; certificates that are not part of it are left out. */
  private static Loaded matched(PrivateKey key, List<X509Certificate> certificates, String fault) {
    for (var own : certificates) {
      if (belongs(key, own)) {
        return new Loaded(key, chain(own, certificates));
      }
    }
    throw new TlsException(fault + ": give the pair that was made together");
  }

  private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> all) {
    var chain = new ArrayList<X509Certificate>();
    X509Certificate next = own;
    while (next != null && !chain.contains(next)) {
      chain.add(next);
      var issuer = next.getIssuerX500Principal();
      next =
          all.stream()
              .filter(c -> c.getSubjectX500Principal().equals(issuer))
              .findFirst()
              .orElse(null);
    }
    return List.copyOf(chain);
  }

  private static boolean belongs(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519", "Ed448" -> "EdDSA";
          default -> "";
        };
    if (algorithm.isEmpty()) {
      return key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
    }
    try {
      var signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(certificate.getSerialNumber().toByteArray());
      byte[] signature = signing.sign();
      var checking = Signature.getInstance(algorithm);
      checking.initVerify(certificate.getPublicKey());
      checking.update(certificate.getSerialNumber().toByteArray());
      return checking.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Where it comes from; never the key or the password. */
  @Override
  public String toString() {
    return "TlsIdentity[" + name + "]";
  }
}
