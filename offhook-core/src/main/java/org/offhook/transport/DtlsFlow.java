package org.offhook.transport;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.MessageParser;
import org.offhook.net.DtlsAssociation;
import org.offhook.net.DtlsHandler;
import org.offhook.net.TlsPeer;
import org.offhook.net.TransportKind;

/**
 * One DTLS association, opened by either side (RFC 6347; no RFC defines it for SIP): found and lost
 * like a connection, each message a datagram that may be lost, as over UDP (RFC 3261 §18).
 */
final class DtlsFlow implements Flow, DtlsHandler {

  private enum Phase {
    OPENING,
    OPEN,
    /** Was open. */
    CLOSED,
    /** Could not be opened. */
    FAILED
  }

  /** A message that waits for the handshake. */
  private static final class Waiting {
    private final byte[] message;
    private final SendListener listener;

    Waiting(byte[] message, SendListener listener) {
      this.message = message;
      this.listener = listener;
    }
  }

  private static final int SHORTEST_MESSAGE = 5;

  private final Edge edge;
  private final DtlsTable table;
  private final StreamWay way;
  private final Listening from;
  private final LinkedHashSet<FlowUser> users = new LinkedHashSet<>();
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private @Nullable DtlsAssociation association;
  private @Nullable TimerHandle idle;
  private @Nullable SentBy mapped;
  private long lastUse;
  private Phase phase = Phase.OPENING;

  DtlsFlow(Edge edge, DtlsTable table, StreamWay way, Listening from) {
    this.edge = edge;
    this.table = table;
    this.way = way;
    this.from = from;
  }

  /** The association that is being opened for it, or was accepted. */
  void association(DtlsAssociation mine) {
    association = mine;
  }

  /** What {@link DtlsTable} knows it by. */
  StreamWay way() {
    return way;
  }

  boolean isAccepted() {
    return way.peer().domain().isEmpty();
  }

  @Override
  public TransportKind kind() {
    return TransportKind.DTLS;
  }

  @Override
  public InetSocketAddress local() {
    return association == null ? new InetSocketAddress(0) : association.local();
  }

  @Override
  public InetSocketAddress remote() {
    return way.remote();
  }

  @Override
  public String domain() {
    return isAccepted() ? remote().getHostString() : way.peer().domain();
  }

  @Override
  public @Nullable TlsPeer tls() {
    return established() && association != null ? association.tls() : null;
  }

  @Override
  public boolean isAlive() {
    return phase == Phase.OPENING || phase == Phase.OPEN;
  }

  @Override
  public boolean established() {
    return phase == Phase.OPEN || phase == Phase.CLOSED;
  }

  @Override
  public SentBy sentBy() {
    return edge.publicAddress().via(from, remote(), mapped);
  }

  @Override
  public SentBy contact(String account) {
    return edge.publicAddress().contact(from, remote(), mapped, account);
  }

  /** The peer sees this side there, behind a NAT; null: where it is. */
  void mapped(@Nullable SentBy address) {
    mapped = address;
  }

  @Override
  public void join(FlowUser user) {
    users.add(user);
  }

  @Override
  public void leave(FlowUser user) {
    users.remove(user);
  }

  @Override
  public void send(byte[] message, SendListener listener) {
    if (!isAlive()) {
      notSent(listener, "the DTLS association is closed");
    } else if (phase == Phase.OPENING) {
      await(message, listener);
    } else {
      transmit(message, listener);
    }
  }

  /** A repetition by a transaction adds nothing while the first copy waits. */
  private void await(byte[] message, SendListener listener) {
    if (waiting.stream().anyMatch(one -> Arrays.equals(one.message, message))) {
      return;
    }
    if (waiting.size() >= edge.settings().dtls().queue()) {
      notSent(listener, "too many messages wait for the DTLS handshake");
      return;
    }
    waiting.add(new Waiting(message, listener));
  }

  private void transmit(byte[] message, SendListener listener) {
    lastUse = edge.nanos();
    if (!isNoise(message)) {
      edge.leaving(this, message);
    }
    String fault = association == null ? "there is no association" : association.send(message);
    if (fault != null) {
      notSent(listener, fault);
    }
  }

  private void notSent(SendListener listener, String reason) {
    edge.counters().notSent++;
    edge.later(() -> listener.sendFailed(reason));
  }

  @Override
  public void opened(DtlsAssociation mine) {
    phase = Phase.OPEN;
    lastUse = edge.nanos();
    startIdle(edge.settings().patience().idle().toNanos());
    for (var one = waiting.poll(); one != null && isAlive(); one = waiting.poll()) {
      transmit(one.message, one.listener);
    }
  }

  @Override
  public void received(DtlsAssociation from, byte[] message) {
    if (isNoise(message)) {
      edge.counters().ignored++;
      return;
    }
    lastUse = edge.nanos();
    edge.arrived(this, message);
    edge.handle(MessageParser.parse(message, edge.settings().messages()), this);
  }

  /** Keep-alives (RFC 5626 §4.4 has none for DTLS): no SIP. */
  private static boolean isNoise(byte[] message) {
    if (message.length >= SHORTEST_MESSAGE) {
      for (byte b : message) {
        if (b != '\r' && b != '\n') {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void closed(DtlsAssociation gone, String reason) {
    ended(reason);
  }

  /** Closes from this side; users are told. */
  void close(String reason) {
    if (isAlive() && association != null) {
      association.close();
    }
    ended(reason);
  }

  private void ended(String reason) {
    if (!isAlive()) {
      return;
    }
    phase = phase == Phase.OPEN ? Phase.CLOSED : Phase.FAILED;
    if (idle != null) {
      idle.cancel();
    }
    table.remove(this);
    var told = List.copyOf(users);
    users.clear();
    waiting.forEach(one -> notSent(one.listener, reason));
    waiting.clear();
    for (var user : told) {
      user.flowLost(this, reason);
    }
  }

  /** One timer per association, not one per message: it looks when the last use was. */
  private void startIdle(long nanos) {
    idle = edge.network().loop().after(nanos, this::checkIdle);
  }

  private void checkIdle() {
    long time = edge.settings().patience().idle().toNanos();
    long rest = lastUse + time - edge.nanos();
    if (!users.isEmpty()) {
      startIdle(time);
    } else if (rest > 0) {
      startIdle(rest);
    } else {
      close("idle");
    }
  }

  @Override
  public String toString() {
    return "dtls " + local() + (isAccepted() ? " from " : " to ") + remote();
  }
}
