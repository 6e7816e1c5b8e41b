package org.offhook.server;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.InvalidHost;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;
import org.offhook.transport.Flow;

/**
 * The flows that registered endpoints opened, by the address that their Contact announces, so that
 * requests to them take the connection that is there (RFC 3261 §18.1.1, RFC 5923 §3).
 *
 * <p>An announced address is believed only if it is the one that the REGISTER came from; the {@code
 * .invalid} name of a WebSocket client if it came by WebSocket (RFC 7118 §5).
 */
final class RegisteredFlows {

  /** An address, or a name that leads nowhere, at port 0. */
  private record Announced(TransportKind kind, InetSocketAddress address) {

    boolean isName() {
      return address.isUnresolved();
    }
  }

  private final Map<Announced, Flow> flows = new HashMap<>();

  void learn(StoredBinding binding) {
    var flow = binding.origin().flow();
    var announced = announced(binding.contact().uri());
    if (announced != null && isCredible(announced, flow) && binding.origin().path().isEmpty()) {
      flows.put(announced, flow);
    }
  }

  private static boolean isCredible(Announced announced, Flow flow) {
    if (announced.isName()) {
      return flow.kind().framed();
    }
    if (announced.kind() != flow.kind()) {
      return false;
    }
    // A connection starts at some other port than the one its owner listens on.
    return flow.kind().reliable()
        ? announced.address().getAddress().equals(flow.remote().getAddress())
        : announced.address().equals(flow.remote());
  }

  void forget(StoredBinding binding) {
    var announced = announced(binding.contact().uri());
    if (announced != null) {
      flows.remove(announced, binding.origin().flow());
    }
  }

  /** The flow of the endpoint that announces this address; null if there is none that is alive. */
  @Nullable Flow find(Uri uri) {
    var announced = announced(uri);
    var flow = announced == null ? null : flows.get(announced);
    return flow != null && flow.isAlive() ? flow : null;
  }

  private static @Nullable Announced announced(Uri uri) {
    if (!(uri instanceof SipUri sip)) {
      return null;
    }
    if (InvalidHost.is(sip.host())) {
      var name = sip.host().toLowerCase(Locale.ROOT);
      return new Announced(TransportKind.WS, InetSocketAddress.createUnresolved(name, 0));
    }
    if (sip.secure()) {
      return null;
    }
    var kind = TransportKind.of(sip.transport().orElse("udp")).orElse(null);
    var address = IpLiteral.parse(sip.maddr().orElse(sip.host()));
    return kind == null || address == null
        ? null
        : new Announced(
            kind, new InetSocketAddress(address, sip.port().orElse(kind.defaultPort())));
  }
}
