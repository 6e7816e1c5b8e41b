package org.offhook.net;

import java.nio.ByteBuffer;

/** Takes what happens on a {@link StreamConnection}. */
public interface StreamHandler {

  /**
   * A connection that this side opened is up. For accepted connections only those call it that go
   * through a {@link StreamLayer}: its handshake is through.
   */
  default void connected(StreamConnection connection) {}

  /** Bytes arrived; {@code bytes} is valid, and may be consumed, during this call only. */
  void received(StreamConnection connection, ByteBuffer bytes);

  /**
   * The connection is gone, or could not be opened; the last callback. Not called after this side's
   * own {@link StreamConnection#close}.
   *
   * @param reason for people: "connection refused", "closed by peer", "reset" …
   */
  void closed(StreamConnection connection, String reason);
}
