package org.offhook;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.sdp.SessionDescription;

/** The offers that a call passes to another one, or takes from it (RFC 3264 §4). */
final class Passing {

  private volatile boolean offering;
  // on the loop
  private @Nullable Consumer<SessionDescription> awaiting;

  /** Whether an offer of the peer is on its way to another call. Any thread. */
  boolean isOffering() {
    return offering;
  }

  /** Any thread. */
  void offering(boolean now) {
    offering = now;
  }

  /** Who is told the peer's next description; on the loop. */
  void await(Consumer<SessionDescription> taker) {
    awaiting = taker;
  }

  /** The peer described its session; on the loop. */
  void answered(SessionDescription description) {
    var taker = awaiting;
    awaiting = null;
    if (taker != null) {
      taker.accept(description);
    }
  }
}
