package org.offhook.loop;

import java.util.concurrent.locks.LockSupport;

/** User code on virtual threads, which wait by parking; platform threads may wait as well. */
public final class VirtualThreads implements UserThreads {

  /** The only one needed: it has no state. */
  public static final VirtualThreads INSTANCE = new VirtualThreads();

  private VirtualThreads() {}

  @Override
  public Thread start(String name, Runnable body) {
    return Thread.ofVirtual().name(name).start(body);
  }

  @Override
  public Signal newSignal() {
    return new ParkSignal();
  }

  @Override
  public boolean await(Signal signal, long timeoutNanos) throws InterruptedException {
    if (Thread.currentThread() instanceof LoopThread loop) {
      throw new IllegalStateException(
          "waiting on loop thread " + loop.getName() + " would stop its endpoint");
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    var park = (ParkSignal) signal;
    if (park.isFired() || timeoutNanos <= 0) {
      return park.isFired();
    }
    var waiter = park.enter(Thread.currentThread());
    try {
      return timeoutNanos == Long.MAX_VALUE ? untilFired(park) : untilFired(park, timeoutNanos);
    } finally {
      waiter.leave();
    }
  }

  private static boolean untilFired(ParkSignal signal) throws InterruptedException {
    while (!signal.isFired()) {
      LockSupport.park(signal);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return true;
  }

  private static boolean untilFired(ParkSignal signal, long nanos) throws InterruptedException {
    var start = System.nanoTime();
    var left = nanos;
    while (!signal.isFired() && left > 0) {
      LockSupport.parkNanos(signal, left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      left = nanos - (System.nanoTime() - start);
    }
    return signal.isFired();
  }
}
