package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/**
 * How a change of a call's session ended (RFC 3261 §14.1, RFC 3311): hold, resume, offer, update.
 *
 * <pre>{@code
 * call.hold().awaitOk();
 * }</pre>
 */
public sealed interface OfferOutcome extends Outcome {

  /** The peer agreed; the new session is in force. */
  final class Accepted extends OutcomeBase implements OfferOutcome {
    private final SipResponse response;
    private final @Nullable SessionDescription answer;

    Accepted(SipResponse response, @Nullable SessionDescription answer) {
      super(true, "accepted");
      this.response = response;
      this.answer = answer;
    }

    /** The 2xx. */
    public SipResponse response() {
      return response;
    }

    /** The peer's description now, if there is one. */
    public Optional<SessionDescription> answer() {
      return Optional.ofNullable(answer);
    }
  }

  /** The peer refused; the session is as before. */
  final class Refused extends OutcomeBase implements OfferOutcome {
    private final SipResponse response;

    Refused(SipResponse response) {
      super(false, "refused with " + response.status().code() + " " + response.reason());
      this.response = response;
    }

    /** The status, such as 488. */
    public Status status() {
      return response.status();
    }

    /** The whole answer. */
    public SipResponse response() {
      return response;
    }
  }

  /** It could not be done: the call has no dialog yet, is over, or broke. */
  final class Failed extends OutcomeBase implements OfferOutcome {

    Failed(String reason) {
      super(false, reason);
    }
  }
}
