package org.offhook.event;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;

/**
 * How a subscription ended at its subscriber: RFC 6665 §4.1.2.
 *
 * @param kind the sort of end
 * @param reason one line for people
 * @param message what ended it, where there is such a message
 */
public record SubscriptionEnd(Kind kind, String reason, @Nullable SipMessage message) {

  /** Sorts of ends. */
  public enum Kind {
    /** The request that should make it was refused; the message is that response. */
    REFUSED,
    /** Both sides agreed on no subscription (RFC 4488 §4). */
    WAIVED,
    /** The notifier ended it by its last NOTIFY, which is the message. */
    TERMINATED,
    /** Its time ran out. */
    EXPIRED,
    /** No NOTIFY came within Timer N. */
    NO_NOTIFY,
    /** This side wants it no more. */
    STOPPED,
    /** It could not be sent, its dialog broke, or a refresh was refused for good. */
    FAILED
  }
}
