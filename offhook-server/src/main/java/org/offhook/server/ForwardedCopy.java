package org.offhook.server;

import java.util.ArrayList;
import java.util.Set;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.TransportKind;
import org.offhook.transport.Flow;

/**
 * The copy of a request for one target (RFC 3261 §16.6 items 1 to 6).
 *
 * @param request without Via and Record-Route of this server
 * @param nextHop where it goes first
 */
record ForwardedCopy(SipRequest request, Uri nextHop) {

  private static final Set<Method> BEGIN_DIALOGS =
      Set.of(Method.INVITE, Method.SUBSCRIBE, Method.REFER, Method.NOTIFY);

  static ForwardedCopy of(SipRequest received, Target target, String realm) {
    var routes = new ArrayList<>(target.path());
    routes.addAll(received.headers().all(HeaderName.ROUTE));
    var builder = received.toBuilder();
    builder.set(HeaderName.MAX_FORWARDS, received.maxForwards().orElse(71) - 1);
    withoutOwnCredentials(builder, received, realm);
    var requestUri = target.uri();
    var nextHop = routes.isEmpty() ? requestUri : routes.getFirst().uri();
    if (!routes.isEmpty() && !(nextHop instanceof SipUri sip && sip.lr())) {
      // Item 6: a strict router wants itself as Request-URI and the target as the last Route.
      routes.add(NameAddr.of(requestUri));
      requestUri = routes.removeFirst().uri();
    }
    var copy = builder.requestUri(requestUri).setAll(HeaderName.ROUTE, routes).build();
    return new ForwardedCopy(copy, nextHop);
  }

  /** Credentials for this server are of no use to others. */
  private static void withoutOwnCredentials(
      SipRequest.Builder builder, SipRequest received, String realm) {
    var all = received.headers().all(HeaderName.PROXY_AUTHORIZATION);
    var others =
        all.stream().filter(row -> row.get("realm").filter(realm::equals).isEmpty()).toList();
    if (others.size() < all.size()) {
      builder.setAll(HeaderName.PROXY_AUTHORIZATION, others);
    }
  }

  /**
   * The request as it leaves by {@code out}: with Record-Route, one for each side where the two
   * sides differ, so that each endpoint sees a place that it can reach (item 4, RFC 5658).
   */
  SipRequest recordRouted(Flow in, Flow out) {
    if (!BEGIN_DIALOGS.contains(request.method())) {
      return request;
    }
    var builder = request.toBuilder().addFirst(HeaderName.RECORD_ROUTE, recordRoute(in));
    if (in.kind() != out.kind() || !in.sentBy().equals(out.sentBy())) {
      builder.addFirst(HeaderName.RECORD_ROUTE, recordRoute(out));
    }
    return builder.build();
  }

  private static NameAddr recordRoute(Flow flow) {
    var at = flow.sentBy();
    var uri = SipUri.of(null, at.host(), at.port());
    if (flow.kind() != TransportKind.UDP) {
      uri = uri.with("transport", flow.kind().uriToken());
    }
    return NameAddr.of(uri.with("lr", null));
  }
}
