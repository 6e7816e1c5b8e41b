package org.offhook.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageLimits;
import org.offhook.net.StreamLayer;
import org.offhook.net.TransportKind;
import org.offhook.net.WebSocketProvider;

/** What lies between TCP and SIP for each stream transport: nothing, TLS, WebSocket, or both. */
final class StreamLayers {

  private static final String NO_WEB_SOCKET =
      "WebSocket needs the module org.offhook.websocket: add the artifact offhook-websocket";

  private final Map<TransportKind, StreamLayer> layers = new EnumMap<>(TransportKind.class);
  private final Map<TransportKind, String> missing = new EnumMap<>(TransportKind.class);

  StreamLayers(Edge edge) {
    put(TransportKind.TLS, null, "TLS is not set up");
    var webSocket = webSocket(edge);
    put(TransportKind.WS, webSocket, NO_WEB_SOCKET);
    var tls = layers.get(TransportKind.TLS);
    put(
        TransportKind.WSS,
        tls == null || webSocket == null ? null : tls.under(webSocket),
        webSocket == null ? NO_WEB_SOCKET : "TLS is not set up");
  }

  private static @Nullable StreamLayer webSocket(Edge edge) {
    return ServiceLoader.load(WebSocketProvider.class, WebSocketProvider.class.getClassLoader())
        .findFirst()
        .map(found -> layer(found, edge))
        .orElse(null);
  }

  private static StreamLayer layer(WebSocketProvider found, Edge edge) {
    var settings = edge.settings();
    return found.layer(edge.network(), settings.webSocket(), largest(settings.messages()));
  }

  private static int largest(MessageLimits limits) {
    return limits.startLine() + limits.headers() + limits.body();
  }

  private void put(TransportKind kind, @Nullable StreamLayer layer, String otherwise) {
    if (layer != null) {
      layers.put(kind, layer);
    } else {
      missing.put(kind, otherwise);
    }
  }

  /** Why this transport cannot be had; null if it can. */
  @Nullable String fault(TransportKind kind) {
    return missing.get(kind);
  }

  /** What to put on top of TCP; null: nothing. */
  @Nullable StreamLayer on(TransportKind kind) {
    return layers.get(kind);
  }
}
