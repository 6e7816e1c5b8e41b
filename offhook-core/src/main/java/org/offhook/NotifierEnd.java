package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipMessage;

/**
 * How a subscription of a peer ended (RFC 6665 §4.2).
 *
 * <pre>{@code
 * if (notifier.ended().await().cause() == NotifierEnd.Cause.UNREACHABLE) {
 *   System.out.println("the subscriber is gone");
 * }
 * }</pre>
 */
public final class NotifierEnd {

  /** Why. */
  public enum Cause {
    /** The subscriber wants it no more, or asked for the state once. */
    UNSUBSCRIBED,
    /** It was not refreshed in time; the subscriber was told so. */
    EXPIRED,
    /** This side ended it: {@link Notifier#terminate}, or the endpoint was closed. */
    TERMINATED,
    /** The subscriber refused a NOTIFY for good. */
    REFUSED,
    /** Nobody answered a NOTIFY, or it could not be sent. */
    UNREACHABLE,
    /** It never began, its dialog broke, or the endpoint had no more time. */
    GONE
  }

  private final Cause cause;
  private final String reason;
  private final @Nullable SipMessage message;

  NotifierEnd(Cause cause, String reason, @Nullable SipMessage message) {
    this.cause = cause;
    this.reason = reason;
    this.message = message;
  }

  static NotifierEnd of(org.offhook.event.NotifierEnd end) {
    return new NotifierEnd(Cause.valueOf(end.kind().name()), end.reason(), end.message());
  }

  /** Why it ended. */
  public Cause cause() {
    return cause;
  }

  /** One line for people. */
  public String reason() {
    return reason;
  }

  /** The SUBSCRIBE or the refusal that ended it, if there is one. */
  public Optional<SipMessage> message() {
    return Optional.ofNullable(message);
  }

  @Override
  public String toString() {
    return reason;
  }
}
