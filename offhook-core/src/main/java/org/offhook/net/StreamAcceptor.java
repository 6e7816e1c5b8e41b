package org.offhook.net;

/** Takes the connections that arrive at a {@link StreamListener}. */
@FunctionalInterface
public interface StreamAcceptor {

  /** A new connection, open already; returns who takes its bytes. */
  StreamHandler accepted(StreamConnection connection);
}
