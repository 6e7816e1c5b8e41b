package org.offhook.net;

import java.util.Locale;
import java.util.Optional;

/** The transport protocols of SIP that this library speaks (RFC 3261 §18, §19.1.1). */
public enum TransportKind {
  /** Datagrams; messages are repeated by their transactions. */
  UDP("UDP", false, false, 5060),
  /** Plain TCP. */
  TCP("TCP", true, false, 5060);

  private final String token;
  private final boolean reliable;
  private final boolean secure;
  private final int defaultPort;

  TransportKind(String token, boolean reliable, boolean secure, int defaultPort) {
    this.token = token;
    this.reliable = reliable;
    this.secure = secure;
    this.defaultPort = defaultPort;
  }

  /** The name in a Via header field: {@code UDP}. */
  public String token() {
    return token;
  }

  /** The value of a URI's transport parameter, and the name in listings: {@code udp}. */
  public String uriToken() {
    return token.toLowerCase(Locale.ROOT);
  }

  /** Whether it repeats lost bytes itself, so that transactions do not. */
  public boolean reliable() {
    return reliable;
  }

  /** Whether it encrypts. */
  public boolean secure() {
    return secure;
  }

  /** The port where a URI or Via names none. */
  public int defaultPort() {
    return defaultPort;
  }

  /** The kind of a Via's or URI's transport name, in any case; empty if it is not spoken here. */
  public static Optional<TransportKind> of(String name) {
    for (var kind : values()) {
      if (kind.token.equalsIgnoreCase(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
