package org.offhook;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderField;
import org.offhook.message.Reason;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * How a call ended: every call has exactly one, whether it was ever established or not.
 *
 * <pre>{@code
 * CallEnd end = call.ended().await();
 * System.out.println(end.cause() + ": " + end.reason());
 * }</pre>
 */
public final class CallEnd implements Outcome {

  /** Why a call ended. */
  public enum Cause {
    /** This side hung up an established call. */
    LOCAL_HANG_UP,
    /** The peer hung up an established call. */
    REMOTE_HANG_UP,
    /** The call was refused with a final status: by the peer, or by this side. */
    REFUSED,
    /** The caller gave up before there was an answer. */
    CANCELLED,
    /** Nobody answered in time. */
    TIMED_OUT,
    /** Another call was answered in its place (RFC 3891). */
    REPLACED,
    /** The caller never acknowledged the answer (RFC 3261 §13.3.1.4); a BYE was sent. */
    NO_ACK,
    /** Nobody refreshed the session in time (RFC 4028 §10); a BYE was sent. */
    EXPIRED,
    /** The peer or the network broke the call: no route, a dialog error, a faulty answer. */
    FAILED,
    /** The endpoint was closed. */
    CLOSED
  }

  private static final List<String> PASSED_ON = List.of("Reason", "Retry-After", "Warning");

  private final Cause cause;
  private final String reason;
  private final @Nullable SipMessage message;

  CallEnd(Cause cause, String reason, @Nullable SipMessage message) {
    this.cause = cause;
    this.reason = reason;
    this.message = message;
  }

  /** Why the call ended. */
  public Cause cause() {
    return cause;
  }

  /** The message that ended the call, where there is one: a BYE, CANCEL or final response. */
  public Optional<SipMessage> message() {
    return Optional.ofNullable(message);
  }

  /** The Reason header field's values of {@link #message} (RFC 3326), none if it has none. */
  public List<Reason> reasons() {
    return message == null ? List.of() : Reason.all(message);
  }

  /**
   * Whether another device of the called user took the call, so that it was not missed here: a
   * Reason with cause 200 of protocol SIP (RFC 3326 §2).
   */
  public boolean isAnsweredElsewhere() {
    return reasons().stream().anyMatch(reason -> reason.is("SIP", 200));
  }

  /** What the peer of another call is told when that one ends too. */
  List<HeaderField> passedOn() {
    return message == null
        ? List.of()
        : PASSED_ON.stream()
            .flatMap(
                name ->
                    message.headers().texts(name).stream().map(text -> new HeaderField(name, text)))
            .toList();
  }

  /** What a caller is told whose call cannot come about since this one has not. */
  Status asRefusal() {
    if (message instanceof SipResponse response && response.status().code() >= 300) {
      return response.status();
    }
    return cause == Cause.TIMED_OUT ? Status.REQUEST_TIMEOUT : Status.BAD_GATEWAY;
  }

  /** True if the call was up and one of the sides hung up, or another call took its place. */
  @Override
  public boolean isOk() {
    return cause == Cause.LOCAL_HANG_UP || cause == Cause.REMOTE_HANG_UP || cause == Cause.REPLACED;
  }

  @Override
  public String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return cause + " (" + reason + ")";
  }
}
