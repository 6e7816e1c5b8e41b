package org.offhook.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DTLS 1.2 association with one remote address (RFC 6347): the handshake, whose lost flights
 * are repeated, then messages in both directions, each in a record of its own.
 *
 * <p>Nothing is repeated after the handshake but the server's last flight: lost messages are the
 * matter of who sends them. A message that arrives twice is handed up once. There is no
 * renegotiation and no resumption. Thread rule: the loop; what the engine has to compute is done
 * beside it, and what arrives meanwhile waits.
 */
public final class DtlsAssociation {

  private enum Phase {
    HANDSHAKE,
    OPEN,
    CLOSED
  }

  /** Which socket an association belongs to. */
  interface Owner {

    /** The handshake is through; returns who takes messages from now on, or null to close. */
    @Nullable DtlsHandler finished(DtlsAssociation association);

    /** It is gone: failed, closed by either side. */
    void gone(DtlsAssociation association);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DtlsAssociation.class);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Datagrams that wait while the engine computes. */
  private static final int MOST_ARRIVED = 64;

  /** RFC 6347 §4.1: a record, and so a message, carries as much. */
  private static final int LARGEST_MESSAGE = 1 << 14;

  /** With header, and what encryption adds. */
  private static final int LARGEST_RECORD = LARGEST_MESSAGE + 256;

  private final DtlsWire wire;
  private final InetSocketAddress remote;
  private final Owner owner;
  private final DtlsRepair repair;
  private final ReplayWindow replays = new ReplayWindow();
  private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();
  private @Nullable TlsSession session;
  private @Nullable DtlsOrder order;
  private @Nullable DtlsHandler handler;
  private @Nullable TlsPeer peer;
  private Phase phase = Phase.HANDSHAKE;
  private boolean computing;

  DtlsAssociation(DtlsWire wire, InetSocketAddress remote, Owner owner) {
    this.wire = wire;
    this.remote = remote;
    this.owner = owner;
    this.repair = new DtlsRepair(wire, this);
    wire.counters().begun++;
  }

  /** This side's address. */
  public InetSocketAddress local() {
    return wire.socket().local();
  }

  /** The peer's address. */
  public InetSocketAddress remote() {
    return remote;
  }

  /** Whether messages can be sent: the handshake is through, nobody has closed. */
  public boolean isOpen() {
    return phase == Phase.OPEN;
  }

  /** What the handshake established about the peer; null before it is through. */
  public @Nullable TlsPeer tls() {
    return peer;
  }

  /**
   * Sends one message as one datagram.
   *
   * @return null if it left, else why it did not; the association is still good
   */
  public @Nullable String send(byte[] message) {
    if (phase != Phase.OPEN || session == null) {
      return "the DTLS association is not open";
    }
    if (message.length > LARGEST_MESSAGE) {
      return "too long for DTLS: " + message.length + " of at most " + LARGEST_MESSAGE + " bytes";
    }
    try {
      var out = wire.packet();
      session.engine().wrap(ByteBuffer.wrap(message), out);
      return transmit(List.of(bytes(out.flip())));
    } catch (SSLException e) {
      wire.network().loop().execute(() -> failed(e));
      return session.reason(e);
    }
  }

  /** Says goodbye (close_notify, RFC 5246 §7.2.1) and forgets; no callback follows. */
  public void close() {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (session != null && !computing) {
      session.engine().closeOutbound();
      sendAlert(session.engine());
    }
    end();
    owner.gone(this);
  }

  /** Begins the handshake of a client; what comes of it is told later. */
  void connect(PeerName peer, DtlsHandler told) {
    handler = told;
    repair.start();
    var making = new Making(wire.tls(), peer, wire.now());
    computing = wire.network().compute(making, () -> made(making));
    if (!computing) {
      wire.network().loop().execute(() -> lost("too many DTLS handshakes wait"));
    }
  }

  /** Makes the client's session: reads files, computes. */
  private static final class Making implements Runnable {

    private final TlsSettings tls;
    private final PeerName peer;
    private final Instant now;
    private @Nullable TlsSession session;
    private String fault = "";

    Making(TlsSettings tls, PeerName peer, Instant now) {
      this.tls = tls;
      this.peer = peer;
      this.now = now;
    }

    @Override
    public void run() {
      try {
        session = tls.context().connecting(true, peer, now);
        session.engine().beginHandshake();
      } catch (TlsException | SSLException e) {
        session = null;
        fault = String.valueOf(e.getMessage());
      }
    }
  }

  private void made(Making making) {
    computing = false;
    if (phase == Phase.CLOSED) {
      return;
    }
    if (making.session == null) {
      lost(making.fault);
      return;
    }
    begin(making.session, new DtlsOrder(true, 0));
    step();
  }

  /** Begins that of a server, whose engine has seen the hello without its cookie. */
  void accept(TlsSession verified, byte[] hello) {
    repair.start();
    begin(verified, new DtlsOrder(false, 1));
    received(hello);
  }

  private void begin(TlsSession with, DtlsOrder inOrder) {
    session = with;
    order = inOrder;
    packetSize(with.engine(), wire.settings().mtu());
  }

  /** A datagram from the peer, or from who says so. */
  void received(byte[] datagram) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (arrived.size() >= MOST_ARRIVED) {
      wire.counters().ignored++;
      return;
    }
    repair.heard();
    arrived.add(ByteBuffer.wrap(datagram));
    step();
  }

  /** Does what can be done now. */
  private void step() {
    try {
      boolean going = true;
      while (going && phase != Phase.CLOSED && !computing && session != null) {
        going = step(session);
      }
    } catch (SSLException e) {
      failed(e);
    }
  }

  /** One step; false: nothing can be done now. */
  private boolean step(TlsSession with) throws SSLException {
    switch (with.engine().getHandshakeStatus()) {
      case NEED_TASK -> {
        // If too much waits already, the next repetition tries again.
        computing = wire.network().compute(with::runTasks, this::computed);
        return computing;
      }
      case NEED_WRAP -> sendFlight(with);
      case NEED_UNWRAP_AGAIN -> unwrap(with, NOTHING);
      default -> {
        return read(with);
      }
    }
    return true;
  }

  private void computed() {
    computing = false;
    step();
  }

  /** Reads one record; false: there is none. */
  private boolean read(TlsSession with) throws SSLException {
    var inOrder = order;
    if (inOrder != null && inOrder.hasReady()) {
      if (unwrap(with, inOrder.ready())) {
        inOrder.taken();
      }
      return true;
    }
    var datagram = arrived.peek();
    if (datagram == null) {
      return false;
    }
    int length = DtlsRecord.length(datagram);
    if (length < 0) {
      arrived.remove();
      return true;
    }
    var record = datagram.duplicate().limit(datagram.position() + length);
    datagram.position(datagram.position() + length);
    if (!datagram.hasRemaining()) {
      arrived.remove();
    }
    if (inOrder != null) {
      inOrder.add(record);
    } else if (isUseful(record)) {
      unwrap(with, record);
    }
    return true;
  }

  /**
   * RFC 6347 §4.1: records of another epoch are dropped; the engine would keep those of the next.
   * After the handshake only messages and alerts are of use.
   */
  private boolean isUseful(ByteBuffer record) {
    int type = DtlsRecord.type(record);
    boolean isProtected = DtlsRecord.epoch(record) == 1;
    if (isProtected && type == DtlsRecord.HANDSHAKE) {
      repair.peerRepeats();
    }
    return isProtected && (type == DtlsRecord.ALERT || type == DtlsRecord.APPLICATION_DATA);
  }

  /** Whether the engine is done with the record: it may have to do something else first. */
  private boolean unwrap(TlsSession with, ByteBuffer record) throws SSLException {
    int before = record.remaining();
    var plain = wire.plain();
    var result = with.engine().unwrap(record, plain);
    var next = result.getHandshakeStatus();
    if (result.bytesProduced() > 0) {
      message(result.sequenceNumber(), bytes(plain.flip()));
    }
    if (result.getStatus() == Status.CLOSED) {
      closedByPeer(with.engine());
    } else if (next == HandshakeStatus.FINISHED) {
      finished(with);
    }
    return !record.hasRemaining()
        || (record.remaining() == before
            && (next == HandshakeStatus.NEED_UNWRAP || next == HandshakeStatus.NOT_HANDSHAKING));
  }

  private void message(long number, byte[] message) {
    repair.peerFinished();
    if (handler == null || !replays.isNew(number)) {
      wire.counters().replayed++;
    } else {
      handler.received(this, message);
    }
  }

  /** Sends all that the engine wants to send now: one flight (RFC 6347 §4.2.4). */
  private void sendFlight(TlsSession with) throws SSLException {
    var flight = new DtlsFlight(wire.settings().mtu());
    boolean finished = wrap(with.engine(), flight);
    var datagrams = flight.datagrams();
    if (datagrams.isEmpty() && !finished) {
      throw new SSLException("the engine wants to send, but has nothing");
    }
    if (!repair.isHeard()) {
      wire.socket().expectAnswer(remote);
    }
    String fault = transmit(datagrams);
    if (finished) {
      repair.last(datagrams);
      finished(with);
    } else if (fault != null && !repair.isHeard()) {
      lost(fault);
    } else {
      repair.sent();
    }
  }

  /**
   * Takes the records of the flight that waits, or if none does of the one before, with new
   * numbers.
   *
   * @return whether that was the last flight
   */
  private boolean wrap(SSLEngine engine, DtlsFlight flight) throws SSLException {
    HandshakeStatus next;
    do {
      var out = wire.packet();
      next = engine.wrap(NOTHING, out).getHandshakeStatus();
      if (!out.flip().hasRemaining()) {
        break;
      }
      flight.add(out);
    } while (next == HandshakeStatus.NEED_WRAP);
    return next == HandshakeStatus.FINISHED;
  }

  /** No answer came in time. */
  void repeat() {
    if (computing || phase != Phase.HANDSHAKE || session == null) {
      return;
    }
    var engine = session.engine();
    try {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
        // The engine makes its records smaller each time; who set the MTU knows better.
        packetSize(engine, wire.settings().mtu());
        wire.counters().repeatedFlights++;
        var flight = new DtlsFlight(wire.settings().mtu());
        wrap(engine, flight);
        transmit(flight.datagrams());
      }
    } catch (SSLException e) {
      failed(e);
      return;
    }
    step();
  }

  private static void packetSize(SSLEngine engine, int bytes) {
    var parameters = engine.getSSLParameters();
    parameters.setMaximumPacketSize(bytes);
    engine.setSSLParameters(parameters);
  }

  /** Sends datagrams as they are; null if all left, else why the first that failed did not. */
  @Nullable String transmit(List<byte[]> datagrams) {
    String fault = null;
    for (var datagram : datagrams) {
      String reason = wire.socket().send(remote, datagram);
      fault = fault == null ? reason : fault;
    }
    return fault;
  }

  private void finished(TlsSession with) {
    if (phase != Phase.HANDSHAKE) {
      return;
    }
    phase = Phase.OPEN;
    order = null;
    peer = with.peer();
    repair.finished();
    packetSize(with.engine(), LARGEST_RECORD);
    wire.counters().finished++;
    var taker = owner.finished(this);
    if (taker == null) {
      close();
      return;
    }
    handler = taker;
    taker.opened(this);
  }

  private void closedByPeer(SSLEngine engine) {
    sendAlert(engine);
    lost(phase == Phase.OPEN ? "closed by peer" : "the peer closed during the DTLS handshake");
  }

  private void failed(SSLException e) {
    if (session != null) {
      sendAlert(session.engine());
      lost(session.reason(e));
    }
  }

  /** Sends the alert that the engine has prepared, if any. */
  private void sendAlert(SSLEngine engine) {
    try {
      var out = wire.packet();
      engine.wrap(NOTHING, out);
      if (out.flip().hasRemaining()) {
        transmit(List.of(bytes(out)));
      }
    } catch (SSLException e) {
      LOG.debug("no alert to {}", remote, e);
    }
  }

  /** Ends without a word to the peer. */
  void lost(String reason) {
    if (phase == Phase.CLOSED) {
      return;
    }
    if (phase == Phase.HANDSHAKE) {
      wire.counters().failed++;
    }
    var told = handler;
    end();
    owner.gone(this);
    if (told != null) {
      told.closed(this, reason);
    }
  }

  private void end() {
    phase = Phase.CLOSED;
    repair.stop();
    arrived.clear();
    order = null;
    handler = null;
  }

  private static byte[] bytes(ByteBuffer from) {
    var copy = new byte[from.remaining()];
    from.get(copy);
    return copy;
  }

  @Override
  public String toString() {
    return "dtls " + local() + " with " + remote;
  }
}
