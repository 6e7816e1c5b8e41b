package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Waiting for events and being woken, in simulated time. */
@ExtendWith(SimWorldExtension.class)
class EventQueueTest {

  private static final Duration LONG = Duration.ofSeconds(30);

  @Test
  void aWakeUpEndsTheLongestWaitWithoutAnEvent(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var ends = new ArrayList<String>();
            for (var name : List.of("first", "second")) {
              alice
                  .threads()
                  .start(
                      name,
                      () -> {
                        try {
                          boolean empty = alice.events().poll(LONG).isEmpty();
                          ends.add(name + " " + empty + " " + world.now().toSeconds());
                        } catch (InterruptedException e) {
                          throw new AssertionError(e);
                        }
                      });
              alice.sleep(Duration.ofSeconds(1));
            }
            alice.events().wake();
            alice.sleep(Duration.ofSeconds(60));
            assertThat(ends).containsExactly("first true 2", "second true 31");
          }
          return null;
        });
  }

  @Test
  void aWakeUpBeforeTheWaitEndsTheNextOneAndNoMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            alice.events().wake();
            alice.events().wake();
            var before = world.now();
            assertThat(alice.events().poll()).isEmpty();
            assertThat(alice.events().poll(Duration.ZERO)).isEmpty();
            assertThat(alice.events().poll(LONG)).isEmpty();
            assertThat(world.now()).isEqualTo(before);
            assertThat(alice.events().poll(LONG)).isEmpty();
            assertThat(world.now()).isEqualTo(before.plus(LONG));
          }
          return null;
        });
  }

  @Test
  void whoTakesIsNotWokenAndAnEventIsNotLost(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var taken = new Pending<SipEvent>(alice.threads());
            alice
                .threads()
                .start(
                    "taker",
                    () -> {
                      try {
                        taken.complete(alice.events().take());
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                    });
            alice.sleep(Duration.ofSeconds(1));
            alice.events().wake();
            alice.sleep(Duration.ofSeconds(1));
            phone.caller("c1").send(Method.OPTIONS);
            phone.caller("c2").send(Method.MESSAGE);
            assertThat(taken.await()).isInstanceOf(RequestEvent.Received.class);
            assertThat(alice.events().poll(LONG)).as("the wake-up was kept").isEmpty();
          }
          return null;
        });
  }

  @Test
  void anEventIsHandedOutBeforeAWakeUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            phone.caller("c1").send(Method.MESSAGE);
            alice.sleep(Duration.ofSeconds(1));
            alice.events().wake();
            assertThat(alice.events().poll(LONG)).isPresent();
            var before = world.now();
            assertThat(alice.events().poll(LONG)).isEmpty();
            assertThat(world.now()).isEqualTo(before);
          }
          return null;
        });
  }

  @Test
  void whoIsNamedIsToldOfEachEventUntilItIsRemoved(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var told = new AtomicInteger();
            var sizes = new ArrayList<Integer>();
            alice
                .events()
                .onReady(
                    () -> {
                      told.incrementAndGet();
                      sizes.add(alice.events().size());
                    });
            phone.caller("c1").send(Method.MESSAGE);
            phone.caller("c2").send(Method.MESSAGE);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(sizes).containsExactly(1, 2);
            alice.events().onReady(null);
            phone.caller("c3").send(Method.MESSAGE);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told).hasValue(2);
          }
          return null;
        });
  }

  @Test
  void whoThrowsWhenToldHarmsNothingAndIsToldNoMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var told = new AtomicInteger();
            alice
                .events()
                .onReady(
                    () -> {
                      told.incrementAndGet();
                      throw new IllegalStateException("as this test wants");
                    });
            phone.caller("c1").send(Method.MESSAGE);
            phone.caller("c2").send(Method.MESSAGE);
            for (int i = 0; i < 2; i++) {
              ((RequestEvent.Received) alice.events().take()).request().respond(Status.OK);
              phone.awaitResponse(200, Method.MESSAGE);
            }
            assertThat(told).hasValue(1);
          }
          return null;
        });
  }
}
