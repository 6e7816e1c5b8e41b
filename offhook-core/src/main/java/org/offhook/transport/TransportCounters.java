package org.offhook.transport;

import org.offhook.loop.Frequency;
import org.offhook.loop.TimeSource;

/** How many messages and connections there were. Read on the loop. */
public final class TransportCounters {

  long received;
  long sent;
  long malformed;
  long ignored;
  long notSent;
  final KeepAliveCounters keepAlive = new KeepAliveCounters();
  final Frequency connectionsOpened;
  long connectionsRefused;
  long connectionsOfOnePeer;
  long connectionsTimedOut;
  long connectionsDisplaced;
  final Over over = new Over();

  /** What was over a limit of messages. */
  static final class Over {
    long startLines;
    long headers;
    long bodies;
    long nested;
    long queues;
  }

  TransportCounters(TimeSource time) {
    connectionsOpened = new Frequency(time);
  }

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
  public Frequency connectionsOpened() {
    return connectionsOpened;
  }

  /** Connections closed at once because of a limit. */
  public long connectionsRefused() {
    return connectionsRefused;
  }

  /** Those of them that were one more than a peer may have. */
  public long connectionsOfOnePeer() {
    return connectionsOfOnePeer;
  }

  /** Connections closed because a peer was too slow: no whole message in time. */
  public long connectionsTimedOut() {
    return connectionsTimedOut;
  }

  /** Connections without a whole message that made room for newer ones. */
  public long connectionsDisplaced() {
    return connectionsDisplaced;
  }

  /** Messages not sent because a peer does not read. */
  public long unread() {
    return over.queues;
  }

  /** Messages whose start line is too long: 414. */
  public long longStartLines() {
    return over.startLines;
  }

  /** Messages whose header section is too long: 513. */
  public long longHeaders() {
    return over.headers;
  }

  /** Messages whose body is too long: 413. */
  public long longBodies() {
    return over.bodies;
  }

  /** Messages whose multiparts lie too deep inside each other: taken, but not looked into. */
  public long deepBodies() {
    return over.nested;
  }
}
