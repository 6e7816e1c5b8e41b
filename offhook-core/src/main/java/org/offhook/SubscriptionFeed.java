package org.offhook;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where the events of one subscription go: its handler, a queue of its own, or the endpoint's
 * queue; never to two of them. On the loop, unless a method says otherwise.
 */
final class SubscriptionFeed {

  private final EndpointCore endpoint;
  private final @Nullable EventQueue<SubscriptionEvent> queue;
  private final @Nullable Consumer<SubscriptionEvent> handler;
  private boolean started;

  /** Any thread. */
  SubscriptionFeed(
      EndpointCore endpoint,
      Object subject,
      boolean own,
      @Nullable Consumer<SubscriptionEvent> handler) {
    this.endpoint = endpoint;
    this.handler = handler;
    this.queue =
        own || handler != null
            ? new EventQueue<SubscriptionEvent>(
                    endpoint.userThreads(),
                    endpoint.queueSizes().callEvents(),
                    lost -> new SubscriptionEvent.Overflowed(subject, lost))
                .countedBy(endpoint::eventLost)
            : null;
  }

  void emit(SubscriptionEvent event, EventQueue.Room room) {
    if (queue == null) {
      endpoint.emit(event, room);
      return;
    }
    queue.put(event, room);
    if (handler != null && !started) {
      started = true;
      endpoint.run("subscription", () -> serve(queue, handler));
    }
  }

  /** Feeds the handler, on its user thread, until the last event. */
  private void serve(EventQueue<SubscriptionEvent> from, Consumer<SubscriptionEvent> taker) {
    try {
      SubscriptionEvent event;
      do {
        event = from.take();
        hand(event, taker);
      } while (!isLast(event));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isLast(SubscriptionEvent event) {
    return event instanceof SubscriptionEvent.Ended
        || event instanceof SubscriptionEvent.SubscriberGone;
  }

  private void hand(SubscriptionEvent event, Consumer<SubscriptionEvent> taker) {
    try {
      taker.accept(event);
    } catch (RuntimeException | Error e) {
      if (event instanceof SubscriptionEvent.Asked asked) {
        asked.step().decline();
      }
      endpoint.handlerFailed(e);
    }
  }

  /** The own queue; any thread. */
  EventQueue<SubscriptionEvent> events(String how) {
    if (queue == null || handler != null) {
      throw new IllegalStateException(
          "the events of this subscription go to "
              + (handler != null ? "its handler" : "Endpoint.events()")
              + "; "
              + how);
    }
    return queue;
  }
}
