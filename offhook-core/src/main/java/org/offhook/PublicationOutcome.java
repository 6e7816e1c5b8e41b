package org.offhook;

import java.time.Duration;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * How an attempt to publish ended (RFC 3903 §4).
 *
 * <pre>{@code
 * switch (endpoint.publish("sip:alice@example.com", "presence", state).outcome().await()) {
 *   case PublicationOutcome.Published p -> System.out.println("for " + p.granted());
 *   case PublicationOutcome.Removed r -> System.out.println("nothing is published any more");
 *   case PublicationOutcome.Refused r -> System.out.println("refused: " + r.status());
 *   case PublicationOutcome.Failed f -> System.out.println("failed: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface PublicationOutcome extends Outcome {

  /** The server has the state. */
  final class Published extends OutcomeBase implements PublicationOutcome {
    private final SipResponse response;
    private final Duration granted;

    Published(SipResponse response, Duration granted) {
      super(true, "published for " + granted.toSeconds() + " s");
      this.response = response;
      this.granted = granted;
    }

    /** The 200. */
    public SipResponse response() {
      return response;
    }

    /** For how long; the library refreshes it in time. */
    public Duration granted() {
      return granted;
    }
  }

  /** The state was removed, as asked. */
  final class Removed extends OutcomeBase implements PublicationOutcome {
    Removed() {
      super(true, "removed");
    }
  }

  /** The server refused; by its kind the library tries again later or has given up. */
  final class Refused extends OutcomeBase implements PublicationOutcome {
    private final SipResponse response;

    Refused(SipResponse response, String reason) {
      super(false, reason);
      this.response = response;
    }

    /** The refusal, or a 200 that lacks what it must have. */
    public SipResponse response() {
      return response;
    }

    /** Its status. */
    public Status status() {
      return response.status();
    }
  }

  /** No answer: no server, no connection, no time. */
  final class Failed extends OutcomeBase implements PublicationOutcome {
    private final boolean timeout;

    Failed(String reason, boolean timeout) {
      super(false, reason);
      this.timeout = timeout;
    }

    /** Whether the server just did not answer. */
    public boolean isTimeout() {
      return timeout;
    }
  }
}
