package org.offhook.net;

import java.net.InetSocketAddress;

/** A UDP socket. */
public interface DatagramPort {

  /** Where it is bound, with the real port. */
  InetSocketAddress local();

  /**
   * Sends one datagram; {@code payload} must not change afterwards.
   *
   * @return null if it left or waits in the bounded queue, else why it could not be sent
   */
  @org.jspecify.annotations.Nullable
  String send(InetSocketAddress remote, byte[] payload);

  /**
   * An answer to what is sent to {@code remote} next is awaited: the handler shall be told {@link
   * DatagramHandler#unreachable} if its port is closed, where the system can say so.
   */
  default void expectAnswer(InetSocketAddress remote) {}

  /** Whether more has arrived than was read. On the loop. */
  default boolean isBehind() {
    return false;
  }

  /** Datagrams that were thrown away because the bounded queue was full. */
  long dropped();

  /** Closes the socket; no callback follows. */
  void close();
}
