package org.offhook.dialog;

import java.util.ArrayList;
import java.util.List;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The servers that a request passes on its way: the route set of RFC 3261 §12.1 and the way it is
 * written into a request (§12.2.1.1). Immutable.
 *
 * @param routes first hop first
 */
public record RouteSet(List<NameAddr> routes) {

  /** No server in between. */
  public static final RouteSet EMPTY = new RouteSet(List.of());

  /** Keeps a copy of the list. */
  public RouteSet {
    routes = List.copyOf(routes);
  }

  /**
   * A request's routing, ready to be written.
   *
   * @param requestUri the Request-URI
   * @param routeRows the Route values, in order
   * @param nextHop where the request is sent
   */
  public record Routed(Uri requestUri, List<NameAddr> routeRows, Uri nextHop) {}

  /** A set that starts with the given hop; none gives {@link #EMPTY}. */
  public static RouteSet of(List<NameAddr> routes) {
    return routes.isEmpty() ? EMPTY : new RouteSet(routes);
  }

  /** The callee's route set: Record-Route of the request in its order (RFC 3261 §12.1.1). */
  public static RouteSet ofRequest(SipRequest request) {
    return of(recorded(request));
  }

  /** The caller's route set: Record-Route of the response, reversed (RFC 3261 §12.1.2). */
  public static RouteSet ofResponse(SipResponse response) {
    var recorded = recorded(response);
    return recorded.isEmpty() ? EMPTY : of(recorded.reversed());
  }

  private static List<NameAddr> recorded(SipMessage message) {
    return message.headers().all(HeaderName.RECORD_ROUTE);
  }

  /** Whether there is no server in between. */
  public boolean isEmpty() {
    return routes.isEmpty();
  }

  /** Loose or, where the first server asks for it, strict routing (RFC 3261 §12.2.1.1). */
  public Routed apply(Uri remoteTarget) {
    if (routes.isEmpty()) {
      return new Routed(remoteTarget, routes, remoteTarget);
    }
    Uri first = routes.getFirst().uri();
    if (!(first instanceof SipUri strict) || strict.lr()) {
      return new Routed(remoteTarget, routes, first);
    }
    var rows = new ArrayList<>(routes.subList(1, routes.size()));
    rows.add(NameAddr.of(remoteTarget));
    return new Routed(strict.forRequestUri(), List.copyOf(rows), first);
  }

  /** Where a request with these routing headers goes: RFC 3261 §8.1.2. */
  public static Uri nextHop(SipRequest request) {
    var top = request.headers().get(HeaderName.ROUTE);
    return top.isPresent() && top.get().uri() instanceof SipUri uri && uri.lr()
        ? uri
        : request.requestUri();
  }
}
