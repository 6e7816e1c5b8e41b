package org.offhook.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.function.Consumer;
import org.offhook.loop.Loop;
import org.offhook.loop.UserThreads;

/**
 * What one endpoint has of its host: a loop, sockets, a host-name lookup, threads for user code.
 *
 * <p>Opening a socket never throws for what the network may do: {@link NetException} says what went
 * wrong where the result is known at once, handlers are told otherwise.
 */
public interface Network extends AutoCloseable {

  /** The loop on which all callbacks run. Any thread. */
  Loop loop();

  /** Threads for user code. Any thread. */
  UserThreads userThreads();

  /**
   * Opens a UDP socket.
   *
   * @param local address and port; port 0 takes any free one; never a wildcard address (see {@link
   *     #localAddresses})
   * @throws NetException if the port is taken or the address is not this host's
   */
  DatagramPort bindDatagram(InetSocketAddress local, DatagramHandler handler) throws NetException;

  /**
   * Listens for TCP connections.
   *
   * @param local as for {@link #bindDatagram}
   * @throws NetException if the port is taken or the address is not this host's
   */
  StreamListener listenStream(InetSocketAddress local, StreamAcceptor acceptor) throws NetException;

  /**
   * Takes a UDP socket over that somebody else has opened and bound; it is closed with the port.
   *
   * @throws NetException if it is not bound, or this network has no real sockets
   */
  default DatagramPort adoptDatagram(DatagramChannel bound, DatagramHandler handler)
      throws NetException {
    throw new NetException("this host takes no sockets of another one: name an address and port");
  }

  /** As {@link #adoptDatagram}, for a socket that listens for TCP connections. */
  default StreamListener adoptStream(ServerSocketChannel bound, StreamAcceptor acceptor)
      throws NetException {
    throw new NetException("this host takes no sockets of another one: name an address and port");
  }

  /** Whether a UDP socket could be bound there now. */
  boolean isFree(InetSocketAddress datagramAddress);

  /**
   * Starts to open a TCP connection; bytes may be written at once and leave when it is open. The
   * handler is told {@link StreamHandler#connected} or {@link StreamHandler#closed} later.
   *
   * @param local the address to connect from (its port is ignored)
   */
  StreamConnection connectStream(
      InetAddress local, InetSocketAddress remote, StreamHandler handler);

  /** The addresses of this host's interfaces that are up, loopback included, none twice. */
  List<InetAddress> localAddresses();

  /**
   * The source address that the routing table gives for a destination, or the loopback address of
   * that family if there is no route.
   */
  InetAddress localAddressTowards(InetAddress remote);

  /**
   * Whether an address is on a subnet that one of this host's interfaces is on, by their prefix
   * lengths: it is reached without a router. By default only loopback is.
   */
  default boolean isDirectlyAttached(InetAddress remote) {
    return remote.isLoopbackAddress();
  }

  /** Interfaces, addresses or routes changed: what is remembered of them is asked anew. */
  default void changed() {}

  /**
   * Looks a host name up (A and AAAA) without blocking; the answer comes on the loop, empty if the
   * name has no address or the lookup failed.
   */
  void lookUp(String hostName, Consumer<List<InetAddress>> answer);

  /**
   * Runs {@code task}, which may compute or read files, on another thread, and then {@code then} on
   * the loop. {@code task} must not throw and must not touch what belongs to the loop.
   *
   * @return false if too much waits already: neither will run
   */
  boolean compute(Runnable task, Runnable then);

  /**
   * Tells how this host resolves names, as it stands now, without blocking; the answer comes on the
   * loop, perhaps inside this call. Nothing is known by default: names are then looked up by {@link
   * #lookUp} alone.
   */
  default void nameServers(Consumer<NameServers> answer) {
    answer.accept(NameServers.NONE);
  }

  /** Closes all sockets and ends the loop, after what it is doing now. Any thread. */
  @Override
  void close();
}
