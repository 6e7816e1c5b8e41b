package org.offhook.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VirtualThreadsTest {

  private final UserThreads threads = VirtualThreads.INSTANCE;

  @Test
  void signalWakesAllWhoWaitAndAllWhoComeLater() throws Exception {
    var signal = threads.newSignal();
    var woken = new AtomicInteger();
    var entered = new CountDownLatch(50);
    var all = new ArrayList<Thread>();
    for (var n = 0; n < 50; n++) {
      all.add(
          threads.start(
              "waiter",
              () -> {
                entered.countDown();
                try {
                  if (threads.await(signal, Long.MAX_VALUE)) {
                    woken.incrementAndGet();
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    signal.fire();
    signal.fire();
    for (var thread : all) {
      assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(woken).hasValue(50);
    assertThat(threads.await(signal, 0)).isTrue();
  }

  @Test
  void waitEndsWithItsTime() throws Exception {
    var signal = threads.newSignal();
    for (var n = 0; n < 20; n++) {
      assertThat(threads.await(signal, 100_000)).isFalse();
    }
    assertThat(threads.await(signal, 0)).isFalse();
    assertThat(threads.await(signal, -1)).isFalse();
    assertThat(signal.isFired()).isFalse();
    signal.fire();
    assertThat(threads.await(signal, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void interruptionEndsAWait() throws Exception {
    var signal = threads.newSignal();
    var result = new ArrayBlockingQueue<String>(1);
    var thread =
        threads.start(
            "interrupted",
            () -> {
              try {
                threads.await(signal, Long.MAX_VALUE);
                result.add("woken");
              } catch (InterruptedException e) {
                result.add("interrupted " + Thread.currentThread().isInterrupted());
              }
            });
    thread.interrupt();
    assertThat(result.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted false");
  }

  @Test
  void waitingOnALoopIsRefused() throws Exception {
    var failure = new ArrayBlockingQueue<Throwable>(1);
    var loop = new SelectorLoop("test-loop", failure::add);
    loop.execute(
        () -> {
          try {
            threads.await(threads.newSignal(), 1);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(failure.poll(10, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("test-loop");
    loop.end();
    loop.join(10_000);
  }
}
