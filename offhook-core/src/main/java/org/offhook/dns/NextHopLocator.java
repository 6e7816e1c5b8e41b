package org.offhook.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.InvalidHost;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;

/**
 * Finds the addresses that a request for a URI is sent to (RFC 3263 §4): numeric hosts, ports,
 * maddr and transport parameters as they stand, host names by the host's own lookup.
 */
public final class NextHopLocator {

  private final Network network;
  private Function<String, Optional<NextHop>> connected = host -> Optional.empty();

  /** Looks names up with {@code network}. */
  public NextHopLocator(Network network) {
    this.network = network;
  }

  /**
   * Names who knows the connections of hosts whose name ends in {@code .invalid} (RFC 7118 §5):
   * they are reached by that connection alone.
   */
  public void connected(Function<String, Optional<NextHop>> connections) {
    connected = connections;
  }

  /**
   * The URI that decides where {@code request} goes: its first Route, else its Request-URI (RFC
   * 3261 §8.1.2). A request whose route set begins with a strict router has that router in its
   * Request-URI: its sender passes that URI to {@link #locate} itself.
   */
  public static Uri nextHop(SipRequest request) {
    var route = request.headers().get(HeaderName.ROUTE);
    return route.isPresent() ? route.get().uri() : request.requestUri();
  }

  /**
   * Finds the places for {@code uri}; {@code answer} is called once, never inside this call unless
   * no lookup is needed.
   *
   * @param preferStream the message is too long for a datagram: where the URI leaves the transport
   *     open each address is offered with TCP first, then with UDP (RFC 3261 §18.1.1)
   */
  public void locate(Uri uri, boolean preferStream, Consumer<Located> answer) {
    network.loop().assertOnLoop();
    if (!(uri instanceof SipUri sip)) {
      answer.accept(
          new Located.Failed(
              "no server can be found for a " + uri.scheme() + " URI: set a proxy as next hop"));
      return;
    }
    if (InvalidHost.is(sip.host())) {
      answer.accept(byConnection(sip.host()));
      return;
    }
    String fault = fault(sip);
    if (fault != null) {
      answer.accept(new Located.Failed(fault));
      return;
    }
    var kinds = kinds(sip, preferStream);
    String host = sip.maddr().orElse(sip.host());
    InetAddress numeric = IpLiteral.parse(host);
    if (numeric != null) {
      answer.accept(found(sip, kinds, List.of(numeric)));
      return;
    }
    network.lookUp(
        host,
        addresses ->
            answer.accept(
                addresses.isEmpty()
                    ? new Located.Failed("host " + host + " has no address")
                    : found(sip, kinds, addresses)));
  }

  private Located byConnection(String host) {
    var hop = connected.apply(host);
    return hop.isPresent()
        ? new Located.Found(List.of(hop.get()))
        : new Located.Failed(
            host + " has no address: it is reached by its own connection only, which is gone");
  }

  /** Why a URI cannot be reached by the transports spoken here; null if it can. */
  private static @Nullable String fault(SipUri uri) {
    if (uri.secure()) {
      // RFC 3261 §26.2.2: a sips URI is never sent over anything but TLS.
      return "a sips URI needs TLS, which this endpoint does not speak";
    }
    String transport = uri.transport().orElse("udp");
    return TransportKind.of(transport).isEmpty()
        ? "transport " + transport + " is not spoken by this endpoint"
        : null;
  }

  private static List<TransportKind> kinds(SipUri uri, boolean preferStream) {
    var asked = uri.transport().flatMap(TransportKind::of);
    if (asked.isPresent()) {
      return List.of(asked.get());
    }
    return preferStream
        ? List.of(TransportKind.TCP, TransportKind.UDP)
        : List.of(TransportKind.UDP);
  }

  private static Located found(SipUri uri, List<TransportKind> kinds, List<InetAddress> addresses) {
    var hops = new ArrayList<NextHop>(kinds.size() * addresses.size());
    for (var address : addresses) {
      for (var kind : kinds) {
        int port = uri.port().orElse(kind.defaultPort());
        hops.add(new NextHop(kind, new InetSocketAddress(address, port), uri.host()));
      }
    }
    return new Located.Found(hops);
  }
}
