package org.offhook.websocket;

import org.offhook.net.Network;
import org.offhook.net.StreamLayer;
import org.offhook.net.WebSocketProvider;
import org.offhook.net.WebSocketSettings;

/**
 * SIP over WebSocket (RFC 7118) for endpoints and servers that have this module on their path:
 * {@link java.util.ServiceLoader} finds it, nothing needs to be called.
 *
 * <pre>{@code
 * try (var endpoint = Endpoint.start(EndpointOptions.builder()
 *     .listen(Listen.ws("0.0.0.0", 8080))     // for browsers, with JsSIP or SIP.js
 *     .build())) {
 *   endpoint.call("sip:bob@example.com;transport=ws", offer);   // as client of a server
 * }
 * }</pre>
 */
public final class SipWebSockets implements WebSocketProvider {

  /** For the service loader. */
  public SipWebSockets() {}

  @Override
  public StreamLayer layer(Network network, WebSocketSettings settings, int largestMessage) {
    return new WebSocketLayer(network.loop(), settings, largestMessage);
  }
}
