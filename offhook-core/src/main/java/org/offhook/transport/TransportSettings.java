package org.offhook.transport;

import java.time.Duration;
import org.offhook.message.MessageLimits;
import org.offhook.net.DtlsSettings;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.net.WebSocketSettings;

/**
 * Limits and times of the transports.
 *
 * @param patience how long connections may take and last
 * @param connections how many there may be
 * @param datagramLimit requests longer than this many bytes go by a stream where the URI allows it
 *     (RFC 3261 §18.1.1: 1300)
 * @param messages limits of one message
 * @param layers what lies between sockets and SIP
 */
public record TransportSettings(
    Patience patience,
    ConnectionLimits connections,
    int datagramLimit,
    MessageLimits messages,
    Layers layers) {

  /**
   * Times of a connection.
   *
   * @param connect to open it, handshakes of TLS and WebSocket apart; shorter than Timer B so that
   *     another address can be tried
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
   * @param halfOpen accepted without a whole message so far, unfinished handshakes among them; of
   *     more the oldest is closed
   * @param reuse whether connections that peers opened carry requests back to them
   */
  public record ConnectionLimits(int total, int perPeer, int halfOpen, Reuse reuse) {

    /** With at most 1,000 half-open ones, and requests back over TLS only. */
    public ConnectionLimits(int total, int perPeer) {
      this(total, perPeer, 1_000, new Reuse(false, false));
    }

    /** Checks ranges. */
    public ConnectionLimits {
      if (total < 1 || perPeer < 1 || halfOpen < 1) {
        throw new IllegalArgumentException("each limit of connections must allow one at least");
      }
    }

    /** With another number of half-open ones. */
    public ConnectionLimits withHalfOpen(int most) {
      return new ConnectionLimits(total, perPeer, most, reuse);
    }

    /** With another use of connections that peers opened. */
    public ConnectionLimits withReuse(Reuse other) {
      return new ConnectionLimits(total, perPeer, halfOpen, other);
    }
  }

  /**
   * Whether a connection carries requests in both directions (RFC 5923): one that a peer opened is
   * taken for requests to the address and port that its Via names, where the Via says {@code
   * alias}. Over TLS the peer must have proved by a certificate to be the domain that such a
   * request is for.
   *
   * @param offered whether this endpoint's own requests over TLS say {@code alias}; it needs a
   *     certificate for its domain and that peers ask for it, as between servers; default no
   * @param plain whether all of this is done over TCP without TLS too, where nothing is proved: on
   *     networks where every host is trusted; default no
   */
  public record Reuse(boolean offered, boolean plain) {

    boolean offeredBy(TransportKind kind) {
      return offered && (kind == TransportKind.TLS || (plain && kind == TransportKind.TCP));
    }
  }

  /**
   * What lies between sockets and SIP.
   *
   * @param tls how TLS and DTLS are spoken
   * @param dtls sizes and times of DTLS
   * @param webSocket how SIP over WebSocket connects and is connected to (RFC 7118)
   */
  public record Layers(TlsSettings tls, DtlsSettings dtls, WebSocketSettings webSocket) {

    /** Each with its own defaults. */
    public static final Layers DEFAULT =
        new Layers(TlsSettings.defaults(), DtlsSettings.DEFAULT, WebSocketSettings.DEFAULT);

    /** With another TLS. */
    public Layers withTls(TlsSettings other) {
      return new Layers(other, dtls, webSocket);
    }

    /** With other sizes and times of DTLS. */
    public Layers withDtls(DtlsSettings other) {
      return new Layers(tls, other, webSocket);
    }

    /** With another WebSocket. */
    public Layers withWebSocket(WebSocketSettings other) {
      return new Layers(tls, dtls, other);
    }
  }

  /**
   * 10 s to connect, 32 s for a message, 120 s idle; 20,000 connections, 2,000 per peer, 1,000 of
   * them half-open; requests come back by a connection that a peer opened over TLS only.
   */
  public static TransportSettings defaults() {
    return new TransportSettings(
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(32), Duration.ofSeconds(120)),
        new ConnectionLimits(20_000, 2_000),
        1300,
        MessageLimits.DEFAULT,
        Layers.DEFAULT);
  }

  /** With other times. */
  public TransportSettings withPatience(Patience other) {
    return new TransportSettings(other, connections, datagramLimit, messages, layers);
  }

  /** With other numbers of connections. */
  public TransportSettings withConnections(ConnectionLimits other) {
    return new TransportSettings(patience, other, datagramLimit, messages, layers);
  }

  /** With another size from which requests prefer a stream. */
  public TransportSettings withDatagramLimit(int bytes) {
    return new TransportSettings(patience, connections, bytes, messages, layers);
  }

  /** How SIP over WebSocket connects and is connected to. */
  public WebSocketSettings webSocket() {
    return layers.webSocket();
  }

  /** With other layers. */
  public TransportSettings withLayers(Layers other) {
    return new TransportSettings(patience, connections, datagramLimit, messages, other);
  }

  /** How TLS and DTLS are spoken. */
  public TlsSettings tls() {
    return layers.tls();
  }

  /** Sizes and times of DTLS. */
  public DtlsSettings dtls() {
    return layers.dtls();
  }

  /** With other sizes and times of DTLS. */
  public TransportSettings withDtls(DtlsSettings other) {
    return withLayers(layers.withDtls(other));
  }

  /** With another way of speaking TLS. */
  public TransportSettings withTls(TlsSettings other) {
    return withLayers(layers.withTls(other));
  }

  /** With other settings of WebSocket. */
  public TransportSettings withWebSocket(WebSocketSettings other) {
    return withLayers(layers.withWebSocket(other));
  }
}
