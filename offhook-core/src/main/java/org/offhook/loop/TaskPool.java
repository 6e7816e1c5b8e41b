package org.offhook.loop;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few platform threads for work that may block or compute (host names, TLS tasks, files), so that
 * the loop does not. They start when needed and end when idle. Thread rule: any thread.
 */
public final class TaskPool implements AutoCloseable {

  private static final int WAITING = 1024;
  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor pool;

  /** A pool of at most {@code threads}. */
  public TaskPool(String name, int threads) {
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name(name + "-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /** Runs {@code task} soon; false if too many wait or the pool is closed. */
  public boolean run(Runnable task) {
    try {
      pool.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Interrupts what runs and forgets what waits. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
