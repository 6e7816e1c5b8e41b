package org.offhook.server;

import java.util.ArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * Route header fields of a request that arrived: this server's own ones are taken off (RFC 3261
 * §16.4).
 *
 * @param request without them, and with the Request-URI that a strict router had moved away
 * @param own whether there was one
 * @param flow the one that names the flow to send the request on; null if none does
 */
record Route(SipRequest request, boolean own, @Nullable Uri flow) {

  static Route of(SipRequest arrived, OwnDomain domain) {
    return of(arrived, domain, uri -> false);
  }

  /**
   * Takes them off.
   *
   * @param arrivedBy whether a token names the flow that the request came by: it only shows where
   *     it came from (RFC 5626 §5.3)
   */
  static Route of(SipRequest arrived, OwnDomain domain, Predicate<Uri> arrivedBy) {
    var routes = new ArrayList<>(arrived.headers().all(HeaderName.ROUTE));
    var uri = arrived.requestUri();
    boolean own = false;
    if (!routes.isEmpty() && uri instanceof SipUri sip && isRecordRoute(sip, domain)) {
      // The hop before is a strict router: it put our Record-Route value here, the target last.
      uri = routes.removeLast().uri();
      own = true;
    }
    Uri flow = null;
    while (flow == null && !routes.isEmpty() && domain.isOwn(routes.getFirst().uri())) {
      var hop = routes.removeFirst().uri();
      flow = FlowTokens.isToken(hop) && !arrivedBy.test(hop) ? hop : null;
      own = true;
    }
    if (!own) {
      return new Route(arrived, false, null);
    }
    return new Route(
        arrived.toBuilder().requestUri(uri).setAll(HeaderName.ROUTE, routes).build(), true, flow);
  }

  private static boolean isRecordRoute(SipUri uri, OwnDomain domain) {
    return uri.lr() && uri.user().isEmpty() && domain.isSocket(uri);
  }

  /** Whether another hop is prescribed. */
  static boolean goesOn(SipRequest request) {
    return request.headers().contains(HeaderName.ROUTE);
  }
}
