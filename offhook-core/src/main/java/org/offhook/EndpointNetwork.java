package org.offhook;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.Located;
import org.offhook.message.NameAddr;
import org.offhook.message.Uri;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.PortRange;
import org.offhook.sdp.SessionDescription;
import org.offhook.transport.ListenResult;
import org.offhook.transport.Listening;

/**
 * Where an endpoint listens (RFC 3261 §18.2.1), and what it knows of its host's network. Any
 * thread, unless a method says otherwise.
 */
final class EndpointNetwork {

  private final Network network;
  private final PortPairs portPairs;
  private final InterfaceWatch interfaces;
  private volatile List<Listening> listening = List.of();

  /**
   * Listens nowhere yet.
   *
   * @param interfacesChanged runs on the loop when this host's addresses have changed
   */
  EndpointNetwork(Network network, Runnable interfacesChanged) {
    this.network = network;
    this.portPairs = new PortPairs(network);
    this.interfaces = new InterfaceWatch(network, interfacesChanged);
  }

  /** The listening sockets. */
  List<Listening> listening() {
    return listening;
  }

  /** On the loop: listens at one more place; returns why it cannot, or null. */
  @Nullable String open(EndpointCore core, Listen where, Duration watch) {
    var transport = core.core().transport();
    var result = where.open(transport);
    listening = transport.listening();
    if (result instanceof ListenResult.Refused refused) {
      return refused.reason();
    }
    if (where.isWildcard()) {
      interfaces.every(watch);
    }
    return null;
  }

  /** See {@link Endpoint#listen}. */
  void listen(EndpointCore core, Listen where, Duration watch) throws InterruptedException {
    Pending<String> done = core.pending();
    core.command(
        () -> {
          var refused = core.isClosing() ? "the endpoint is closed" : open(core, where, watch);
          done.complete(refused == null ? "" : refused);
        },
        () -> done.complete("the endpoint was closed"));
    var refused = done.await();
    if (!refused.isEmpty()) {
      throw new ListenException(refused);
    }
  }

  /** Who this endpoint is when nobody has said so: the first place where it listens. */
  NameAddr nameless() {
    var here = listening;
    return here.isEmpty()
        ? NameAddr.parse("sip:offhook@localhost")
        : NameAddr.parse("sip:offhook@" + hostPort(here.getFirst()));
  }

  private static String hostPort(Listening socket) {
    var text = socket.toString();
    return text.substring(text.indexOf(':') + 1);
  }

  /** See {@link Endpoint#networkChanged(UnaryOperator)}. */
  void changed(EndpointCore core, UnaryOperator<SessionDescription> media) {
    core.command(
        () -> {
          core.networkChanged(media);
          listening = core.core().transport().listening();
        });
  }

  /** See {@link Endpoint#localAddressTowards}. */
  Pending<Optional<InetAddress>> localAddressTowards(EndpointCore core, String target) {
    var uri = uri(target);
    Pending<Optional<InetAddress>> result = core.pending();
    Runnable cutOff = () -> result.complete(Optional.empty());
    core.command(
        () -> {
          core.lookUpBegun(result, cutOff);
          core.core()
              .transport()
              .locator()
              .locate(uri, false, located -> result.complete(sourceTowards(located)));
        },
        cutOff);
    return result;
  }

  private static Uri uri(String uriOrHost) {
    var numeric = IpLiteral.parse(uriOrHost);
    if (numeric != null) {
      return Uri.parse("sip:" + IpLiteral.host(numeric));
    }
    return Uri.parse(uriOrHost.matches("(?i)sips?:.*") ? uriOrHost : "sip:" + uriOrHost);
  }

  private Optional<InetAddress> sourceTowards(Located located) {
    return located instanceof Located.Found found
        ? Optional.of(network.localAddressTowards(found.hops().getFirst().address().getAddress()))
        : Optional.empty();
  }

  /** See {@link Endpoint#freePortPair}. */
  Pending<Optional<PortPair>> freePortPair(EndpointCore core, String host, int from, int to) {
    var address = IpLiteral.parse(host);
    if (address == null) {
      throw new IllegalArgumentException(
          "'" + host + "' is no numeric address; use one of this host, or 0.0.0.0");
    }
    var range = PortRange.of(from, to);
    Pending<Optional<PortPair>> result = core.pending();
    core.command(
        () -> result.complete(portPairs.find(address, range.first(), range.last())),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /** See {@link Endpoint#resetConnections}. */
  Pending<Boolean> resetConnections(EndpointCore core) {
    Pending<Boolean> done = core.pending();
    core.command(
        () -> {
          core.core().transport().resetConnections();
          done.complete(true);
        },
        () -> done.complete(false));
    return done;
  }

  /** On the loop: how often interfaces are looked at, if they are. */
  void watch(Duration interval) {
    interfaces.reconfigure(interval);
  }

  /** On the loop: looks at interfaces no more. */
  void stop() {
    interfaces.stop();
  }

  /** The endpoint is closed. */
  void gone() {
    listening = List.of();
  }
}
