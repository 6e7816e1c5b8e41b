package org.offhook;

/**
 * A subscription as either side sees it (RFC 6665; "dialog usage", RFC 5057): a {@link
 * Subscription}, a {@link Transfer}, which is the subscription of a REFER sent, or the {@link
 * SubscriptionWish} of a peer. Any thread.
 *
 * <pre>{@code
 * var usages = new ArrayList<SubscriptionUsage>(List.of(subscription, transfer, wish));
 * usages.forEach(SubscriptionUsage::forget);
 * }</pre>
 */
public sealed interface SubscriptionUsage permits Subscription, SubscriptionWish, Transfer {

  /**
   * Lets go of it without a word: nothing is sent any more, and what the peer still sends for it is
   * answered with 481. No effect where there is none yet, and when it is over.
   */
  void forget();
}
