package org.offhook.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DtlsAssociation;
import org.offhook.net.DtlsClientPort;
import org.offhook.net.NetException;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;

/**
 * The DTLS sockets and associations of one endpoint (RFC 6347), one association for each {@link
 * StreamWay}: one that is being opened is shared by all that want it (RFC 3261 §18). There is none
 * until somebody listens on DTLS or sends by it.
 */
final class DtlsTable {

  private final Edge edge;
  private final List<DtlsListener> listeners = new ArrayList<>();
  private final List<DtlsClientPort> clients = new ArrayList<>();
  private final HashMap<StreamWay, DtlsFlow> byWay = new HashMap<>();
  private final LinkedHashSet<DtlsFlow> all = new LinkedHashSet<>();
  private final HashMap<InetAddress, Integer> acceptedFrom = new HashMap<>();
  private TlsSettings tls;

  DtlsTable(Edge edge) {
    this.edge = edge;
    this.tls = edge.settings().tls();
  }

  /** Speaks DTLS by these settings on associations that begin later. */
  void tls(TlsSettings settings) {
    tls = settings;
    listeners.forEach(listener -> listener.tls(settings));
    clients.forEach(client -> client.tls(settings));
  }

  TlsSettings tls() {
    return tls;
  }

  Listening listen(InetSocketAddress address) throws NetException {
    var listener = new DtlsListener(edge, this, address);
    listeners.add(listener);
    return listener.listening();
  }

  /** Closes the socket, and with it the associations that peers opened there. */
  void shut(Listening socket) {
    for (var listener : List.copyOf(listeners)) {
      if (listener.listening().equals(socket)) {
        listeners.remove(listener);
        closeFlows(listener, "the DTLS socket is closed");
        listener.close();
      }
    }
  }

  private void closeFlows(DtlsListener at, String reason) {
    for (var flow : List.copyOf(all)) {
      if (flow.isAccepted() && flow.local().equals(at.listening().address())) {
        flow.close(reason);
      }
    }
  }

  /** Unfinished handshakes that made room for newer ones, or were too many to be looked at. */
  long handshakesRefused() {
    long refused = 0;
    for (var listener : listeners) {
      refused += listener.handshakesRefused();
    }
    return refused;
  }

  List<Listening> listening() {
    return listeners.stream().map(DtlsListener::listening).toList();
  }

  int size() {
    return all.size();
  }

  /** The association to use, as {@link StreamTable#existing}. */
  @Nullable DtlsFlow existing(StreamWay way) {
    var known = byWay.get(way);
    if (known != null) {
      return known;
    }
    var accepted = byWay.get(StreamWay.accepted(way.kind(), way.remote()));
    return accepted != null && StreamAliases.isFor(accepted, way) ? accepted : null;
  }

  /** Opens an association; the caller has made sure that there is none. */
  Flow open(StreamWay way, Listening from) {
    if (all.size() >= edge.settings().connections().total()) {
      edge.counters().connectionsRefused++;
      return dead(way, "the limit of " + all.size() + " DTLS associations is reached");
    }
    try {
      var client = client(from.address().getAddress(), way.remote());
      var flow = new DtlsFlow(edge, this, way, from);
      add(flow);
      flow.association(client.open(way.peer(), flow));
      return flow;
    } catch (NetException e) {
      return dead(way, String.valueOf(e.getMessage()));
    }
  }

  private Flow dead(StreamWay way, String reason) {
    return new DeadFlow(edge.network().loop(), TransportKind.DTLS, way.remote(), reason);
  }

  /** A socket from which no association to this address has been opened yet. */
  private DtlsClientPort client(InetAddress local, InetSocketAddress remote) throws NetException {
    clients.removeIf(client -> !client.isOpen());
    for (var client : clients) {
      if (client.local().getAddress().equals(local) && client.isFree(remote)) {
        return client;
      }
    }
    var anyPort = new InetSocketAddress(local, 0);
    var client = new DtlsClientPort(edge.network(), tls, edge.settings().dtls(), anyPort);
    clients.add(client);
    return client;
  }

  /** An association that a peer opened; null if there are too many. */
  @Nullable DtlsFlow accept(DtlsAssociation association, Listening at) {
    InetAddress peer = association.remote().getAddress();
    var limits = edge.settings().connections();
    boolean busyPeer = acceptedFrom.getOrDefault(peer, 0) >= limits.perPeer();
    if (busyPeer || all.size() >= limits.total()) {
      edge.counters().connectionsRefused++;
      edge.counters().connectionsOfOnePeer += busyPeer ? 1 : 0;
      return null;
    }
    acceptedFrom.merge(peer, 1, Integer::sum);
    var way = StreamWay.accepted(TransportKind.DTLS, association.remote());
    var flow = new DtlsFlow(edge, this, way, at);
    flow.association(association);
    add(flow);
    return flow;
  }

  private void add(DtlsFlow flow) {
    edge.counters().connectionsOpened.count();
    all.add(flow);
    byWay.putIfAbsent(flow.way(), flow);
  }

  void remove(DtlsFlow flow) {
    if (all.remove(flow)) {
      byWay.remove(flow.way(), flow);
      if (flow.isAccepted()) {
        acceptedFrom.computeIfPresent(
            flow.remote().getAddress(), (peer, count) -> count > 1 ? count - 1 : null);
      }
    }
  }

  /** Ends the associations whose own address is no longer this host's. */
  void closeGone(List<InetAddress> present) {
    for (var flow : List.copyOf(all)) {
      if (!present.contains(flow.local().getAddress())) {
        flow.close("the local address is gone");
      }
    }
  }

  void reset() {
    for (var flow : List.copyOf(all)) {
      flow.close("the connections are replaced");
    }
  }

  void close() {
    for (var flow : List.copyOf(all)) {
      flow.close("the endpoint closes");
    }
    listeners.forEach(DtlsListener::close);
    listeners.clear();
    clients.forEach(DtlsClientPort::close);
    clients.clear();
  }
}
