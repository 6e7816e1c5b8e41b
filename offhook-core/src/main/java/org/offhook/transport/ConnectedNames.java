package org.offhook.transport;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.offhook.dns.NextHop;
import org.offhook.message.HeaderName;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.net.InvalidHost;

/**
 * The connections of WebSocket clients, by the {@code .invalid} names that they have in Via and
 * Contact (RFC 7118 §5): what is sent to such a name goes by the connection that it came by.
 *
 * <p>A name stays with its connection as long as that is alive, unless the same host comes with it
 * again: a page that was loaded anew, say.
 */
final class ConnectedNames {

  /** Names of one connection; a client needs one. */
  private static final int MOST = 64;

  private final Map<String, StreamFlow> flows = new HashMap<>();
  private final Map<StreamFlow, Set<String>> names = new HashMap<>();

  /** Notes the names in a message that came by {@code flow}. */
  void learn(SipMessage message, StreamFlow flow) {
    if (message instanceof SipRequest request) {
      learn(request.topVia().host(), flow);
    }
    for (var contact : message.headers().all(HeaderName.CONTACT)) {
      if (!contact.isStar() && contact.uri() instanceof SipUri uri) {
        learn(uri.host(), flow);
      }
    }
  }

  private void learn(String host, StreamFlow flow) {
    if (!InvalidHost.is(host)) {
      return;
    }
    var name = host.toLowerCase(Locale.ROOT);
    var known = flows.get(name);
    var own = names.computeIfAbsent(flow, key -> new HashSet<>());
    if (known != flow && own.size() < MOST && (known == null || mayReplace(known, flow))) {
      flows.put(name, flow);
      own.add(name);
    }
  }

  private static boolean mayReplace(StreamFlow known, StreamFlow flow) {
    return !known.isAlive() || known.remote().getAddress().equals(flow.remote().getAddress());
  }

  /** The connection that has this name. */
  Optional<NextHop> find(String host) {
    var flow = flows.get(host.toLowerCase(Locale.ROOT));
    return flow == null
        ? Optional.empty()
        : Optional.of(new NextHop(flow.kind(), flow.remote(), host));
  }

  /** The connection is gone. */
  void forget(StreamFlow flow) {
    var gone = names.remove(flow);
    if (gone != null) {
      gone.forEach(name -> flows.remove(name, flow));
    }
  }
}
