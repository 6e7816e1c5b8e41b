package org.offhook.exosip;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import org.offhook.net.TlsVersion;

/**
 * What option 501 of eXosip2 sets for TLS and DTLS: files, ciphers and flags. Empty text means not
 * given, and so does what is left out. Belongs to one thread at a time; options 500 and 501 read
 * it, and its files, at once.
 *
 * <pre>{@code
 * exosip.setOption(
 *     ExosipOption.SET_TLS_CERTIFICATES_INFO,
 *     new TlsContext().rootCaCert("/etc/sip/ca.pem").client("me.pem", "me.key", "secret"));
 * }</pre>
 *
 * @see ExosipOption#SET_TLS_CERTIFICATES_INFO
 */
public final class TlsContext {

  /** Bits of option 500. */
  private static final int WILDCARDS = 2;

  private static final int NOT_THE_SYSTEMS = 4;

  /** Bits of OpenSSL. */
  private static final long NO_1_2 = 0x0800_0000L;

  private static final long NO_1_3 = 0x2000_0000L;

  private @Nullable TlsIdentity client;
  private @Nullable TlsIdentity server;
  private String publicKeyPinned = "";
  private String rootCaCert = "";
  private String cipherList = "";
  private long tlsFlags;
  private long dtlsFlags;

  /** The file of random bytes: has no effect, for Java has its own source. */
  public TlsContext randomFile(String file) {
    return this;
  }

  /** The file of Diffie-Hellman parameters: has no effect, for Java has its own. */
  public TlsContext dhParam(String file) {
    return this;
  }

  /** Sets the PEM file, or folder, of trusted authorities. */
  public TlsContext rootCaCert(String fileOrFolder) {
    rootCaCert = fileOrFolder;
    return this;
  }

  /**
   * Sets the cipher list: names of suites such as {@code TLS_AES_256_GCM_SHA384}, the preferred
   * first, between them colons. OpenSSL's own words, such as {@code HIGH}, mean nothing to Java and
   * are refused by {@link Exosip#setOption}; empty is a good choice.
   */
  public TlsContext cipherList(String list) {
    cipherList = list;
    return this;
  }

  /**
   * Sets OpenSSL's option bits for TLS. 0x08000000 leaves nothing below TLS 1.3; without 1.3 name
   * suites of 1.2. What is older than TLS 1.2 never works, whatever the bits.
   */
  public TlsContext tlsFlags(long bits) {
    tlsFlags = bits;
    return this;
  }

  /** Sets OpenSSL's option bits for DTLS. */
  public TlsContext dtlsFlags(long bits) {
    dtlsFlags = bits;
    return this;
  }

  /**
   * Sets what this side shows as client: the files of its certificate and key. Where one is empty
   * both are in the other file, and where both are it shows nothing.
   *
   * @param privKeyPw the password of the key; empty: it is not encrypted
   */
  public TlsContext client(String cert, String privKey, String privKeyPw) {
    client = identity(cert, privKey, privKeyPw);
    return this;
  }

  /** Sets what this side shows as server, as {@link #client}. */
  public TlsContext server(String cert, String privKey, String privKeyPw) {
    server = identity(cert, privKey, privKeyPw);
    return this;
  }

  private static @Nullable TlsIdentity identity(String cert, String privKey, String privKeyPw) {
    var chain = Path.of(cert.isEmpty() ? privKey : cert);
    var key = Path.of(privKey.isEmpty() ? cert : privKey);
    return (cert + privKey).isEmpty() ? null : TlsIdentity.pem(chain, key, privKeyPw.toCharArray());
  }

  /** Sets the file of the public key (DER or PEM) that servers must have. */
  public TlsContext publicKeyPinned(String file) {
    publicKeyPinned = file;
    return this;
  }

  /**
   * What this means to Java.
   *
   * @param verify the bits of option 500
   */
  TlsSettings settings(int verify) {
    OsipError.BADPARAMETER.when(
        (tlsFlags & NO_1_3) != 0 || (dtlsFlags & NO_1_2) != 0,
        "TLS 1.3 and DTLS 1.2 have no switch: name the suites you want in the cipher list");
    var settings =
        TlsSettings.builder()
            .wildcards((verify & WILDCARDS) != 0)
            .cipherSuites(cipherList.isEmpty() ? new String[0] : cipherList.split("[:, ]+", -1))
            .minimum((tlsFlags & NO_1_2) != 0 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2);
    if (verify == 0) {
      settings.insecure();
    }
    if (!rootCaCert.isEmpty()) {
      settings.trust(TlsTrust.pem(Path.of(rootCaCert)));
    }
    if ((verify & NOT_THE_SYSTEMS) != 0) {
      settings.trust(TlsTrust.certificates(List.of()));
    } else if (!rootCaCert.isEmpty()) {
      TlsTrust.platformStore().ifPresent(settings::trust); // as eXosip2
    }
    if (client != null) {
      settings.clientCertificate(client);
    }
    if (server != null) {
      settings.serverCertificate(server);
    }
    if (!publicKeyPinned.isEmpty()) {
      settings.pin(Path.of(publicKeyPinned));
    }
    return settings.build();
  }

  /** The files, without passwords. */
  @Override
  public String toString() {
    return "TLS: authorities '%s', client %s, server %s, pinned '%s', ciphers '%s'"
        .formatted(rootCaCert, client, server, publicKeyPinned, cipherList);
  }
}
