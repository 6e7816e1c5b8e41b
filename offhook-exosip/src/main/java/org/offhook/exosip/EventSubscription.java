package org.offhook.exosip;

import org.jspecify.annotations.Nullable;

/** What an event says of a subscription. */
record EventSubscription(SubscriptionStatus status, @Nullable SubscriptionReason reason) {

  static final EventSubscription NONE = new EventSubscription(SubscriptionStatus.UNKNOWN, null);
}
