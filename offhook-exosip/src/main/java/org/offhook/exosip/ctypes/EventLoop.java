package org.offhook.exosip.ctypes;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.offhook.exosip.Exosip;
import org.offhook.exosip.ExosipEvent;
import org.offhook.exosip.OsipException;
import org.offhook.loop.Signal;
import org.offhook.loop.UserThreads;

/** Takes the events of a context and tells them, those of one call in their order. */
final class EventLoop {

  private final Context context;
  private final Exosip exosip;

  /** What is being told of each call; the loop's. */
  private final Map<List<Integer>, CompletableFuture<Void>> lanes = new HashMap<>();

  /** Fires at the end of the loop that runs; null: none does. */
  private final AtomicReference<@Nullable Signal> current = new AtomicReference<>();

  /** The same of the last one that was started, which may still have an event in hand. */
  private volatile @Nullable Signal last;

  EventLoop(Context context, Exosip exosip) {
    this.context = context;
    this.exosip = exosip;
  }

  Signal start(@Nullable Executor executor) {
    var threads = threads();
    var ended = threads.newSignal();
    if (!current.compareAndSet(null, ended)) {
      throw new IllegalStateException("the loop runs already: stop() it before");
    }
    var before = last;
    last = ended;
    Executor telling = executor != null ? executor : task -> threads.start("offhook-event", task);
    threads.start(
        "offhook-context",
        () -> {
          try {
            if (before != null) {
              threads.await(before, Long.MAX_VALUE);
            }
            take(ended, telling);
          } catch (InterruptedException | OsipException e) {
            // Interrupted, or the context was quit: that is the end.
          } finally {
            current.compareAndSet(ended, null);
            ended.fire();
          }
        });
    return ended;
  }

  void run(@Nullable Executor executor, @Nullable Duration atMost) throws InterruptedException {
    var nanos = atMost == null ? Long.MAX_VALUE : atMost.toNanos();
    threads().await(start(executor), nanos);
  }

  private UserThreads threads() {
    return exosip
        .endpoint()
        .orElseThrow(() -> new IllegalStateException("listenOnAddress before"))
        .threads();
  }

  private void take(Signal ended, Executor telling) {
    while (ended.equals(current.get())) {
      var event = exosip.eventWait(0, 50);
      exosip.automaticAction();
      if (event != null) {
        tell(event, telling);
      }
    }
  }

  private void tell(ExosipEvent event, Executor telling) {
    var ids = List.of(event.cid(), event.rid(), event.sid(), event.nid());
    var lane = ids.stream().allMatch(id -> id == 0) ? List.of(event.tid()) : ids;
    lanes.values().removeIf(CompletableFuture::isDone);
    var before = lanes.getOrDefault(lane, CompletableFuture.completedFuture(null));
    lanes.put(lane, before.thenRunAsync(() -> context.tell(event), telling));
  }

  boolean isRunning() {
    return current.get() != null;
  }

  /** Ends it; false if it does not run. */
  boolean stop() {
    boolean ran = current.getAndSet(null) != null;
    exosip.endpoint().ifPresent(endpoint -> endpoint.events().wake());
    return ran;
  }
}
