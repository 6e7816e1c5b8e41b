package org.offhook.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SelectorLoopTest {

  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final SelectorLoop loop = new SelectorLoop("loop-under-test", failures::add);

  @AfterEach
  void end() throws Exception {
    loop.end();
    loop.join(10_000);
  }

  private String event() throws InterruptedException {
    return String.valueOf(events.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void commandsOfOneThreadRunInTheirOrder() throws Exception {
    var ran = new ArrayList<Integer>();
    for (var n = 0; n < 100_000; n++) {
      var number = n;
      assertThat(loop.execute(() -> ran.add(number))).isTrue();
    }
    loop.execute(() -> events.add("done " + loop.onLoop()));
    assertThat(event()).isEqualTo("done true");
    assertThat(ran).hasSize(100_000).isSorted();
  }

  @Test
  void commandsOfManyThreadsAllRun() throws Exception {
    var count = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (var n = 0; n < 4; n++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (var i = 0; i < 20_000; i++) {
                      loop.execute(
                          () -> {
                            if (count.incrementAndGet() == 80_000) {
                              events.add("all");
                            }
                          });
                    }
                  }));
    }
    assertThat(event()).isEqualTo("all");
    for (var thread : threads) {
      thread.join();
    }
  }

  @Test
  void whatArrivedIsReadBeforeATimerThatIsDueFires() throws Exception {
    var pipe = Pipe.open();
    pipe.source().configureBlocking(false);
    loop.execute(
        () -> {
          try (var sink = pipe.sink()) {
            loop.register(
                pipe.source(),
                SelectionKey.OP_READ,
                key -> {
                  events.add("read");
                  key.cancel();
                });
            loop.after(0, () -> events.add("timer"));
            sink.write(ByteBuffer.wrap(new byte[] {1}));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(event()).isEqualTo("read");
    assertThat(event()).isEqualTo("timer");
    pipe.source().close();
  }

  @Test
  void timersFireInOrderAndNotBeforeTheirTime() throws Exception {
    var start = loop.time().nanos();
    loop.execute(
        () -> {
          loop.after(
              20_000_000, () -> events.add("late " + (loop.time().nanos() - start >= 20_000_000)));
          loop.after(5_000_000, () -> events.add("early"));
          loop.after(-1, () -> events.add("at once"));
          loop.after(5_000_000, () -> events.add("early too"));
          loop.after(6_000_000, () -> events.add("never")).cancel();
          events.add("started");
        });
    assertThat(List.of(event(), event(), event(), event(), event()))
        .containsExactly("started", "at once", "early", "early too", "late true");
  }

  @Test
  void failingTaskIsReportedAndCountedAndEndsNothing() throws Exception {
    loop.execute(
        () -> {
          loop.after(
              0,
              () -> {
                throw new AssertionError("timer");
              });
          throw new IllegalArgumentException("command");
        });
    assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("command");
    assertThat(failures.poll(10, TimeUnit.SECONDS)).hasMessage("timer");
    assertThat(loop.failures()).isEqualTo(2);
    loop.execute(() -> events.add("alive"));
    assertThat(event()).isEqualTo("alive");
  }

  @Test
  void endlessCommandsDoNotStarveTimers() throws Exception {
    var over = new boolean[1];
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            if (!over[0]) {
              loop.execute(this);
            }
          }
        });
    loop.execute(
        () ->
            loop.after(
                1_000_000,
                () -> {
                  over[0] = true;
                  events.add("timer");
                }));
    assertThat(event()).isEqualTo("timer");
  }

  @Test
  void stateIsGuardedAgainstOtherThreads() {
    assertThatThrownBy(() -> loop.after(1, () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not on the endpoint's loop");
  }

  @Test
  void endedLoopRefusesCommandsAndRunsThoseBefore() throws Exception {
    loop.execute(() -> events.add("before"));
    loop.end();
    loop.join(10_000);
    assertThat(event()).isEqualTo("before");
    assertThat(loop.execute(() -> events.add("after"))).isFalse();
    assertThat(events).isEmpty();
  }

  @Test
  void longTimersOfOneMomentFireTogetherAndShortOnesWhenTheyAreDue() {
    long second = 1_000_000_000L;
    assertThat(SelectorLoop.together(17, 4 * second)).isEqualTo(17);
    long start = 12_345_678_901L;
    long first = SelectorLoop.together(start, 32 * second);
    assertThat(first).isBetween(start, start + 32 * second / 256);
    assertThat(SelectorLoop.together(first - 1_000_000, 32 * second)).isEqualTo(first);
    assertThat(SelectorLoop.together(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }
}
