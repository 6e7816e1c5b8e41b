package org.offhook.net;

import java.net.InetSocketAddress;

/** Takes what arrives at a {@link DatagramPort}. */
public interface DatagramHandler {

  /** A datagram; {@code payload} is the receiver's to keep. */
  void received(DatagramPort port, InetSocketAddress remote, byte[] payload);

  /**
   * The network reported that what was sent to {@code remote} did not arrive (an ICMP error; RFC
   * 3261 §18.4). Real sockets report this only where the operating system tells.
   */
  default void unreachable(DatagramPort port, InetSocketAddress remote, String reason) {}
}
