package org.offhook.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageLimits;
import org.offhook.net.StreamLayer;
import org.offhook.net.TlsLayer;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.net.WebSocketProvider;

/** What lies between TCP and SIP for each stream transport: nothing, TLS, WebSocket, or both. */
final class StreamLayers {

  private static final String NO_WEB_SOCKET =
      "WebSocket needs the module org.offhook.websocket: add the artifact offhook-websocket";

  private static final String NO_CERTIFICATE =
      "there is no certificate to show: give one (TlsSettings.certificate, or --cert and --key)";

  private final TlsLayer tls;
  private final @Nullable StreamLayer webSocket;
  private final Map<TransportKind, StreamLayer> layers = new EnumMap<>(TransportKind.class);
  private final Map<TransportKind, String> missing = new EnumMap<>(TransportKind.class);

  StreamLayers(Edge edge) {
    tls = new TlsLayer(edge.network(), edge.settings().tls());
    layers.put(TransportKind.TLS, tls);
    webSocket = webSocket(edge);
    put(TransportKind.WS, webSocket, NO_WEB_SOCKET);
    put(TransportKind.WSS, webSocket == null ? null : tls.under(webSocket), NO_WEB_SOCKET);
  }

  /** Speaks TLS by these settings on connections that begin later. */
  void tls(TlsSettings settings) {
    tls.settings(settings);
  }

  /** Counts handshakes. */
  TlsLayer tls() {
    return tls;
  }

  /** Connections given up since the peer took too long for a layer. */
  long timedOut() {
    return tls.timedOut() + (webSocket == null ? 0 : webSocket.timedOut());
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

  /** Why nobody can be let in by this transport; null if somebody can. */
  @Nullable String listenFault(TransportKind kind) {
    String fault = fault(kind);
    return fault == null && kind.secure() && !tls.settings().canListen() ? NO_CERTIFICATE : fault;
  }

  /** What to put on top of TCP; null: nothing. */
  @Nullable StreamLayer on(TransportKind kind) {
    return layers.get(kind);
  }
}
