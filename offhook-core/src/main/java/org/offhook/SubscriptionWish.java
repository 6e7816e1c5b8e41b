package org.offhook;

import java.util.Optional;
import org.offhook.message.SipRequest;

/**
 * A peer's wish to be told something by NOTIFY: a SUBSCRIBE (RFC 6665 §4.2.1), or a REFER, which
 * subscribes to how it goes (RFC 3515 §2.4.4). Answer it; the NOTIFYs are written by {@link
 * #prepareNotify}. Any thread.
 *
 * <pre>{@code
 * wish.respond(wish.prepare(Status.ACCEPTED).await().orElseThrow());
 * var notify = wish.prepareNotify().await().orElseThrow();
 * notify.edit(next -> next.body(type, bytes)).send().awaitOk();
 * }</pre>
 */
public sealed interface SubscriptionWish extends Answerable, SubscriptionUsage
    permits IncomingSubscription, IncomingRefer {

  /** The SUBSCRIBE or REFER. */
  SipRequest request();

  @Override
  default SipRequest message() {
    return request();
  }

  /**
   * A NOTIFY as it would leave now, in force, without a body; nothing is sent. Its
   * Subscription-State counts: {@code terminated} makes it the last one. Empty before the wish is
   * accepted, and when the subscription is over.
   */
  Pending<Optional<Draft<Pending<NotifyOutcome>>>> prepareNotify();

  /**
   * Lets go of its subscription without a word: nothing is told any more, and a SUBSCRIBE that
   * still comes is answered with 481. No effect before it is accepted.
   */
  @Override
  void forget();
}
