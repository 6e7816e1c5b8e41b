package org.offhook.invite;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageBuilder;
import org.offhook.message.SessionExpires;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.SessionTimers.Refresher;
import org.offhook.ua.SessionTimers.Use;

/**
 * How two sides agree on a session timer, as pure functions over INVITE or UPDATE and its answer:
 * RFC 4028 §7.1 to §7.4 and §9.
 */
public final class TimerNegotiation {

  private static final String UAC = "uac";
  private static final String UAS = "uas";

  private TimerNegotiation() {}

  // --- the side that asks ---

  /** Asks for a timer in a first INVITE, by policy; what the user wrote stays (§7.1). */
  public static void ask(SipRequest.Builder request, SessionTimers timers) {
    if (!request.contains(HeaderName.SESSION_EXPIRES)) {
      ask(request, timers, null);
    }
  }

  /**
   * Asks for a timer, or for the one in force to go on with the same roles (§7.4).
   *
   * @param now what is in force; null if no timer runs
   */
  static void ask(SipRequest.Builder request, SessionTimers timers, @Nullable TimerTerms now) {
    if (timers.use() == Use.OFF) {
      return;
    }
    long minimum = now != null ? now.minimum() : timers.minimum().toSeconds();
    long seconds = now != null ? now.seconds() : timers.interval().toSeconds();
    var expires = SessionExpires.of(Math.max(seconds, minimum));
    var refresher = now != null ? (now.refreshes() ? UAC : UAS) : wished(timers.refresher());
    request.set(
        HeaderName.SESSION_EXPIRES,
        refresher.isEmpty() ? expires : expires.withRefresher(refresher));
    sayMinimum(request, minimum);
    if (now == null && timers.use() == Use.REQUIRED) {
      request.add(HeaderName.REQUIRE, SessionTimers.OPTION_TAG);
    }
  }

  private static String wished(Refresher refresher) {
    return switch (refresher) {
      case LOCAL -> UAC;
      case REMOTE -> UAS;
      case PEERS_CHOICE -> "";
    };
  }

  /** Without Min-SE it is 90 s, and none below may be said (§5). */
  private static void sayMinimum(MessageBuilder<?> message, long minimum) {
    if (minimum > SessionTimers.FLOOR.toSeconds()) {
      message.set(HeaderName.MIN_SE, minimum);
    }
  }

  /** The request that a 422 asks for; null if it does not say how, or not more (§7.3). */
  static @Nullable SipRequest repair(SipResponse refusal, SipRequest asSent) {
    var asked = asSent.headers().get(HeaderName.SESSION_EXPIRES);
    var least = refusal.headers().get(HeaderName.MIN_SE);
    if (refusal.status().code() != Status.SESSION_INTERVAL_TOO_SMALL.code()
        || asked.isEmpty()
        || least.isEmpty()
        || least.get() <= asked.get().seconds()) {
      return null;
    }
    return asSent.toBuilder()
        .set(HeaderName.SESSION_EXPIRES, new SessionExpires(least.get(), asked.get().params()))
        .set(HeaderName.MIN_SE, least.get())
        .build();
  }

  /** What a 2xx to a request of this side says (§7.2); empty runs no timer. */
  static Optional<TimerTerms> agreed(SipRequest asSent, SipResponse success, SessionTimers timers) {
    if (timers.use() == Use.OFF) {
      return Optional.empty();
    }
    long minimum = Math.max(timers.minimum().toSeconds(), minimum(asSent));
    var granted = success.headers().get(HeaderName.SESSION_EXPIRES);
    if (granted.isEmpty()) {
      return timers.use() == Use.ALWAYS
          ? Optional.of(
              new TimerTerms(Math.max(timers.interval().toSeconds(), minimum), true, minimum))
          : Optional.empty();
    }
    // Tolerance: a UAS that names no refresher leaves the work to this side; one that grants less
    // than the minimum is refreshed as if it had granted that.
    boolean peer = granted.get().refresher().filter(UAS::equals).isPresent();
    return Optional.of(new TimerTerms(Math.max(granted.get().seconds(), minimum), !peer, minimum));
  }

  private static long minimum(SipMessage message) {
    return message.headers().get(HeaderName.MIN_SE).orElse(0L);
  }

  // --- the side that answers ---

  /** The status that a request is refused with, null if it may be served (§6, §9). */
  static @Nullable Status refusal(SipRequest request, SessionTimers timers) {
    boolean able = SessionTimers.isSupportedBy(request);
    var asked = request.headers().get(HeaderName.SESSION_EXPIRES);
    if (timers.use() == Use.REQUIRED && !able) {
      return Status.EXTENSION_REQUIRED;
    }
    boolean brief =
        able
            && timers.use() != Use.OFF
            && asked.isPresent()
            && asked.get().seconds() < timers.minimum().toSeconds();
    return brief ? Status.SESSION_INTERVAL_TOO_SMALL : null;
  }

  /** Adds to the answer with {@link #refusal} what explains it. */
  static SipResponse.Builder explain(
      SipResponse.Builder refusal, Status status, SessionTimers timers) {
    return status.equals(Status.EXTENSION_REQUIRED)
        ? refusal.add(HeaderName.REQUIRE, SessionTimers.OPTION_TAG)
        : refusal.set(HeaderName.MIN_SE, timers.minimum().toSeconds());
  }

  /**
   * What a 2xx to a request of the peer will say (§9, table 2); empty runs no timer.
   *
   * @param now what is in force; null if no timer runs
   */
  static Optional<TimerTerms> answer(
      SipRequest request, SessionTimers timers, @Nullable TimerTerms now) {
    if (timers.use() == Use.OFF) {
      return Optional.empty();
    }
    boolean able = SessionTimers.isSupportedBy(request);
    long minimum = Math.max(timers.minimum().toSeconds(), minimum(request));
    if (now != null) {
      minimum = Math.max(minimum, now.minimum());
    }
    var asked = request.headers().get(HeaderName.SESSION_EXPIRES);
    if (asked.isEmpty()) {
      return unasked(timers, now, able, minimum);
    }
    long most = asked.get().seconds();
    if (most < timers.minimum().toSeconds()) {
      return Optional.empty(); // a proxy's wish, for a peer that a 422 would only confuse
    }
    long seconds = Math.min(most, Math.max(minimum, timers.interval().toSeconds()));
    var named = asked.get().refresher();
    boolean own = named.isPresent() ? named.get().equals(UAS) : isOwn(timers, now);
    return Optional.of(new TimerTerms(seconds, own || !able, minimum));
  }

  /** A timer in force goes on; else this side begins one only where its policy insists. */
  private static Optional<TimerTerms> unasked(
      SessionTimers timers, @Nullable TimerTerms now, boolean able, long minimum) {
    boolean insists = timers.use() == Use.ALWAYS || timers.use() == Use.REQUIRED;
    if (now == null && !insists) {
      return Optional.empty();
    }
    long seconds = now != null ? now.seconds() : timers.interval().toSeconds();
    return Optional.of(
        new TimerTerms(Math.max(seconds, minimum), isOwn(timers, now) || !able, minimum));
  }

  private static boolean isOwn(SessionTimers timers, @Nullable TimerTerms now) {
    return now != null ? now.refreshes() : timers.refresher() != Refresher.REMOTE;
  }

  /** Writes what was agreed into the 2xx; a peer that is to refresh must know how (§9). */
  static void write(SipResponse.Builder success, TimerTerms terms) {
    success.set(
        HeaderName.SESSION_EXPIRES,
        SessionExpires.of(terms.seconds()).withRefresher(terms.refreshes() ? UAS : UAC));
    if (!terms.refreshes()) {
      success.add(HeaderName.REQUIRE, SessionTimers.OPTION_TAG);
    }
  }
}
