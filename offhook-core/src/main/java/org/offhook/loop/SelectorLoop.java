package org.offhook.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop on real sockets: one platform thread that waits in a selector, and in turn runs
 * commands, timers and ready channels, a bounded number of each. A task that fails is logged,
 * counted and reported; it never ends the loop.
 */
public final class SelectorLoop implements Loop {

  private static final Logger LOG = LoggerFactory.getLogger(SelectorLoop.class);

  /** Commands, and timers, that run in one turn before sockets are looked at again. */
  private static final int PER_TURN = 256;

  /** Timers up to 4 s, those that repeat messages, are exact. */
  private static final long SHORT = 4_000_000_001L;

  private static final int GRAIN = 8;

  private final Selector selector;
  private final LoopThread thread;
  private final Randomness random = new SecureBits();
  private final TimerQueue timers = new TimerQueue();
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final ArrayDeque<Runnable> turnEnd = new ArrayDeque<>();
  private final Consumer<Throwable> failureListener;
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean ended;
  private boolean ending;

  /**
   * Starts the loop.
   *
   * @param name names its thread
   * @param failureListener told on the loop of every task that failed
   */
  public SelectorLoop(String name, Consumer<Throwable> failureListener) {
    this.failureListener = failureListener;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector: too many open files?", e);
    }
    thread = new LoopThread(this::loop, name);
    thread.start();
  }

  @Override
  public TimeSource time() {
    return SystemTime.INSTANCE;
  }

  @Override
  public Randomness random() {
    return random;
  }

  @Override
  public TimerHandle after(long nanos, Runnable task) {
    assertOnLoop();
    var now = SystemTime.INSTANCE.nanos();
    var deadline = nanos <= 0 ? now : nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    return timers.start(together(deadline, nanos), task);
  }

  /**
   * Long timers fire in groups, each at most a 256th of its time late: thousands of lingering
   * transactions wake the loop a few times a second, not thousands of times.
   */
  static long together(long deadline, long delay) {
    long grain = Long.highestOneBit(delay >> GRAIN);
    return delay < SHORT || deadline > Long.MAX_VALUE - grain
        ? deadline
        : (deadline + grain - 1) & -grain;
  }

  @Override
  public boolean execute(Runnable command) {
    if (ended) {
      return false;
    }
    inbox.add(command);
    if (asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
    return !ended || !inbox.remove(command);
  }

  @Override
  public boolean onLoop() {
    return Thread.currentThread() == thread;
  }

  /** Tasks that failed since the start. Any thread. */
  public long failures() {
    return failures.get();
  }

  /** Timers that wait. On the loop only. */
  public int timers() {
    return timers.size();
  }

  /** Watches a channel; it must be non-blocking. On the loop only. */
  public SelectionKey register(SelectableChannel channel, int operations, IoHandler handler)
      throws ClosedChannelException {
    assertOnLoop();
    return channel.register(selector, operations, handler);
  }

  /** Runs {@code task} once at the end of this turn, before the loop waits. On the loop only. */
  public void atTurnEnd(Runnable task) {
    assertOnLoop();
    turnEnd.add(task);
  }

  /**
   * Lets go of the ports of channels that were closed in this turn. On the loop only, and not from
   * an {@link IoHandler}.
   */
  public void releaseClosed() throws IOException {
    assertOnLoop();
    selector.selectNow(key -> {});
  }

  /** Ends the loop after the commands that were given before; closes its channels. Any thread. */
  public void end() {
    execute(() -> ending = true);
  }

  /** Waits until the loop has ended; returns at once on the loop itself. */
  public void join(long millis) throws InterruptedException {
    if (!onLoop()) {
      thread.join(millis);
    }
  }

  private void loop() {
    while (!ending) {
      var more = runCommands();
      more |= fireTimers();
      runTurnEnd();
      select(more);
    }
    ended = true;
    closeAll();
    while (runCommands()) {
      // commands that were taken before the end still run
    }
    timers.clear();
  }

  private boolean runCommands() {
    for (var n = 0; n < PER_TURN; n++) {
      var command = inbox.poll();
      if (command == null) {
        return false;
      }
      run(command);
    }
    return true;
  }

  /**
   * What arrived while the loop was held up is taken in first: an answer that is there stops the
   * repetition that is due.
   */
  private boolean fireTimers() {
    if (timers.size() == 0) {
      return false;
    }
    var now = SystemTime.INSTANCE.nanos();
    if (timers.nextDeadline() > now) {
      return false;
    }
    takeIn();
    for (var n = 0; n < PER_TURN; n++) {
      var task = timers.pollDue(now);
      if (task == null) {
        return false;
      }
      run(task);
    }
    return true;
  }

  private void runTurnEnd() {
    for (var task = turnEnd.poll(); task != null; task = turnEnd.poll()) {
      run(task);
    }
  }

  private void select(boolean more) {
    try {
      if (more || ending || !turnEnd.isEmpty()) {
        selector.selectNow(this::ready);
        return;
      }
      asleep.set(true);
      if (inbox.isEmpty()) {
        waitForEvent();
      } else {
        selector.selectNow(this::ready);
      }
    } catch (IOException | RuntimeException e) {
      failed(e);
    } finally {
      asleep.set(false);
    }
  }

  private void takeIn() {
    try {
      selector.selectNow(this::ready);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  private void waitForEvent() throws IOException {
    var deadline = timers.nextDeadline();
    if (deadline == Long.MAX_VALUE) {
      selector.select(this::ready);
      return;
    }
    var nanos = deadline - SystemTime.INSTANCE.nanos();
    if (nanos <= 0) {
      selector.selectNow(this::ready);
    } else {
      selector.select(this::ready, (nanos + 999_999) / 1_000_000);
    }
  }

  private void ready(SelectionKey key) {
    asleep.setPlain(false);
    try {
      ((IoHandler) key.attachment()).ready(key);
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    failures.incrementAndGet();
    LOG.error("a task failed on loop {}", thread.getName(), failure);
    try {
      failureListener.accept(failure);
    } catch (RuntimeException e) {
      LOG.error("the failure listener failed", e);
    }
  }

  private void closeAll() {
    for (var key : List.copyOf(selector.keys())) {
      try {
        ((IoHandler) key.attachment()).loopEnds();
        key.channel().close();
      } catch (IOException | RuntimeException e) {
        LOG.debug("closing {}", key.channel(), e);
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      LOG.debug("closing the selector", e);
    }
  }
}
