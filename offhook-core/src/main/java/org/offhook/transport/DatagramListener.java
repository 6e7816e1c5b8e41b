package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.IpLiteral;
import org.offhook.net.NetException;
import org.offhook.net.StunMessage;
import org.offhook.net.TransportKind;

/** One UDP socket (RFC 3261 §18). */
final class DatagramListener implements DatagramHandler {

  private static final int MOST_MAPPED = 1_000;

  private final Edge edge;
  private final DatagramPort port;
  private final Listening listening;
  private final HashMap<InetSocketAddress, DatagramFlow> shared = new HashMap<>();
  private final LinkedHashMap<InetSocketAddress, SentBy> mapped = new LinkedHashMap<>();
  private boolean open = true;

  /** Opens a socket, or takes one over. */
  interface Opening {
    DatagramPort open(DatagramHandler handler) throws NetException;
  }

  DatagramListener(Edge edge, InetSocketAddress address) throws NetException {
    this(edge, handler -> edge.network().bindDatagram(address, handler));
  }

  DatagramListener(Edge edge, Opening opening) throws NetException {
    this.edge = edge;
    this.port = opening.open(this);
    this.listening = new Listening(TransportKind.UDP, port.local());
  }

  Listening listening() {
    return listening;
  }

  SentBy via(InetSocketAddress remote) {
    return edge.publicAddress().via(listening, remote, mapped.get(remote));
  }

  SentBy contact(InetSocketAddress remote, String domain) {
    return edge.publicAddress().contact(listening, remote, mapped.get(remote), domain);
  }

  /** Where this peer sees the socket, if that is not where it is. */
  @Nullable SentBy mapped(InetSocketAddress remote) {
    return mapped.get(remote);
  }

  /** This peer sees the socket there; null: where it is. The oldest of too many are forgotten. */
  void mapped(InetSocketAddress remote, @Nullable SentBy address) {
    mapped.remove(remote);
    if (address != null) {
      if (mapped.size() >= MOST_MAPPED) {
        mapped.remove(mapped.keySet().iterator().next());
      }
      mapped.put(remote, address);
    }
  }

  /** Where this peer sees the socket. */
  InetSocketAddress shownTo(InetSocketAddress remote) {
    var seen = mapped.get(remote);
    var address = seen == null ? null : IpLiteral.parse(seen.host());
    return seen == null || address == null
        ? listening.address()
        : new InetSocketAddress(address, seen.port());
  }

  /** What peers reported counts no more. */
  void forgetMapped() {
    mapped.clear();
  }

  boolean isBehind() {
    return port.isBehind();
  }

  boolean isOpen() {
    return open;
  }

  DatagramFlow flowTo(InetSocketAddress remote) {
    var known = shared.get(remote);
    return known != null ? known : new DatagramFlow(this, remote);
  }

  /** The one flow to this remote address that has users: {@code flow}, if there is none yet. */
  DatagramFlow shared(DatagramFlow flow) {
    var known = shared.putIfAbsent(flow.remote(), flow);
    return known == null ? flow : known;
  }

  @Nullable DatagramFlow sharedIfAny(DatagramFlow flow) {
    return shared.get(flow.remote());
  }

  void forget(DatagramFlow flow) {
    shared.remove(flow.remote(), flow);
  }

  void send(DatagramFlow flow, byte[] message, SendListener result) {
    edge.leaving(flow, message);
    if (open && !isResponse(message) && shared.containsKey(flow.remote())) {
      port.expectAnswer(flow.remote());
    }
    String fault = open ? port.send(flow.remote(), message) : "the UDP socket is closed";
    if (fault != null) {
      edge.counters().notSent++;
      edge.later(() -> result.sendFailed(fault));
    }
  }

  /** Sends what is no SIP message: a ping, STUN. */
  void sendRaw(InetSocketAddress remote, byte[] payload) {
    if (open) {
      port.send(remote, payload);
    }
  }

  private static boolean isResponse(byte[] message) {
    return message.length > 3 && message[0] == 'S' && message[1] == 'I' && message[3] == '/';
  }

  @Override
  public void received(DatagramPort from, InetSocketAddress remote, byte[] payload) {
    if (StunMessage.looksLike(payload)) {
      edge.stun().received(new DatagramFlow(this, remote), payload);
      return;
    }
    if (isNoise(payload)) {
      edge.counters().ignored++;
      return;
    }
    var flow = new DatagramFlow(this, remote);
    edge.arrived(flow, payload);
    if (edge.settles(payload, flow)) {
      return;
    }
    edge.read(payload, flow);
  }

  @Override
  public void unreachable(DatagramPort from, InetSocketAddress remote, String reason) {
    var flow = shared.get(remote);
    if (flow != null) {
      flow.lost(reason);
    }
  }

  void close() {
    open = false;
    port.close();
    for (var flow : java.util.List.copyOf(shared.values())) {
      flow.lost("the UDP socket is closed");
    }
  }

  /** Keep-alives and broken STUN, not SIP (RFC 5626 §4.4, §8): ignored without parsing. */
  private static boolean isNoise(byte[] payload) {
    if (payload.length <= 4 || payload[0] == 0 || payload[0] == 1) {
      return true;
    }
    for (byte b : payload) {
      if (b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
