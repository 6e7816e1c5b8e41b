package org.offhook;

import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * How a transfer ended (RFC 3515 §2.4.5, RFC 5589 §6).
 *
 * <pre>{@code
 * switch (call.transfer("sip:carol@example.com").outcome().await()) {
 *   case TransferOutcome.Succeeded s -> System.out.println("they talk");
 *   case TransferOutcome.Accepted a -> System.out.println("the peer does it, and does not report");
 *   case TransferOutcome.Refused r -> System.out.println("the target said " + r.status());
 *   case TransferOutcome.NotAccepted n -> System.out.println("the peer said " + n.status());
 *   case TransferOutcome.Failed f -> System.out.println("failed: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface TransferOutcome extends Outcome {

  /** The target answered the peer's call. */
  final class Succeeded extends OutcomeBase implements TransferOutcome {
    private final Status status;

    Succeeded(Status status) {
      super(true, "the target answered");
      this.status = status;
    }

    /** What the target answered with, as the peer reports it: 200. */
    public Status status() {
      return status;
    }
  }

  /**
   * The peer does it and, as asked by {@link ReferOptions#unreported}, does not tell how it goes.
   */
  final class Accepted extends OutcomeBase implements TransferOutcome {
    private final SipResponse response;

    Accepted(SipResponse response) {
      super(true, "accepted, without report");
      this.response = response;
    }

    /** The peer's answer. */
    public SipResponse response() {
      return response;
    }
  }

  /** The target refused the peer's call, or did not answer it. */
  final class Refused extends OutcomeBase implements TransferOutcome {
    private final Status status;

    Refused(Status status) {
      super(false, "the target refused with " + status.code() + " " + status.reason());
      this.status = status;
    }

    /** What the peer's call met, as it reports: 486, 408 … */
    public Status status() {
      return status;
    }
  }

  /** The peer does not do it. */
  final class NotAccepted extends OutcomeBase implements TransferOutcome {
    private final SipResponse response;

    NotAccepted(SipResponse response) {
      super(false, "not accepted: " + response.status().code() + " " + response.reason());
      this.response = response;
    }

    /** The peer's status, such as 603 or 405. */
    public Status status() {
      return response.status();
    }

    /** The peer's whole answer. */
    public SipResponse response() {
      return response;
    }
  }

  /** It could not be asked for, or nobody knows what became of it. */
  final class Failed extends OutcomeBase implements TransferOutcome {

    Failed(String reason) {
      super(false, reason);
    }
  }
}
