package org.offhook.cli;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.offhook.Endpoint;
import org.offhook.SipEvent;

/**
 * Takes an endpoint's events, and does things at their time, on one thread: no thread for each
 * call, so that thousands of calls per second cost little.
 */
final class EventLoop {

  private static final int BATCH = 256;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private record Due(long nanos, long order, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      long late = nanos - other.nanos;
      return late != 0 ? Long.signum(late) : Long.compare(order, other.order);
    }
  }

  private final Endpoint endpoint;
  private final Report report;
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private long orders;

  EventLoop(Endpoint endpoint, Report report) {
    this.endpoint = endpoint;
    this.report = report;
  }

  /** Does something after a time, on the thread that runs the loop. */
  void after(Duration time, Runnable action) {
    due.add(new Due(System.nanoTime() + time.toNanos(), orders++, action));
  }

  /** Does something as soon as a condition holds. */
  void when(BooleanSupplier condition, Runnable action) {
    if (condition.getAsBoolean()) {
      action.run();
    } else {
      after(LOOK_AGAIN, () -> when(condition, action));
    }
  }

  /**
   * Runs until {@code over}, which is asked after each event and action.
   *
   * @throws InterruptedException if it is to stop; it can be run again to bring things to an end
   */
  void run(Consumer<SipEvent> handler, BooleanSupplier over) throws InterruptedException {
    while (!over.getAsBoolean()) {
      drain(handler, over);
      runDue(over);
      if (over.getAsBoolean()) {
        return;
      }
      if (endpoint.events().size() == 0) {
        report.flush();
      }
      var next = due.peek();
      var event =
          next == null
              ? java.util.Optional.of(endpoint.events().take())
              : endpoint
                  .events()
                  .poll(Duration.ofNanos(Math.max(0, next.nanos() - System.nanoTime())));
      event.ifPresent(handler);
    }
  }

  private void drain(Consumer<SipEvent> handler, BooleanSupplier over) {
    for (int i = 0; i < BATCH && !over.getAsBoolean(); i++) {
      var event = endpoint.events().poll();
      if (event.isEmpty()) {
        return;
      }
      handler.accept(event.get());
    }
  }

  private void runDue(BooleanSupplier over) {
    long now = System.nanoTime();
    while (!due.isEmpty() && due.peek().nanos() - now <= 0 && !over.getAsBoolean()) {
      due.remove().action().run();
    }
  }
}
