package org.offhook.exosip;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import org.offhook.net.TlsVersion;

/**
 * What option 501 of eXosip2 sets for TLS and DTLS: files, ciphers and flags. Empty text means not
 * given. Belongs to one thread at a time; options 500 and 501 read it, and its files, at once.
 *
 * <pre>{@code
 * var tls = new TlsContext().rootCaCert("/etc/sip/ca.pem");
 * tls.client().cert("me.pem").privKey("me.key").privKeyPw("secret");
 * }</pre>
 *
 * @see ExosipOption#SET_TLS_CERTIFICATES_INFO
 */
public final class TlsContext {

  /** Bits of option 500. */
  static final int VERIFY = 1;

  private static final int WILDCARDS = 2;
  private static final int NOT_THE_SYSTEMS = 4;

  /** Bits of OpenSSL. */
  private static final long NO_1_2 = 0x0800_0000L;

  private static final long NO_1_3 = 0x2000_0000L;

  private final Identity client = new Identity();
  private final Identity server = new Identity();
  private String randomFile = "";
  private String dhParam = "";
  private String rootCaCert = "";
  private String cipherList = "";
  private long tlsFlags;
  private long dtlsFlags;

  /** The file of random bytes. */
  public String randomFile() {
    return randomFile;
  }

  /** Sets the file of random bytes; Java has its own source and does not read it. */
  public TlsContext randomFile(String file) {
    randomFile = file;
    return this;
  }

  /** The file of Diffie-Hellman parameters. */
  public String dhParam() {
    return dhParam;
  }

  /** Sets the file of Diffie-Hellman parameters. */
  public TlsContext dhParam(String file) {
    dhParam = file;
    return this;
  }

  /** The PEM file, or folder, of trusted authorities. */
  public String rootCaCert() {
    return rootCaCert;
  }

  /** Sets the PEM file, or folder, of trusted authorities. */
  public TlsContext rootCaCert(String fileOrFolder) {
    rootCaCert = fileOrFolder;
    return this;
  }

  /** The cipher list. */
  public String cipherList() {
    return cipherList;
  }

  /**
   * Sets the cipher list: names of suites such as {@code TLS_AES_256_GCM_SHA384}, the preferred
   * first, between them colons. OpenSSL's own words, such as {@code HIGH}, mean nothing to Java and
   * are refused by {@link Exosip#setOption(ExosipOption, TlsContext)}; empty is a good choice.
   */
  public TlsContext cipherList(String list) {
    cipherList = list;
    return this;
  }

  /** OpenSSL's option bits for TLS. */
  public long tlsFlags() {
    return tlsFlags;
  }

  /**
   * Sets OpenSSL's option bits for TLS. 0x08000000 leaves nothing below TLS 1.3; without 1.3 name
   * suites of 1.2. What is older than TLS 1.2 never works, whatever the bits.
   */
  public TlsContext tlsFlags(long bits) {
    tlsFlags = bits;
    return this;
  }

  /** OpenSSL's option bits for DTLS. */
  public long dtlsFlags() {
    return dtlsFlags;
  }

  /** Sets OpenSSL's option bits for DTLS. */
  public TlsContext dtlsFlags(long bits) {
    dtlsFlags = bits;
    return this;
  }

  /** What this side shows as client, to be filled in. */
  public Identity client() {
    return client;
  }

  /** What this side shows as server, to be filled in. */
  public Identity server() {
    return server;
  }

  /**
   * What this means to Java.
   *
   * @param verify the bits of option 500
   */
  TlsSettings settings(int verify) {
    var settings = TlsSettings.builder().wildcards((verify & WILDCARDS) != 0);
    if (verify == 0) {
      settings.insecure();
    }
    if (!rootCaCert.isEmpty()) {
      settings.trust(TlsTrust.pem(Path.of(rootCaCert)));
    }
    if ((verify & NOT_THE_SYSTEMS) != 0) {
      settings.trust(TlsTrust.certificates(List.of()));
    } else if (!rootCaCert.isEmpty() && hasStore()) {
      settings.trust(TlsTrust.operatingSystem());
    }
    client.identity("client").ifPresent(settings::clientCertificate);
    server.identity("server").ifPresent(settings::serverCertificate);
    if (!client.publicKeyPinned.isEmpty()) {
      settings.pin(Path.of(client.publicKeyPinned));
    }
    if (!cipherList.matches("(TLS_[A-Z0-9_]+[:, ]*)*")) {
      throw OsipError.BADPARAMETER.exception(
          "cipher list: write names such as TLS_AES_256_GCM_SHA384, or leave it empty");
    } else if (!cipherList.isEmpty()) {
      settings.cipherSuites(cipherList.split("[:, ]+", -1));
    }
    if ((tlsFlags & NO_1_3) != 0 || (dtlsFlags & NO_1_2) != 0) {
      throw OsipError.BADPARAMETER.exception(
          "TLS 1.3 and DTLS 1.2 have no switch: name the suites you want in the cipher list");
    }
    return settings
        .minimum((tlsFlags & NO_1_2) != 0 ? TlsVersion.TLS_1_3 : TlsVersion.TLS_1_2)
        .build();
  }

  /** Where eXosip2 believes the system, too; elsewhere a named authority stands alone. */
  private static boolean hasStore() {
    var system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return system.contains("windows") || system.contains("mac");
  }

  /** The files, without passwords. */
  @Override
  public String toString() {
    return "TLS: authorities '" + rootCaCert + "', client " + client + ", server " + server;
  }

  /** A certificate and its key, see {@link TlsContext}. */
  public static final class Identity {
    private String cert = "";
    private String privKey = "";
    private String privKeyPw = "";
    private String publicKeyPinned = "";

    private Identity() {}

    private Optional<TlsIdentity> identity(String role) {
      if (cert.isEmpty() != privKey.isEmpty()) {
        throw OsipError.BADPARAMETER.exception(
            "the " + role + " has a certificate or a key, but not both");
      }
      if (cert.isEmpty()) {
        return Optional.empty();
      }
      var files = List.of(Path.of(cert), Path.of(privKey));
      return Optional.of(
          privKeyPw.isEmpty()
              ? TlsIdentity.pem(files.getFirst(), files.getLast())
              : TlsIdentity.pem(files.getFirst(), files.getLast(), privKeyPw.toCharArray()));
    }

    /** The file of the certificate. */
    public String cert() {
      return cert;
    }

    /** Sets the file of the certificate. */
    public Identity cert(String file) {
      cert = file;
      return this;
    }

    /** The file of the private key. */
    public String privKey() {
      return privKey;
    }

    /** Sets the file of the private key. */
    public Identity privKey(String file) {
      privKey = file;
      return this;
    }

    /** The password of the private key. */
    public String privKeyPw() {
      return privKeyPw;
    }

    /** Sets the password of the private key. */
    public Identity privKeyPw(String password) {
      privKeyPw = password;
      return this;
    }

    /** The file of the peer's public key (DER); of use to a client alone. */
    public String publicKeyPinned() {
      return publicKeyPinned;
    }

    /** Sets the file of the peer's public key (DER); of use to a client alone. */
    public Identity publicKeyPinned(String file) {
      publicKeyPinned = file;
      return this;
    }

    /** The files, without the password. */
    @Override
    public String toString() {
      return "'" + cert + "' with key '" + privKey + "'";
    }
  }
}
