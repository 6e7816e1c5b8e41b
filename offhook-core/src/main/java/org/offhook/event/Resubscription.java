package org.offhook.event;

import java.util.Locale;
import java.util.Set;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * Whether, and when, to subscribe anew after a subscription ended: RFC 6665 §4.1.3 for what the
 * notifier says, §4.1.2.2 for refreshes. A pure function.
 *
 * @param when the kind of wait
 * @param seconds what the notifier asks to wait at least; 0 for nothing
 */
record Resubscription(When when, long seconds) {

  /** Kinds of waits. */
  enum When {
    /** There is nothing to be gained by another try. */
    NEVER,
    /** The notifier wishes it, or does not mind. */
    AT_ONCE,
    /** After a while, longer with each failure. */
    LATER
  }

  private static final Resubscription NEVER = new Resubscription(When.NEVER, 0);
  private static final Resubscription AT_ONCE = new Resubscription(When.AT_ONCE, 0);

  /** Refusals that may pass (RFC 3261 §21.4 to §21.5). */
  private static final Set<Integer> PASSING = Set.of(408, 480, 482, 483, 491, 500, 502, 503, 504);

  static Resubscription after(SubscriptionEnd end) {
    return switch (end.kind()) {
      case STOPPED, WAIVED -> NEVER;
      case EXPIRED -> AT_ONCE;
      case NO_NOTIFY -> new Resubscription(When.LATER, 0);
      case TERMINATED ->
          end.message() instanceof SipRequest notify
              ? SubscriptionState.of(notify).map(Resubscription::told).orElse(AT_ONCE)
              : AT_ONCE;
      case REFUSED, FAILED ->
          end.message() instanceof SipResponse refusal
              ? refused(refusal, end.kind() == SubscriptionEnd.Kind.FAILED)
              : new Resubscription(When.LATER, 0);
    };
  }

  /** By the reason; {@code retry-after} has a meaning with some reasons only. */
  private static Resubscription told(SubscriptionState last) {
    var reason = last.reason() == null ? "" : last.reason();
    return switch (reason.toLowerCase(Locale.ROOT)) {
      case "deactivated", "timeout" -> AT_ONCE;
      case "rejected", "noresource", "invariant" -> NEVER;
      default -> new Resubscription(When.LATER, Math.max(0, last.retryAfter()));
    };
  }

  /** A notifier that lost the subscription (481), or its condition (412), has no objection. */
  private static Resubscription refused(SipResponse refusal, boolean refresh) {
    int code = refusal.status().code();
    if (refresh && (code == 481 || code == 412)) {
      return AT_ONCE;
    }
    long asked = refusal.headers().get(HeaderName.RETRY_AFTER).map(r -> r.seconds()).orElse(0L);
    return PASSING.contains(code) ? new Resubscription(When.LATER, asked) : NEVER;
  }
}
