package org.offhook.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.TransportKind;

/**
 * The connections of all stream transports, one for each {@link StreamWay}: an opening one is
 * shared by all that want it (RFC 3261 §18).
 */
final class StreamTable {

  /** Ignores what a refused connection still delivers. */
  private static final StreamHandler DEAF =
      new StreamHandler() {
        @Override
        public void received(StreamConnection connection, ByteBuffer bytes) {
          bytes.position(bytes.limit());
        }

        @Override
        public void closed(StreamConnection connection, String reason) {}
      };

  private final Edge edge;
  private final StreamLayers layers;
  private final StreamAliases aliases;
  private final HashMap<StreamWay, StreamFlow> byWay = new HashMap<>();
  private final LinkedHashSet<StreamFlow> all = new LinkedHashSet<>();
  private final HashMap<InetSocketAddress, StreamFlow> webSockets = new HashMap<>();
  private final ConnectedNames names = new ConnectedNames();
  private final HashMap<InetAddress, Integer> acceptedFrom = new HashMap<>();
  private final LinkedHashSet<StreamFlow> halfOpen = new LinkedHashSet<>();

  StreamTable(Edge edge) {
    this.edge = edge;
    this.layers = new StreamLayers(edge);
    this.aliases = new StreamAliases(edge.settings().connections().reuse());
  }

  StreamLayers layers() {
    return layers;
  }

  /** The connections of WebSocket clients. */
  ConnectedNames names() {
    return names;
  }

  int size() {
    return all.size();
  }

  /**
   * The connection to use: one of this side's, else one that the peer opened from there.
   *
   * <p>For {@code transport=ws} in a {@code sip} URI it is any WebSocket to that address, whatever
   * name was called and also one on TLS: servers describe themselves so in Record-Route, and what
   * comes by TLS is described so too (RFC 7118 §5.3).
   */
  @Nullable StreamFlow existing(StreamWay way) {
    var known = byWay.get(way);
    if (known != null) {
      return known;
    }
    var accepted = byWay.get(StreamWay.accepted(way.kind(), way.remote()));
    if (accepted != null && StreamAliases.isFor(accepted, way)) {
      return accepted;
    }
    var alias = aliases.find(way);
    return alias == null && way.kind() == TransportKind.WS ? webSockets.get(way.remote()) : alias;
  }

  StreamAliases aliases() {
    return aliases;
  }

  /** A peer's connection has carried a whole message. */
  void proven(StreamFlow flow) {
    halfOpen.remove(flow);
  }

  /** Opens a connection; the caller has made sure that there is none. */
  Flow open(StreamWay way, Listening from) {
    String fault = layers.fault(way.kind());
    if (fault != null) {
      return new DeadFlow(edge.network().loop(), way.kind(), way.remote(), fault);
    }
    if (all.size() >= edge.settings().connections().total()) {
      edge.counters().connectionsRefused++;
      String reason = "the limit of " + all.size() + " connections is reached";
      return new DeadFlow(edge.network().loop(), way.kind(), way.remote(), reason);
    }
    var flow = new StreamFlow(edge, this, way, from);
    add(flow);
    return flow;
  }

  /** Starts to open a connection with what lies between TCP and SIP on it. */
  StreamConnection connect(StreamWay way, Listening from, StreamHandler handler) {
    var layer = layers.on(way.kind());
    var network = edge.network();
    var local =
        from.address().isUnresolved()
            ? network.localAddressTowards(way.remote().getAddress())
            : from.address().getAddress();
    return layer == null
        ? network.connectStream(local, way.remote(), handler)
        : layer.open(
            below -> network.connectStream(local, way.remote(), below), way.peer(), handler);
  }

  StreamHandler accept(TransportKind kind, StreamConnection connection, Listening at) {
    InetAddress peer = connection.remote().getAddress();
    var limits = edge.settings().connections();
    boolean busyPeer = acceptedFrom.getOrDefault(peer, 0) >= limits.perPeer();
    if (busyPeer || all.size() >= limits.total()) {
      edge.counters().connectionsRefused++;
      edge.counters().connectionsOfOnePeer += busyPeer ? 1 : 0;
      connection.abort();
      return DEAF;
    }
    var layer = layers.on(kind);
    return layer == null
        ? accepted(kind, connection, at)
        : layer.accept(connection, upper -> accepted(kind, upper, at));
  }

  private StreamFlow accepted(TransportKind kind, StreamConnection connection, Listening at) {
    acceptedFrom.merge(connection.remote().getAddress(), 1, Integer::sum);
    if (halfOpen.size() >= edge.settings().connections().halfOpen()) {
      // The oldest has had the most time to say something.
      edge.counters().connectionsDisplaced++;
      halfOpen.getFirst().abort("too many connections without a message");
    }
    var flow = new StreamFlow(edge, this, kind, connection, at);
    add(flow);
    halfOpen.add(flow);
    return flow;
  }

  private void add(StreamFlow flow) {
    edge.counters().connectionsOpened.count();
    all.add(flow);
    byWay.putIfAbsent(flow.way(), flow);
    if (flow.kind().framed()) {
      webSockets.putIfAbsent(flow.remote(), flow);
    }
  }

  void remove(StreamFlow flow) {
    if (all.remove(flow)) {
      halfOpen.remove(flow);
      aliases.remove(flow);
      byWay.remove(flow.way(), flow);
      webSockets.remove(flow.remote(), flow);
      names.forget(flow);
      if (flow.isAccepted()) {
        acceptedFrom.computeIfPresent(
            flow.remote().getAddress(), (peer, count) -> count > 1 ? count - 1 : null);
      }
    }
  }

  /** Ends the connections whose own address is no longer this host's. */
  void closeGone(List<InetAddress> present) {
    for (var flow : List.copyOf(all)) {
      if (!present.contains(flow.local().getAddress())) {
        flow.abort("the local address is gone");
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
  }
}
