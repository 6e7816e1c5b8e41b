package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * How an attempt to subscribe went, and how a subscription ended (RFC 6665 §4.1.2).
 *
 * <pre>{@code
 * switch (endpoint.subscribe("sip:bob@example.com", "presence").outcome().await()) {
 *   case SubscriptionOutcome.Subscribed s -> System.out.println(s.notification().text());
 *   case SubscriptionOutcome.Refused r -> System.out.println("refused: " + r.status());
 *   case SubscriptionOutcome.Ended e -> System.out.println("over: " + e.reason());
 *   case SubscriptionOutcome.Failed f -> System.out.println("failed: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface SubscriptionOutcome extends Outcome {

  /** The notifier told the state: the subscription is in force, or not decided yet. */
  final class Subscribed extends OutcomeBase implements SubscriptionOutcome {
    private final Notification notification;

    Subscribed(Notification notification) {
      super(true, "subscribed: " + notification);
      this.notification = notification;
    }

    /** What was told. */
    public Notification notification() {
      return notification;
    }
  }

  /** The SUBSCRIBE, or a refresh, was refused. */
  final class Refused extends OutcomeBase implements SubscriptionOutcome {
    private final SipResponse response;

    Refused(SipResponse response) {
      super(false, "refused with " + response.status().code() + " " + response.reason());
      this.response = response;
    }

    /** The refusal. */
    public SipResponse response() {
      return response;
    }

    /** Its status. */
    public Status status() {
      return response.status();
    }
  }

  /** It is over: this side or the notifier wants it no more, or the state was asked for once. */
  final class Ended extends OutcomeBase implements SubscriptionOutcome {
    private final @Nullable Notification notification;

    Ended(boolean ok, String reason, @Nullable Notification notification) {
      super(ok, reason);
      this.notification = notification;
    }

    /** What the notifier told last, if it did. */
    public Optional<Notification> notification() {
      return Optional.ofNullable(notification);
    }
  }

  /** No NOTIFY came in time, nothing could be sent, or the dialog broke. */
  final class Failed extends OutcomeBase implements SubscriptionOutcome {
    private final boolean timeout;

    Failed(String reason, boolean timeout) {
      super(false, reason);
      this.timeout = timeout;
    }

    /** Whether the notifier just did not answer, or did not notify. */
    public boolean isTimeout() {
      return timeout;
    }
  }
}
