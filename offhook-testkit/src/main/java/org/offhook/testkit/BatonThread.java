package org.offhook.testkit;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;

/** A user thread of the simulated world: it runs only while it holds the baton. */
final class BatonThread {

  private final String name;
  private @Nullable Thread thread;
  private boolean waiting;
  private @Nullable TimerHandle timeout;
  volatile boolean granted;
  volatile boolean interrupted;

  BatonThread(String name) {
    this.name = name;
  }

  void thread(Thread body) {
    thread = body;
  }

  Thread thread() {
    var body = thread;
    if (body == null) {
      throw new IllegalStateException("user thread " + name + " has no body");
    }
    return body;
  }

  boolean isWaiting() {
    return waiting;
  }

  void startWait() {
    waiting = true;
  }

  void timeout(TimerHandle timer) {
    timeout = timer;
  }

  void endWait() {
    waiting = false;
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  boolean isInterrupted() {
    return interrupted || thread().isInterrupted();
  }

  @Override
  public String toString() {
    return name.isEmpty() ? "user thread" : name;
  }
}
