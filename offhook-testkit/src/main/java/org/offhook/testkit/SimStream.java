package org.offhook.testkit;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.testkit.Transcript.Fate;

/** One end of a simulated TCP connection. */
final class SimStream implements StreamConnection {

  private static final long CONNECT_TIMEOUT = 5_000_000_000L;
  private static final long CONNECT_RETRY = 1_000_000_000L;
  private static final long SEGMENT_RETRY = 200_000_000L;
  private static final long GIVE_UP = 20_000_000_000L;
  private static final int WINDOW = 65_536;
  private static final int LONGEST_QUEUE = 5 << 18;
  private static final byte[] END = new byte[0];

  /** What an end is up to. */
  private enum State {
    OPENING,
    OPEN,
    CLOSING,
    CLOSED
  }

  private final SimAttachment owner;
  private final SimStreamQueue out = new SimStreamQueue();
  private final SimStreamQueue in = new SimStreamQueue();
  private final InetSocketAddress remote;
  private InetSocketAddress local;
  private @Nullable StreamHandler handler;
  private @Nullable SimStream peer;
  private State state = State.OPENING;
  private boolean readWanted = true;
  private long lastArrival;
  private int unacknowledged;
  private final Outage outage = new Outage();

  /** Why nothing gets through. */
  private static final class Outage {
    private long downFor;
    private boolean severed;
  }

  SimStream(SimAttachment owner, InetSocketAddress local, InetSocketAddress remote) {
    this.owner = owner;
    this.local = local;
    this.remote = remote;
    owner.host().connections().add(this);
  }

  SimAttachment owner() {
    return owner;
  }

  @Nullable SimHost peerHost() {
    return peer == null ? null : peer.owner.host();
  }

  /** Starts the handshake. */
  void connect(StreamHandler user) {
    handler = user;
    local = new InetSocketAddress(local.getAddress(), owner.host().ephemeralPort());
    var scheduler = owner.network().scheduler();
    scheduler.later(CONNECT_TIMEOUT, () -> failConnect("connect timed out"));
    var target = owner.network().owner(owner.host(), remote.getAddress());
    if (owner.network().failsNow()) {
      scheduler.later(0, () -> failConnect("injected failure"));
      return;
    }
    if (target == null && owner.network().isNat(remote.getAddress())) {
      return;
    }
    if (target == null) {
      scheduler.later(0, () -> failConnect("no route to host"));
      return;
    }
    var there = owner.network().path(owner.host(), target);
    if (there.isDown() || target.faults().ignoreStreams) {
      return;
    }
    var arrival = arrival(there, 0, CONNECT_RETRY);
    scheduler.later(arrival - scheduler.now(), () -> knock(target));
  }

  private void failConnect(String reason) {
    if (state == State.OPENING) {
      breakDown(reason);
    }
  }

  private void knock(SimHost target) {
    if (state != State.OPENING) {
      return;
    }
    var scheduler = owner.network().scheduler();
    var listener = target.faults().refuseStreams ? null : target.listener(remote);
    var back = owner.network().path(target, owner.host());
    if (back.isDown()) {
      return;
    }
    if (listener == null) {
      scheduler.later(back.link().latencyNanos(), () -> failConnect("connection refused"));
      return;
    }
    var from = local;
    var nat = owner.host().nat();
    var seen = nat == null || target.nat() == nat ? from : nat.outboundStream();
    var other = new SimStream(listener.owner(), remote, seen);
    other.peer = this;
    peer = other;
    other.state = State.OPEN;
    other.lastArrival = other.arrival(back, 0, CONNECT_RETRY);
    scheduler.later(other.lastArrival - scheduler.now(), () -> connected());
    listener.owner().loop().run(() -> other.accept(listener));
  }

  private void accept(SimStreamListener listener) {
    var user = listener.acceptor().accepted(this);
    if (state == State.OPEN) {
      handler = user;
      drain();
    }
  }

  private void connected() {
    if (state == State.OPENING) {
      state = State.OPEN;
      var user = handler;
      if (user != null) {
        owner.loop().run(() -> user.connected(this));
      }
    }
    pump();
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  @Override
  public boolean write(byte[] bytes) {
    owner.loop().assertOnLoop();
    if (state == State.CLOSING || state == State.CLOSED) {
      return false;
    }
    if (out.bytes() + bytes.length > LONGEST_QUEUE) {
      return false;
    }
    if (owner.network().failsNow()) {
      owner.network().scheduler().later(0, () -> breakDown("injected failure"));
      return true;
    }
    if (bytes.length > 0) {
      out.add(bytes);
      pump();
    }
    return true;
  }

  @Override
  public long room() {
    return LONGEST_QUEUE - out.bytes();
  }

  @Override
  public long queued() {
    return out.bytes();
  }

  @Override
  public void readable(boolean wanted) {
    owner.loop().assertOnLoop();
    readWanted = wanted;
    if (wanted) {
      owner.loop().execute(this::drain);
    }
  }

  @Override
  public void close() {
    handler = null;
    if (state == State.OPENING && peer == null) {
      gone();
    } else if (state == State.OPEN || state == State.OPENING) {
      state = State.CLOSING;
      out.add(END);
      pump();
    }
  }

  @Override
  public void abort() {
    owner.loop().assertOnLoop();
    var other = peer;
    handler = null;
    if (state != State.CLOSED && other != null) {
      sendLater(() -> other.breakDown("connection reset"));
    }
    gone();
  }

  /** Nothing that either side sends arrives any more; neither is told. */
  void sever() {
    outage.severed = true;
    if (peer != null) {
      peer.outage.severed = true;
    }
  }

  /** The connection ends for both sides without a word on the wire. */
  void breakDown(String reason) {
    if (state == State.CLOSED) {
      return;
    }
    var user = handler;
    handler = null;
    gone();
    if (user != null) {
      owner.loop().run(() -> user.closed(this, reason));
    }
    if (peer != null) {
      peer.breakDown(reason);
    }
  }

  private void gone() {
    state = State.CLOSED;
    out.clear();
    in.clear();
    owner.host().connections().remove(this);
  }

  /** Sends what the peer's window and the link let through. */
  private void pump() {
    var other = peer;
    while (other != null && state != State.OPENING && outage.downFor == 0 && !out.isEmpty()) {
      if (unacknowledged >= WINDOW) {
        return;
      }
      var path = owner.network().path(owner.host(), other.owner.host());
      if (path.isDown() || outage.severed) {
        retryLater();
        return;
      }
      var limit = path.link().segmentBytes();
      var piece = out.take(limit == 0 ? WINDOW : limit);
      if (piece.length == 0) {
        sendLater(other::ended);
        gone();
        return;
      }
      unacknowledged += piece.length;
      owner.network().transcript().packet(owner.loop().nanos(), local, remote, piece, Fate.STREAM);
      lastArrival = arrival(path, piece.length, SEGMENT_RETRY);
      var scheduler = owner.network().scheduler();
      scheduler.later(lastArrival - scheduler.now(), () -> other.arrived(piece));
    }
  }

  private void retryLater() {
    outage.downFor += SEGMENT_RETRY + outage.downFor;
    var waited = outage.downFor;
    owner
        .network()
        .scheduler()
        .later(
            waited,
            () -> {
              if (waited > GIVE_UP) {
                breakDown("connection timed out");
                return;
              }
              var other = peer;
              var down =
                  outage.severed
                      || (other != null
                          && owner.network().path(owner.host(), other.owner.host()).isDown());
              if (down && state != State.CLOSED) {
                retryLater();
              } else {
                outage.downFor = 0;
                pump();
              }
            });
  }

  private void sendLater(Runnable event) {
    var other = peer;
    if (other != null) {
      var path = owner.network().path(owner.host(), other.owner.host());
      if (!path.isDown() && !outage.severed) {
        var scheduler = owner.network().scheduler();
        lastArrival = arrival(path, 0, SEGMENT_RETRY);
        scheduler.later(lastArrival - scheduler.now(), event);
      }
    }
  }

  private long arrival(SimPath path, int bytes, long retry) {
    var network = owner.network();
    return path.segmentArrival(
        network.scheduler().now(), bytes + 40, retry, lastArrival, network.random());
  }

  private void arrived(byte[] bytes) {
    if (state == State.OPEN && handler != null) {
      in.add(bytes);
      drain();
    } else {
      acknowledge(bytes.length);
    }
  }

  private void ended() {
    in.add(END);
    drain();
  }

  /** Hands up what has arrived, as far as reading is wanted. */
  void drain() {
    while (!in.isEmpty() && readWanted && !owner.host().faults().neverRead) {
      var user = handler;
      if (state == State.OPENING || (state == State.OPEN && user == null)) {
        return;
      }
      var bytes = in.take(WINDOW);
      if (bytes.length == 0) {
        closedByPeer();
      } else if (user != null) {
        var view = Arrays.copyOf(bytes, bytes.length);
        owner.loop().run(() -> user.received(this, ByteBuffer.wrap(view)));
        Arrays.fill(view, (byte) '?');
        acknowledge(bytes.length);
      }
    }
  }

  private void closedByPeer() {
    var user = handler;
    if (user != null && state == State.OPEN) {
      close();
      owner.loop().run(() -> user.closed(this, "closed by peer"));
    }
  }

  private void acknowledge(int bytes) {
    var other = peer;
    if (other != null) {
      other.unacknowledged -= bytes;
      other.pump();
    }
  }

  @Override
  public String toString() {
    return Transcript.text(local) + " to " + Transcript.text(remote) + " " + state;
  }
}
