package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;

/**
 * What became of a state that a {@link Notifier} told (RFC 6665 §4.2.2).
 *
 * <pre>{@code
 * switch (notifier.notify(body).await()) {
 *   case NotifyOutcome.Delivered d -> System.out.println("the subscriber has it");
 *   case NotifyOutcome.Superseded s -> System.out.println("a newer state was told instead");
 *   case NotifyOutcome.Failed f -> System.out.println("lost: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface NotifyOutcome extends Outcome {

  /** The subscriber has it. */
  final class Delivered extends OutcomeBase implements NotifyOutcome {
    private final SipResponse response;

    Delivered(SipResponse response) {
      super(true, "delivered");
      this.response = response;
    }

    /** The answer to the NOTIFY. */
    public SipResponse response() {
      return response;
    }
  }

  /** A newer state was told instead, since another NOTIFY was still on its way. */
  final class Superseded extends OutcomeBase implements NotifyOutcome {
    Superseded() {
      super(true, "a newer state is told instead");
    }
  }

  /** The subscriber does not have it. */
  final class Failed extends OutcomeBase implements NotifyOutcome {
    private final @Nullable SipResponse response;

    Failed(String reason, @Nullable SipResponse response) {
      super(false, reason);
      this.response = response;
    }

    /** The subscriber's refusal, if there is one. */
    public Optional<SipResponse> response() {
      return Optional.ofNullable(response);
    }
  }
}
