package org.offhook.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.SelectorLoop;
import org.offhook.loop.TaskPool;
import org.offhook.loop.UserThreads;
import org.offhook.loop.VirtualThreads;

/** Real, non-blocking sockets on one {@link SelectorLoop}. */
final class SelectorNetwork implements Network {

  private static final int BUFFER = 1 << 16;
  private static final long JOIN_MILLIS = 2000;
  private static final int TASK_THREADS = 2;

  private final SelectorLoop loop;
  private final NetworkSettings settings;
  private final NameLookUp names;
  private final TaskPool tasks;
  private final SourceAddresses sources;
  private final OutgoingPorts outgoing;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(BUFFER);
  private @Nullable ByteBuffer earlyBuffer;

  SelectorNetwork(String name, SelectorLoop loop, NetworkSettings settings) {
    this.loop = loop;
    this.settings = settings;
    names = new NameLookUp(name, loop);
    tasks = new TaskPool(name + "-tasks", TASK_THREADS);
    sources = new SourceAddresses(loop.time());
    outgoing = new OutgoingPorts(settings.outgoing());
  }

  @Override
  public SelectorLoop loop() {
    return loop;
  }

  @Override
  public UserThreads userThreads() {
    return VirtualThreads.INSTANCE;
  }

  NetworkSettings settings() {
    return settings;
  }

  OutgoingPorts outgoing() {
    return outgoing;
  }

  /** What is read on this loop goes through this buffer; free between two reads. */
  ByteBuffer readBuffer() {
    return readBuffer.clear();
  }

  /** For what is read while {@link #readBuffer} may be in use. */
  ByteBuffer earlyBuffer() {
    if (earlyBuffer == null) {
      earlyBuffer = ByteBuffer.allocateDirect(BUFFER);
    }
    return earlyBuffer.clear();
  }

  /** As {@link #readBuffer}, for writing. */
  ByteBuffer writeBuffer() {
    return writeBuffer.clear();
  }

  @Override
  public DatagramPort bindDatagram(InetSocketAddress local, DatagramHandler handler)
      throws NetException {
    loop.assertOnLoop();
    return binding("udp", local, () -> UdpSocket.open(this, local, handler));
  }

  @Override
  public StreamListener listenStream(InetSocketAddress local, StreamAcceptor acceptor)
      throws NetException {
    loop.assertOnLoop();
    return binding("tcp", local, () -> TcpListener.open(this, local, acceptor));
  }

  private interface Opening<S> {
    S open() throws IOException;
  }

  private <S> S binding(String kind, InetSocketAddress local, Opening<S> opening)
      throws NetException {
    if (local.isUnresolved() || local.getAddress().isAnyLocalAddress()) {
      throw new NetException(
          "cannot listen on " + local + ": give a numeric address, not a wildcard or a name");
    }
    try {
      return opening.open();
    } catch (IOException first) {
      return again(kind, local, opening, first);
    }
  }

  /** A socket that was closed in this turn may still hold the port: lets go of it and tries. */
  private <S> S again(String kind, InetSocketAddress local, Opening<S> opening, IOException first)
      throws NetException {
    try {
      loop.releaseClosed();
      return opening.open();
    } catch (IOException | IllegalStateException e) {
      throw BindFailure.explain(kind, local, first);
    }
  }

  @Override
  public DatagramPort adoptDatagram(DatagramChannel bound, DatagramHandler handler)
      throws NetException {
    loop.assertOnLoop();
    return adopting("udp", bound, () -> new UdpSocket(this, bound, handler));
  }

  @Override
  public StreamListener adoptStream(ServerSocketChannel bound, StreamAcceptor acceptor)
      throws NetException {
    loop.assertOnLoop();
    return adopting("tcp", bound, () -> new TcpListener(this, bound, acceptor));
  }

  private static <S> S adopting(String kind, NetworkChannel bound, Opening<S> opening)
      throws NetException {
    try {
      if (!(bound.getLocalAddress() instanceof InetSocketAddress local)
          || local.getAddress().isAnyLocalAddress()) {
        throw new NetException(
            "cannot listen on the "
                + kind
                + " socket handed in, at "
                + bound.getLocalAddress()
                + ": bind it to one address of this host first");
      }
      return opening.open();
    } catch (IOException e) {
      throw new NetException(
          "cannot listen on the " + kind + " socket handed in: " + Reasons.of(e), e);
    }
  }

  @Override
  public boolean isFree(InetSocketAddress datagramAddress) {
    try (var channel = DatagramChannel.open(Addresses.family(datagramAddress.getAddress()))) {
      channel.bind(datagramAddress);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public StreamConnection connectStream(
      InetAddress local, InetSocketAddress remote, StreamHandler handler) {
    loop.assertOnLoop();
    var source = outgoing.source(local, remote.getAddress());
    var connection = new TcpConnection(this, new InetSocketAddress(source, 0), remote, handler);
    connection.connect();
    return connection;
  }

  @Override
  public List<InetAddress> localAddresses() {
    return SourceAddresses.all();
  }

  @Override
  public boolean isDirectlyAttached(InetAddress remote) {
    loop.assertOnLoop();
    return sources.isAttached(remote);
  }

  @Override
  public void changed() {
    loop.assertOnLoop();
    sources.forget();
  }

  @Override
  public InetAddress localAddressTowards(InetAddress remote) {
    loop.assertOnLoop();
    return outgoing.source(sources.towards(remote), remote);
  }

  @Override
  public void lookUp(String hostName, Consumer<List<InetAddress>> answer) {
    names.lookUp(hostName, answer);
  }

  @Override
  public boolean compute(Runnable task, Runnable then) {
    return tasks.run(
        () -> {
          task.run();
          loop.execute(then);
        });
  }

  @Override
  public void nameServers(Consumer<NameServers> answer) {
    names.nameServers(answer);
  }

  @Override
  public void close() {
    loop.end();
    names.close();
    tasks.close();
    try {
      loop.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
