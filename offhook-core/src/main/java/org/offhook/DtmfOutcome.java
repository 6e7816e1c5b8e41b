package org.offhook;

import org.offhook.message.SipResponse;

/**
 * What became of key presses; see {@link Call#sendDtmf}.
 *
 * <pre>{@code
 * if (call.sendDtmf("1234#").await() instanceof DtmfOutcome.Refused refused) {
 *   System.out.println("only " + refused.sent() + " keys: " + refused.response().status());
 * }
 * }</pre>
 */
public sealed interface DtmfOutcome extends Outcome {

  /** How many keys the peer took. */
  int sent();

  /** The peer took all of them. */
  final class Sent extends OutcomeBase implements DtmfOutcome {
    private final int sent;

    Sent(int sent) {
      super(true, "the peer took " + sent + " key presses");
      this.sent = sent;
    }

    @Override
    public int sent() {
      return sent;
    }
  }

  /** The peer refused one; those behind it were not sent. */
  final class Refused extends OutcomeBase implements DtmfOutcome {
    private final int sent;
    private final SipResponse response;

    Refused(int sent, SipResponse response) {
      super(
          false,
          "the peer answered a key press with "
              + response.status().code()
              + " "
              + response.reason());
      this.sent = sent;
      this.response = response;
    }

    @Override
    public int sent() {
      return sent;
    }

    /** Its answer. */
    public SipResponse response() {
      return response;
    }
  }

  /** The call is not up or ended, or the peer could not be reached. */
  final class Failed extends OutcomeBase implements DtmfOutcome {
    private final int sent;

    Failed(int sent, String reason) {
      super(false, reason);
      this.sent = sent;
    }

    @Override
    public int sent() {
      return sent;
    }
  }
}
