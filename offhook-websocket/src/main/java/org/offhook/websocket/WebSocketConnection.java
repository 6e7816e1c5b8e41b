package org.offhook.websocket;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.java_websocket.framing.CloseFrame;
import org.jspecify.annotations.Nullable;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.TlsPeer;

/**
 * One WebSocket connection (RFC 6455) that carries SIP, a message in each WebSocket message (RFC
 * 7118 §5): above it are messages, below it bytes.
 */
final class WebSocketConnection implements StreamConnection, StreamHandler, Patience.Owner {

  /** Messages that wait for the handshake, in bytes; beyond, writing fails. */
  private static final int MOST_EARLY = 1 << 20;

  private enum State {
    OPENING,
    OPEN,
    CLOSED
  }

  private final Patience patience;
  private final Handshake handshake;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final ArrayDeque<byte[]> early = new ArrayDeque<>();
  private final HttpHeadReader head = new HttpHeadReader();
  private @Nullable StreamConnection below;
  private @Nullable StreamHandler handler;
  private State state = State.OPENING;
  private long earlyBytes;
  private boolean begun;

  WebSocketConnection(
      Patience patience, Handshake handshake, FrameReader reader, FrameWriter writer) {
    this.patience = patience;
    this.handshake = handshake;
    this.reader = reader;
    this.writer = writer;
  }

  /** Names who takes the messages. */
  void handler(StreamHandler user) {
    if (state != State.CLOSED) {
      handler = user;
    }
  }

  /** Names the connection below; if it is open the time for the handshake begins. */
  void below(StreamConnection connection) {
    below = connection;
    if (connection.isOpen()) {
      begin();
    }
  }

  private void begin() {
    if (state == State.OPENING && !begun) {
      begun = true;
      patience.handshake(this);
    }
  }

  private StreamConnection below() {
    if (below == null) {
      throw new IllegalStateException("the connection below is not there yet");
    }
    return below;
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
  public @Nullable TlsPeer tls() {
    return below().tls();
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN && below().isOpen();
  }

  @Override
  public boolean write(byte[] message) {
    patience.loop().assertOnLoop();
    if (state == State.OPEN) {
      return below().write(writer.message(message));
    }
    if (state != State.OPENING || earlyBytes + message.length > MOST_EARLY) {
      return false;
    }
    early.add(message);
    earlyBytes += message.length;
    return true;
  }

  @Override
  public long queued() {
    return earlyBytes + (below == null ? 0 : below.queued());
  }

  @Override
  public void readable(boolean wanted) {
    below().readable(wanted);
  }

  /**
   * Sends a Close (RFC 6455 §7.1.2) and what waits before it; the connection below then takes what
   * still comes, the peer's Close too, and throws it away.
   */
  @Override
  public void close() {
    patience.loop().assertOnLoop();
    handler = null;
    if (state == State.OPEN) {
      var unused = below().write(writer.close(CloseFrame.NORMAL, ""));
    }
    if (state != State.CLOSED) {
      end();
      below().close();
    }
  }

  @Override
  public void abort() {
    patience.loop().assertOnLoop();
    handler = null;
    end();
    below().abort();
  }

  private void end() {
    state = State.CLOSED;
    patience.stop();
    early.clear();
    earlyBytes = 0;
  }

  /** The last callback. */
  private void tell(String reason) {
    var user = handler;
    handler = null;
    end();
    if (user != null) {
      user.closed(this, reason);
    }
  }

  @Override
  public void connected(StreamConnection opened) {
    begin();
    if (state == State.OPENING) {
      var first = handshake.begin(opened);
      if (first.length > 0) {
        opened.write(first);
      }
    }
  }

  @Override
  public void received(StreamConnection from, ByteBuffer bytes) {
    if (state == State.OPENING) {
      shakeHands(bytes);
    }
    boolean completed = false;
    while (state == State.OPEN) {
      var frame = reader.next(bytes);
      if (frame == null) {
        break;
      }
      // A Ping is no part of the message that it comes in the midst of.
      completed |= frame instanceof Frame.Message;
      take(frame);
    }
    if (state == State.OPEN) {
      patience.heard(this, reader.midMessage(), completed);
    }
    bytes.position(bytes.limit());
  }

  private void shakeHands(ByteBuffer bytes) {
    var verdict =
        switch (head.feed(bytes)) {
          case HttpHeadReader.Progress.Partial partial -> null;
          case HttpHeadReader.Progress.Whole whole -> handshake.judge(whole.head());
          case HttpHeadReader.Progress.Garbage garbage -> handshake.garbage(garbage.reason());
        };
    if (verdict == null) {
      return;
    }
    if (verdict.reply().length > 0) {
      below().write(verdict.reply());
    }
    if (verdict.refusal() != null) {
      below().close();
      tell(verdict.refusal());
    } else {
      opened();
    }
  }

  private void opened() {
    state = State.OPEN;
    patience.opened(this);
    for (var message : early) {
      if (!below().write(writer.message(message))) {
        tooSlow("more waits for the WebSocket than its connection takes");
        return;
      }
    }
    early.clear();
    earlyBytes = 0;
    var user = handler;
    if (user != null) {
      user.connected(this);
    }
  }

  private void take(Frame frame) {
    switch (frame) {
      case Frame.Message message -> {
        var user = handler;
        if (user != null && message.payload().length > 0) {
          user.received(this, ByteBuffer.wrap(message.payload()));
        }
      }
      case Frame.Ping ping -> {
        // A full queue drops the pong: the peer does not read.
        var unused = below().write(writer.pong(ping.payload()));
      }
      case Frame.Pong pong -> {}
      case Frame.Close close -> closedByPeer(close);
      case Frame.Fault fault -> giveUp(fault.code(), fault.reason());
    }
  }

  /** RFC 6455 §5.5.1: a Close is answered by a Close with the same code, once. */
  private void closedByPeer(Frame.Close close) {
    boolean coded = close.code() != CloseFrame.NOCODE;
    var unused = below().write(coded ? writer.close(close.code(), "") : writer.close());
    below().close();
    tell(
        "closed by peer"
            + (coded ? ": WebSocket code " + close.code() : "")
            + (close.reason().isEmpty() ? "" : " " + HttpHead.quote(close.reason())));
  }

  /** RFC 6455 §7.1.7: the connection fails. */
  private void giveUp(int code, String reason) {
    var unused = below().write(writer.close(code, reason));
    below().close();
    tell("the peer broke the rules of WebSocket: " + reason);
  }

  @Override
  public void tooSlow(String reason) {
    below().abort();
    tell(reason);
  }

  @Override
  public void ping() {
    var unused = below().write(writer.ping(new byte[0]));
  }

  @Override
  public void closed(StreamConnection gone, String reason) {
    tell(begun && state == State.OPENING ? reason + " during the WebSocket handshake" : reason);
  }

  @Override
  public String toString() {
    return "WebSocket on " + below;
  }
}
