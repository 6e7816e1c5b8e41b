package org.offhook.auth;

import java.util.Optional;

/** Quality of protection: what the digest covers (RFC 7616 §3.3). */
public enum Qop {
  /** Method and Request-URI. */
  AUTH("auth"),
  /** Method, Request-URI and body. */
  AUTH_INT("auth-int");

  private final String token;

  Qop(String token) {
    this.token = token;
  }

  /** The value with this name, whatever the case; empty if it is none of these. */
  public static Optional<Qop> of(String token) {
    for (Qop qop : values()) {
      if (qop.token.equalsIgnoreCase(token)) {
        return Optional.of(qop);
      }
    }
    return Optional.empty();
  }

  /** The name on the wire. */
  public String token() {
    return token;
  }
}
