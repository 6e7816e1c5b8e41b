package org.offhook.websocket;

import org.offhook.loop.Loop;
import org.offhook.net.PeerName;
import org.offhook.net.StreamAcceptor;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamLayer;
import org.offhook.net.WebSocketSettings;

/** Puts WebSocket on top of connections, in both roles (RFC 7118 §4). */
final class WebSocketLayer implements StreamLayer {

  private final Loop loop;
  private final WebSocketSettings settings;
  private final int largestMessage;
  private long timedOut;

  WebSocketLayer(Loop loop, WebSocketSettings settings, int largestMessage) {
    this.loop = loop;
    this.settings = settings;
    this.largestMessage = largestMessage;
  }

  @Override
  public StreamConnection open(Below below, PeerName peer, StreamHandler handler) {
    var upper = connection(new ClientHandshake(settings, peer, loop.random()), false);
    upper.handler(handler);
    upper.below(below.open(upper));
    return upper;
  }

  @Override
  public StreamHandler accept(StreamConnection below, StreamAcceptor acceptor) {
    var upper = connection(new ServerHandshake(settings), true);
    upper.below(below);
    upper.handler(acceptor.accepted(upper));
    return upper;
  }

  @Override
  public long timedOut() {
    return timedOut;
  }

  private WebSocketConnection connection(Handshake handshake, boolean server) {
    return new WebSocketConnection(
        new Patience(loop, settings.times(), () -> timedOut++),
        handshake,
        new FrameReader(server, largestMessage),
        new FrameWriter(server, loop.random()));
  }
}
