package org.offhook;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.ua.PeerTrust;

/**
 * What the peer of a call told of itself: who it is (RFC 4916, RFC 3325), and which packages it
 * takes in INFO (RFC 6086 §5.2: a list holds until another one comes). Written on the loop, read
 * from any thread.
 */
final class PeerState {

  // null as long as it is who the call began with, which takes no room
  private volatile @Nullable RemoteParty party;
  private volatile @Nullable List<String> infoPackages;
  private @Nullable Uri from;

  /**
   * Takes what a message of the peer tells; returns whether it is somebody else now.
   *
   * @param first who the call began with
   * @param hop where the message came from; null if that is not known
   */
  boolean heard(
      SipMessage message, NameAddr first, @Nullable InetSocketAddress hop, PeerTrust trust) {
    if (message.headers().contains(HeaderName.RECV_INFO)) {
      infoPackages =
          message.headers().all(HeaderName.RECV_INFO).stream()
              .map(ParameterizedToken::value)
              .toList();
    }
    var before = party;
    var asserted = hop == null ? null : trust.asserted(message, hop).orElse(null);
    boolean moved = message instanceof SipRequest && isMoved(message.from().uri(), first.uri());
    if (asserted != null) {
      party = RemoteParty.asserted(asserted);
    } else if (moved) {
      party = RemoteParty.claimed(message.from());
    }
    return party != null && !party.equals(before);
  }

  private boolean isMoved(Uri sender, Uri first) {
    var before = from != null ? from : first;
    boolean moved = !before.matches(sender);
    if (moved) {
      from = sender;
    }
    return moved;
  }

  /** Who it is now; empty if that is still who the call began with. */
  Optional<RemoteParty> party() {
    return Optional.ofNullable(party);
  }

  /** The packages that it takes; empty as long as it did not say. */
  Optional<List<String>> infoPackages() {
    return Optional.ofNullable(infoPackages);
  }
}
