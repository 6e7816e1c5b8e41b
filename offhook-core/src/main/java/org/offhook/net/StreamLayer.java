package org.offhook.net;

/**
 * A protocol between TCP and SIP on one connection, such as TLS (RFC 3261 §26.2) or WebSocket (RFC
 * 7118). Layers stack: both ends of one are a {@link StreamConnection}.
 *
 * <p>The connection that a layer hands up {@linkplain StreamConnection#isOpen is open} when the
 * layer's handshake is through; what is written before waits. Then {@link StreamHandler#connected}
 * is called, for accepted connections too. A handshake that fails is {@link StreamHandler#closed}
 * with the reason. Thread rule: the loop.
 */
public interface StreamLayer {

  /**
   * Opens a connection through this layer.
   *
   * @param below opens the connection that this one travels on
   * @param peer who is expected there
   * @param handler takes what happens on the connection that is returned
   */
  StreamConnection open(Below below, PeerName peer, StreamHandler handler);

  /**
   * Takes a connection that the peer opened.
   *
   * @param below the connection that this one travels on
   * @param acceptor is given the connection through this layer, inside this call
   * @return takes what happens on {@code below}
   */
  StreamHandler accept(StreamConnection below, StreamAcceptor acceptor);

  /**
   * Connections that were given up since the peer took too long, for the handshake or for what the
   * layer itself puts together; since the layer was made.
   */
  default long timedOut() {
    return 0;
  }

  /** Opens the connection that a layer travels on. */
  @FunctionalInterface
  interface Below {

    /** Starts to open it, once; {@code handler} is told what comes of it. */
    StreamConnection open(StreamHandler handler);
  }

  /** This layer with another one on top of it, as WebSocket on TLS. */
  default StreamLayer under(StreamLayer upper) {
    var lower = this;
    return new StreamLayer() {
      @Override
      public StreamConnection open(Below below, PeerName peer, StreamHandler handler) {
        return upper.open(middle -> lower.open(below, peer, middle), peer, handler);
      }

      @Override
      public StreamHandler accept(StreamConnection below, StreamAcceptor acceptor) {
        return lower.accept(below, middle -> upper.accept(middle, acceptor));
      }

      @Override
      public long timedOut() {
        return lower.timedOut() + upper.timedOut();
      }
    };
  }
}
