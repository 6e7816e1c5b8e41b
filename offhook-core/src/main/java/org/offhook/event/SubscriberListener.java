package org.offhook.event;

import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;

/** Is told what happens to a {@link SubscriberUsage}. On the loop. */
public interface SubscriberListener {

  /** The SUBSCRIBE or REFER was accepted; a NOTIFY may have come before, or will come. */
  default void accepted(SipResponse response) {}

  /** A NOTIFY, answered already; {@link #ended} follows if it ends the subscription. */
  void notified(SipRequest notify, SubscriptionState state);

  /** The subscription is over, or never began; told once, last. */
  void ended(SubscriptionEnd end);

  /** A refresh failed, but the subscription lasts (RFC 6665 §4.1.2.2). */
  default void refreshFailed(String reason) {}

  /**
   * The SUBSCRIBE was forked, and another notifier accepted it too (RFC 6665 §4.1.4): who is told
   * about that subscription. Only where the plan takes forks.
   */
  default SubscriberListener forked(SubscriberUsage fork) {
    return this;
  }

  /**
   * A step that is set to MANUAL waits.
   *
   * @param cause what gave the occasion: a 401, or for REFRESH the last NOTIFY
   */
  default void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    decline.run();
  }
}
