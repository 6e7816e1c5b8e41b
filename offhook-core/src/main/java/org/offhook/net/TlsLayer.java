package org.offhook.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS between TCP and SIP (RFC 3261 §26.2.1, RFC 8446, RFC 5246): the JDK's engine on connections
 * of any {@link Network}. Key exchange, certificates and files keep the task pool busy, never the
 * loop; a peer that falls silent costs a timer.
 *
 * <pre>{@code
 * var layer = new TlsLayer(network, TlsSettings.defaults());
 * layer.open(
 *     below -> network.connectStream(local, address, below),
 *     new PeerName("sip.example.com", address),
 *     handler);
 * }</pre>
 *
 * <p>Thread rule: the loop.
 */
public final class TlsLayer implements StreamLayer {

  private static final Logger LOG = LoggerFactory.getLogger(TlsLayer.class);
  private static final int BUFFER = 17 * 1024;

  /** Ignores what a refused connection still delivers. */
  private static final StreamHandler DEAF =
      new StreamHandler() {
        @Override
        public void received(StreamConnection connection, ByteBuffer bytes) {
          bytes.position(bytes.limit());
        }

        @Override
        public void closed(StreamConnection connection, String reason) {}
      };

  private final Network network;
  private TlsSettings settings;
  private final HashMap<InetAddress, Integer> unfinished = new HashMap<>();
  private int allUnfinished;
  private long refused;
  private long timedOut;
  private ByteBuffer plain = ByteBuffer.allocate(BUFFER);
  private ByteBuffer cipher = ByteBuffer.allocate(BUFFER);

  /** Speaks TLS on this network's connections. */
  public TlsLayer(Network network, TlsSettings settings) {
    this.network = network;
    this.settings = settings;
  }

  /** Whether a client of TLS speaks (RFC 8446 §5.1), to tell it from plain SIP. */
  public static boolean beginsHandshake(ByteBuffer bytes) {
    int at = bytes.position();
    return bytes.remaining() > 2 && bytes.get(at) == 22 && bytes.get(at + 1) == 3;
  }

  Network network() {
    return network;
  }

  /** Takes other settings for connections that begin later. */
  public void settings(TlsSettings changed) {
    network.loop().assertOnLoop();
    settings = changed;
  }

  /** The settings in use. */
  public TlsSettings settings() {
    return settings;
  }

  @Override
  public StreamConnection open(Below below, PeerName peer, StreamHandler handler) {
    network.loop().assertOnLoop();
    var connection = new TlsConnection(this, peer, handler);
    connection.on(below.open(connection));
    return connection;
  }

  @Override
  public StreamHandler accept(StreamConnection below, StreamAcceptor acceptor) {
    network.loop().assertOnLoop();
    var address = below.remote().getAddress();
    var limits = settings.limits();
    if (allUnfinished >= limits.total()
        || unfinished.getOrDefault(address, 0) >= limits.perAddress()) {
      refused++;
      LOG.info("TLS from {} is refused: too many handshakes are unfinished", below.remote());
      below.abort();
      return DEAF;
    }
    var connection = new TlsConnection(this, null, null);
    connection.on(below);
    connection.accept(acceptor);
    return connection;
  }

  /** The handshake of an accepted connection begins. */
  void began(InetAddress address) {
    allUnfinished++;
    unfinished.merge(address, 1, Integer::sum);
  }

  /** The handshake of an accepted connection is over, for good or ill. */
  void finished(InetAddress address) {
    allUnfinished--;
    unfinished.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
  }

  /** Connections that were closed at once, since too many handshakes were unfinished. */
  public long refused() {
    return refused;
  }

  /** Handshakes that peers did not end in time. */
  @Override
  public long timedOut() {
    return timedOut;
  }

  void timedOutOnce() {
    timedOut++;
  }

  /** Handshakes of accepted connections that are not over. */
  int unfinished() {
    return allUnfinished;
  }

  /** For what is decrypted; free between two records. */
  ByteBuffer plain(int size) {
    if (plain.capacity() < size) {
      plain = ByteBuffer.allocate(size);
    }
    return plain.clear();
  }

  /** For what is encrypted; free between two records. */
  ByteBuffer cipher(int size) {
    if (cipher.capacity() < size) {
      cipher = ByteBuffer.allocate(size);
    }
    return cipher.clear();
  }
}
