package org.offhook.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.dns.DnsSettings;
import org.offhook.dns.NextHop;
import org.offhook.dns.NextHopLocator;
import org.offhook.loop.Loop;
import org.offhook.message.HeaderField;
import org.offhook.message.RequestGlance;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of one endpoint (RFC 3261 §18): listening, choosing the flow of a request, routing
 * responses.
 */
public final class TransportLayer {

  private static final Logger LOG = LoggerFactory.getLogger(TransportLayer.class);

  private static final int TRIES_FOR_A_COMMON_PORT = 32;

  /** About what the Via will add. */
  private static final int VIA_LENGTH = 90;

  private final Edge edge;
  private final NextHopLocator locator;
  private final StreamTable streams;
  private final StunDiscovery discovery;
  private final DtlsTable dtls;
  private final List<DatagramListener> datagramPorts = new ArrayList<>();
  private final List<StreamPort> streamPorts = new ArrayList<>();
  private final List<Wish> wishes = new ArrayList<>();
  private final RepeatBudget repeats;

  /** What {@link #listen} was asked for, with the port that was found. */
  private record Wish(List<TransportKind> kinds, String host, int port) {}

  /** With {@link TransportSettings#defaults}. */
  public TransportLayer(Network network) {
    this(network, TransportSettings.defaults());
  }

  /** With {@link DnsSettings#DEFAULT}. */
  public TransportLayer(Network network, TransportSettings settings) {
    this(network, settings, DnsSettings.DEFAULT);
  }

  /** Opens nothing yet. */
  public TransportLayer(Network network, TransportSettings settings, DnsSettings names) {
    this.edge = new Edge(network, settings);
    this.locator = new NextHopLocator(network, names, new Reachable(this, network));
    this.streams = new StreamTable(edge);
    locator.connected(streams.names()::find);
    this.discovery = new StunDiscovery(edge, () -> List.copyOf(datagramPorts));
    this.dtls = new DtlsTable(edge);
    this.repeats = new RepeatBudget(network.loop().time());
  }

  /** The endpoint's loop. */
  public Loop loop() {
    return edge.network().loop();
  }

  /** Finds next hops. */
  public NextHopLocator locator() {
    return locator;
  }

  /** Limits and times. */
  public TransportSettings settings() {
    return edge.settings();
  }

  /** Counts since the start. */
  public TransportCounters counters() {
    return edge.counters();
  }

  /** Who takes received messages. */
  public void receiver(MessageReceiver receiver) {
    edge.receiver(receiver);
  }

  /** Shows every message to {@code tap}; null ends that. */
  public void tap(@Nullable WireTap tap) {
    edge.tap(tap);
  }

  /** As {@link #listen(List, String, int)} for one transport. */
  public ListenResult listen(TransportKind kind, String host, int port) {
    return listen(List.of(kind), host, port);
  }

  /**
   * Listens with several transports on one port, with all or none. Several calls add up.
   *
   * @param host a numeric address; {@code 0.0.0.0} and {@code ::} open one socket for each local
   *     address of the family, {@code *} for each of both families
   * @param port 0 takes any port that is free for all
   */
  public ListenResult listen(List<TransportKind> kinds, String host, int port) {
    loop().assertOnLoop();
    var addresses = ListenAddresses.of(edge.network(), host);
    if (addresses.isEmpty()) {
      return new ListenResult.Refused(
          "cannot listen on " + host + ": it is no numeric address, or none of this host");
    }
    String reason = "no socket is wanted";
    for (int i = 0; i < (port == 0 ? TRIES_FOR_A_COMMON_PORT : 1); i++) {
      var opened = new ArrayList<Listening>();
      try {
        int common = port;
        for (var address : addresses) {
          for (var kind : kinds) {
            var socket = open(kind, new InetSocketAddress(address, common));
            opened.add(socket);
            common = socket.address().getPort();
          }
        }
        wishes.add(new Wish(List.copyOf(kinds), host, common));
        discovery.again();
        return new ListenResult.Opened(opened);
      } catch (NetException e) {
        opened.forEach(this::shut);
        reason = String.valueOf(e.getMessage());
      }
    }
    return new ListenResult.Refused(reason);
  }

  private Listening open(TransportKind kind, InetSocketAddress address) throws NetException {
    return switch (kind) {
      case UDP -> {
        var socket = new DatagramListener(edge, address);
        datagramPorts.add(socket);
        yield socket.listening();
      }
      case DTLS -> dtls.listen(address);
      case TCP, TLS, WS, WSS -> {
        var socket = new StreamPort(edge, streams, kind, address);
        streamPorts.add(socket);
        yield socket.listening();
      }
    };
  }

  /**
   * Listens on a socket that somebody else has opened and bound to one address.
   *
   * @param socket a {@link DatagramChannel} for UDP, a {@link ServerSocketChannel} for a stream
   */
  public ListenResult adopt(TransportKind kind, NetworkChannel socket) {
    loop().assertOnLoop();
    try {
      if (socket instanceof DatagramChannel datagrams) {
        var adopted =
            new DatagramListener(edge, handler -> edge.network().adoptDatagram(datagrams, handler));
        datagramPorts.add(adopted);
        return new ListenResult.Opened(List.of(adopted.listening()));
      }
      if (socket instanceof ServerSocketChannel streaming) {
        var adopted =
            new StreamPort(
                streams, kind, acceptor -> edge.network().adoptStream(streaming, acceptor));
        streamPorts.add(adopted);
        return new ListenResult.Opened(List.of(adopted.listening()));
      }
      return new ListenResult.Refused("cannot listen on " + socket + ": no such transport");
    } catch (NetException e) {
      return new ListenResult.Refused(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Compares the wildcards that are listened on with the host's addresses: opens sockets for new
   * ones, closes those whose address is gone. For use after a change of interfaces.
   *
   * @return whether anything changed
   */
  public boolean rescan() {
    loop().assertOnLoop();
    var before = listening();
    var present = edge.network().localAddresses();
    for (var wish : wishes) {
      for (var address : ListenAddresses.of(edge.network(), wish.host())) {
        if (present.contains(address)) {
          reopen(wish, new InetSocketAddress(address, wish.port()));
        }
      }
    }
    // Only now: who loses a flow by it looks for another one at once.
    for (var socket : before) {
      if (!present.contains(socket.address().getAddress())) {
        shut(socket);
      }
    }
    return !listening().equals(before);
  }

  private void reopen(Wish wish, InetSocketAddress address) {
    for (var kind : wish.kinds()) {
      if (!listening().contains(new Listening(kind, address))) {
        try {
          open(kind, address);
        } catch (NetException e) {
          LOG.warn("cannot listen again: {}", e.getMessage());
        }
      }
    }
  }

  /** Closes one listening socket; connections that it accepted stay. */
  public void close(Listening socket) {
    loop().assertOnLoop();
    wishes.removeIf(
        wish -> wish.port() == socket.address().getPort() && wish.kinds().contains(socket.kind()));
    shut(socket);
  }

  private void shut(Listening socket) {
    for (var port : List.copyOf(datagramPorts)) {
      if (port.listening().equals(socket)) {
        datagramPorts.remove(port);
        port.close();
      }
    }
    dtls.shut(socket);
    for (var port : List.copyOf(streamPorts)) {
      if (port.listening().equals(socket)) {
        streamPorts.remove(port);
        port.close();
      }
    }
  }

  /** The open listening sockets, in the order of their opening, UDP first. */
  public List<Listening> listening() {
    var all = new ArrayList<Listening>();
    datagramPorts.forEach(port -> all.add(port.listening()));
    streamPorts.forEach(port -> all.add(port.listening()));
    all.addAll(dtls.listening());
    return all;
  }

  /** Open and opening connections. */
  public int connections() {
    return streams.size() + dtls.size();
  }

  /** How often answers are repeated to addresses that have not shown that they receive them. */
  public RepeatBudget repeats() {
    return repeats;
  }

  /** Connections and handshakes without a whole message that were one too many. */
  public long displaced() {
    return counters().connectionsDisplaced()
        + dtls.handshakesRefused()
        + streams.layers().tls().refused();
  }

  /** Messages and handshakes of peers that took too long. */
  public long slow() {
    return counters().connectionsTimedOut() + streams.layers().timedOut();
  }

  /** Where peers reach this endpoint. */
  public PublicAddress publicAddress() {
    return edge.publicAddress();
  }

  /** What Via and Contact say from now on, and how flows are kept alive. */
  public void nat(NatPolicy policy) {
    loop().assertOnLoop();
    var before = edge.publicAddress().policy().discovery().stun();
    edge.publicAddress().policy(policy);
    var server = policy.discovery().stun();
    if (!Objects.equals(before, server)) {
      edge.publicAddress().forgetStun();
      discovery.server(server);
    }
  }

  /**
   * Runs {@code then} when the own public address is known as far as it soon will be: at once, or
   * when a STUN server that was just named has answered, at the latest after 2 s.
   */
  public void whenAddressKnown(Runnable then) {
    loop().assertOnLoop();
    discovery.whenSettled(then);
  }

  /** Pings a flow from now on, until {@link KeepAlive#stop} (RFC 5626 §4.4). */
  public KeepAlive keepAlive(Flow flow, KeepAlive.Terms terms, KeepAlive.Listener listener) {
    loop().assertOnLoop();
    var keeping = new KeepAlive(edge, flow, terms, listener);
    keeping.start();
    return keeping;
  }

  /** Whether a peer is on a subnet of one of this host's interfaces: no NAT lies between. */
  public boolean isDirectlyAttached(InetAddress peer) {
    return edge.network().isDirectlyAttached(peer);
  }

  /**
   * Whether more has arrived at a UDP socket than was read. A connection holds its peer back by
   * itself.
   */
  public boolean isBehind() {
    for (int i = 0; i < datagramPorts.size(); i++) {
      if (datagramPorts.get(i).isBehind()) {
        return true;
      }
    }
    return false;
  }

  /** Reads a datagram that was only glanced at. */
  public void read(byte[] datagram, Flow flow) {
    loop().assertOnLoop();
    edge.read(datagram, flow);
  }

  /**
   * This host's interfaces, addresses or routes have changed: what was found out about addresses is
   * forgotten, wildcards are listened on anew, and connections from addresses that are gone end.
   */
  public void networkChanged() {
    loop().assertOnLoop();
    edge.network().changed();
    edge.publicAddress().forget();
    datagramPorts.forEach(DatagramListener::forgetMapped);
    rescan();
    streams.closeGone(edge.network().localAddresses());
    dtls.closeGone(edge.network().localAddresses());
    discovery.again();
  }

  /**
   * Whether a request, complete but for its Via, is too long for a datagram and may go by TCP since
   * this endpoint listens there (RFC 3261 §18.1.1).
   */
  public boolean prefersStream(SipRequest request) {
    return streamPorts.stream().anyMatch(port -> port.listening().kind() == TransportKind.TCP)
        && request.toBytes().length + VIA_LENGTH > settings().datagramLimit();
  }

  /**
   * The flow to a next hop: the UDP socket of the address that routing chooses, or the one
   * connection to that address, which is opened if there is none. Never fails: where there is no
   * way, sending on the flow fails.
   */
  public Flow flowTo(NextHop hop) {
    loop().assertOnLoop();
    return switch (hop.kind()) {
      case UDP -> datagramFlowTo(hop.address());
      case DTLS -> dtlsFlowTo(StreamWay.to(hop));
      case TCP, TLS, WS, WSS -> streamFlowTo(StreamWay.to(hop));
    };
  }

  private Flow datagramFlowTo(InetSocketAddress remote) {
    DatagramListener best = null;
    InetAddress source = null;
    for (var port : datagramPorts) {
      InetAddress local = port.listening().address().getAddress();
      if (local.getClass() != remote.getAddress().getClass()) {
        continue;
      }
      if (best == null) {
        best = port;
        continue;
      }
      if (source == null) {
        source = edge.network().localAddressTowards(remote.getAddress());
      }
      if (local.equals(source) && !best.listening().address().getAddress().equals(source)) {
        best = port;
      }
    }
    return best == null
        ? new DeadFlow(loop(), TransportKind.UDP, remote, noSocketTowards(remote))
        : best.flowTo(remote);
  }

  private static String noSocketTowards(InetSocketAddress remote) {
    return "there is no UDP listener for "
        + (remote.getAddress() instanceof Inet4Address ? "IPv4" : "IPv6")
        + ": listen on one, or add ;transport=tcp to the address";
  }

  private Flow streamFlowTo(StreamWay way) {
    var existing = streams.existing(way);
    if (existing != null) {
      return existing;
    }
    Listening from = streamSource(way.kind(), way.remote().getAddress());
    return streams.open(way, from);
  }

  private Flow dtlsFlowTo(StreamWay way) {
    var existing = dtls.existing(way);
    return existing != null
        ? existing
        : dtls.open(way, streamSource(way.kind(), way.remote().getAddress()));
  }

  /** The listening socket of this transport whose address a connection starts from. */
  private Listening streamSource(TransportKind kind, InetAddress remote) {
    Listening best = null;
    InetAddress source = edge.network().localAddressTowards(remote);
    for (var listening : listening()) {
      if (listening.kind() != kind) {
        continue;
      }
      InetAddress local = listening.address().getAddress();
      if (local.equals(source)) {
        return listening;
      }
      if (best == null && local.getClass() == remote.getClass()) {
        best = listening;
      }
    }
    return best != null ? best : withoutListener(kind, source);
  }

  /** Tolerance: an endpoint without a listener may connect; it is answered by the connection. */
  private Listening withoutListener(TransportKind kind, InetAddress source) {
    if (kind.framed()) {
      // RFC 7118 §5: what nobody can connect to has a name that leads nowhere.
      return new Listening(
          kind, InetSocketAddress.createUnresolved(edge.invalidName(), kind.defaultPort()));
    }
    int port =
        datagramPorts.isEmpty() || kind != TransportKind.TCP
            ? kind.defaultPort()
            : datagramPorts.getFirst().listening().address().getPort();
    return new Listening(kind, new InetSocketAddress(source, port));
  }

  /** The way of the responses to {@code request}, which came by {@code arrivedOn}. */
  public ResponsePath responsePath(SipRequest request, Flow arrivedOn) {
    return ResponsePath.of(this, request.topVia(), arrivedOn);
  }

  /** Sends a response without a transaction. */
  public void respond(
      SipResponse response, SipRequest request, Flow arrivedOn, SendListener listener) {
    loop().assertOnLoop();
    responsePath(request, arrivedOn).send(response.toBytes(), listener);
  }

  /** Answers a request that was only glanced at, as {@link #respond} does. */
  public void respond(
      RequestGlance request, Status status, String tag, List<HeaderField> rows, Flow arrivedOn) {
    loop().assertOnLoop();
    var via = ReceivedStamp.of(request.topVia(), arrivedOn.remote());
    ResponsePath.of(this, via, arrivedOn)
        .send(request.answer(status, via, tag, rows), SendListener.IGNORE);
  }

  /** Speaks TLS by these settings on connections that begin later. */
  public void tls(TlsSettings settings) {
    loop().assertOnLoop();
    streams.layers().tls(settings);
    dtls.tls(settings);
  }

  /** Closes every connection; who uses one is told, and opens another one where it needs to. */
  public void resetConnections() {
    loop().assertOnLoop();
    streams.reset();
    dtls.reset();
  }

  /** Why requests cannot be sent by this transport; null if they can. */
  @Nullable String fault(TransportKind kind) {
    return switch (kind) {
      case UDP -> datagramPorts.isEmpty() ? "there is no UDP listener" : null;
      case TCP, DTLS -> null;
      case TLS, WS, WSS -> streams.layers().fault(kind);
    };
  }

  /** Closes every socket and connection; those who use them are told. */
  public void close() {
    loop().assertOnLoop();
    locator.close();
    wishes.clear();
    discovery.close();
    streamPorts.forEach(StreamPort::close);
    streamPorts.clear();
    streams.close();
    dtls.close();
    for (var port : List.copyOf(datagramPorts)) {
      datagramPorts.remove(port);
      port.close();
    }
  }
}
