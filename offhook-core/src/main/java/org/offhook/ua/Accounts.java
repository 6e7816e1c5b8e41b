package org.offhook.ua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;

/**
 * What registrations brought to the addresses of record of this agent: Service-Route (RFC 3608),
 * GRUUs (RFC 5627) and the flows of outbound (RFC 5626 §4.3). On the loop.
 */
public final class Accounts {

  /**
   * One flow of one registration, from its latest 200.
   *
   * @param flow the way to the registrar
   * @param outbound whether the registrar sends requests back by that very flow
   * @param proxy the outbound proxy that this flow leads to; null: as the agent's settings say
   * @param serviceRoute the home proxies that the registrar names, in order
   * @param gruu what reaches this instance from anywhere; null: nothing but its address
   */
  public record Bound(
      Flow flow,
      boolean outbound,
      @Nullable NameAddr proxy,
      List<NameAddr> serviceRoute,
      @Nullable Gruu gruu) {

    /** Keeps a copy. */
    public Bound {
      serviceRoute = List.copyOf(serviceRoute);
    }
  }

  /**
   * Globally routable URIs of this instance (RFC 5627 §3.1).
   *
   * @param lasting the public one
   * @param temporary one that does not tell the address of record; null: none
   */
  public record Gruu(Uri lasting, @Nullable Uri temporary) {}

  private final Map<String, LinkedHashMap<Object, Bound>> accounts = new HashMap<>();

  /** A registration is bound, anew or again; {@code key} stands for it. */
  public void bound(Object key, Uri aor, Bound now) {
    accounts.computeIfAbsent(name(aor), any -> new LinkedHashMap<>()).put(key, now);
  }

  /** A registration is bound no more, or its flow is gone. */
  public void unbound(Object key, Uri aor) {
    var known = accounts.get(name(aor));
    if (known != null && known.remove(key) != null && known.isEmpty()) {
      accounts.remove(name(aor));
    }
  }

  private static String name(Uri aor) {
    return aor instanceof SipUri sip
        ? sip.user().orElse("") + "@" + sip.host().toLowerCase(Locale.ROOT)
        : aor.toString();
  }

  private List<Bound> of(Uri aor) {
    var known = accounts.isEmpty() ? null : accounts.get(name(aor));
    return known == null ? List.of() : List.copyOf(known.values());
  }

  /** Whether a registration with outbound lives on this flow. */
  public boolean isOutbound(Flow flow) {
    for (var account : accounts.values()) {
      for (var bound : account.values()) {
        if (bound.outbound() && isSame(bound.flow(), flow)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isSame(Flow one, Flow other) {
    return one == other
        || (one.kind() == other.kind()
            && one.remote().equals(other.remote())
            && one.local().equals(other.local()));
  }

  /** The GRUU of an account, the latest that was given; null if there is none. */
  public @Nullable Gruu gruu(Uri aor) {
    Gruu latest = null;
    for (var bound : of(aor)) {
      latest = bound.gruu() != null ? bound.gruu() : latest;
    }
    return latest;
  }

  /**
   * The flow that a request inside a dialog takes while it lives: the one that its last message
   * took, if that is an outbound flow or all dialogs stay on theirs; null if it is free.
   */
  @Nullable Flow flowOf(Dialog dialog, boolean always) {
    var last = dialog.flow();
    return last != null && last.isAlive() && (always || isOutbound(last)) ? last : null;
  }

  /** The outbound flows that a new request of this sender may take, in order. */
  List<Flow> flowsFor(SipRequest request) {
    if (accounts.isEmpty() || Method.REGISTER.equals(request.method())) {
      return List.of();
    }
    return of(request.from().uri()).stream()
        .filter(bound -> bound.outbound() && bound.flow().isAlive())
        .map(Bound::flow)
        .toList();
  }

  /**
   * A new request with the Service-Route of its sender behind the outbound proxy, as preloaded
   * Route (RFC 3608 §6.1); the same request if the sender gave it another Route.
   */
  SipRequest routed(SipRequest request, List<NameAddr> outboundProxy) {
    if (accounts.isEmpty() || Method.REGISTER.equals(request.method())) {
      return request;
    }
    var known = of(request.from().uri());
    var home = known.isEmpty() ? List.<NameAddr>of() : known.getLast().serviceRoute();
    if (home.isEmpty() || !request.headers().all(HeaderName.ROUTE).equals(outboundProxy)) {
      return request;
    }
    var routes = new ArrayList<NameAddr>();
    if (!outboundProxy.isEmpty() && !isSamePlace(outboundProxy.getFirst(), home.getFirst())) {
      routes.addAll(outboundProxy);
    }
    routes.addAll(home);
    return request.toBuilder().setAll(HeaderName.ROUTE, routes).build();
  }

  /** The request with the outbound proxy of its flow as first Route, if it has one of its own. */
  SipRequest by(Flow flow, SipRequest request) {
    if (accounts.isEmpty() || Method.REGISTER.equals(request.method())) {
      return request;
    }
    for (var bound : of(request.from().uri())) {
      if (bound.outbound() && bound.proxy() != null && isSame(bound.flow(), flow)) {
        return by(bound.proxy(), request);
      }
    }
    return request;
  }

  private static SipRequest by(NameAddr proxy, SipRequest request) {
    var routes = new ArrayList<>(request.headers().all(HeaderName.ROUTE));
    if (!routes.isEmpty() && isSamePlace(routes.getFirst(), proxy)) {
      return request;
    }
    routes.addFirst(proxy);
    return request.toBuilder().setAll(HeaderName.ROUTE, routes).build();
  }

  private static boolean isSamePlace(NameAddr one, NameAddr other) {
    return one.uri() instanceof SipUri a
        && other.uri() instanceof SipUri b
        && a.host().equalsIgnoreCase(b.host())
        && a.port().equals(b.port())
        && a.transport().equals(b.transport());
  }
}
