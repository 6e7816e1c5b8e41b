package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;

/**
 * Where peers reach this endpoint, for Contact and Via: as set, as learned from the Via of answers
 * (RFC 3581 §4, §9), or as a STUN server told.
 */
public final class PublicAddress {

  /** Is told when the address that is shown may have changed. On the loop. */
  public interface Listener {

    /**
     * Another address is known for what goes by this local socket.
     *
     * @param now null: none but the local one
     */
    void changed(Listening socket, @Nullable SentBy now);
  }

  /** Where an account's registrar sees one UDP socket. */
  private record Seen(Listening socket, SentBy address) {}

  private static final int MOST_DOMAINS = 1_000;

  private final Edge edge;
  private final Map<String, List<Seen>> domains = new HashMap<>();
  private final Map<Listening, SentBy> stun = new HashMap<>();
  private final List<Listener> listeners = new ArrayList<>(1);
  private NatPolicy policy = NatPolicy.DEFAULT;

  PublicAddress(Edge edge) {
    this.edge = edge;
  }

  /** What is in force. */
  public NatPolicy policy() {
    return policy;
  }

  void policy(NatPolicy changed) {
    policy = changed;
  }

  /** Tells {@code listener} of changes from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Via: what was set; where that is wanted also what was found. */
  SentBy via(Listening socket, InetSocketAddress remote, @Nullable SentBy mapped) {
    return show(socket, remote, policy.discovery().inVia() ? found(socket, mapped, "") : null, "");
  }

  /** Contact, for an account of this domain. */
  SentBy contact(
      Listening socket, InetSocketAddress remote, @Nullable SentBy mapped, String domain) {
    return show(socket, remote, found(socket, mapped, domain), domain);
  }

  private SentBy show(
      Listening socket, InetSocketAddress remote, @Nullable Found found, String domain) {
    int port = socket.address().getPort();
    if (socket.address().isUnresolved()) {
      // A WebSocket client shows a name that leads nowhere (RFC 7118 §5).
      return new SentBy(socket.address().getHostString(), port);
    }
    var set = policy.setFor(domain);
    if (set == null && found == null) {
      return SentBy.of(socket.address().getAddress(), port);
    }
    boolean reported = set == null && found != null && found.byPeer();
    if (!reported && !policy.always() && edge.network().isDirectlyAttached(remote.getAddress())) {
      return SentBy.of(socket.address().getAddress(), port);
    }
    if (set != null) {
      return set.port() > 0 ? set : new SentBy(set.host(), port);
    }
    return Objects.requireNonNull(found).address();
  }

  /** An address that was found; {@code byPeer}: the very peer that is written to sees it so. */
  private record Found(SentBy address, boolean byPeer) {}

  private @Nullable Found found(Listening socket, @Nullable SentBy mapped, String domain) {
    if (mapped != null && policy.discovery().fromVia()) {
      return new Found(mapped, true);
    }
    var learned = domains.isEmpty() ? null : learned(socket, domain);
    if (learned == null) {
      learned = stun.get(socket);
    }
    return learned == null ? null : new Found(learned, false);
  }

  private @Nullable SentBy learned(Listening socket, String domain) {
    for (var seen : domains.getOrDefault(domain.toLowerCase(Locale.ROOT), List.of())) {
      if (seen.socket().equals(socket)) {
        return seen.address();
      }
    }
    return null;
  }

  /** The request as it leaves by this flow: with the public address of its media, if wanted. */
  public SipRequest leaving(SipRequest request, Flow flow) {
    return policy.media() ? new PublicMedia(edge).in(request, flow) : request;
  }

  /** The response as it leaves by this flow. */
  public SipResponse leaving(SipResponse response, Flow flow) {
    return policy.media() ? new PublicMedia(edge).in(response, flow) : response;
  }

  /** The answer to an own request tells where it seemed to come from. */
  public void heard(SipResponse response, Flow flow) {
    if (!policy.discovery().fromVia()) {
      return;
    }
    var via = response.topVia();
    var address = IpLiteral.parse(via.received().orElse(via.host()));
    int port = via.rport().orElse(flow.kind().reliable() ? -1 : via.port().orElse(-1));
    if (address == null || port < 1) {
      return;
    }
    mapped(flow, new InetSocketAddress(address, port));
    if (Method.REGISTER.equals(response.cSeq().method())
        && flow instanceof DatagramFlow datagram
        && response.to().uri() instanceof SipUri aor) {
      learned(aor.host().toLowerCase(Locale.ROOT), datagram);
    }
  }

  /** The remote side of a flow sees this endpoint there. */
  void mapped(Flow flow, InetSocketAddress address) {
    var own = flow.local();
    switch (flow) {
      case DatagramFlow datagram ->
          datagram.listener().mapped(flow.remote(), address.equals(own) ? null : sentBy(address));
      // A connection's own port is no place to call back to, unless a NAT lies between.
      case StreamFlow stream ->
          stream.mapped(address.getAddress().equals(own.getAddress()) ? null : sentBy(address));
      case DtlsFlow association ->
          association.mapped(
              address.getAddress().equals(own.getAddress()) ? null : sentBy(address));
      case DeadFlow dead -> {}
    }
  }

  private static SentBy sentBy(InetSocketAddress address) {
    return SentBy.of(address.getAddress(), address.getPort());
  }

  private void learned(String domain, DatagramFlow flow) {
    var socket = flow.listener().listening();
    var now = flow.listener().mapped(flow.remote());
    var before = learned(socket, domain);
    if (Objects.equals(before, now)) {
      return;
    }
    var rest = new ArrayList<>(domains.getOrDefault(domain, List.of()));
    rest.removeIf(seen -> seen.socket().equals(socket));
    if (now != null) {
      rest.add(new Seen(socket, now));
    }
    if (rest.isEmpty()) {
      domains.remove(domain);
    } else if (domains.containsKey(domain) || domains.size() < MOST_DOMAINS) {
      domains.put(domain, rest);
    }
    tell(socket, now);
  }

  /** A STUN server sees a socket there; null: it does not answer any more. */
  void discovered(Listening socket, @Nullable SentBy address) {
    var before = address == null ? stun.remove(socket) : stun.put(socket, address);
    if (!Objects.equals(before, address)) {
      tell(socket, address);
    }
  }

  /** Another STUN server, or none, is asked. */
  void forgetStun() {
    stun.clear();
  }

  /** What was found counts no more: another network. */
  void forget() {
    domains.clear();
    stun.clear();
  }

  private void tell(Listening socket, @Nullable SentBy now) {
    for (var listener : List.copyOf(listeners)) {
      listener.changed(socket, now);
    }
  }
}
