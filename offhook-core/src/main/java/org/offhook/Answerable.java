package org.offhook;

import java.util.Optional;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;

/**
 * A request of a peer that waits for the application's answer (RFC 3261 §8.2), whatever it asks
 * for. Each kind has verbs of its own that say more by less; here the answer is a response as the
 * application writes it. Any thread; the first final answer counts, and none has no effect later.
 *
 * <pre>{@code
 * void decline(Answerable waiting) throws InterruptedException {
 *   if (!waiting.isAnswered()) {
 *     var no = waiting.prepare(Status.DECLINE).await().orElseThrow();
 *     waiting.respond(no.toBuilder().raw("X-Desk", "closed").build());
 *   }
 * }
 * }</pre>
 */
public sealed interface Answerable
    permits IncomingCall, IncomingOffer, IncomingRequest, SubscriptionWish {

  /**
   * The response with this status as it would be given now, to be edited and given by {@link
   * #respond}. Nothing is sent. Empty if none can be given any more.
   *
   * @throws IllegalArgumentException if this request has no answer with such a status
   */
  Pending<Optional<SipResponse>> prepare(Status status);

  /** What it answers: a request, or the response that brought an {@link IncomingOffer}. */
  SipMessage message();

  /**
   * Gives a response that the application wrote, best from {@link #prepare}.
   *
   * @throws IllegalArgumentException if it is none that this request can have
   */
  void respond(SipResponse response);

  /**
   * Whether the final answer was given, by the application or for it: what comes later has no
   * effect.
   */
  boolean isAnswered();
}
