package org.offhook.testkit;

import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.Randomness;
import org.offhook.loop.TimeSource;
import org.offhook.loop.TimerHandle;

/** The loop of one endpoint in virtual time; all loops of a world share its clock and thread. */
final class SimLoop implements Loop, TimeSource {

  private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

  private final Scheduler scheduler;
  private final SimRandom random;
  private final String name;
  private @Nullable SimTimer newest;
  private int timers;
  private boolean ended;

  SimLoop(Scheduler scheduler, SimRandom random, String name) {
    this.scheduler = scheduler;
    this.random = random;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Timers that wait on this loop. */
  int timers() {
    return timers;
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
    for (var timer = newest; timer != null; timer = timer.older) {
      timer.entry.cancel();
    }
    newest = null;
    timers = 0;
  }

  /** What waits here, for a report: the classes of the timers' tasks. */
  Stream<String> waiting() {
    return Stream.iterate(newest, Objects::nonNull, timer -> timer.older)
        .map(timer -> timer.task.getClass().getName().replaceAll("/0x.*", ""));
  }

  /** Runs a task of this loop now; for what the network brings. */
  void run(Runnable task) {
    scheduler.runOn(this, task);
  }

  @Override
  public TimeSource time() {
    return this;
  }

  @Override
  public Randomness random() {
    return random;
  }

  @Override
  public long nanos() {
    return scheduler.now();
  }

  @Override
  public Instant wallClock() {
    return EPOCH.plusNanos(scheduler.now());
  }

  @Override
  public TimerHandle after(long nanos, Runnable task) {
    assertOnLoop();
    return new SimTimer(scheduler.deadlineIn(nanos), task);
  }

  @Override
  public boolean execute(Runnable command) {
    if (ended) {
      return false;
    }
    scheduler.post(this, command);
    return true;
  }

  @Override
  public boolean onLoop() {
    return scheduler.isRunning(this);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A timer that knows its loop, so that it runs as that loop's task and ends with it. */
  private final class SimTimer implements TimerHandle, Runnable {

    private final Runnable task;
    private final TimerHandle entry;
    private @Nullable SimTimer older;
    private @Nullable SimTimer newer;

    SimTimer(long deadline, Runnable task) {
      this.task = task;
      entry = scheduler.timers().start(deadline, this);
      older = newest;
      if (newest != null) {
        newest.newer = this;
      }
      newest = this;
      timers++;
    }

    @Override
    public void run() {
      unlink();
      scheduler.runOn(SimLoop.this, task);
    }

    @Override
    public void cancel() {
      if (entry.isPending()) {
        entry.cancel();
        unlink();
      }
    }

    @Override
    public boolean isPending() {
      return entry.isPending();
    }

    private void unlink() {
      timers--;
      if (older != null) {
        older.newer = newer;
      }
      if (newer != null) {
        newer.older = older;
      } else {
        newest = older;
      }
      older = null;
      newer = null;
    }
  }
}
