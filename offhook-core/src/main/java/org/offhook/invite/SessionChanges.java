package org.offhook.invite;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a session, one at a time in either direction: RFC 3261 §14, RFC 3311 §5. Further
 * ones of this side wait in line.
 */
final class SessionChanges {

  private final InviteSession session;
  private final ArrayDeque<OwnChange> waiting = new ArrayDeque<>(2);
  private @Nullable OwnChange own;
  private @Nullable IncomingChange peers;

  SessionChanges(InviteSession session) {
    this.session = session;
  }

  /** A change that this side wants: begins now, or waits for its turn. */
  void ask(OwnChange change) {
    if (!mayBegin(change) || !waiting.isEmpty()) {
      waiting.add(change);
    } else {
      begin(change);
    }
  }

  private boolean mayBegin(OwnChange change) {
    return own == null && peers == null && !session.isEnding() && change.isPossible();
  }

  private void begin(OwnChange change) {
    own = change;
    change.start();
  }

  @Nullable OwnChange own() {
    return own;
  }

  /** The peer's re-INVITE or UPDATE that waits for its answer. */
  @Nullable IncomingChange peers() {
    return peers;
  }

  void peersBegan(IncomingChange change) {
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
    if (!waiting.isEmpty() && mayBegin(waiting.element())) {
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
