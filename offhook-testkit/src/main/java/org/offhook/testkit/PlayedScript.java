package org.offhook.testkit;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.Signal;
import org.offhook.loop.UserThreads;

/** A script that is played beside the test, and how it ended. */
final class PlayedScript {

  private final UserThreads threads;
  private @Nullable Signal over;
  private volatile @Nullable Throwable failure;

  PlayedScript(UserThreads threads) {
    this.threads = threads;
  }

  void play(Runnable script) {
    var before = over;
    if (before != null && !before.isFired()) {
      throw new IllegalStateException("a script is played already: finish it first");
    }
    var signal = threads.newSignal();
    over = signal;
    threads.start(
        "scripted-peer",
        () -> {
          try {
            script.run();
          } catch (WorldClosed end) {
            throw end;
          } catch (Throwable thrown) {
            failure = thrown;
          } finally {
            signal.fire();
          }
        });
  }

  void finish() {
    var signal = over;
    if (signal == null) {
      return;
    }
    try {
      threads.await(signal, Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the wait for the script was interrupted", e);
    }
    end();
  }

  /** Reports a failure once. */
  void end() {
    var thrown = failure;
    failure = null;
    if (thrown != null) {
      Failures.rethrow(thrown);
    }
  }
}
