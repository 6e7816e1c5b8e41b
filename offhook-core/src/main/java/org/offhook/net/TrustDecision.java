package org.offhook.net;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's own last word on a peer's certificate (RFC 5922 §7.3): to be stricter than the
 * checks, or to believe what they do not, as on first use. Called on a thread of the task pool,
 * once in each handshake, resumed ones included; what it throws refuses the peer.
 *
 * <pre>{@code
 * TrustDecision known = peer ->
 *     peer.fault() == null || fingerprints.contains(sha256(peer.chain().getFirst()))
 *         ? Optional.empty()
 *         : Optional.of(peer.fault());
 * }</pre>
 */
@FunctionalInterface
public interface TrustDecision {

  /** Why the peer is not believed; empty if it is. */
  Optional<String> objection(Peer peer);

  /**
   * A peer in its handshake.
   *
   * @param server whether it is a server that this side connected to
   * @param domain the name that it was expected to have; empty for clients
   * @param chain its own certificate first
   * @param fault what the built-in checks found; null: nothing
   */
  record Peer(boolean server, String domain, List<X509Certificate> chain, @Nullable String fault) {

    /** Keeps a copy. */
    public Peer {
      chain = List.copyOf(chain);
    }
  }
}
