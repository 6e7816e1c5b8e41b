package org.offhook;

/**
 * Serves the wishes of peers to be told a state, on a user thread each (RFC 6665 §4.2).
 *
 * <p>One that is left undecided when the handler returns may still be decided later; after 20
 * seconds it is refused with 480. When the handler throws, it is refused with 500.
 *
 * <pre>{@code
 * endpoint.onSubscribe(wish -> watchers.add(wish.accept(presence())));
 * }</pre>
 */
@FunctionalInterface
public interface SubscribeHandler {

  /** Serves the wish. */
  void handle(IncomingSubscription wish) throws Exception;
}
