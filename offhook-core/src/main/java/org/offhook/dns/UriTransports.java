package org.offhook.dns;

import java.util.ArrayList;
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

  /** What is taken where nothing but the URI says something. */
  static List<TransportKind> plain(SipUri uri, boolean preferStream) {
    var named = named(uri);
    if (named.isPresent()) {
      return List.of(named.get());
    }
    if (uri.secure()) {
      return List.of(TransportKind.TLS);
    }
    return preferStream
        ? List.of(TransportKind.TCP, TransportKind.UDP)
        : List.of(TransportKind.UDP);
  }

  /** The services whose SRV records are asked for, in the order of liking. */
  static List<TransportKind> offered(SipUri uri, boolean preferStream, boolean secureFirst) {
    var named = named(uri);
    if (named.isPresent() || uri.secure()) {
      return plain(uri, preferStream);
    }
    var kinds = new ArrayList<TransportKind>();
    if (secureFirst) {
      kinds.add(TransportKind.TLS);
    }
    kinds.add(preferStream ? TransportKind.TCP : TransportKind.UDP);
    kinds.add(preferStream ? TransportKind.UDP : TransportKind.TCP);
    return kinds;
  }
}
