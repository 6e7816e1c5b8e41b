package org.offhook.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A signal of one word: nobody waits, a stack of waiters, or fired. */
final class ParkSignal implements Signal {

  /** One thread's wait; a left wait stays in the stack, empty, until the signal fires. */
  static final class Waiter {
    private volatile @Nullable Thread thread;
    private @Nullable Waiter next;

    Waiter(@Nullable Thread thread) {
      this.thread = thread;
    }

    void leave() {
      thread = null;
    }
  }

  private static final Waiter FIRED = new Waiter(null);
  private static final VarHandle WAITERS;

  static {
    try {
      WAITERS = MethodHandles.lookup().findVarHandle(ParkSignal.class, "waiters", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile @Nullable Waiter waiters;

  @Override
  public boolean isFired() {
    return waiters == FIRED;
  }

  @Override
  public void fire() {
    if (waiters == FIRED) {
      return;
    }
    for (var waiter = (@Nullable Waiter) WAITERS.getAndSet(this, FIRED);
        waiter != null && waiter != FIRED;
        waiter = waiter.next) {
      LockSupport.unpark(waiter.thread);
    }
  }

  /** Enters a thread that is about to park; it is unparked if the signal has fired already. */
  Waiter enter(Thread thread) {
    var waiter = new Waiter(thread);
    while (true) {
      var first = waiters;
      if (first == FIRED) {
        return waiter;
      }
      waiter.next = emptied(first);
      if (WAITERS.compareAndSet(this, first, waiter)) {
        return waiter;
      }
    }
  }

  /** Drops waits at the top that were left, so that repeated timed waits cost no memory. */
  private static @Nullable Waiter emptied(@Nullable Waiter first) {
    var top = first;
    while (top != null && top.thread == null) {
      top = top.next;
    }
    return top;
  }
}
