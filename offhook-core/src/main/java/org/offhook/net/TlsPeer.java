package org.offhook.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * What TLS or DTLS established about a peer (RFC 5922). An application reads it from {@link
 * org.offhook.transport.Flow#tls()}.
 *
 * @param protocol the version, such as {@code TLSv1.3}
 * @param cipherSuite the cipher suite, by its standard name
 * @param certificates the peer's chain, its own first; empty if it showed none
 * @param identities the SIP domains that its certificate stands for, in lower case (RFC 5922 §7.1);
 *     empty if it showed none, or if none was verified
 * @param users the SIP URIs with a user that its certificate has, as they are there: whose it is
 *     where it is a person's; empty if there is none, or if it was not verified
 * @param verified whether its certificate was checked and found good
 */
public record TlsPeer(
    String protocol,
    String cipherSuite,
    List<X509Certificate> certificates,
    Set<String> identities,
    Set<String> users,
    boolean verified) {

  /** Keeps copies. */
  public TlsPeer {
    certificates = List.copyOf(certificates);
    identities = Set.copyOf(identities);
    users = Set.copyOf(users);
  }

  /** A peer whose certificate, if it has one, names no person. */
  public TlsPeer(
      String protocol,
      String cipherSuite,
      List<X509Certificate> certificates,
      Set<String> identities) {
    this(protocol, cipherSuite, certificates, identities, Set.of(), !identities.isEmpty());
  }
}
