package org.offhook;

import java.time.Duration;
import java.util.List;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * How a request other than INVITE ended.
 *
 * <pre>{@code
 * if (endpoint.message("sip:bob@example.com", "hello").await() instanceof RequestOutcome.Answered a) {
 *   System.out.println(a.status() + " after " + a.roundTrip());
 * }
 * }</pre>
 */
public sealed interface RequestOutcome extends Outcome {

  /**
   * The next hops that were tried in vain, in order, each with why it failed, such as {@code
   * udp:192.0.2.7:5060: no answer in time}; empty if the first one answered (RFC 3263 §4.3).
   */
  List<String> tried();

  /** There is a final response, good or bad. */
  final class Answered extends SentOutcome implements RequestOutcome {
    private final SipResponse response;
    private final Duration roundTrip;

    Answered(SipResponse response, Duration roundTrip, List<String> tried) {
      super(
          response.status().isSuccess(),
          "answered with " + response.status().code() + " " + response.reason(),
          tried);
      this.response = response;
      this.roundTrip = roundTrip;
    }

    /** The final response. */
    public SipResponse response() {
      return response;
    }

    /** Its status. */
    public Status status() {
      return response.status();
    }

    /** From the first sending to the final response, repeats and challenges included. */
    public Duration roundTrip() {
      return roundTrip;
    }
  }

  /** There is none: no answer in time, no connection, no such host. */
  final class Failed extends SentOutcome implements RequestOutcome {
    private final boolean timeout;

    Failed(String reason, List<String> tried, boolean timeout) {
      super(false, reason, tried);
      this.timeout = timeout;
    }

    /** Whether the last of them just did not answer. */
    public boolean isTimeout() {
      return timeout;
    }
  }
}
