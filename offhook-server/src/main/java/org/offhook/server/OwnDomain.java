package org.offhook.server;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.IpLiteral;
import org.offhook.transport.Listening;

/** What this server is responsible for: its domains and its sockets (RFC 3261 §16.4, §16.5). */
final class OwnDomain {

  private static final int DEFAULT_PORT = 5060;

  private final Set<String> names;
  private final List<Listening> sockets;

  OwnDomain(List<String> names, List<Listening> sockets) {
    this.names = Set.copyOf(names);
    this.sockets = List.copyOf(sockets);
  }

  /** Whether a URI names a domain of this server, or a socket it listens on. */
  boolean isOwn(Uri uri) {
    if (!(uri instanceof SipUri sip)) {
      return false;
    }
    return isSocket(sip) || (isName(sip) && portFits(sip));
  }

  /**
   * Whether an in-dialog Request-URI still is an address of record here: an address of this host
   * without port is rather the Contact of an endpoint beside the server.
   */
  boolean isOwnInDialog(Uri uri) {
    if (!(uri instanceof SipUri sip)) {
      return false;
    }
    return isSocket(sip) || (numeric(sip) == null && isName(sip) && portFits(sip));
  }

  private boolean isName(SipUri uri) {
    return names.contains(uri.host().toLowerCase(Locale.ROOT));
  }

  private boolean portFits(SipUri uri) {
    return uri.port().isEmpty()
        || sockets.stream().anyMatch(one -> one.address().getPort() == uri.port().getAsInt());
  }

  /** Whether a URI names a socket that this server listens on. */
  boolean isSocket(SipUri uri) {
    InetAddress address = numeric(uri);
    int port = uri.port().orElse(DEFAULT_PORT);
    return address != null
        && sockets.stream()
            .map(Listening::address)
            .anyMatch(one -> one.getPort() == port && one.getAddress().equals(address));
  }

  private static @Nullable InetAddress numeric(SipUri uri) {
    return IpLiteral.parse(uri.host().equalsIgnoreCase("localhost") ? "127.0.0.1" : uri.host());
  }
}
