package org.offhook.net;

import java.net.InetSocketAddress;
import java.time.Instant;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What has to be done before a handshake, off the loop: files are looked at, a key is made. */
final class TlsStart {

  private final TlsSettings settings;
  private final @Nullable PeerName peer;
  private final InetSocketAddress remote;
  private @Nullable TlsSession session;
  private String fault = "";

  /**
   * A start.
   *
   * @param peer the server; null: the peer is a client
   */
  TlsStart(TlsSettings settings, @Nullable PeerName peer, InetSocketAddress remote) {
    this.settings = settings;
    this.peer = peer;
    this.remote = remote;
  }

  /** On the pool. */
  void prepare(Instant now) {
    try {
      var context = settings.context();
      var made =
          peer != null
              ? context.connecting(false, peer, now)
              : context.accepting(IpLiteral.format(remote.getAddress()), remote.getPort(), now);
      made.engine().beginHandshake();
      session = made;
    } catch (TlsException e) {
      fault = String.valueOf(e.getMessage());
    } catch (SSLException | RuntimeException e) {
      fault = e.toString();
    }
  }

  /** Ready to begin; null if it failed. */
  @Nullable TlsSession session() {
    return session;
  }

  /** Why there is no session. */
  String fault() {
    return fault;
  }
}
