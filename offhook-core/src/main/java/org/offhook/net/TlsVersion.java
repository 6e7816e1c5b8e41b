package org.offhook.net;

/**
 * Versions of TLS, and the DTLS of the same number, that are spoken (RFC 8996 ended the others).
 */
public enum TlsVersion {
  /** RFC 5246; DTLS: RFC 6347. */
  TLS_1_2("TLSv1.2"),
  /** RFC 8446. */
  TLS_1_3("TLSv1.3");

  private final String protocol;

  TlsVersion(String protocol) {
    this.protocol = protocol;
  }

  /** The JDK's name: {@code TLSv1.2}. */
  public String protocol() {
    return protocol;
  }
}
