package org.offhook.event;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;

/**
 * How a subscription stands, as Subscription-State of a NOTIFY says it: RFC 6665 §4.1.3, §8.2.3.
 *
 * @param phase the state
 * @param reason why it is terminated, such as {@code noresource}; null where none is stated
 * @param expires seconds that remain; negative where none are stated
 * @param retryAfter seconds before another try; negative where none are stated
 */
public record SubscriptionState(
    Phase phase, @Nullable String reason, long expires, long retryAfter) {

  private static final long NONE = -1;
  private static final long MOST = 0xffff_ffffL;

  /** The states on the wire. */
  public enum Phase {
    /** Known, but not authorised yet. */
    PENDING,
    /** In force. */
    ACTIVE,
    /** Over. */
    TERMINATED
  }

  /** In force for so long. */
  public static SubscriptionState active(long seconds) {
    return new SubscriptionState(Phase.ACTIVE, null, seconds, NONE);
  }

  /** Not decided yet, for so long. */
  public static SubscriptionState pending(long seconds) {
    return new SubscriptionState(Phase.PENDING, null, seconds, NONE);
  }

  /** Over. */
  public static SubscriptionState terminated(String reason) {
    return new SubscriptionState(Phase.TERMINATED, reason, NONE, NONE);
  }

  /**
   * The state that a NOTIFY states; empty if it states none that can be read.
   *
   * <p>Tolerance: a state that nobody knows is taken as active, and parameters that are no numbers
   * as absent.
   */
  public static Optional<SubscriptionState> of(SipMessage notify) {
    return notify.headers().get(HeaderName.SUBSCRIPTION_STATE).map(SubscriptionState::of);
  }

  private static SubscriptionState of(ParameterizedToken value) {
    var phase =
        value.is("terminated")
            ? Phase.TERMINATED
            : value.is("pending") ? Phase.PENDING : Phase.ACTIVE;
    return new SubscriptionState(
        phase,
        value.params().get("reason").orElse(null),
        seconds(value, "expires"),
        seconds(value, "retry-after"));
  }

  private static long seconds(ParameterizedToken value, String name) {
    var text = value.params().get(name).orElse("");
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return NONE;
    }
    return Math.min(Long.parseLong(text), MOST);
  }

  /** Whether the subscription is over. */
  public boolean isTerminated() {
    return phase == Phase.TERMINATED;
  }

  /** Seconds that remain, where they are stated. */
  public OptionalLong remaining() {
    return expires < 0 ? OptionalLong.empty() : OptionalLong.of(expires);
  }

  /** The value of Subscription-State. */
  public ParameterizedToken header() {
    var header =
        ParameterizedToken.of(
            switch (phase) {
              case PENDING -> "pending";
              case ACTIVE -> "active";
              case TERMINATED -> "terminated";
            });
    if (reason != null) {
      header = header.with("reason", reason);
    }
    if (expires >= 0) {
      header = header.with("expires", Long.toString(expires));
    }
    return retryAfter < 0 ? header : header.with("retry-after", Long.toString(retryAfter));
  }

  @Override
  public String toString() {
    return header().toString();
  }
}
