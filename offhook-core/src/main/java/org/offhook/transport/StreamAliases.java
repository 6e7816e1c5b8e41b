package org.offhook.transport;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Via;
import org.offhook.net.InvalidHost;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * The connections that peers opened and that carry requests back to them (RFC 5923): a peer offers
 * that by {@code alias} in its Via. Such a connection stands for the address it came from, with the
 * port that the Via names.
 */
final class StreamAliases {

  private record Alias(TransportKind kind, InetAddress source, int port) {}

  private final TransportSettings.Reuse policy;
  private final Map<Alias, StreamFlow> aliases = new HashMap<>();

  StreamAliases(TransportSettings.Reuse policy) {
    this.policy = policy;
  }

  /** A request with this top Via came by a connection that its peer opened. */
  void heard(StreamFlow flow, Via via) {
    if (!via.params().has("alias") || !mayCarry(flow)) {
      return;
    }
    int port = via.port().orElse(flow.kind().defaultPort());
    aliases.put(new Alias(flow.kind(), flow.remote().getAddress(), port), flow);
  }

  /** RFC 5923 §8: over TLS the peer must have proved an identity; plain TCP proves none. */
  private boolean mayCarry(StreamFlow flow) {
    if (flow.kind() != TransportKind.TLS) {
      return flow.kind() == TransportKind.TCP && policy.plain();
    }
    var peer = flow.tls();
    return peer != null && !peer.identities().isEmpty();
  }

  /** The connection that a peer opened and offered for this way; null if there is none. */
  @Nullable StreamFlow find(StreamWay way) {
    if (aliases.isEmpty()) {
      return null;
    }
    var remote = way.remote();
    var flow = aliases.get(new Alias(way.kind(), remote.getAddress(), remote.getPort()));
    return flow != null && flow.isAlive() && isFor(flow, way) ? flow : null;
  }

  /**
   * Whether a connection that a peer opened may carry what is meant for the way's domain: over TLS
   * only if the peer proved to be that domain (RFC 5923 §8.2). Tolerance: where the request was
   * meant for a numeric address, of which no certificate speaks, that address is proof enough, as
   * for telephones without certificates that name their connection in Contact. A name that leads
   * nowhere was learned from the connection itself (RFC 7118 §5).
   */
  static boolean isFor(Flow flow, StreamWay way) {
    if (!way.kind().secure()) {
      return true;
    }
    var domain = way.peer().domain();
    var peer = flow.tls();
    return InvalidHost.is(domain)
        || (peer != null && peer.identities().contains(domain))
        || flow.remote().getAddress().equals(IpLiteral.parse(domain));
  }

  void remove(StreamFlow flow) {
    aliases.values().removeIf(known -> known == flow);
  }
}
