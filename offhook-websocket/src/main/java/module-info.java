/** SIP over WebSocket (RFC 7118) for endpoints and servers; found by itself on the path. */
module org.offhook.websocket {
  requires transitive org.offhook.core;
  requires org.java_websocket;
  requires static org.jspecify;

  exports org.offhook.websocket;

  provides org.offhook.net.WebSocketProvider with
      org.offhook.websocket.SipWebSockets;
}
