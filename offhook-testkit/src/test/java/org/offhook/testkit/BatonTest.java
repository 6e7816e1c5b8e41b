package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.loop.UserThreads;
import org.offhook.net.Network;

@ExtendWith(SimWorldExtension.class)
class BatonTest {

  private SimWorld world;
  private UserThreads threads;
  private Network network;
  private final List<String> events = new ArrayList<>();

  @BeforeEach
  void oneHost(SimWorld given) {
    world = given;
    threads = world.userThreads();
    network = world.host("alice", "10.0.0.1").attach("a");
  }

  private void event(String what) {
    events.add(world.now().toMillis() + " " + what);
  }

  private boolean sleep(long millis) {
    try {
      return threads.await(threads.newSignal(), millis * 1_000_000);
    } catch (InterruptedException e) {
      event("interrupted");
      return false;
    }
  }

  @Test
  void userCodeWaitsInVirtualTime() {
    var answer =
        world.run(
            () -> {
              var signal = threads.newSignal();
              network.loop().execute(() -> network.loop().after(Duration.ofDays(1), signal::fire));
              assertThat(threads.await(signal, 1_000_000_000L)).isFalse();
              event("first");
              return sleep(0);
            });
    assertThat(answer).isFalse();
    assertThat(events).containsExactly("1000 first");
  }

  @Test
  void signalEndsTheWaitOfAllInTheOrderOfTheirComing() {
    world.run(
        () -> {
          var signal = threads.newSignal();
          for (var n = 0; n < 3; n++) {
            var name = "thread " + n;
            threads.start(
                name,
                () -> {
                  event(name + " starts");
                  try {
                    event(name + " " + threads.await(signal, Long.MAX_VALUE));
                  } catch (InterruptedException e) {
                    event("interrupted");
                  }
                });
          }
          event("body");
          sleep(10);
          signal.fire();
          event("fired");
        });
    world.runUntilIdle();
    assertThat(events)
        .containsExactly(
            "0 body",
            "0 thread 0 starts",
            "0 thread 1 starts",
            "0 thread 2 starts",
            "10 fired",
            "10 thread 0 true",
            "10 thread 1 true",
            "10 thread 2 true");
    world.assertQuiet();
  }

  @Test
  void commandsOfUserCodeRunWhenItWaits() {
    world.run(
        () -> {
          network.loop().execute(() -> event("command " + network.loop().onLoop()));
          event("body " + network.loop().onLoop());
          sleep(1);
          event("body again");
        });
    assertThat(events).containsExactly("0 body false", "0 command true", "1 body again");
  }

  @Test
  void interruptionEndsAWait() {
    world.run(
        () -> {
          var thread =
              threads.start(
                  "sleeper",
                  () -> {
                    sleep(60_000);
                    event("flag " + Thread.currentThread().isInterrupted());
                    event("sleeps again " + sleep(5));
                  });
          sleep(10);
          thread.interrupt();
          sleep(100);
        });
    assertThat(events).containsExactly("10 interrupted", "10 flag false", "15 sleeps again false");
  }

  @Test
  void threadThatBlocksElsewhereFailsTheTestWithItsStack() {
    world.patience(Duration.ofMillis(100));
    assertThatThrownBy(() -> world.run(() -> blockForEver()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("blocks outside an Offhook wait")
        .satisfies(
            failure ->
                assertThat(failure.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("blockForEver")));
  }

  private static void blockForEver() throws InterruptedException {
    new CountDownLatch(1).await();
  }

  @Test
  void waitThatNothingCanEndFailsTheTestWithItsStack() {
    assertThatThrownBy(() -> world.run(() -> waitForEver()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing will ever happen again")
        .hasMessageContaining("waitForEver");
  }

  private void waitForEver() throws InterruptedException {
    threads.await(threads.newSignal(), Long.MAX_VALUE);
  }

  @Test
  void bodyThatTakesTooLongInVirtualTimeFails() {
    world.timeLimit(Duration.ofHours(1));
    assertThatThrownBy(() -> world.run(() -> sleep(3_700_000)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not end within PT1H");
  }

  @Test
  void failureOfTheBodyIsTheTests() {
    assertThatThrownBy(
            () ->
                world.run(
                    () -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    assertThatThrownBy(
            () ->
                world.run(
                    () -> {
                      throw new IOException("checked");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("checked");
  }

  @Test
  void failureOfAnotherThreadOrTaskFailsTheTest() {
    assertThatThrownBy(
            () ->
                world.run(
                    () -> {
                      threads.start(
                          "other",
                          () -> {
                            throw new IllegalStateException("other");
                          });
                      sleep(1);
                    }))
        .hasMessage("other");
    network
        .loop()
        .execute(
            () -> {
              throw new IllegalStateException("task");
            });
    assertThatThrownBy(() -> world.advance(Duration.ZERO))
        .hasMessageContaining("alice/a")
        .hasRootCauseMessage("task");
  }

  @Test
  void failureThatIsGivenToTheHandlerOfAThreadFailsTheTest() {
    assertThatThrownBy(
            () ->
                world.run(
                    () -> {
                      threads.start(
                          "other",
                          () -> {
                            var self = Thread.currentThread();
                            self.getUncaughtExceptionHandler()
                                .uncaughtException(self, new IllegalStateException("handed on"));
                          });
                      sleep(1);
                    }))
        .hasMessage("handed on");
  }

  @Test
  void failuresCanBeCollected() {
    world.collectFailures();
    network
        .loop()
        .execute(
            () -> {
              throw new IllegalStateException("task");
            });
    world.advance(Duration.ZERO);
    assertThat(world.failures()).singleElement().extracting(Throwable::getCause).isNotNull();
  }

  @Test
  void loopNeverWaits() {
    world.onLoop(
        network,
        () ->
            assertThatThrownBy(() -> threads.await(threads.newSignal(), 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("never wait"));
  }

  @Test
  void threadOutOfTurnIsRefused() {
    var refused = new AtomicReference<Throwable>();
    world.run(
        () -> {
          var outsider =
              Thread.ofPlatform()
                  .start(
                      () -> {
                        try {
                          network.loop().execute(() -> {});
                        } catch (IllegalStateException e) {
                          refused.set(e);
                        }
                      });
          outsider.join();
        });
    assertThat(refused.get()).hasMessageContaining("out of turn");
  }

  @Test
  void testThreadThatWaitsDrivesTheWorld() throws Exception {
    var signal = threads.newSignal();
    world.onLoop(network, () -> network.loop().after(Duration.ofSeconds(7), signal::fire));
    assertThat(threads.await(signal, 5_000_000_000L)).isFalse();
    assertThat(world.now()).isEqualTo(Duration.ofSeconds(5));
    assertThat(threads.await(signal, Long.MAX_VALUE)).isTrue();
    assertThat(world.now()).isEqualTo(Duration.ofSeconds(7));
    assertThatThrownBy(() -> threads.await(threads.newSignal(), Long.MAX_VALUE))
        .hasMessageContaining("nothing will ever end this wait");
  }

  @Test
  void platformThreadsMayWaitInsideAMonitor() {
    world.platformThreads();
    var monitors = List.of(new Object(), new Object(), new Object(), new Object());
    world.run(
        () -> {
          for (var monitor : monitors) {
            threads.start(
                "holder",
                () -> {
                  synchronized (monitor) {
                    sleep(5);
                    event("through");
                  }
                });
          }
          sleep(10);
        });
    assertThat(events).hasSize(4);
  }

  @Test
  void thousandsOfThreadsTakeTurns() {
    var awake = new int[1];
    world.run(
        () -> {
          for (var n = 0; n < 5_000; n++) {
            threads.start(
                "user",
                () -> {
                  sleep(50);
                  awake[0]++;
                });
          }
        });
    world.runUntilIdle();
    assertThat(awake[0]).isEqualTo(5_000);
    world.assertQuiet();
  }

  @Test
  void endOfTheWorldEndsItsThreads() {
    var other = new SimWorld(1);
    other.run(
        () -> {
          for (var n = 0; n < 3; n++) {
            other
                .userThreads()
                .start(
                    "left over",
                    () -> {
                      try {
                        other.userThreads().await(other.userThreads().newSignal(), Long.MAX_VALUE);
                      } catch (InterruptedException e) {
                        event("interrupted");
                      } finally {
                        events.add("unwound");
                      }
                    });
          }
          other.advance(Duration.ofSeconds(1));
          other.userThreads().start("never begun", () -> events.add("begun"));
        });
    other.close();
    assertThat(events).containsExactly("unwound", "unwound", "unwound");
  }

  @Test
  void whatIsAliveIsNamed() throws Exception {
    world.onLoop(
        network,
        () -> {
          network.loop().after(Duration.ofSeconds(1), () -> {});
          network.bindDatagram(world.hosts().getFirst().address(5060), (p, from, payload) -> {});
        });
    assertThatThrownBy(world::assertQuiet)
        .hasMessageContaining("1 timers on alice/a")
        .hasMessageContaining("BatonTest")
        .hasMessageContaining("udp socket /10.0.0.1:5060 of alice");
    network.close();
    world.assertQuiet();
    assertThat(network.loop().execute(() -> {})).isFalse();
  }
}
