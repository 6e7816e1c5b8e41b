package org.offhook.invite;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * The time that a session has left: RFC 4028 §7.4 and §10. It lasts from one 2xx to the next, which
 * brings another timer. Where this side refreshes it does so at half the interval; without a
 * refresh of either side the call is hung up before the interval is over. A refresh of this side
 * that is under way then may take until it is over.
 */
final class SessionTimer implements OfferHandler {

  private static final long NANOS = 1_000_000_000L;
  private static final long LEAST_PAUSE = 5 * NANOS;

  /** For how long answers are repeated: 64*T1 (RFC 3261 §13.3.1.4, §17.1.2.2). */
  private static final long MOST_REPEATING = 32 * NANOS;

  private static final String EXPIRED = "the session timer expired";
  private static final List<HeaderField> REASON =
      List.of(new HeaderField("Reason", "SIP;cause=408;text=\"Session timer expired\""));

  private final InviteSession session;
  private final TimerTerms terms;
  private final @Nullable SipMessage cause;
  private long over;
  private long end;
  private @Nullable TimerHandle timer;
  private boolean asking;
  private boolean stopped;

  /**
   * Starts to count.
   *
   * @param cause the 2xx that the terms were agreed by
   * @param since when that may have been sent first; its sender counts from then (§10), and copies
   *     of it may have been lost for up to 32 s
   */
  SessionTimer(InviteSession session, TimerTerms terms, SipMessage cause, long since) {
    this.session = session;
    this.terms = terms;
    this.cause = mode(session) == AutoMode.MANUAL ? cause.packed() : null;
    count();
    long known = Math.min(now(session) - since, MOST_REPEATING);
    schedule(terms.refreshes() ? Math.max(0, terms.refreshNanos() - known) : terms.giveUpNanos());
  }

  private void count() {
    end = now(session) + terms.giveUpNanos();
    over = now(session) + terms.nanos();
  }

  /** The ACK has come: a peer that refreshes has known the 2xx, and counts, no longer than now. */
  void acknowledged() {
    if (!stopped && !terms.refreshes()) {
      count();
      schedule(terms.giveUpNanos());
    }
  }

  private static long now(InviteSession session) {
    return session.core().loop().time().nanos();
  }

  private static AutoMode mode(InviteSession session) {
    return session.core().settings().automatic().mode(Automatic.REFRESH);
  }

  /** What was agreed. */
  TimerTerms terms() {
    return terms;
  }

  /** Whether the session still waits for a refresh by this timer. */
  boolean isRunning() {
    return !stopped;
  }

  /** The session is over, or another timer takes its place. */
  void stop() {
    stopped = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private void schedule(long nanos) {
    if (timer != null) {
      timer.cancel();
    }
    timer = session.core().loop().after(Math.min(nanos, end - now(session)), this::due);
  }

  private void due() {
    timer = null;
    long left = end - now(session);
    if (left <= 0 && asking && end < over) {
      end = over;
      schedule(over - now(session));
      return;
    }
    if (left <= 0) {
      stopped = true;
      session.hangUp(new SessionEnd(SessionEnd.Kind.EXPIRED, EXPIRED, null), REASON);
      return;
    }
    schedule(left);
    switch (mode(session)) {
      case AUTO -> refresh();
      case MANUAL -> ask();
      case OFF -> {}
    }
  }

  private void ask() {
    if (cause == null) {
      refresh();
    } else {
      session.tell().asks(Automatic.REFRESH, cause, this::refresh, () -> {});
    }
  }

  /**
   * UPDATE without a description where the peer takes it, else a re-INVITE that changes nothing.
   */
  private void refresh() {
    if (!stopped && !session.isOver()) {
      asking = true;
      session.changes().ask(OwnChange.refresh(session, this));
    }
  }

  // --- what became of the refresh ---

  /** The 2xx has brought another timer, or none. */
  @Override
  public void accepted(SipResponse response) {
    asking = false;
  }

  /** Tried again before the session is given up, unless the answer has ended it (§10). */
  @Override
  public void refused(SipResponse response) {
    asking = false;
    if (stopped) {
      return;
    }
    var asked = response.headers().get(HeaderName.RETRY_AFTER).map(RetryAfter::seconds);
    if (response.cSeq().method().equals(Method.UPDATE) && OwnChange.isUnknown(response.status())) {
      refresh();
    } else {
      schedule(asked.map(seconds -> Math.max(LEAST_PAUSE, seconds * NANOS)).orElseGet(this::pause));
    }
  }

  @Override
  public void failed(String reason) {
    asking = false;
    if (!stopped && !session.isOver()) {
      schedule(pause());
    }
  }

  private long pause() {
    return Math.max(LEAST_PAUSE, (end - now(session)) / 4);
  }
}
