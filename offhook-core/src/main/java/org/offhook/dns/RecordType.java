package org.offhook.dns;

import org.xbill.DNS.Type;

/** The kinds of records that locating asks for (RFC 1035 §3.2.2, RFC 2782, RFC 3403, RFC 3596). */
enum RecordType {
  /** IPv4 addresses. */
  A(Type.A),
  /** IPv6 addresses. */
  AAAA(Type.AAAA),
  /** Servers of a service. */
  SRV(Type.SRV),
  /** Services of a domain, and rules for numbers. */
  NAPTR(Type.NAPTR);

  private final int code;

  RecordType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Whether a domain may be reached although nobody answers. */
  boolean isOptional() {
    return this == SRV || this == NAPTR;
  }
}
