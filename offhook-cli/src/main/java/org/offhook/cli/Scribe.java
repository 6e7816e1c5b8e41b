package org.offhook.cli;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes things down on a thread of its own, in order, so that a loop that hands them over does not
 * wait. What it cannot keep up with is counted.
 *
 * @param <T> what is written
 */
final class Scribe<T> implements AutoCloseable {

  private record Item<T>(@Nullable T thing) {}

  private final LinkedBlockingQueue<Item<T>> waiting;
  private final Consumer<T> write;
  private final Runnable flush;
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;

  /**
   * Begins.
   *
   * @param most how many things may wait
   * @param flush is called when nothing waits any more
   */
  Scribe(String name, int most, Consumer<T> write, Runnable flush) {
    this.waiting = new LinkedBlockingQueue<>(most);
    this.write = write;
    this.flush = flush;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::work);
  }

  /** Hands a thing over; never waits. Any thread. */
  void add(T thing) {
    if (!waiting.offer(new Item<>(thing))) {
      lost.incrementAndGet();
    }
  }

  /** How many things were lost since the last question. */
  long lost() {
    return lost.getAndSet(0);
  }

  private void work() {
    try {
      T thing;
      while ((thing = waiting.take().thing()) != null) {
        write.accept(thing);
        if (waiting.isEmpty()) {
          flush.run();
        }
      }
      flush.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until everything is written, two seconds at most. */
  @Override
  public void close() {
    try {
      waiting.put(new Item<>(null));
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
