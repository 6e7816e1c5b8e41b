package org.offhook.interop;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Free ports on loopback for peers that cannot choose one themselves; never the same one twice. */
final class Ports {

  private static final int FIRST = 10_000;
  private static final int END = 19_800;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() * 37 % (END - FIRST)));

  private Ports() {}

  /** An even port that is free for UDP and TCP. */
  static int one() {
    return block(2);
  }

  /** An even port from which so many ports are free for UDP and TCP. */
  static int block(int size) {
    for (int tries = 0; tries < 1000; tries++) {
      int from = NEXT.getAndAdd(size + size % 2) % (END - FIRST) + FIRST;
      int first = from + from % 2;
      if (areFree(first, Math.min(size, 24)) && isFree(first + size - 1)) {
        return first;
      }
    }
    throw new IllegalStateException("no free ports on loopback");
  }

  private static boolean areFree(int first, int size) {
    for (int port = first; port < first + size; port++) {
      if (!isFree(port)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFree(int port) {
    try (var udp = new DatagramSocket(null);
        var tcp = new ServerSocket()) {
      udp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      tcp.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
