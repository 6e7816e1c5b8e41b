package org.offhook.net;

/**
 * Which extended key usages a peer's certificate may have, where it has any (RFC 5924 §4). {@code
 * anyExtendedKeyUsage} and {@code id-kp-sipDomain} always fit.
 */
public enum CertificateUse {
  /** That of TLS for the peer's role: serverAuth of servers, clientAuth of clients. */
  TLS_ROLE,
  /**
   * That of TLS for either role: a server's certificate is believed from one that connects too.
   * Public authorities no longer issue certificates for clients, so proxies may have none.
   */
  ANY_TLS_ROLE,
  /** None but the two above: strictly RFC 5924. */
  SIP_ONLY
}
