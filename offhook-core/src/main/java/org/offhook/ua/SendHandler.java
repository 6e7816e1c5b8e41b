package org.offhook.ua;

import java.util.List;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.transport.Flow;

/**
 * Is told what becomes of a request that a {@link RequestSender} sends (RFC 3261 §8.1.3). The end
 * is one {@link #finalResponse} or one {@link #failed}; an INVITE may get further 2xx afterwards.
 */
public interface SendHandler {

  /** An attempt left; {@code asSent} is complete but for the Via. Called for each attempt. */
  default void sent(SipRequest asSent, Flow flow) {}

  /** A provisional response to the current attempt. */
  default void provisional(SipResponse response) {}

  /**
   * The final response, after all automatic steps. For INVITE called for every 2xx that arrives,
   * repeats and other forks included.
   *
   * @param asSent the attempt that it answers, without its Via
   */
  void finalResponse(SipResponse response, SipRequest asSent);

  /** Told before {@link #finalResponse}: the next hops that were tried in vain, and why. */
  default void tried(List<String> inVain) {}

  /** There is no final response. */
  void failed(SendFailure failure);

  /**
   * An automatic step is set to MANUAL; everything waits for {@link Sending#proceed} or {@link
   * Sending#decline}; undecided for {@link CallLimits#answerWithin} it is declined. Declines if not
   * overridden.
   */
  default void asks(Automatic action, SipResponse response, Sending sending) {
    sending.decline();
  }
}
