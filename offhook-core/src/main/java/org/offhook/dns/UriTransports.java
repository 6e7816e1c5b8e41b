package org.offhook.dns;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.offhook.message.SipUri;
import org.offhook.net.TransportKind;

/** The transports that a URI allows (RFC 3263 §4.1, RFC 3261 §26.2.2, RFC 5630 §3.1). */
final class UriTransports {

  private UriTransports() {}

  /** The one that the URI names, as it is meant: below sips everything is secure. */
  static Optional<TransportKind> named(SipUri uri) {
    var named = uri.transport().flatMap(TransportKind::of);
    return uri.secure() ? named.map(UriTransports::secured) : named;
  }

  private static TransportKind secured(TransportKind kind) {
    return switch (kind) {
      case TCP, TLS -> TransportKind.TLS;
      case UDP, DTLS -> TransportKind.DTLS;
      case WS, WSS -> TransportKind.WSS;
    };
  }

  /**
   * What is taken where nothing but the URI says something.
   *
   * @param liked what is taken where it says nothing either, in that order; not empty then
   */
  static List<TransportKind> plain(SipUri uri, List<TransportKind> liked, boolean preferStream) {
    var named = named(uri);
    if (named.isPresent()) {
      return List.of(named.get());
    }
    if (uri.secure()) {
      return List.of(TransportKind.TLS);
    }
    var first = liked.getFirst();
    return preferStream && first == TransportKind.UDP
        ? List.of(stream(liked), first)
        : List.of(first);
  }

  /** For a request that is too long for a datagram (RFC 3261 §18.1.1). */
  private static TransportKind stream(List<TransportKind> liked) {
    return liked.stream().filter(kind -> !kind.isDatagram()).findFirst().orElse(TransportKind.TCP);
  }

  /** The services whose SRV records are asked for, in the order of liking. */
  static List<TransportKind> offered(SipUri uri, List<TransportKind> liked, boolean preferStream) {
    return named(uri).isPresent() || uri.secure()
        ? plain(uri, liked, preferStream)
        : preferStream ? streamsFirst(liked) : liked;
  }

  private static List<TransportKind> streamsFirst(List<TransportKind> liked) {
    return liked.stream().sorted(Comparator.comparing(TransportKind::isDatagram)).toList();
  }
}
