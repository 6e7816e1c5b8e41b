package org.offhook.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * A state that a notifier is to tell: RFC 6665 §4.2.2.
 *
 * @param state the subscription's state; {@code expires} is added when it is sent
 * @param source writes the body; null for none
 * @param whole whether the whole state is due at once, as after a SUBSCRIBE
 * @param rows extra rows of its NOTIFY
 * @param fate is told what becomes of it
 * @param written the whole NOTIFY, where the application wrote it
 */
public record Notice(
    SubscriptionState state,
    @Nullable StateSource source,
    boolean whole,
    List<HeaderField> rows,
    Fate fate,
    @Nullable SipRequest written) {

  /** What is written when it leaves. */
  Notice(
      SubscriptionState state,
      @Nullable StateSource source,
      boolean whole,
      List<HeaderField> rows,
      Fate fate) {
    this(state, source, whole, rows, fate, null);
  }

  /** Without extra rows. */
  Notice(SubscriptionState state, @Nullable StateSource source, boolean whole, Fate fate) {
    this(state, source, whole, List.of(), fate);
  }

  /** What becomes of a notice; one of them is called, once. */
  public interface Fate {

    /** Nobody wants to know. */
    Fate IGNORED = new Fate() {};

    /** The subscriber has it. */
    default void delivered(SipResponse answer) {}

    /** A newer state is told instead. */
    default void superseded() {}

    /** The subscriber does not have it. */
    default void failed(String reason, @Nullable SipResponse answer) {}
  }

  boolean isLast() {
    return state.isTerminated();
  }

  /** Whether it leaves however short the time since the last one is. */
  boolean isUrgent() {
    return whole || isLast();
  }

  /** The same, which can wait. */
  Notice patient() {
    return new Notice(state, source, false, rows, fate, written);
  }

  /** The same as the only one of a subscription, which is over with it (§4.4.3). */
  Notice only() {
    var last = SubscriptionState.terminated("timeout");
    return new Notice(
        last,
        source,
        true,
        rows,
        fate,
        written == null
            ? null
            : written.toBuilder().set(HeaderName.SUBSCRIPTION_STATE, last.header()).build());
  }

  /** The same state once more. */
  Notice again(boolean all) {
    return new Notice(state, source, all, Fate.IGNORED);
  }
}
