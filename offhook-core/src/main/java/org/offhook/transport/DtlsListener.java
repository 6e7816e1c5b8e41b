package org.offhook.transport;

import java.net.InetSocketAddress;
import org.offhook.net.DtlsServerPort;
import org.offhook.net.NetException;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;

/** One UDP socket at which peers open DTLS associations (RFC 3261 §18, RFC 6347). */
final class DtlsListener {

  private final DtlsServerPort port;
  private final Listening listening;

  DtlsListener(Edge edge, DtlsTable table, InetSocketAddress address) throws NetException {
    port =
        new DtlsServerPort(
            edge.network(),
            table.tls(),
            edge.settings().dtls(),
            address,
            association -> table.accept(association, listening()));
    listening = new Listening(TransportKind.DTLS, port.local());
  }

  Listening listening() {
    return listening;
  }

  long handshakesRefused() {
    return port.counters().displaced() + port.counters().overloaded();
  }

  void tls(TlsSettings settings) {
    port.tls(settings);
  }

  void close() {
    port.close();
  }
}
