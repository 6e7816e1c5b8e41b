package org.offhook.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A TCP connection, or one through a {@link StreamLayer} on top of it; open or opening. */
public interface StreamConnection {

  /** This side's address; its port is 0 as long as the connection is opening. */
  InetSocketAddress local();

  /** The peer's address. */
  InetSocketAddress remote();

  /** Whether bytes can flow in both directions now. */
  boolean isOpen();

  /**
   * Sends bytes after all earlier ones; {@code bytes} must not change afterwards.
   *
   * @return false if the bounded queue is full (a peer that does not read) or the connection is
   *     gone: nothing of {@code bytes} was sent, the stream is still whole
   */
  boolean write(byte[] bytes);

  /** What TLS established about the peer; null without TLS, and before its handshake is through. */
  default @Nullable TlsPeer tls() {
    return null;
  }

  /** How many bytes {@link #write} would take now, as far as is known. */
  default long room() {
    return Integer.MAX_VALUE;
  }

  /** Bytes that wait to be sent. */
  long queued();

  /** Stops or continues reading: back-pressure against a peer that sends too fast. */
  void readable(boolean wanted);

  /**
   * Closes after what waits has been sent, or after a short time if the peer does not take it; no
   * callback follows.
   */
  void close();

  /** Closes at once with a reset; what waits is lost, no callback follows. */
  void abort();
}
