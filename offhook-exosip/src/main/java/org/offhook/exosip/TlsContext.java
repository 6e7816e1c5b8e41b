package org.offhook.exosip;

/**
 * What option 501 of eXosip2 sets for TLS and DTLS: files, ciphers and flags. Empty text means not
 * given. Belongs to one thread at a time; what reads it takes a copy.
 *
 * <pre>{@code
 * var tls = new TlsContext().rootCaCert("/etc/sip/ca.pem");
 * tls.client().cert("me.pem").privKey("me.key").privKeyPw("secret");
 * }</pre>
 *
 * @see ExosipOption#SET_TLS_CERTIFICATES_INFO
 */
public final class TlsContext {
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

  /** The cipher list, in OpenSSL's words. */
  public String cipherList() {
    return cipherList;
  }

  /** Sets the cipher list, in OpenSSL's words. */
  public TlsContext cipherList(String list) {
    cipherList = list;
    return this;
  }

  /** OpenSSL's option bits for TLS. */
  public long tlsFlags() {
    return tlsFlags;
  }

  /** Sets OpenSSL's option bits for TLS. */
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
