package org.offhook.net;

import java.net.InetSocketAddress;

/** A TCP socket that accepts connections. */
public interface StreamListener {

  /** Where it is bound, with the real port. */
  InetSocketAddress local();

  /** Closes the socket; connections that were accepted stay open. */
  void close();
}
