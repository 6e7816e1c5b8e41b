package org.offhook.transport;

/** How many messages and connections there were. Read on the loop. */
public final class TransportCounters {

  long received;
  long sent;
  long malformed;
  long ignored;
  long notSent;
  final KeepAliveCounters keepAlive = new KeepAliveCounters();
  long connectionsOpened;
  long connectionsRefused;
  long connectionsTimedOut;

  TransportCounters() {}

  /** Messages that arrived whole, malformed ones included. */
  public long received() {
    return received;
  }

  /** Messages handed to sockets. */
  public long sent() {
    return sent;
  }

  /** Malformed messages, answered or dropped. */
  public long malformed() {
    return malformed;
  }

  /** Datagrams that are no SIP: keep-alives, STUN, empty ones. */
  public long ignored() {
    return ignored;
  }

  /** Messages that could not be sent. */
  public long notSent() {
    return notSent;
  }

  /** Pings, STUN and dead flows. */
  public KeepAliveCounters keepAlive() {
    return keepAlive;
  }

  /** Connections opened by either side. */
  public long connectionsOpened() {
    return connectionsOpened;
  }

  /** Connections closed at once because of a limit. */
  public long connectionsRefused() {
    return connectionsRefused;
  }

  /** Connections closed because a peer was too slow: no whole message, or it does not read. */
  public long connectionsTimedOut() {
    return connectionsTimedOut;
  }
}
