package org.offhook.transport;

import java.time.Duration;
import org.offhook.message.MessageLimits;
import org.offhook.net.WebSocketSettings;

/**
 * Limits and times of the transports.
 *
 * @param patience how long connections may take and last
 * @param connections how many there may be
 * @param datagramLimit requests longer than this many bytes go by a stream where the URI allows it
 *     (RFC 3261 §18.1.1: 1300)
 * @param messages limits of one message
 * @param webSocket of SIP over WebSocket (RFC 7118)
 */
public record TransportSettings(
    Patience patience,
    ConnectionLimits connections,
    int datagramLimit,
    MessageLimits messages,
    WebSocketSettings webSocket) {

  /**
   * Times of a connection.
   *
   * @param connect to open it; shorter than Timer B so that another address can be tried
   * @param message from the first byte of a message to its last, and from accepting a connection to
   *     the end of its first message
   * @param idle without a message and a user before it is closed
   */
  public record Patience(Duration connect, Duration message, Duration idle) {}

  /**
   * Numbers of connections; a further one is closed at once.
   *
   * @param total of the endpoint, both directions
   * @param perPeer accepted from one address
   */
  public record ConnectionLimits(int total, int perPeer) {}

  /** 10 s to connect, 32 s for a message, 120 s idle; 20,000 connections, 2,000 per peer. */
  public static TransportSettings defaults() {
    return new TransportSettings(
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(32), Duration.ofSeconds(120)),
        new ConnectionLimits(20_000, 2_000),
        1300,
        MessageLimits.DEFAULT,
        WebSocketSettings.DEFAULT);
  }

  /** With other times. */
  public TransportSettings withPatience(Patience other) {
    return new TransportSettings(other, connections, datagramLimit, messages, webSocket);
  }

  /** With other numbers of connections. */
  public TransportSettings withConnections(ConnectionLimits other) {
    return new TransportSettings(patience, other, datagramLimit, messages, webSocket);
  }

  /** With another size from which requests prefer a stream. */
  public TransportSettings withDatagramLimit(int bytes) {
    return new TransportSettings(patience, connections, bytes, messages, webSocket);
  }

  /** With other settings of WebSocket. */
  public TransportSettings withWebSocket(WebSocketSettings other) {
    return new TransportSettings(patience, connections, datagramLimit, messages, other);
  }
}
