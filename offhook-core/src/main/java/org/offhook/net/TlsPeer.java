package org.offhook.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * What TLS or DTLS established about a peer (RFC 5922).
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipherSuite the cipher suite, by its standard name
 * @param certificates the peer's chain, its own first; empty if it showed none
 * @param identities the SIP domains that its certificate stands for, in lower case (RFC 5922 §7.1);
 *     empty if it showed none, or if none was verified
 */
public record TlsPeer(
    String protocol,
    String cipherSuite,
    List<X509Certificate> certificates,
    Set<String> identities) {

  /** Keeps copies. */
  public TlsPeer {
    certificates = List.copyOf(certificates);
    identities = Set.copyOf(identities);
  }
}
