package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.IoHandler;
import org.offhook.loop.TimerHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a peer's UDP port is closed (RFC 3261 §18.4). Linux tells a socket that is connected
 * to a peer of an ICMP "port unreachable", never one that is not. So for the first request to a
 * peer, and again when it has been silent for some time, a second socket is opened on the same
 * port, connected to that peer, and closed as soon as the peer says something, or after a second.
 * While it is open the system gives it what that peer sends: it is read as the first one is.
 */
final class ClosedPortWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ClosedPortWatch.class);
  private static final boolean LINUX =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
  private static final int MOST_AT_ONCE = 64;
  private static final int MOST_KNOWN = 1024;
  private static final long OPEN_NANOS = 1_000_000_000L;
  private static final long KNOWN_NANOS = 10_000_000_000L;

  private final SelectorNetwork network;
  private final UdpSocket socket;
  private final Map<InetSocketAddress, Sibling> siblings = new HashMap<>();
  private final Map<InetSocketAddress, Long> heardAt = new LinkedHashMap<>();
  private boolean possible;

  ClosedPortWatch(SelectorNetwork network, UdpSocket socket) {
    this.network = network;
    this.socket = socket;
    var sockets = network.settings().sockets();
    // Where the port is shared for good, a second socket would take new peers from the others.
    possible = LINUX && sockets.portUnreachable() && !sockets.sharedPort();
  }

  /** A request is about to be sent to a peer. */
  void expect(InetSocketAddress remote) {
    if (!possible || siblings.size() >= MOST_AT_ONCE || siblings.containsKey(remote)) {
      return;
    }
    var heard = heardAt.get(remote);
    if (heard != null && now() - heard < KNOWN_NANOS) {
      return;
    }
    try {
      siblings.put(remote, new Sibling(remote));
    } catch (IOException e) {
      LOG.debug("a closed port at {} would not be noticed at {}", remote, socket.local(), e);
    }
  }

  private long now() {
    return network.loop().time().nanos();
  }

  /** Sockets that are open now. */
  int open() {
    return siblings.size();
  }

  void close() {
    possible = false;
    List.copyOf(siblings.values()).forEach(Sibling::close);
  }

  private void heard(InetSocketAddress remote) {
    heardAt.remove(remote);
    if (heardAt.size() >= MOST_KNOWN) {
      heardAt.remove(heardAt.keySet().iterator().next());
    }
    heardAt.put(remote, now());
  }

  /** The second socket, for one peer. */
  private final class Sibling implements IoHandler {

    private final InetSocketAddress remote;
    private final DatagramChannel channel;
    private final TimerHandle limit;

    Sibling(InetSocketAddress remote) throws IOException {
      this.remote = remote;
      channel = DatagramChannel.open(Addresses.family(remote.getAddress()));
      try {
        channel.configureBlocking(false);
        bind();
        readEarly();
        channel.connect(remote);
        network.loop().register(channel, SelectionKey.OP_READ, this);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
      limit = network.loop().after(OPEN_NANOS, this::end);
    }

    /** The first socket shares the port for a moment only: other programs are still refused. */
    private void bind() throws IOException {
      var first = socket.channel();
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      first.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      try {
        channel.bind(socket.local());
      } finally {
        first.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      }
    }

    /** Until it is connected it gets what any peer sends: that is handed up, but not in here. */
    private void readEarly() throws IOException {
      for (var next = early(); next != null; next = early()) {
        var datagram = next;
        network.loop().execute(() -> socket.handUp(datagram));
      }
    }

    /** What is being sent may answer what is still in the loop's own buffer. */
    private UdpSocket.@Nullable Datagram early() throws IOException {
      return UdpSocket.read(channel, network.earlyBuffer());
    }

    @Override
    public void ready(SelectionKey key) {
      end();
    }

    /** Reads what is there, then closes: either way the peer is known now. */
    private void end() {
      if (!siblings.remove(remote, this)) {
        return;
      }
      String refused = null;
      try {
        if (readAll()) {
          heard(remote);
        }
      } catch (PortUnreachableException e) {
        refused = "port unreachable";
      } catch (IOException e) {
        LOG.debug("receiving from {}", remote, e);
      }
      close();
      if (refused != null) {
        socket.unreachable(remote, refused);
      }
    }

    private boolean readAll() throws IOException {
      var any = false;
      for (var next = socket.read(channel); next != null; next = socket.read(channel)) {
        socket.handUp(next);
        any = true;
      }
      return any;
    }

    private void close() {
      siblings.remove(remote, this);
      limit.cancel();
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("closing {}", remote, e);
      }
    }
  }
}
