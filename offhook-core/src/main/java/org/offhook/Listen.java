package org.offhook;

import java.util.List;
import java.util.Locale;
import org.offhook.net.TransportKind;

/**
 * Where an endpoint listens: transports, host and port (RFC 3261 §18.2.1).
 *
 * <p>A wildcard host ({@code 0.0.0.0} or {@code [::]}) stands for every address of its family, one
 * socket each, so that an answer leaves from the address that was asked. Port 0 takes any free
 * port; {@link Endpoint#listening()} tells which.
 *
 * <pre>{@code
 * EndpointOptions.builder().listen(Listen.sip("0.0.0.0", 5060)).listen(Listen.parse("tcp:[::1]:0"))
 * }</pre>
 *
 * @param transports the transports, at least one
 * @param host an IPv4 address, an IPv6 address in brackets, or {@code localhost}
 * @param port 0 to 65535
 */
public record Listen(List<TransportKind> transports, String host, int port) {

  /** Checks the parts. */
  public Listen {
    transports = List.copyOf(transports);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("no transport to listen on");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host to listen on");
    }
  }

  /** UDP and TCP on one port. */
  public static Listen sip(String host, int port) {
    return new Listen(List.of(TransportKind.UDP, TransportKind.TCP), host, port);
  }

  /** UDP only. */
  public static Listen udp(String host, int port) {
    return new Listen(List.of(TransportKind.UDP), host, port);
  }

  /** TCP only. */
  public static Listen tcp(String host, int port) {
    return new Listen(List.of(TransportKind.TCP), host, port);
  }

  /** TLS only; the endpoint needs a certificate. */
  public static Listen tls(String host, int port) {
    return new Listen(List.of(TransportKind.TLS), host, port);
  }

  /** DTLS only; the endpoint needs a certificate. */
  public static Listen dtls(String host, int port) {
    return new Listen(List.of(TransportKind.DTLS), host, port);
  }

  /** WebSocket only (RFC 7118); needs the artifact {@code offhook-websocket}. */
  public static Listen ws(String host, int port) {
    return new Listen(List.of(TransportKind.WS), host, port);
  }

  /** WebSocket on TLS only; needs that artifact and a certificate. */
  public static Listen wss(String host, int port) {
    return new Listen(List.of(TransportKind.WSS), host, port);
  }

  /**
   * Reads {@code TRANSPORT:HOST:PORT}, such as {@code sip:0.0.0.0:5060} or {@code tls:[::1]:0};
   * {@code sip} is UDP and TCP.
   *
   * @throws IllegalArgumentException if the text is not of that form, with what is wrong
   */
  public static Listen parse(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first < 0 || first == last) {
      throw new IllegalArgumentException(
          "'" + text + "' is not TRANSPORT:HOST:PORT, such as sip:0.0.0.0:5060");
    }
    String host = text.substring(first + 1, last);
    if (host.contains(":") && !(host.startsWith("[") && host.endsWith("]"))) {
      throw new IllegalArgumentException(
          "an IPv6 address needs brackets in '" + text + "', such as udp:[::1]:5060");
    }
    int port;
    try {
      port = Integer.parseInt(text.substring(last + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' does not end in a port number", e);
    }
    String transport = text.substring(0, first).toLowerCase(Locale.ROOT);
    if (transport.equals("sip")) {
      return sip(host, port);
    }
    var kind =
        TransportKind.of(transport)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + text.substring(0, first)
                            + "' is no transport; use sip (UDP and TCP), udp, tcp, tls, dtls, ws or"
                            + " wss"));
    return new Listen(List.of(kind), host, port);
  }
}
