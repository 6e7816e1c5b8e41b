package org.offhook;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks about one subject in the order in which they were given, never two at a time, and
 * those about different subjects side by side: for a program that takes all events on one thread
 * and must not let one slow call hold up the others. Any thread.
 *
 * <pre>{@code
 * var tasks = new OrderedTasks();
 * Executor threads = task -> endpoint.threads().start("handler", task);
 * while (true) {
 *   var event = endpoint.events().take();
 *   tasks.execute(event.subject(), () -> handle(event), threads);
 * }
 * }</pre>
 *
 * <p>A subject costs memory only while a task of it waits or runs.
 */
public final class OrderedTasks {

  /** Of each subject of which a task runs. */
  private final ConcurrentHashMap<Object, Lane> lanes = new ConcurrentHashMap<>();

  private record Turn(Runnable task, Executor executor) {}

  /** What waits behind the task that runs. */
  private static final class Lane {
    final Queue<Turn> waiting = new ConcurrentLinkedQueue<>();
  }

  /** Without tasks. */
  public OrderedTasks() {}

  /**
   * Runs a task once those that were given before it about the same subject have ended. What a task
   * throws, and an executor's refusal to run it, goes to the uncaught-exception handler of the
   * thread where it happens; the next task runs all the same.
   *
   * @param subject by its {@code equals}, such as {@link SipEvent#subject}
   * @param executor is given this task as soon as its turn has come
   */
  public void execute(Object subject, Runnable task, Executor executor) {
    var turn = new Turn(task, executor);
    var fresh = new Lane();
    var lane =
        lanes.merge(
            subject,
            fresh,
            (known, unused) -> {
              known.waiting.add(turn);
              return known;
            });
    if (lane == fresh) {
      handOver(subject, turn);
    }
  }

  /** How many subjects have a task that waits or runs. */
  public int size() {
    return lanes.size();
  }

  /** In a loop, so that a long queue of tasks that run here and now needs no deep stack. */
  private void handOver(Object subject, @Nullable Turn first) {
    for (var turn = first; turn != null; turn = next(subject)) {
      if (!endsAtOnce(subject, turn)) {
        return;
      }
    }
  }

  private @Nullable Turn next(Object subject) {
    var lane = lanes.computeIfPresent(subject, (same, it) -> it.waiting.isEmpty() ? null : it);
    return lane == null ? null : lane.waiting.poll();
  }

  /** Whether the task has ended when its executor returns; if not, its end hands the next over. */
  private boolean endsAtOnce(Object subject, Turn turn) {
    var either = new AtomicBoolean();
    try {
      turn.executor.execute(
          () -> {
            run(turn.task);
            if (either.getAndSet(true)) {
              handOver(subject, next(subject));
            }
          });
      return either.getAndSet(true);
    } catch (RuntimeException | Error refused) {
      tell(refused);
      return true;
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      tell(e);
    }
  }

  private static void tell(Throwable failure) {
    var thread = Thread.currentThread();
    try {
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    } catch (RuntimeException | Error e) {
      // What a handler throws is nobody's, as in every thread.
    }
  }
}
