package org.offhook.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerQueue;

/**
 * Virtual time: what is due runs in one fixed order on the thread that drives the world. Commands
 * come before user threads, user threads before time.
 */
final class Scheduler {

  /** Why driving stopped. */
  enum Stop {
    DONE,
    LIMIT,
    IDLE
  }

  /** Steps without progress of time after which something must be going round in a circle. */
  private static final int ENDLESS = 50_000_000;

  private record Command(SimLoop loop, Runnable task) {}

  private final TimerQueue timers = new TimerQueue();
  private final ArrayDeque<Command> commands = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final Baton baton = new Baton(this);
  private long now;
  private int stepsAtOneTime;
  private boolean failuresCollected;
  private @Nullable SimLoop running;
  private volatile @Nullable Thread driver;

  Baton baton() {
    return baton;
  }

  TimerQueue timers() {
    return timers;
  }

  /** Nanoseconds since the start of the world. */
  long now() {
    return now;
  }

  long deadlineIn(long nanos) {
    return nanos <= 0 ? now : nanos >= Long.MAX_VALUE - now ? Long.MAX_VALUE - 1 : now + nanos;
  }

  /** Runs {@code task} in {@code nanos} as nobody's task (a packet's arrival). */
  void later(long nanos, Runnable task) {
    timers.start(deadlineIn(nanos), task);
  }

  void post(SimLoop loop, Runnable task) {
    checkThread();
    commands.add(new Command(loop, task));
  }

  boolean isRunning(SimLoop loop) {
    return running == loop;
  }

  boolean isOnLoop() {
    return running != null;
  }

  boolean isDriven() {
    return driver != null;
  }

  @Nullable Thread driver() {
    return driver;
  }

  /** Runs a task as one of {@code loop}; its failure is kept and fails the test. */
  void runOn(SimLoop loop, Runnable task) {
    if (loop.isEnded()) {
      return;
    }
    var outer = running;
    running = loop;
    try {
      task.run();
    } catch (Throwable failure) {
      failures.add(
          new AssertionError(
              "a task failed on loop " + loop + " at " + Duration.ofNanos(now), failure));
    } finally {
      running = outer;
    }
  }

  void failed(Throwable failure) {
    failures.add(failure);
  }

  List<Throwable> failures() {
    return failures;
  }

  /** From now on failures of tasks and user threads are only collected. */
  void collectFailures() {
    failuresCollected = true;
  }

  /** Throws the first failure unless failures are to be collected. */
  void throwFailure() {
    if (!failures.isEmpty() && !failuresCollected) {
      var first = failures.getFirst();
      failures.subList(1, failures.size()).forEach(first::addSuppressed);
      failures.clear();
      Failures.rethrow(first);
    }
  }

  /** Drives the world until {@code done}, until {@code limit} or until nothing is left. */
  Stop drive(BooleanSupplier done, long limit) {
    if (driver != null || running != null) {
      throw new IllegalStateException("the simulated world is driven already, by " + driver);
    }
    driver = Thread.currentThread();
    try {
      while (true) {
        throwFailure();
        if (done.getAsBoolean()) {
          return Stop.DONE;
        }
        if (!step(limit)) {
          var idle = timers.size() == 0;
          now = idle ? now : Math.max(now, limit);
          return idle ? Stop.IDLE : Stop.LIMIT;
        }
      }
    } finally {
      driver = null;
    }
  }

  /** Moves an idle world's clock. */
  void skipTo(long instant) {
    now = Math.max(now, instant);
  }

  private boolean step(long limit) {
    if (stepsAtOneTime++ > ENDLESS) {
      throw new AssertionError("time stands still at " + Duration.ofNanos(now) + ": endless loop?");
    }
    var command = commands.poll();
    if (command != null) {
      runOn(command.loop(), command.task());
      return true;
    }
    if (baton.runNext() || baton.wakeInterrupted()) {
      return true;
    }
    var deadline = timers.nextDeadline();
    if (deadline > limit || deadline == Long.MAX_VALUE) {
      return false;
    }
    if (deadline > now) {
      now = deadline;
      stepsAtOneTime = 0;
    }
    var task = timers.pollDue(now);
    if (task != null) {
      runSafely(task);
    }
    return true;
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error failure) {
      failures.add(failure);
    }
  }

  /** The world has no locks: only the thread whose turn it is may touch it. */
  void checkThread() {
    var current = Thread.currentThread();
    var drivenBy = driver;
    if (drivenBy != null && !drivenBy.equals(current) && !baton.isHeldBy(current)) {
      throw new IllegalStateException(
          current
              + " touches the simulated world out of turn: user code runs on threads of"
              + " UserThreads.start or inside SimWorld.run");
    }
  }
}
