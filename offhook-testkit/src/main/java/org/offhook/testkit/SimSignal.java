package org.offhook.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.Signal;

/** A signal in virtual time: firing makes its waiters runnable, in the order of their arrival. */
final class SimSignal implements Signal {

  private final Baton baton;
  private boolean fired;
  private @Nullable List<BatonThread> waiters;

  SimSignal(Baton baton) {
    this.baton = baton;
  }

  @Override
  public void fire() {
    baton.checkThread();
    fired = true;
    var woken = waiters;
    if (woken != null) {
      waiters = null;
      woken.forEach(baton::wake);
    }
  }

  @Override
  public boolean isFired() {
    return fired;
  }

  void add(BatonThread waiter) {
    if (waiters == null) {
      waiters = new ArrayList<>(1);
    }
    waiters.add(waiter);
  }

  void remove(BatonThread waiter) {
    if (waiters != null) {
      waiters.remove(waiter);
    }
  }
}
