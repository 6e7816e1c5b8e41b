package org.offhook.net;

/**
 * Brings SIP over WebSocket (RFC 7118) to an endpoint: the module {@code org.offhook.websocket} has
 * one, found by {@link java.util.ServiceLoader}.
 */
public interface WebSocketProvider {

  /**
   * The layer for all WebSocket connections of one endpoint, on TCP and on TLS.
   *
   * @param network the endpoint's, for its loop and random bits
   * @param settings paths, origins and times
   * @param largestMessage bytes of one message beyond which a connection is closed
   */
  StreamLayer layer(Network network, WebSocketSettings settings, int largestMessage);
}
