package org.offhook.net;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with TLS on it (RFC 8446, RFC 5246). What is written before the handshake is
 * through waits as plain text; afterwards all is encrypted at once and waits below.
 */
final class TlsConnection implements StreamConnection, StreamHandler {

  private static final Logger LOG = LoggerFactory.getLogger(TlsConnection.class);
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final int RECORD = 1 << 14;
  private static final int OVERHEAD = 256;
  private static final int RESERVE = 1 << 14;
  private static final int ALERT_TRIES = 4;

  private enum State {
    /** The connection below is not open yet. */
    OPENING,
    /** The pool has the session; nobody else touches it. */
    WORKING,
    /** In the handshake, until bytes come. */
    SHAKING,
    OPEN,
    CLOSED
  }

  private final TlsLayer layer;
  private final TlsSettings settings;
  private final @Nullable PeerName peer;
  private final TlsIncoming in = new TlsIncoming();
  private final WriteQueue early = new WriteQueue();
  private @Nullable StreamHandler user;
  private @Nullable StreamConnection below;
  private @Nullable TlsSession session;
  private @Nullable TlsPeer shown;
  private @Nullable TimerHandle timer;
  private State state = State.OPENING;
  private boolean readWanted = true;

  /**
   * A connection to be.
   *
   * @param peer the server that this side connects to; null: the peer is a client
   */
  TlsConnection(TlsLayer layer, @Nullable PeerName peer, @Nullable StreamHandler user) {
    this.layer = layer;
    this.settings = layer.settings();
    this.peer = peer;
    this.user = user;
  }

  /** What it travels on. */
  void on(StreamConnection connection) {
    below = connection;
  }

  void accept(StreamAcceptor acceptor) {
    user = acceptor.accepted(this);
    if (state == State.OPENING) {
      start();
    }
  }

  private StreamConnection below() {
    if (below == null) {
      throw new IllegalStateException("there is no connection below");
    }
    return below;
  }

  private TlsSession session() {
    if (session == null) {
      throw new IllegalStateException("there is no session yet");
    }
    return session;
  }

  @Override
  public void connected(StreamConnection opened) {
    if (state == State.OPENING) {
      start();
    }
  }

  /** Files may have to be read, and the first key is made: work for the pool. */
  private void start() {
    timer = layer.network().loop().after(settings.handshakeTimeout(), this::timedOut);
    if (peer == null) {
      layer.began(below().remote().getAddress());
    }
    var start = new TlsStart(settings, peer, below().remote());
    var now = layer.network().loop().time().wallClock();
    work(
        () -> start.prepare(now),
        () -> {
          session = start.session();
          if (session == null) {
            failed(start.fault());
          } else {
            proceed();
          }
        });
  }

  /** Lets the pool work, then goes on unless the connection has ended meanwhile. */
  private void work(Runnable task, Runnable then) {
    state = State.WORKING;
    below().readable(false);
    boolean taken =
        layer
            .network()
            .compute(
                task,
                () -> {
                  if (state == State.WORKING) {
                    state = State.SHAKING;
                    below().readable(true);
                    then.run();
                  }
                });
    if (!taken) {
      layer.network().loop().execute(() -> failed("too many TLS handshakes wait already"));
    }
  }

  /** As far as it goes with what has arrived. */
  private void proceed() {
    try {
      boolean more = true;
      while (more) {
        more =
            (state == State.SHAKING && shake()) || (state == State.OPEN && readWanted && unwrap());
      }
      in.trim();
    } catch (SSLException e) {
      failed(session().reason(e));
    }
  }

  /** One step of the handshake; false if it cannot go on now. */
  private boolean shake() throws SSLException {
    var engine = session().engine();
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        work(session()::runTasks, this::proceed);
        return false;
      }
      case NEED_WRAP -> flushHandshake();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        if (in.isForeign()) {
          failed("the peer speaks no TLS there, but '" + in.text() + "'");
          return false;
        }
        return unwrap();
      }
      case NOT_HANDSHAKING, FINISHED -> {
        if (!session().needsCheck()) {
          opened();
          return false;
        }
        work(session()::checkAgain, this::checkedAgain);
        return false;
      }
    }
    return true;
  }

  private void checkedAgain() {
    String refusal = session().refusal();
    if (refusal != null) {
      failed(refusal);
      return;
    }
    opened();
    proceed();
  }

  private void opened() {
    state = State.OPEN;
    handshakeOver();
    shown = session().peer();
    var waiting = ByteBuffer.allocate((int) early.bytes());
    early.copyTo(waiting);
    early.clear();
    if (waiting.position() > 0 && !send(waiting.flip())) {
      return;
    }
    below().readable(readWanted);
    var told = user;
    if (told != null) {
      told.connected(this);
    }
  }

  private void handshakeOver() {
    if (timer != null) {
      timer.cancel();
      timer = null;
      if (peer == null) {
        layer.finished(below().remote().getAddress());
      }
    }
  }

  /** Decrypts one record; false if none is whole. */
  private boolean unwrap() throws SSLException {
    var engine = session().engine();
    var plain = layer.plain(engine.getSession().getApplicationBufferSize());
    var result = engine.unwrap(in.bytes(), plain);
    var told = user;
    if (plain.position() > 0 && told != null) {
      told.received(this, plain.flip());
    }
    if (state == State.CLOSED) {
      return false;
    }
    if (result.getStatus() == Status.CLOSED) {
      endOfTls();
      return false;
    }
    if (state == State.OPEN && session().isRenegotiating()) {
      failed("the peer wants to negotiate anew, which is refused");
      return false;
    }
    if (state == State.OPEN && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      flushHandshake();
    }
    return result.getStatus() == Status.OK
        && (result.bytesConsumed() > 0 || result.bytesProduced() > 0);
  }

  /** The peer's close_notify: all that it sent has arrived (RFC 8446 §6.1). */
  private void endOfTls() {
    if (state == State.SHAKING) {
      failed("the peer ended the handshake");
      return;
    }
    sayGoodbye();
    below().close();
    ended("closed by peer");
  }

  /** Sends what the engine itself has to say. */
  private void flushHandshake() throws SSLException {
    var out = new ByteArrayOutputStream();
    var engine = session().engine();
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      var cipher = layer.cipher(engine.getSession().getPacketBufferSize());
      var result = engine.wrap(NOTHING.duplicate(), cipher);
      out.write(cipher.array(), cipher.arrayOffset(), cipher.position());
      if (result.getStatus() == Status.CLOSED) {
        break;
      }
    }
    if (out.size() > 0 && !below().write(out.toByteArray())) {
      throw new SSLException("the peer does not read");
    }
  }

  /** Encrypts and sends; the caller has looked for room. False: the connection has ended. */
  private boolean send(ByteBuffer plain) {
    try {
      var engine = session().engine();
      var out = new ByteArrayOutputStream(plain.remaining() + OVERHEAD);
      while (plain.hasRemaining()) {
        var cipher = layer.cipher(engine.getSession().getPacketBufferSize());
        if (engine.wrap(plain, cipher).getStatus() != Status.OK) {
          throw new SSLException("the connection is closed");
        }
        out.write(cipher.array(), cipher.arrayOffset(), cipher.position());
      }
      if (below().write(out.toByteArray())) {
        return true;
      }
      throw new SSLException("the peer does not read");
    } catch (SSLException e) {
      layer.network().loop().execute(() -> failed(session().reason(e)));
      return false;
    }
  }

  @Override
  public boolean write(byte[] bytes) {
    layer.network().loop().assertOnLoop();
    if (state == State.CLOSED || below().room() < sealed(early.bytes() + bytes.length)) {
      return false;
    }
    if (state == State.OPEN) {
      return bytes.length == 0 || send(ByteBuffer.wrap(bytes));
    }
    early.add(bytes);
    return true;
  }

  /** At most so many bytes are sent for so many, with room for what the engine says itself. */
  private static long sealed(long plain) {
    return plain + (plain / RECORD + 2) * OVERHEAD + RESERVE;
  }

  @Override
  public long room() {
    long free = below().room() - early.bytes();
    return Math.max(0, free - RESERVE - (free / RECORD + 2) * OVERHEAD);
  }

  @Override
  public long queued() {
    return early.bytes() + below().queued();
  }

  @Override
  public void received(StreamConnection from, ByteBuffer bytes) {
    in.add(bytes);
    if (state == State.SHAKING || state == State.OPEN) {
      proceed();
    }
  }

  @Override
  public void closed(StreamConnection gone, String reason) {
    if (state == State.OPENING) {
      ended(reason);
    } else if (state == State.OPEN) {
      readWanted = true;
      proceed();
      // Without close_notify somebody else may have cut the stream short (RFC 8446 section 6.1).
      ended(
          reason.equals("closed by peer") ? "closed by peer, with the end of TLS missing" : reason);
    } else {
      String how = in.isAny() ? "in the midst of the handshake" : "without a word of TLS";
      ended(told(reason.equals("closed by peer") ? "closed by peer " + how : reason));
    }
  }

  private void timedOut() {
    layer.timedOutOnce();
    String how = in.isAny() ? "it stopped midway" : "it says nothing: does it speak TLS there?";
    below().abort();
    ended(
        told(
            "it took longer than "
                + settings.handshakeTimeout().toMillis() / 1000.0
                + " s: "
                + how));
  }

  /** Tells the peer by an alert, closes, and tells the user. */
  private void failed(String reason) {
    if (state != State.CLOSED) {
      String told = state == State.OPEN ? "TLS failed: " + reason : told(reason);
      sayGoodbye();
      below().close();
      ended(told);
    }
  }

  private String told(String reason) {
    String whom = peer == null || peer.domain().isEmpty() ? "" + below().remote() : peer.domain();
    return "the TLS handshake with " + whom.replaceFirst("^/", "") + " failed: " + reason;
  }

  /** Sends the alert or close_notify that is due, if it can still be sent. */
  private void sayGoodbye() {
    if (session == null || state == State.WORKING) {
      return;
    }
    var engine = session.engine();
    if (state == State.OPEN || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
      engine.closeOutbound();
    }
    for (int i = 0; i < ALERT_TRIES; i++) {
      try {
        flushHandshake();
        return;
      } catch (SSLException e) {
        // The engine repeats its failure before it gives its alert.
        LOG.trace("ending TLS", e);
      }
    }
  }

  private void ended(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    if (peer == null && state != State.OPEN) {
      LOG.info("{}", reason);
    }
    var told = user;
    release();
    if (told != null) {
      told.closed(this, reason);
    }
  }

  private void release() {
    handshakeOver();
    state = State.CLOSED;
    user = null;
    in.clear();
    early.clear();
  }

  @Override
  public void close() {
    layer.network().loop().assertOnLoop();
    if (state != State.CLOSED) {
      sayGoodbye();
      below().close();
      release();
    }
  }

  @Override
  public void abort() {
    layer.network().loop().assertOnLoop();
    if (state != State.CLOSED) {
      below().abort();
      release();
    }
  }

  @Override
  public void readable(boolean wanted) {
    layer.network().loop().assertOnLoop();
    readWanted = wanted;
    if (state == State.OPEN) {
      below().readable(wanted);
      if (wanted && !in.isEmpty()) {
        layer.network().loop().execute(this::resume);
      }
    }
  }

  private void resume() {
    if (state == State.OPEN) {
      proceed();
    }
  }

  @Override
  public InetSocketAddress local() {
    return below().local();
  }

  @Override
  public InetSocketAddress remote() {
    return below().remote();
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN && below().isOpen();
  }

  @Override
  public @Nullable TlsPeer tls() {
    return shown;
  }
}
