package org.offhook.invite;

import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;

/**
 * How a session that was answered ended: RFC 3261 §15.
 *
 * @param kind the sort of end
 * @param reason one line for people
 * @param message what ended it, where there is such a message
 */
public record SessionEnd(Kind kind, String reason, @Nullable SipMessage message) {

  /** Sorts of ends. */
  public enum Kind {
    /** This side hung up. */
    LOCAL,
    /** The peer hung up. */
    REMOTE,
    /** Another call took its place (RFC 3891). */
    REPLACED,
    /** The 2xx was never acknowledged (RFC 3261 §13.3.1.4). */
    NO_ACK,
    /** Nobody refreshed it in time (RFC 4028 §10). */
    EXPIRED,
    /** The dialog broke: a fatal answer, no answer, a faulty peer. */
    FAILED
  }
}
