/**
 * Subscriptions and their notifications: RFC 6665. REFER is their first user: it makes a
 * subscription of its own, which tells how the referred request went (RFC 3515, RFC 7647).
 *
 * <p>Layer 7. Thread rule: everything belongs to the loop's thread; {@link
 * org.offhook.event.EventName} and {@link org.offhook.event.SubscriptionState} are values.
 */
@NullMarked
package org.offhook.event;

import org.jspecify.annotations.NullMarked;
