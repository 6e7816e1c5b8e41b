package org.offhook.net;

import java.util.Locale;
import java.util.Optional;

/**
 * The transport protocols of SIP that this library speaks (RFC 3261 §18, §19.1.1, RFC 7118).
 *
 * <p>Which of them an endpoint speaks depends on its settings: see {@link
 * org.offhook.EndpointOptions}.
 */
public enum TransportKind {
  /** Datagrams; messages are repeated by their transactions. */
  UDP("UDP", "udp", 5060),
  /** Plain TCP. */
  TCP("TCP", "tcp", 5060),
  /** TLS on TCP (RFC 3261 §26.2). */
  TLS("TLS", "tls", 5061),
  /** DTLS on UDP: no RFC defines it for SIP; the names are those in use. */
  DTLS("DTLS-UDP", "dtls", 5061),
  /** WebSocket on TCP (RFC 7118). */
  WS("WS", "ws", 80),
  /** WebSocket on TLS (RFC 7118). */
  WSS("WSS", "wss", 443);

  private final String token;
  private final String label;
  private final int defaultPort;

  TransportKind(String token, String label, int defaultPort) {
    this.token = token;
    this.label = label;
    this.defaultPort = defaultPort;
  }

  /** The name in a Via header field: {@code UDP}. */
  public String token() {
    return token;
  }

  /**
   * The value of a URI's transport parameter: {@code udp}. It is {@code ws} for {@link #WSS} too
   * (RFC 7118 §5.3: the scheme tells).
   */
  public String uriToken() {
    return this == WSS ? WS.uriToken() : token.toLowerCase(Locale.ROOT);
  }

  /** The name in listings and on the command line: {@code udp}, {@code dtls}, {@code wss}. */
  public String label() {
    return label;
  }

  /** Whether it carries datagrams, each a message. */
  public boolean isDatagram() {
    return this == UDP || this == DTLS;
  }

  /** Whether it repeats lost bytes itself, so that transactions do not. */
  public boolean reliable() {
    return !isDatagram();
  }

  /** Whether it encrypts. */
  public boolean secure() {
    return this == TLS || this == DTLS || this == WSS;
  }

  /** Whether its connections carry messages one by one, not a stream of bytes (RFC 7118 §5). */
  public boolean framed() {
    return this == WS || this == WSS;
  }

  /** The port where a URI or Via names none. */
  public int defaultPort() {
    return defaultPort;
  }

  /**
   * The kind of a Via's or URI's transport name or of a {@link #label}, in any case; empty if it is
   * not spoken here.
   */
  public static Optional<TransportKind> of(String name) {
    for (var kind : values()) {
      if (kind.token.equalsIgnoreCase(name) || kind.label.equalsIgnoreCase(name)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
