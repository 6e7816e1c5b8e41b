package org.offhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Nanos;
import org.offhook.loop.Signal;
import org.offhook.loop.UserThreads;

/**
 * The result of a verb, now or later. Ignore it (the verb is done all the same), wait for it in
 * straight-line code on a virtual thread, or compose it with {@link #toFuture()}.
 *
 * <p>Every {@code Pending} completes, whatever the peer, the network or the application does. Any
 * thread may use it, except that the endpoint's own loop must not wait.
 *
 * <pre>{@code
 * switch (call.outcome().await()) {
 *   case CallOutcome.Established e -> call.hangUp();
 *   case CallOutcome other -> System.out.println(other.reason());
 * }
 * }</pre>
 *
 * @param <T> the result; most are an {@link Outcome}
 */
public final class Pending<T> {

  private final UserThreads threads;
  private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

  Pending(UserThreads threads) {
    this.threads = threads;
  }

  static <T> Pending<T> completed(UserThreads threads, T value) {
    var pending = new Pending<T>(threads);
    pending.complete(value);
    return pending;
  }

  private record Done(Object value) {}

  private record Waiter(Consumer<Object> action, @Nullable Waiter next) {}

  /** Sets the result, once; later calls change nothing. Any thread. */
  boolean complete(T value) {
    var done = new Done(value);
    Object before;
    do {
      before = state.get();
      if (before instanceof Done) {
        return false;
      }
    } while (!state.compareAndSet(before, done));
    runInOrder((Waiter) before, value);
    return true;
  }

  private static void runInOrder(@Nullable Waiter last, Object value) {
    Waiter ordered = null;
    for (var w = last; w != null; w = w.next()) {
      ordered = new Waiter(w.action(), ordered);
    }
    for (var w = ordered; w != null; w = w.next()) {
      w.action().accept(value);
    }
  }

  /**
   * Runs {@code action} where the result is set (the loop) or at once: for short internal
   * hand-overs only.
   */
  @SuppressWarnings("unchecked")
  void then(Consumer<T> action) {
    while (true) {
      var before = state.get();
      if (before instanceof Done done) {
        action.accept((T) done.value());
        return;
      }
      if (state.compareAndSet(
          before, new Waiter(value -> action.accept((T) value), (Waiter) before))) {
        return;
      }
    }
  }

  /** Whether the result is there. */
  public boolean isDone() {
    return state.get() instanceof Done;
  }

  /** The result, if it is there. */
  @SuppressWarnings("unchecked")
  public Optional<T> now() {
    return state.get() instanceof Done done ? Optional.of((T) done.value()) : Optional.empty();
  }

  /**
   * Waits for the result.
   *
   * @throws InterruptedException if the waiting thread is interrupted; nothing is cancelled
   * @throws IllegalStateException on the endpoint's loop
   */
  public T await() throws InterruptedException {
    return awaitNanos(Long.MAX_VALUE, "");
  }

  /**
   * Waits for the result, at most for a time (of the endpoint's host, so simulated in a simulated
   * world).
   *
   * @throws StillPendingException when the time is over; nothing is cancelled
   * @throws InterruptedException if the waiting thread is interrupted; nothing is cancelled
   */
  public T await(Duration atMost) throws InterruptedException {
    return awaitNanos(Nanos.of(atMost), "no result after " + atMost);
  }

  /**
   * Waits for the result and insists that it is good.
   *
   * @throws OutcomeException if the result is an {@link Outcome} that is not {@link Outcome#isOk}
   * @throws InterruptedException if the waiting thread is interrupted; nothing is cancelled
   */
  public T awaitOk() throws InterruptedException {
    return insist(await());
  }

  /** As {@link #awaitOk()}, at most for a time; see {@link #await(Duration)}. */
  public T awaitOk(Duration atMost) throws InterruptedException {
    return insist(await(atMost));
  }

  private T insist(T result) {
    if (result instanceof Outcome outcome && !outcome.isOk()) {
      throw new OutcomeException(outcome);
    }
    return result;
  }

  private T awaitNanos(long nanos, String expired) throws InterruptedException {
    var done = now();
    if (done.isPresent()) {
      return done.get();
    }
    Signal signal = threads.newSignal();
    then(value -> signal.fire());
    threads.await(signal, nanos);
    return now().orElseThrow(() -> new StillPendingException(expired));
  }

  /**
   * The same result as a future, for composition; its dependents run on a user thread. Cancelling
   * the future cancels nothing else.
   */
  public CompletableFuture<T> toFuture() {
    var future = new CompletableFuture<T>();
    then(value -> threads.start("offhook-future", () -> future.complete(value)));
    return future;
  }

  @Override
  public String toString() {
    return now().map(value -> "Pending[" + value + "]").orElse("Pending[no result yet]");
  }
}
