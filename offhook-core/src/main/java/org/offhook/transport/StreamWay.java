package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.Locale;
import org.offhook.dns.NextHop;
import org.offhook.net.IpLiteral;
import org.offhook.net.PeerName;
import org.offhook.net.TransportKind;

/**
 * What makes two requests take one connection (RFC 3261 §18): the transport, the remote address,
 * and over TLS the identity that the peer was verified for (RFC 5923 §8).
 *
 * @param peer its domain is empty where identity does not matter: without TLS, and for connections
 *     that the peer opened
 */
record StreamWay(TransportKind kind, PeerName peer) {

  static StreamWay to(NextHop hop) {
    return to(hop.kind(), hop.address(), hop.domain());
  }

  private static StreamWay to(TransportKind kind, InetSocketAddress remote, String domain) {
    String identity = kind.secure() || kind.framed() ? identity(domain) : "";
    return new StreamWay(kind, new PeerName(identity, remote));
  }

  /** One text for each identity: numeric addresses have several, with brackets and without. */
  private static String identity(String domain) {
    var numeric = IpLiteral.parse(domain);
    return numeric != null ? IpLiteral.format(numeric) : domain.toLowerCase(Locale.ROOT);
  }

  static StreamWay accepted(TransportKind kind, InetSocketAddress remote) {
    return new StreamWay(kind, new PeerName("", remote));
  }

  InetSocketAddress remote() {
    return peer.address();
  }
}
