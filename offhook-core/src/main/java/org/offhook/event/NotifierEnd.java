package org.offhook.event;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;

/**
 * How a subscription ended at its notifier: RFC 6665 §4.2.
 *
 * @param kind the sort of end
 * @param reason one line for people
 * @param message what ended it, where there is such a message
 */
public record NotifierEnd(Kind kind, String reason, @Nullable SipMessage message) {

  /** Sorts of ends. */
  public enum Kind {
    /** The subscriber wants it no more; the message is its SUBSCRIBE. */
    UNSUBSCRIBED,
    /** It was not refreshed in time. */
    EXPIRED,
    /** This side ended it. */
    TERMINATED,
    /** The subscriber refused a NOTIFY for good; the message is its answer. */
    REFUSED,
    /** Nobody answered a NOTIFY, or it could not be sent. */
    UNREACHABLE,
    /** The dialog or the endpoint is gone. */
    GONE
  }
}
