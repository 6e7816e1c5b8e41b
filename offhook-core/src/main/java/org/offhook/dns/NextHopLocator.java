package org.offhook.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.InvalidHost;
import org.offhook.net.NameServers;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;

/**
 * Finds the addresses that a request for a URI is sent to (RFC 3263 §4): numeric hosts, ports,
 * maddr and transport parameters as they stand, else by NAPTR, SRV, A and AAAA records.
 */
public final class NextHopLocator {

  /** How old the system's list of name servers may be before it is read again. */
  private static final long FRESH = 30_000_000_000L;

  private final Network network;
  private final Reach reach;
  private final DnsClient client;
  private final HostAddresses hosts;
  private final List<Runnable> waiting = new ArrayList<>();
  private boolean closed;
  private final Set<Locating> running = new HashSet<>();
  private boolean loaded;
  private boolean loading;
  private long loadedAt;
  private Function<String, Optional<NextHop>> connected = host -> Optional.empty();

  /** Something that is looked for; on the loop only. */
  public interface Search {

    /** Gives it up: no answer will come. Without effect when it has come. */
    void cancel();
  }

  /** For UDP and TCP, with {@link DnsSettings#DEFAULT}. */
  public NextHopLocator(Network network) {
    this(network, DnsSettings.DEFAULT, Reach.PLAIN);
  }

  /**
   * Asks nothing yet.
   *
   * @param network its clock, sockets and random bits are used
   * @param settings live by {@link #settings(DnsSettings)}
   * @param reach what the endpoint's transports can do
   */
  public NextHopLocator(Network network, DnsSettings settings, Reach reach) {
    this.network = network;
    this.reach = reach;
    this.client = new DnsClient(network, settings);
    this.hosts = new HostAddresses(network, client);
  }

  /** The settings in force. */
  public DnsSettings settings() {
    return client.settings();
  }

  /** Changes the settings for what is looked for from now on. */
  public void settings(DnsSettings changed) {
    network.loop().assertOnLoop();
    if (!changed.servers().equals(client.settings().servers())) {
      loaded = false;
    }
    client.settings(changed);
  }

  /** Forgets all answers, and reads the system's name servers again. */
  public void flush() {
    network.loop().assertOnLoop();
    client.flush();
    loaded = false;
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
   * Finds the places for {@code uri}; {@code answer} is called once, inside this call only if
   * nobody has to be asked.
   *
   * @param preferStream the message is too long for a datagram: where the URI leaves the transport
   *     open each address is offered with TCP first, then with UDP (RFC 3261 §18.1.1)
   * @return to give it up
   */
  public Search locate(Uri uri, boolean preferStream, Consumer<Located> answer) {
    network.loop().assertOnLoop();
    if (uri instanceof SipUri named && InvalidHost.is(named.host())) {
      answer.accept(byConnection(named.host()));
      return () -> {};
    }
    var fault = closed ? "the endpoint is closed" : fault(uri);
    if (fault != null || !(uri instanceof SipUri sip)) {
      answer.accept(new Located.Failed(String.valueOf(fault), List.of()));
      return () -> {};
    }
    var locating = new Locating(this, sip, preferStream, answer);
    running.add(locating);
    locating.begin();
    return locating;
  }

  private Located byConnection(String host) {
    var hop = connected.apply(host);
    return hop.isPresent()
        ? Located.Found.of(List.of(hop.get()))
        : new Located.Failed(
            host + " has no address: it is reached by its own connection only, which is gone",
            List.of());
  }

  /** Why a URI cannot be reached by the transports spoken here; null if it can. */
  private @Nullable String fault(Uri uri) {
    if (!(uri instanceof SipUri sip)) {
      return "no server can be found for a " + uri.scheme() + " URI: set a proxy as next hop";
    }
    var kind = UriTransports.named(sip);
    if (kind.isEmpty() && sip.transport().isPresent()) {
      return "transport " + sip.transport().get() + " is not spoken by this endpoint";
    }
    if (sip.secure() && kind.isEmpty() && reach.fault(TransportKind.TLS) != null) {
      // RFC 3261 §26.2.2: a sips URI is never sent over anything but TLS.
      return "a sips URI needs TLS, which this endpoint does not speak";
    }
    if (kind.isEmpty()) {
      return sip.secure() || !liking().plain().isEmpty() ? null : unnamed();
    }
    if (kind.get() == TransportKind.UDP) {
      return null;
    }
    var missing = reach.fault(kind.get());
    return missing == null ? null : (sip.secure() ? "a sips URI needs TLS: " : "") + missing;
  }

  private String unnamed() {
    return "this endpoint speaks none of the transports that it may take where a URI names none: "
        + client.settings().transports().stream().map(TransportKind::label).toList();
  }

  /** Answers of name servers of which not all records were used. */
  public long longAnswers() {
    return client.longAnswers();
  }

  DnsClient client() {
    return client;
  }

  HostAddresses hosts() {
    return hosts;
  }

  /** What is taken where a URI names no transport; as it is now. */
  Liking liking() {
    return new Liking(client.settings(), reach);
  }

  /** The addresses to try by one of the transports, in order (RFC 7984 §4). */
  List<InetAddress> usable(List<TransportKind> kinds, List<InetAddress> addresses) {
    return AddressOrder.order(
        addresses,
        client.settings().addresses(),
        address -> kinds.stream().anyMatch(kind -> reach.reaches(kind, address)));
  }

  void over(Locating locating) {
    running.remove(locating);
  }

  /** Runs {@code task} when it is known whom to ask: at once, or once the system has told. */
  void ready(Runnable task) {
    boolean known = loaded;
    if (!known) {
      waiting.add(task);
    }
    if (!loading && (!known || network.loop().time().nanos() - loadedAt > FRESH)) {
      loading = true;
      network.nameServers(this::load);
    }
    if (known) {
      task.run();
    }
  }

  private void load(NameServers told) {
    loading = false;
    loaded = true;
    loadedAt = network.loop().time().nanos();
    hosts.hosts(told.hosts());
    var explicit = client.settings().servers();
    client.servers(explicit.isEmpty() ? told.servers() : explicit);
    var tasks = List.copyOf(waiting);
    waiting.clear();
    tasks.forEach(Runnable::run);
  }

  /** Gives everything up; nobody is told. */
  public void close() {
    network.loop().assertOnLoop();
    closed = true;
    waiting.clear();
    List.copyOf(running).forEach(Locating::cancel);
    running.clear();
    client.close();
  }
}
