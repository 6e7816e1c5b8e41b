package org.offhook.server;

import java.util.ArrayList;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;

/**
 * Route header fields of a request that arrived: this server's own ones are taken off (RFC 3261
 * §16.4).
 *
 * @param request without them, and with the Request-URI that a strict router had moved away
 * @param own whether there was one
 */
record Route(SipRequest request, boolean own) {

  static Route of(SipRequest arrived, OwnDomain domain) {
    var routes = new ArrayList<>(arrived.headers().all(HeaderName.ROUTE));
    var uri = arrived.requestUri();
    boolean own = false;
    if (!routes.isEmpty() && uri instanceof SipUri sip && isRecordRoute(sip, domain)) {
      // The hop before is a strict router: it put our Record-Route value here, the target last.
      uri = routes.removeLast().uri();
      own = true;
    }
    while (!routes.isEmpty() && domain.isOwn(routes.getFirst().uri())) {
      routes.removeFirst();
      own = true;
    }
    if (!own) {
      return new Route(arrived, false);
    }
    return new Route(
        arrived.toBuilder().requestUri(uri).setAll(HeaderName.ROUTE, routes).build(), true);
  }

  private static boolean isRecordRoute(SipUri uri, OwnDomain domain) {
    return uri.lr() && uri.user().isEmpty() && domain.isSocket(uri);
  }

  /** Whether another hop is prescribed. */
  static boolean goesOn(SipRequest request) {
    return request.headers().contains(HeaderName.ROUTE);
  }
}
