package org.offhook.server;

import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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
 * @param flow the flow that it takes; null: any that leads there
 */
record ForwardedCopy(SipRequest request, Uri nextHop, @Nullable Flow flow) {

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
    return new ForwardedCopy(copy, nextHop, target.flow());
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
   * sides differ, so that each endpoint sees a place that it can reach (item 4, RFC 5658). Where an
   * endpoint is known by its flow alone, that is named (RFC 5626 §5.3).
   */
  SipRequest recordRouted(Flow in, Flow out, FlowTokens tokens) {
    if (!BEGIN_DIALOGS.contains(request.method())) {
      return request;
    }
    var from = isByFlow() ? tokens.of(in) : null;
    var to = flow != null && request.to().tag().isEmpty() ? tokens.of(out) : null;
    var builder = request.toBuilder().addFirst(HeaderName.RECORD_ROUTE, recordRoute(in, from));
    if (in.kind() != out.kind()
        || !in.sentBy().equals(out.sentBy())
        || from != null
        || to != null) {
      builder.addFirst(HeaderName.RECORD_ROUTE, recordRoute(out, to));
    }
    return builder.build();
  }

  /** Its sender is next to this server, and reached by the flow that this came by. */
  private boolean isByFlow() {
    return request.headers().all(HeaderName.VIA).size() == 1
        && request
            .headers()
            .get(HeaderName.CONTACT)
            .filter(
                contact ->
                    !contact.isStar()
                        && contact.uri() instanceof SipUri uri
                        && (uri.params().has("ob") || uri.params().has("gr")))
            .isPresent();
  }

  /**
   * A REGISTER as it leaves: the registrar sends requests back by this server, and this server by
   * the flow (RFC 3327 §5.2, RFC 5626 §5.1).
   */
  SipRequest withPath(Flow in, Flow out, FlowTokens tokens) {
    boolean known =
        request.method().equals(Method.REGISTER)
            && request.headers().all(HeaderName.SUPPORTED).stream()
                .anyMatch("path"::equalsIgnoreCase);
    if (!known) {
      return request;
    }
    boolean next = request.headers().all(HeaderName.VIA).size() == 1;
    var here = recordRoute(out, tokens.of(in));
    var path = next ? NameAddr.of(((SipUri) here.uri()).with("ob", null)) : here;
    return request.toBuilder().addFirst(HeaderName.PATH, path).build();
  }

  private static NameAddr recordRoute(Flow flow, @Nullable String user) {
    var at = flow.sentBy();
    var uri = SipUri.of(user, at.host(), at.port());
    if (flow.kind() != TransportKind.UDP) {
      uri = uri.with("transport", flow.kind().uriToken());
    }
    return NameAddr.of(uri.with("lr", null));
  }
}
