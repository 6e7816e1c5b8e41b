package org.offhook.publish;

import org.jspecify.annotations.Nullable;
import org.offhook.loop.Loop;
import org.offhook.loop.TimerHandle;
import org.offhook.loop.WakeWatch;

/** When the next PUBLISH is due: RFC 3903 §4.3; earlier where the machine slept meanwhile. */
final class RenewalTimer {

  private final Loop loop;
  private final Runnable due;
  private final WakeWatch watch;
  private @Nullable TimerHandle timer;

  RenewalTimer(Loop loop, Runnable due) {
    this.loop = loop;
    this.due = due;
    this.watch = new WakeWatch(loop, missed -> fire());
  }

  /** In place of what was set before. */
  void start(long nanos) {
    cancel();
    watch.start();
    timer = loop.after(nanos, this::fire);
  }

  private void fire() {
    cancel();
    due.run();
  }

  void stop() {
    cancel();
    watch.stop();
  }

  private void cancel() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
