package org.offhook;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;
import org.offhook.net.PortRange;
import org.offhook.net.TransportKind;
import org.offhook.transport.ListenResult;
import org.offhook.transport.TransportLayer;

/**
 * Where an endpoint listens: transports, host and port (RFC 3261 §18.2.1).
 *
 * <p>A wildcard host ({@code 0.0.0.0} or {@code [::]}) stands for every address of its family, one
 * socket each, so that an answer leaves from the address that was asked. Port 0 takes any free
 * port, a range of ports the first that is free for all; {@link Endpoint#listening()} tells which.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .listen(Listen.sip("0.0.0.0", 5060))
 *     .listen(Listen.tls("0.0.0.0", 5061).orUpTo(5069))
 *     .listen(Listen.parse("tcp:[::1]:0"))
 * }</pre>
 *
 * @param transports the transports, at least one
 * @param host an IPv4 address, an IPv6 address in brackets, or {@code localhost}
 * @param ports the ports to try, in order; {@link PortRange#ANY} takes any
 * @param socket the socket to listen on in place of opening one; null to open
 */
public record Listen(
    List<TransportKind> transports, String host, PortRange ports, @Nullable NetworkChannel socket) {

  /** Checks the parts. */
  public Listen {
    transports = List.copyOf(transports);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("no transport to listen on");
    }
    if (host.isBlank()) {
      throw new IllegalArgumentException("no host to listen on");
    }
  }

  /**
   * On one port.
   *
   * @param port 0 to 65535; 0 takes any free one
   */
  public Listen(List<TransportKind> transports, String host, int port) {
    this(transports, host, checked(port), null);
  }

  private static PortRange checked(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 0 and 65535");
    }
    return new PortRange(port, port);
  }

  /** The first port to try; 0 takes any free one. */
  public int port() {
    return ports.first();
  }

  /**
   * Where that port is in use, the next one, and so on.
   *
   * @param last the last port to try
   * @throws IllegalArgumentException if it is below the first one, or the first one is 0
   */
  public Listen orUpTo(int last) {
    return new Listen(transports, host, PortRange.of(ports.first(), last), socket);
  }

  /**
   * UDP on a socket that the caller has opened and bound to one address of this host, as by socket
   * activation; the endpoint closes it.
   *
   * @throws IllegalArgumentException if it is not bound
   */
  public static Listen on(DatagramChannel socket) {
    return on(TransportKind.UDP, socket);
  }

  /**
   * TCP on a socket that the caller has opened and bound to one address of this host; the endpoint
   * closes it.
   *
   * <pre>{@code
   * Listen.on((ServerSocketChannel) System.inheritedChannel())
   * }</pre>
   *
   * @throws IllegalArgumentException if it is not bound
   */
  public static Listen on(ServerSocketChannel socket) {
    return on(TransportKind.TCP, socket);
  }

  /**
   * As {@link #on(ServerSocketChannel)}, for another stream transport.
   *
   * @throws IllegalArgumentException if the socket is not bound, or not of that transport's kind
   */
  public static Listen on(TransportKind transport, NetworkChannel socket) {
    boolean fits =
        transport == TransportKind.UDP
            ? socket instanceof DatagramChannel
            : transport.reliable() && socket instanceof ServerSocketChannel;
    if (!fits) {
      throw new IllegalArgumentException(
          transport.label() + " cannot be spoken on a " + socket.getClass().getSimpleName());
    }
    var local = localOf(socket);
    return new Listen(
        List.of(transport),
        IpLiteral.host(local.getAddress()),
        new PortRange(local.getPort(), local.getPort()),
        socket);
  }

  private static InetSocketAddress localOf(NetworkChannel socket) {
    try {
      if (socket.getLocalAddress() instanceof InetSocketAddress local) {
        return local;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the socket is closed: open and bind it", e);
    }
    throw new IllegalArgumentException("the socket is not bound: bind it to an address first");
  }

  boolean isWildcard() {
    var address = IpLiteral.parse(host);
    return host.equals("*") || (address != null && address.isAnyLocalAddress());
  }

  /** Opens what is wanted; on the loop. */
  ListenResult open(TransportLayer transport) {
    if (socket != null) {
      return transport.adopt(transports.getFirst(), socket);
    }
    ListenResult result = transport.listen(transports, host, ports.first());
    for (int port = ports.first() + 1; isRefused(result) && port <= ports.last(); port++) {
      result = transport.listen(transports, host, port);
    }
    return result instanceof ListenResult.Refused last && ports.size() > 1
        ? new ListenResult.Refused(
            "no port of " + ports + " can be had; the last: " + last.reason())
        : result;
  }

  private static boolean isRefused(ListenResult result) {
    return result instanceof ListenResult.Refused;
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
   * Reads {@code TRANSPORT:HOST:PORT}, such as {@code sip:0.0.0.0:5060}, {@code tls:[::1]:0} or,
   * with a range of ports, {@code udp:127.0.0.1:5060-5069}; {@code sip} is UDP and TCP.
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
    var range = text.substring(last + 1).split("-", 2);
    int port = number(range[0], text);
    String transport = text.substring(0, first).toLowerCase(Locale.ROOT);
    var listen = parse(transport, host, port);
    return range.length == 1 ? listen : listen.orUpTo(number(range[1], text));
  }

  private static int number(String digits, String text) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' does not end in a port number", e);
    }
  }

  private static Listen parse(String transport, String host, int port) {
    if (transport.equals("sip")) {
      return sip(host, port);
    }
    var kind =
        TransportKind.of(transport)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'"
                            + transport
                            + "' is no transport; use sip (UDP and TCP), udp, tcp, tls, dtls, ws or"
                            + " wss"));
    return new Listen(List.of(kind), host, port);
  }
}
