package org.offhook.net;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How SIP over WebSocket connects and is connected to (RFC 7118, RFC 6455). Copies with one value
 * changed come from the {@code with} methods.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .listen(Listen.wss("0.0.0.0", 443))
 *     .webSocket(
 *         WebSocketSettings.DEFAULT.withPath("/sip").withOrigins("https://phone.example.com"))
 * }</pre>
 *
 * @param path asked for as a client, and the only one that is served (with any query) as a server;
 *     default {@code /}
 * @param origins whether pages of this origin, such as {@code https://phone.example.com}, may
 *     connect (RFC 6455 §10.2); runs on the loop and must not block. Clients that are no browsers
 *     send no origin and are not asked about. Default: all may
 * @param headers further header fields of a client's handshake, such as {@code Authorization} or
 *     {@code Cookie}; default: none
 * @param times how long a peer may take
 */
public record WebSocketSettings(
    String path, Predicate<String> origins, Map<String, String> headers, Times times) {

  /**
   * Times of a WebSocket connection, all above zero unless said otherwise.
   *
   * @param handshake from the open connection below to the end of the handshake; default 10 s
   * @param message from the first byte of a message to its last; default 32 s
   * @param ping silence of the peer after which it is sent a Ping (RFC 7118 §6); zero: none is
   *     sent. Default 30 s
   * @param pong for the answer to a Ping, before the connection is given up; default 10 s
   */
  public record Times(Duration handshake, Duration message, Duration ping, Duration pong) {

    /** Checks ranges. */
    public Times {
      for (var time : new Duration[] {handshake, message, pong}) {
        if (!time.isPositive()) {
          throw new IllegalArgumentException("a time of a WebSocket is not above zero: " + time);
        }
      }
      if (ping.isNegative()) {
        throw new IllegalArgumentException("the time until a ping is negative: " + ping);
      }
    }
  }

  private static final Pattern PATH = Pattern.compile("/[!-~&&[^#?]]*");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** All defaults. */
  public static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          "/",
          origin -> true,
          Map.of(),
          new Times(
              Duration.ofSeconds(10),
              Duration.ofSeconds(32),
              Duration.ofSeconds(30),
              Duration.ofSeconds(10)));

  /** Checks the parts and keeps a copy. */
  public WebSocketSettings {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "'" + path + "' is no path: use one such as /sip, without query, escaped where needed");
    }
    headers = Map.copyOf(headers);
    headers.forEach(WebSocketSettings::check);
  }

  private static void check(String name, String value) {
    if (!NAME.matcher(name).matches() || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
      throw new IllegalArgumentException(
          "header '" + name + "' is malformed: no line breaks, and a name without spaces");
    }
  }

  /** With another path. */
  public WebSocketSettings withPath(String other) {
    return new WebSocketSettings(other, origins, headers, times);
  }

  /** With another judge of origins. */
  public WebSocketSettings withOrigins(Predicate<String> allowed) {
    return new WebSocketSettings(path, allowed, headers, times);
  }

  /** Pages of these origins may connect, and no others. */
  public WebSocketSettings withOrigins(String... allowed) {
    Set<String> all = Arrays.stream(allowed).collect(Collectors.toUnmodifiableSet());
    return withOrigins(all::contains);
  }

  /** With one more header field for a client's handshake. */
  public WebSocketSettings withHeader(String name, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return new WebSocketSettings(path, origins, all, times);
  }

  /** With other times. */
  public WebSocketSettings withTimes(Times other) {
    return new WebSocketSettings(path, origins, headers, other);
  }

  /** Without the values of header fields, which may be secrets. */
  @Override
  public String toString() {
    return "WebSocketSettings[path=" + path + ", headers=" + headers.keySet() + ", " + times + "]";
  }
}
