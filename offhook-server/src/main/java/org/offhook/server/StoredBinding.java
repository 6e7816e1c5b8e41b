package org.offhook.server;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.transport.Flow;
import org.offhook.transport.FlowUser;

/**
 * A binding in the location service (RFC 3261 §10.3): it keeps the connection open that its
 * REGISTER came by, and ends by itself.
 */
final class StoredBinding implements FlowUser {

  private static final long NANOS = 1_000_000_000L;

  /** Where a binding comes from. */
  record Origin(String callId, long cseq, List<NameAddr> path, Flow flow, boolean outbound) {}

  private final Contact contact;
  private final Origin origin;
  private final long endsAt;
  private @Nullable TimerHandle end;
  private @Nullable Runnable gone;

  StoredBinding(Contact contact, Origin origin, long endsAt) {
    this.contact = contact;
    this.origin = origin;
    this.endsAt = endsAt;
  }

  Contact contact() {
    return contact;
  }

  Origin origin() {
    return origin;
  }

  /** Begins to count; {@code lost} is run if it is a flow, and that ends. */
  void begin(TimerHandle timer, Runnable lost) {
    end = timer;
    gone = origin.outbound() && origin.path().isEmpty() ? lost : null;
    if (origin.flow().kind().reliable()) {
      origin.flow().join(this);
    }
  }

  /** Is replaced, removed or over. */
  void stop() {
    if (end != null) {
      end.cancel();
      end = null;
    }
    origin.flow().leave(this);
  }

  /** Seconds left, rounded up so that a fresh binding shows what was granted. */
  long secondsLeft(long now) {
    return Math.max(0, (endsAt - now + NANOS - 1) / NANOS);
  }

  double q() {
    return contact.q().orElse(1.0);
  }

  Binding view(String user, long now) {
    return new Binding(
        user,
        contact,
        origin.path(),
        Duration.ofNanos(Math.max(0, endsAt - now)),
        origin.flow().remote());
  }

  /**
   * The connection went: a flow is over with it (RFC 5626 §6), any other binding stays, as its
   * contact may be reached by a new one.
   */
  @Override
  public void flowLost(Flow flow, String reason) {
    if (gone != null) {
      gone.run();
    }
  }
}
