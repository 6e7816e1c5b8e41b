package org.offhook.net;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;

/**
 * A UDP socket from which this side opens DTLS associations (RFC 6347). It is never a server: on a
 * socket of its own no peer can begin a handshake while this side does.
 *
 * <p>It is closed with its last association. Thread rule: the loop.
 */
public final class DtlsClientPort {

  private final DtlsWire wire;
  private final HashMap<InetSocketAddress, DtlsAssociation> associations = new HashMap<>();
  private boolean open = true;

  /**
   * Opens a socket.
   *
   * @param local as for {@link Network#bindDatagram}
   * @throws NetException if the port is taken or the address is not this host's
   */
  public DtlsClientPort(
      Network network, TlsSettings tls, DtlsSettings settings, InetSocketAddress local)
      throws NetException {
    wire = new DtlsWire(network, tls, settings);
    wire.socket(network.bindDatagram(local, new Receiver()));
  }

  /** Where it is bound. */
  public InetSocketAddress local() {
    return wire.socket().local();
  }

  /** Counts since the start. */
  public DtlsCounters counters() {
    return wire.counters();
  }

  /** Speaks DTLS by these settings on associations that begin later. */
  public void tls(TlsSettings settings) {
    wire.tls(settings);
  }

  /** Whether the socket is still there. */
  public boolean isOpen() {
    return open;
  }

  /** Whether an association to this address can begin here: none is there yet. */
  public boolean isFree(InetSocketAddress remote) {
    return open && !associations.containsKey(remote);
  }

  /**
   * Begins a handshake; its end is told to the handler: {@link DtlsHandler#opened} or {@link
   * DtlsHandler#closed}, never inside this call.
   */
  public DtlsAssociation open(PeerName peer, DtlsHandler handler) {
    var remote = peer.address();
    if (!isFree(remote)) {
      throw new IllegalStateException("this socket has an association with " + remote);
    }
    var association = new DtlsAssociation(wire, remote, new ClientOwner(handler));
    associations.put(remote, association);
    association.connect(peer, handler);
    return association;
  }

  /** Closes the socket and its associations; no callback follows. */
  public void close() {
    for (var association : List.copyOf(associations.values())) {
      association.close();
    }
    shut();
  }

  private void shut() {
    if (open) {
      open = false;
      wire.socket().close();
    }
  }

  /** The socket's side. */
  private final class Receiver implements DatagramHandler {

    @Override
    public void received(DatagramPort port, InetSocketAddress remote, byte[] payload) {
      var association = associations.get(remote);
      if (association == null) {
        wire.counters().ignored++;
      } else {
        association.received(payload);
      }
    }

    @Override
    public void unreachable(DatagramPort port, InetSocketAddress remote, String reason) {
      var association = associations.get(remote);
      if (association != null) {
        association.lost(reason);
      }
    }
  }

  /** The associations' side. */
  private final class ClientOwner implements DtlsAssociation.Owner {

    private final DtlsHandler handler;

    ClientOwner(DtlsHandler handler) {
      this.handler = handler;
    }

    @Override
    public DtlsHandler finished(DtlsAssociation association) {
      return handler;
    }

    @Override
    public void gone(DtlsAssociation association) {
      associations.remove(association.remote(), association);
      if (associations.isEmpty()) {
        shut();
      }
    }
  }
}
