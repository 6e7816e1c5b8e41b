package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.net.NetException;
import org.offhook.net.StreamAcceptor;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;
import org.offhook.net.TransportKind;

/** One listening socket of a stream transport (RFC 3261 §18). */
final class StreamPort {

  private final StreamTable table;
  private final StreamListener listener;
  private final Listening listening;

  /** Opens a socket, or takes one over. */
  interface Opening {
    StreamListener open(StreamAcceptor acceptor) throws NetException;
  }

  StreamPort(Edge edge, StreamTable table, TransportKind kind, InetSocketAddress address)
      throws NetException {
    this(table, kind, acceptor -> edge.network().listenStream(address, acceptor));
  }

  StreamPort(StreamTable table, TransportKind kind, Opening opening) throws NetException {
    String fault = table.layers().listenFault(kind);
    if (fault != null) {
      throw new NetException("cannot listen by " + kind.label() + ": " + fault);
    }
    this.table = table;
    this.listener = opening.open(this::accepted);
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
