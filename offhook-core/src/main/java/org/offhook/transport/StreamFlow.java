package org.offhook.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Frame;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.StreamFramer;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.TlsLayer;
import org.offhook.net.TlsPeer;
import org.offhook.net.TransportKind;

/**
 * One connection of a stream transport, opened by either side (RFC 3261 §18, RFC 5626 §3.5.1 for
 * its pings).
 */
final class StreamFlow implements Flow, StreamHandler {

  private enum Phase {
    OPENING,
    OPEN,
    /** Was open. */
    CLOSED,
    /** Could not be opened. */
    FAILED
  }

  /** A message that may still wait in the connection's queue. */
  private record Unsent(long end, long since, SendListener listener) {}

  private static final byte[] PONG = {'\r', '\n'};
  private static final int PING_LENGTH = 4;

  private final Edge edge;
  private final StreamTable table;
  private final StreamWay way;
  private final StreamConnection connection;
  private final StreamContact contact;
  private final boolean accepted;
  private final StreamFramer framer;
  private final StreamPatience patience;
  private final LinkedHashSet<FlowUser> users = new LinkedHashSet<>();
  private final ArrayDeque<Unsent> unsent = new ArrayDeque<>();
  private Phase phase;
  private long written;

  /** An accepted connection. */
  StreamFlow(
      Edge edge, StreamTable table, TransportKind kind, StreamConnection accepted, Listening at) {
    this.edge = edge;
    this.table = table;
    this.way = StreamWay.accepted(kind, accepted.remote());
    this.connection = accepted;
    this.contact = new StreamContact(edge, at);
    this.accepted = true;
    this.framer = new StreamFramer(edge.settings().messages());
    this.phase = accepted.isOpen() ? Phase.OPEN : Phase.OPENING;
    this.patience = new StreamPatience(edge, this);
    patience.accepted();
  }

  /** A connection that this side opens. */
  StreamFlow(Edge edge, StreamTable table, StreamWay way, Listening from) {
    this.edge = edge;
    this.table = table;
    this.way = way;
    this.contact = new StreamContact(edge, from);
    this.accepted = false;
    this.framer = new StreamFramer(edge.settings().messages());
    this.phase = Phase.OPENING;
    this.patience = new StreamPatience(edge, this);
    this.connection = table.connect(way, from, this);
    patience.opening();
  }

  @Override
  public TransportKind kind() {
    return way.kind();
  }

  @Override
  public InetSocketAddress local() {
    return connection.local();
  }

  @Override
  public InetSocketAddress remote() {
    return connection.remote();
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
    return contact.via(remote());
  }

  @Override
  public SentBy contact(String account) {
    return contact.of(local(), remote(), account);
  }

  /** The peer sees this side there, behind a NAT; null: where it is. */
  void mapped(@Nullable SentBy address) {
    contact.mapped(address);
  }

  /** Sends a ping (RFC 5626 §4.4.1); false if the peer does not read. */
  boolean ping() {
    framer.pongExpected();
    return phase == Phase.OPEN && connection.write(KeepAlive.PING);
  }

  /** Who is told of pongs. */
  void onPong(@Nullable Runnable told) {
    patience.onPong(told);
  }

  @Override
  public String domain() {
    return way.peer().domain().isEmpty() ? Flow.super.domain() : way.peer().domain();
  }

  @Override
  public @Nullable TlsPeer tls() {
    return connection.tls();
  }

  /** Where it is found again. */
  StreamWay way() {
    return way;
  }

  @Override
  public boolean offersAlias() {
    return !accepted && edge.settings().connections().reuse().offeredBy(way.kind());
  }

  boolean isAccepted() {
    return accepted;
  }

  boolean isUsed() {
    return !users.isEmpty();
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
      notSent(listener, "the connection is closed");
      return;
    }
    if (!connection.write(message)) {
      edge.counters().over.queues++;
      notSent(listener, "the peer does not read: its queue is full");
      patience.stuck();
      return;
    }
    edge.leaving(this, message);
    written += message.length;
    forgetSent();
    if (phase == Phase.OPENING || connection.queued() > 0) {
      unsent.add(new Unsent(written, edge.nanos(), listener));
    } else {
      patience.flowing();
    }
    patience.used();
  }

  private void notSent(SendListener listener, String reason) {
    edge.counters().notSent++;
    edge.later(() -> listener.sendFailed(reason));
  }

  private void forgetSent() {
    long gone = written - connection.queued();
    while (phase == Phase.OPEN && !unsent.isEmpty() && unsent.peekFirst().end() <= gone) {
      unsent.removeFirst();
    }
  }

  @Override
  public void connected(StreamConnection opened) {
    if (phase == Phase.OPENING) {
      phase = Phase.OPEN;
      if (!accepted) {
        patience.opened();
      }
    }
  }

  @Override
  public void received(StreamConnection from, ByteBuffer bytes) {
    if (!way.kind().secure() && framer.pending() == 0 && TlsLayer.beginsHandshake(bytes)) {
      connection.abort();
      ended("the peer speaks TLS to a port of plain " + way.kind().token());
      return;
    }
    if (way.kind().framed()) {
      whole(bytes);
    } else {
      framer.feed(bytes, this::frame);
    }
    forgetSent();
    if (isAlive()) {
      patience.partial(framer.pending() > 0);
    }
  }

  /** One message of a WebSocket: RFC 7118 §5, its pings as in RFC 5626 §4.4.1. */
  private void whole(ByteBuffer bytes) {
    var message = new byte[bytes.remaining()];
    bytes.get(message);
    if (!isLineEnds(message)) {
      frame(new Frame.Message(MessageParser.parse(message, edge.settings().messages())));
    } else if (message.length >= PING_LENGTH) {
      frame(new Frame.Ping());
    } else {
      frame(new Frame.Pong());
    }
  }

  private static boolean isLineEnds(byte[] message) {
    for (byte b : message) {
      if (b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }

  private void frame(Frame frame) {
    if (!isAlive()) {
      return;
    }
    switch (frame) {
      case Frame.Message message -> {
        patience.message();
        if (message.result() instanceof ParseResult.Parsed parsed) {
          heard(parsed.message());
          edge.arrived(this, parsed.message().toBytes());
          if (way.kind().framed()) {
            table.names().learn(parsed.message(), this);
          }
        }
        edge.handle(message.result(), this);
      }
      case Frame.Ping ping -> connection.write(PONG);
      case Frame.Pong pong -> patience.pong();
      case Frame.Broken broken -> {
        edge.handle(broken.invalid(), this);
        close("the stream cannot be read: " + broken.invalid().reason());
      }
    }
  }

  private void heard(SipMessage message) {
    if (accepted) {
      table.proven(this);
      if (message instanceof SipRequest request) {
        table.aliases().heard(this, request.topVia());
      }
    }
  }

  @Override
  public void closed(StreamConnection gone, String reason) {
    ended(reason);
  }

  /** Closes from this side; users are told. */
  void close(String reason) {
    if (isAlive()) {
      forgetSent();
      connection.close();
      ended(reason);
    }
  }

  /** Ends a connection whose peer is too slow. */
  void giveUp(String reason) {
    if (isAlive()) {
      edge.counters().connectionsTimedOut++;
      abort(reason);
    }
  }

  /** Ends it without delay. */
  void abort(String reason) {
    if (isAlive()) {
      forgetSent();
      connection.abort();
      ended(reason);
    }
  }

  private void ended(String reason) {
    if (!isAlive()) {
      return;
    }
    phase = phase == Phase.OPEN ? Phase.CLOSED : Phase.FAILED;
    patience.stop();
    table.remove(this);
    var waiting = List.copyOf(unsent);
    var told = List.copyOf(users);
    unsent.clear();
    users.clear();
    // How much of the queue had left is not known any more: what is old has, or nobody waits.
    long oldest = edge.nanos() - edge.settings().patience().message().toNanos();
    for (var message : waiting) {
      if (message.since() >= oldest) {
        notSent(message.listener(), reason);
      }
    }
    for (var user : told) {
      user.flowLost(this, reason);
    }
  }

  @Override
  public String toString() {
    return way.kind().label() + " " + local() + (accepted ? " from " : " to ") + remote();
  }
}
