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
 * The connections of one stream transport, one per remote address and port: an opening one is
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
  private final HashMap<InetSocketAddress, StreamFlow> byRemote = new HashMap<>();
  private final LinkedHashSet<StreamFlow> all = new LinkedHashSet<>();
  private final HashMap<InetAddress, Integer> acceptedFrom = new HashMap<>();

  StreamTable(Edge edge) {
    this.edge = edge;
  }

  int size() {
    return all.size();
  }

  @Nullable StreamFlow existing(InetSocketAddress remote) {
    return byRemote.get(remote);
  }

  /** Opens a connection; the caller has made sure that there is none. */
  Flow open(InetSocketAddress remote, Listening from, SentBy sentBy) {
    if (all.size() >= edge.settings().connections().total()) {
      edge.counters().connectionsRefused++;
      String reason = "the limit of " + all.size() + " connections is reached";
      return new DeadFlow(edge.network().loop(), TransportKind.TCP, remote, reason);
    }
    var flow = new StreamFlow(edge, this, remote, from, sentBy);
    add(flow);
    return flow;
  }

  StreamHandler accept(StreamConnection connection, SentBy sentBy) {
    InetAddress peer = connection.remote().getAddress();
    var limits = edge.settings().connections();
    if (all.size() >= limits.total() || acceptedFrom.getOrDefault(peer, 0) >= limits.perPeer()) {
      edge.counters().connectionsRefused++;
      connection.abort();
      return DEAF;
    }
    acceptedFrom.merge(peer, 1, Integer::sum);
    var flow = new StreamFlow(edge, this, connection, sentBy);
    add(flow);
    return flow;
  }

  private void add(StreamFlow flow) {
    edge.counters().connectionsOpened++;
    all.add(flow);
    byRemote.putIfAbsent(flow.remote(), flow);
  }

  void remove(StreamFlow flow) {
    if (all.remove(flow)) {
      byRemote.remove(flow.remote(), flow);
      if (flow.isAccepted()) {
        acceptedFrom.computeIfPresent(
            flow.remote().getAddress(), (peer, count) -> count > 1 ? count - 1 : null);
      }
    }
  }

  void close() {
    for (var flow : List.copyOf(all)) {
      flow.close("the endpoint closes");
    }
  }
}
