package org.offhook.invite;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a session, one at a time in either direction: RFC 3261 §14. Further ones of this
 * side wait in line.
 */
final class SessionChanges {

  private final InviteSession session;
  private final ArrayDeque<Reinvite> waiting = new ArrayDeque<>(2);
  private @Nullable Reinvite own;
  private @Nullable IncomingReinvite peers;

  SessionChanges(InviteSession session) {
    this.session = session;
  }

  /** A change that this side wants: begins now, or waits for its turn. */
  void ask(Reinvite change) {
    if (session.isBusy() || !waiting.isEmpty()) {
      waiting.add(change);
    } else {
      begin(change);
    }
  }

  private void begin(Reinvite change) {
    own = change;
    change.start();
  }

  /** Whether an INVITE of either side is under way, or will be repeated. */
  boolean isUnderWay() {
    return own != null || peers != null;
  }

  @Nullable Reinvite own() {
    return own;
  }

  /** The peer's re-INVITE that waits for its answer. */
  @Nullable IncomingReinvite peers() {
    return peers;
  }

  void peersBegan(IncomingReinvite change) {
    peers = change;
  }

  void peersOver() {
    peers = null;
    next();
  }

  void ownOver() {
    own = null;
    next();
  }

  /** Begins the next one, if nothing is in its way; from a fresh stack. */
  void next() {
    if (!waiting.isEmpty()) {
      session.core().loop().execute(this::beginNext);
    }
  }

  private void beginNext() {
    if (!waiting.isEmpty() && !session.isBusy()) {
      begin(waiting.remove());
    }
  }

  /** The session is over. */
  void abandon(String reason) {
    var mine = own;
    own = null;
    if (mine != null) {
      mine.abandon(reason);
    }
    var theirs = peers;
    peers = null;
    if (theirs != null) {
      theirs.abandon();
    }
    while (!waiting.isEmpty()) {
      waiting.remove().abandon(reason);
    }
  }
}
