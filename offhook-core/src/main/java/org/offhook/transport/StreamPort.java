package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.net.NetException;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;
import org.offhook.net.TransportKind;

/** One listening socket of a stream transport (RFC 3261 §18). */
final class StreamPort {

  private final Edge edge;
  private final StreamTable table;
  private final StreamListener listener;
  private final Listening listening;

  StreamPort(Edge edge, StreamTable table, TransportKind kind, InetSocketAddress address)
      throws NetException {
    String fault = table.layers().fault(kind);
    if (fault != null) {
      throw new NetException("cannot listen on " + new Listening(kind, address) + ": " + fault);
    }
    this.edge = edge;
    this.table = table;
    this.listener = edge.network().listenStream(address, this::accepted);
    this.listening = new Listening(kind, listener.local());
  }

  private StreamHandler accepted(StreamConnection connection) {
    return table.accept(listening.kind(), connection, listening);
  }

  Listening listening() {
    return listening;
  }

  void close() {
    listener.close();
  }
}
