package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * Something happens at every millisecond of a call: a hang-up on one side or on both, changes that
 * cross, a broken connection. Whatever crosses whatever, each side has one end and nothing stays.
 */
class RaceSweepTest {

  /** The call rings at once, is answered after this time, and lives on for as long again. */
  private static final Duration ANSWERED = Duration.ofMillis(30);

  private static final int SPAN_MILLIS = 75;

  /** What happens, at a time from the start of the call. */
  private interface Event {
    void happen(SimWorld world, Call caller, List<IncomingCall> callees) throws Exception;
  }

  private static void at(SimWorld world, Duration time, Sleeper clock, Runnable body) {
    world
        .userThreads()
        .start(
            "event",
            () -> {
              try {
                clock.sleep(time);
                body.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** One call in which the event happens at that time. */
  private static void run(String transport, Duration when, Event event) throws Exception {
    try (var world = new SimWorld(11)) {
      world.network().all().latency(Duration.ofMillis(7));
      world.run(
          () -> {
            var ends = new ArrayList<String>();
            var callees = new ArrayList<IncomingCall>();
            try (var alice = Scene.alice(world);
                var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
              bob.onCall(
                  call -> {
                    callees.add(call);
                    call.ring();
                    bob.sleep(ANSWERED);
                    call.answer(Phone.SDP).await();
                    ends.add(last(call));
                  });
              var call =
                  alice.call(
                      CallOptions.to("sip:bob@10.0.0.2;transport=" + transport)
                          .offer(Scene.SDP)
                          .ownEvents());
              at(
                  world,
                  when,
                  alice::sleep,
                  () -> {
                    try {
                      event.happen(world, call, callees);
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
              call.outcome().await();
              alice.sleep(ANSWERED.multipliedBy(2));
              call.hangUp();
              ends.add(last(call));
              alice.sleep(Duration.ofMinutes(4));
              assertThat(alice.calls().await()).as("calls of alice at %s", when).isZero();
              assertThat(bob.calls().await()).as("calls of bob at %s", when).isZero();
              assertThat(ends).as("ends at %s", when).hasSize(1 + callees.size());
              assertThat(ends).as("ends at %s", when).containsOnly("one, last");
            }
          });
      world.assertQuiet();
    }
  }

  private static String last(Call call) throws InterruptedException {
    call.ended().await();
    int ends = 0;
    boolean last = false;
    for (var event = call.events().poll(); event.isPresent(); event = call.events().poll()) {
      last = event.get() instanceof CallEvent.Ended;
      ends += last ? 1 : 0;
    }
    return ends == 1 && last ? "one, last" : ends + " ends, last is " + last;
  }

  private static void sweep(String transport, Event event) throws Exception {
    for (int millis = 0; millis <= SPAN_MILLIS; millis++) {
      run(transport, Duration.ofMillis(millis), event);
    }
  }

  @Test
  void theCallerHangsUpAtAnyTime() throws Exception {
    sweep("udp", (world, caller, callees) -> caller.hangUp());
    sweep("tcp", (world, caller, callees) -> caller.hangUp());
  }

  @Test
  void theCalleeHangsUpAtAnyTime() throws Exception {
    sweep("udp", (world, caller, callees) -> callees.forEach(Call::hangUp));
    sweep("tcp", (world, caller, callees) -> callees.forEach(Call::hangUp));
  }

  @Test
  @Rfc("DLG-28")
  void bothHangUpAtAnyTime() throws Exception {
    sweep(
        "udp",
        (world, caller, callees) -> {
          caller.hangUp();
          callees.forEach(Call::hangUp);
        });
  }

  @Test
  void bothChangeTheSessionAtAnyTime() throws Exception {
    sweep(
        "udp",
        (world, caller, callees) -> {
          caller.hold();
          callees.forEach(Call::hold);
          caller.resume();
        });
  }

  @Test
  void theCallerChangesTheSessionAndTheCalleeHangsUpAtAnyTime() throws Exception {
    sweep(
        "udp",
        (world, caller, callees) -> {
          caller.hold();
          caller.message("hello");
          callees.forEach(Call::hangUp);
        });
  }

  @Test
  void connectionsBreakAtAnyTime() throws Exception {
    sweep(
        "tcp",
        (world, caller, callees) ->
            world.network().breakConnections(world.hosts().get(0), world.hosts().get(1)));
  }

  @Test
  void theNetworkIsDownForSomeSecondsFromAnyTime() throws Exception {
    sweep(
        "udp",
        (world, caller, callees) -> {
          SimHost bob = world.hosts().get(1);
          bob.unplug();
          world.advance(Duration.ofSeconds(5));
          bob.plug();
        });
  }
}
