/**
 * SIP endpoints (RFC 3261 and its family).
 *
 * <p>Applications use {@link org.offhook}, {@link org.offhook.message}, {@link org.offhook.sdp},
 * {@link org.offhook.eventpackage} and {@link org.offhook.auth}; {@link org.offhook.net} and {@link
 * org.offhook.loop} are the seam for another network. What is exported to the sibling modules alone
 * may change at any time.
 */
module org.offhook.core {
  requires java.naming;
  requires java.xml;
  requires org.dnsjava;
  requires org.slf4j;
  requires static org.jspecify;

  uses org.offhook.net.WebSocketProvider;

  exports org.offhook;
  exports org.offhook.auth;
  exports org.offhook.dialog;
  exports org.offhook.dns;
  exports org.offhook.eventpackage;
  exports org.offhook.loop;
  exports org.offhook.message;
  exports org.offhook.net;
  exports org.offhook.sdp;
  exports org.offhook.transport;
  exports org.offhook.ua;
  exports org.offhook.event to
      org.offhook.server;
  exports org.offhook.publish to
      org.offhook.server;
  exports org.offhook.transaction to
      org.offhook.server,
      org.offhook.testkit;
}
