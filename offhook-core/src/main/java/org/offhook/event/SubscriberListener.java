package org.offhook.event;

import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.ua.Automatic;
import org.offhook.ua.Sending;

/** Is told what happens to a {@link SubscriberUsage}. On the loop. */
public interface SubscriberListener {

  /** The SUBSCRIBE or REFER was accepted; a NOTIFY may have come before, or will come. */
  default void accepted(SipResponse response) {}

  /** A NOTIFY, answered already; {@link #ended} follows if it ends the subscription. */
  void notified(SipRequest notify, SubscriptionState state);

  /** The subscription is over, or never began; told once, last. */
  void ended(SubscriptionEnd end);

  /** A step that is set to MANUAL waits. */
  default void asks(Automatic action, SipResponse response, Sending sending) {
    sending.decline();
  }
}
