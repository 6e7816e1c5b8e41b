package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;
import org.offhook.message.MessageParser;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NetException;
import org.offhook.net.TransportKind;

/** One UDP socket (RFC 3261 §18). */
final class DatagramListener implements DatagramHandler {

  private final Edge edge;
  private final DatagramPort port;
  private final Listening listening;
  private final HashMap<InetSocketAddress, DatagramFlow> shared = new HashMap<>();
  private SentBy sentBy;
  private boolean open = true;

  DatagramListener(Edge edge, InetSocketAddress address) throws NetException {
    this.edge = edge;
    this.port = edge.network().bindDatagram(address, this);
    this.listening = new Listening(TransportKind.UDP, port.local());
    this.sentBy = edge.sentBy(listening);
  }

  Listening listening() {
    return listening;
  }

  SentBy sentBy() {
    return sentBy;
  }

  /** The public address has changed. */
  void readvertise() {
    sentBy = edge.sentBy(listening);
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
    String fault = open ? port.send(flow.remote(), message) : "the UDP socket is closed";
    if (fault != null) {
      edge.counters().notSent++;
      edge.later(() -> result.sendFailed(fault));
    }
  }

  @Override
  public void received(DatagramPort from, InetSocketAddress remote, byte[] payload) {
    if (isNoise(payload)) {
      edge.counters().ignored++;
      return;
    }
    var flow = new DatagramFlow(this, remote);
    edge.arrived(flow, payload);
    edge.handle(MessageParser.parse(payload, edge.settings().messages()), flow);
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

  /** Keep-alives and STUN, not SIP (RFC 5626 §4.4, §8): ignored without parsing. */
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
