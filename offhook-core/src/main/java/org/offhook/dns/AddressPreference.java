package org.offhook.dns;

/**
 * Which addresses of a host with both families are tried, and in what order (RFC 7984 §4). See
 * {@link DnsSettings#withAddresses}.
 */
public enum AddressPreference {
  /** By the rules of RFC 6724 §6: what cannot be reached last, then IPv6 before IPv4. */
  AUTOMATIC,
  /** IPv4 before IPv6. */
  IPV4_FIRST,
  /** IPv6 before IPv4. */
  IPV6_FIRST,
  /** IPv4 alone; AAAA records are not asked for. */
  IPV4_ONLY,
  /** IPv6 alone; A records are not asked for. */
  IPV6_ONLY
}
