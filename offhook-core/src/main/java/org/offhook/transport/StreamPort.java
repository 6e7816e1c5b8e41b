package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.net.NetException;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;
import org.offhook.net.TransportKind;

/** One listening TCP socket (RFC 3261 §18). */
final class StreamPort {

  private final Edge edge;
  private final StreamTable table;
  private final StreamListener listener;
  private final Listening listening;

  StreamPort(Edge edge, StreamTable table, InetSocketAddress address) throws NetException {
    this.edge = edge;
    this.table = table;
    this.listener = edge.network().listenStream(address, this::accepted);
    this.listening = new Listening(TransportKind.TCP, listener.local());
  }

  private StreamHandler accepted(StreamConnection connection) {
    return table.accept(connection, edge.sentBy(listening));
  }

  Listening listening() {
    return listening;
  }

  void close() {
    listener.close();
  }
}
