package org.offhook.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Signal;
import org.offhook.loop.UserThreads;

/**
 * User threads in virtual time: one runs at a time, and hands the baton on only inside {@link
 * #await} or at its end. One that keeps it for too long in real time fails the test.
 */
final class Baton implements UserThreads {

  /** Up to so many waiting threads are asked one by one whether they were interrupted. */
  private static final int ASKED = 64;

  /** The patience is counted in so many parts. */
  private static final int PARTS = 50;

  private final Scheduler scheduler;
  private final ArrayDeque<BatonThread> runnable = new ArrayDeque<>();
  private final Set<BatonThread> alive = new LinkedHashSet<>();
  private final ConcurrentLinkedQueue<BatonThread> interrupts = new ConcurrentLinkedQueue<>();
  private Duration patience = Duration.ofSeconds(5);
  private boolean platformThreads;
  private boolean closed;
  private @Nullable Thread driver;
  private volatile @Nullable BatonThread holder;

  Baton(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  void patience(Duration realTime) {
    patience = realTime;
  }

  void platformThreads(boolean wanted) {
    platformThreads = wanted;
  }

  /** Threads that have not ended. */
  int alive() {
    return alive.size();
  }

  boolean isHeldBy(Thread thread) {
    var held = holder;
    return held != null && held.thread().equals(thread);
  }

  void checkThread() {
    scheduler.checkThread();
  }

  @Override
  public Thread start(String name, Runnable body) {
    return start(name, body, scheduler::failed);
  }

  /**
   * As {@link #start(String, Runnable)}; {@code failed} takes what the body throws, or what is
   * given to the thread's uncaught-exception handler.
   */
  Thread start(String name, Runnable body, Consumer<Throwable> failed) {
    checkThread();
    var user = new BatonThread(name);
    var builder = platformThreads ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
    var thread =
        builder
            .name(name)
            .uncaughtExceptionHandler((where, failure) -> failed(failure, failed))
            .unstarted(() -> runBody(user, body, failed));
    user.thread(thread);
    alive.add(user);
    runnable.add(user);
    return thread;
  }

  private void runBody(BatonThread user, Runnable body, Consumer<Throwable> failed) {
    user.granted = false;
    try {
      body.run();
    } catch (Throwable failure) {
      failed(failure, failed);
    }
    alive.remove(user);
    giveBack();
  }

  private static void failed(Throwable failure, Consumer<Throwable> failed) {
    if (!(failure instanceof WorldClosed)) { // the end of the world is that of its threads
      failed.accept(failure);
    }
  }

  @Override
  public Signal newSignal() {
    return new SimSignal(this);
  }

  @Override
  public boolean await(Signal signal, long timeoutNanos) throws InterruptedException {
    if (scheduler.isOnLoop()) {
      throw new IllegalStateException("a loop must never wait");
    }
    var sim = (SimSignal) signal;
    var user = holder;
    if (user == null || !user.thread().equals(Thread.currentThread())) {
      return awaitOutside(sim, timeoutNanos);
    }
    if (closed) {
      throw new WorldClosed();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (sim.isFired() || timeoutNanos <= 0) {
      return sim.isFired();
    }
    user.startWait();
    sim.add(user);
    if (timeoutNanos != Long.MAX_VALUE) {
      user.timeout(scheduler.timers().start(scheduler.deadlineIn(timeoutNanos), () -> wake(user)));
    }
    giveBack();
    takeBaton(user);
    sim.remove(user);
    if (closed) {
      throw new WorldClosed();
    }
    if (user.interrupted) {
      user.interrupted = false;
      Thread.interrupted();
      throw new InterruptedException();
    }
    return sim.isFired();
  }

  /** A thread outside the world waits by driving it, if it may. */
  private boolean awaitOutside(SimSignal signal, long timeoutNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    checkThread();
    var limit =
        timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : scheduler.deadlineIn(timeoutNanos);
    var stop = scheduler.drive(signal::isFired, limit);
    if (stop == Scheduler.Stop.IDLE) {
      if (limit == Long.MAX_VALUE) {
        throw new AssertionError("nothing will ever end this wait: the world is idle" + stacks());
      }
      scheduler.skipTo(limit);
    }
    return signal.isFired();
  }

  void wake(BatonThread user) {
    if (user.isWaiting()) {
      user.endWait();
      runnable.add(user);
    }
  }

  /** Lets the next runnable thread run until it waits or ends; false if there is none. */
  boolean runNext() {
    var user = runnable.poll();
    if (user == null) {
      return false;
    }
    driver = Thread.currentThread();
    holder = user;
    var thread = user.thread();
    user.granted = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
    awaitReturn(user);
    return true;
  }

  /** A machine that stands still, however long, costs one part of the patience. */
  private void awaitReturn(BatonThread user) {
    long part = Math.max(1, patience.toNanos() / PARTS);
    int left = PARTS;
    long until = System.nanoTime() + part;
    while (holder == user) {
      LockSupport.parkNanos(this, until - System.nanoTime());
      if (holder == user && System.nanoTime() - until >= 0) {
        left--;
        until = System.nanoTime() + part;
      }
      if (holder == user && (left == 0 || Thread.interrupted())) {
        throw stuck(user);
      }
    }
  }

  private AssertionError stuck(BatonThread user) {
    var thread = user.thread();
    var failure =
        new AssertionError(
            "user thread '"
                + user
                + "' blocks outside an Offhook wait, or computes, for "
                + patience.toSeconds()
                + " s of real time; in a simulated world it may wait only in Pending.await,"
                + " for an event or in endpoint.sleep. It is at:");
    failure.setStackTrace(thread.getStackTrace());
    closed = true;
    alive.remove(user);
    thread.interrupt();
    return failure;
  }

  private void giveBack() {
    var next = driver;
    holder = null;
    LockSupport.unpark(next);
  }

  private void takeBaton(BatonThread user) {
    while (!user.granted) {
      LockSupport.park(this);
      if (!user.granted && Thread.currentThread().isInterrupted()) {
        user.interrupted = true;
        Thread.interrupted();
        interrupts.add(user);
      }
    }
    user.granted = false;
  }

  /** Makes threads runnable that were interrupted in their wait. */
  boolean wakeInterrupted() {
    var woken = false;
    if (!alive.isEmpty() && alive.size() <= ASKED) {
      for (var user : alive) {
        if (user.isWaiting() && user.isInterrupted()) {
          user.interrupted = true;
          wake(user);
          woken = true;
        }
      }
    }
    for (var user = interrupts.poll(); user != null; user = interrupts.poll()) {
      if (user.interrupted) {
        woken |= user.isWaiting();
        wake(user);
      }
    }
    return woken;
  }

  /** Where every waiting thread stands, for a report. */
  String stacks() {
    return alive.stream()
        .limit(ASKED)
        .map(
            user ->
                "\n  "
                    + user
                    + Stream.of(user.thread().getStackTrace())
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining()))
        .collect(Collectors.joining());
  }

  /** Ends all user threads: whatever they wait for throws. */
  void close() {
    closed = true;
    var unstarted =
        alive.stream().filter(user -> user.thread().getState() == Thread.State.NEW).toList();
    runnable.removeAll(unstarted);
    unstarted.forEach(alive::remove);
    List.copyOf(alive).forEach(this::wake);
    while (runNext()) {
      // each one ends
    }
  }
}
