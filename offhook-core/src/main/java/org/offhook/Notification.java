package org.offhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.offhook.event.SubscriptionState;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.BodyResult;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;

/**
 * A state that a notifier told: a NOTIFY (RFC 6665 §4.1.3), answered already where a subscription
 * tells of it. Immutable; any thread.
 *
 * <pre>{@code
 * subscription.latest().ifPresent(told -> System.out.println(told.state() + ": " + told.text()));
 * }</pre>
 */
public final class Notification {

  private final SipRequest request;
  private final SubscriptionState state;

  Notification(SipRequest request, SubscriptionState state) {
    this.request = request;
    this.state = state;
  }

  /**
   * What a NOTIFY tells, of whichever direction, such as one that nobody subscribed to; empty if
   * the request is no NOTIFY, or says in no Subscription-State how the subscription stands.
   *
   * <pre>{@code
   * boolean over = Notification.of(unsolicited.request())
   *     .filter(told -> told.state() == Subscription.State.ENDED)
   *     .isPresent();
   * }</pre>
   */
  public static Optional<Notification> of(SipRequest notify) {
    return notify.method().equals(Method.NOTIFY)
        ? SubscriptionState.of(notify).map(state -> new Notification(notify, state))
        : Optional.empty();
  }

  /** The NOTIFY. */
  public SipRequest request() {
    return request;
  }

  /** How the subscription stands by it: PENDING, ACTIVE or ENDED. */
  public Subscription.State state() {
    return switch (state.phase()) {
      case PENDING -> Subscription.State.PENDING;
      case ACTIVE -> Subscription.State.ACTIVE;
      case TERMINATED -> Subscription.State.ENDED;
    };
  }

  /** Why it is over, such as {@code noresource}, where that is said. */
  public Optional<String> reason() {
    return Optional.ofNullable(state.reason());
  }

  /** How long the subscription lasts, where that is said. */
  public Optional<Duration> remaining() {
    var seconds = state.remaining();
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  /** The type of the body, if there is one. */
  public Optional<MediaType> type() {
    return request.hasBody() ? request.contentType() : Optional.empty();
  }

  /** The body as text in UTF-8; empty without body. */
  public String text() {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  /**
   * The body in its types, or why it is none.
   *
   * <pre>{@code
   * told.as(BodyFormat.PRESENCE).body().ifPresent(p -> System.out.println(p.isOpen()));
   * }</pre>
   */
  public <T> BodyResult<T> as(BodyFormat<T> format) {
    return type()
        .map(type -> format.parse(type, request.body()))
        .orElseGet(() -> new BodyResult.Invalid<>("the NOTIFY has no body", 0));
  }

  /** The tag of the notifier: tells apart those that a forked SUBSCRIBE reached. */
  public String notifier() {
    return request.from().tag().orElse("");
  }

  @Override
  public String toString() {
    return state + ", " + type().map(MediaType::toString).orElse("no body");
  }
}
