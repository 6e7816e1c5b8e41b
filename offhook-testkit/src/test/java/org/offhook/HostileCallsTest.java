package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;

/**
 * Ten thousand calls through a network that loses 20 %, doubles 5 % and shuffles 10 % of the
 * datagrams: each ends once on either side, and nothing stays.
 */
class HostileCallsTest {

  private static final int CALLS = 10_000;
  private static final int PER_SECOND = 250;

  /** What the two sides want. */
  private enum Kind {
    CALLER_HANGS_UP,
    CALLEE_HANGS_UP,
    HOLD_AND_RESUME,
    BOTH_HOLD,
    BUSY,
    GIVEN_UP,
    ABANDONED
  }

  /** What came of a run. */
  private static final class Run {
    final Map<Integer, Seen> callers = new HashMap<>();
    final Map<Integer, Seen> callees = new HashMap<>();
    long fingerprint;
    String summary = "";
  }

  private static Kind kind(int number) {
    return Kind.values()[number % Kind.values().length];
  }

  private static int number(Call call) {
    return Integer.parseInt(call.request().headers().text("Subject").orElseThrow());
  }

  private static void serve(Endpoint bob, IncomingCall call, Run run) throws InterruptedException {
    int number = number(call);
    var chance = new Random(number);
    switch (kind(number)) {
      case BUSY -> call.reject(Status.BUSY_HERE);
      case GIVEN_UP -> call.ring();
      default -> {
        call.ring();
        bob.sleep(Duration.ofMillis(chance.nextInt(3_000)));
        call.answer(Phone.SDP).await();
        if (kind(number) == Kind.CALLEE_HANGS_UP) {
          bob.sleep(Duration.ofMillis(chance.nextInt(2_000)));
          call.hangUp();
        } else if (kind(number) == Kind.BOTH_HOLD) {
          bob.sleep(Duration.ofMillis(chance.nextInt(200)));
          call.hold().await();
          call.resume();
        }
      }
    }
    run.callees.put(number, Seen.of(call));
  }

  private static void call(Endpoint alice, int number, Run run) throws InterruptedException {
    var chance = new Random(~number);
    var call =
        alice.call(
            CallOptions.to("sip:bob@10.0.0.2")
                .offer(Scene.SDP)
                .header("Subject", Integer.toString(number))
                .ownEvents());
    switch (kind(number)) {
      case CALLER_HANGS_UP, ABANDONED -> {
        call.outcome().await();
        if (kind(number) == Kind.CALLER_HANGS_UP) {
          alice.sleep(Duration.ofMillis(chance.nextInt(2_000)));
        }
        call.hangUp();
      }
      case HOLD_AND_RESUME, BOTH_HOLD -> {
        call.outcome().await();
        alice.sleep(Duration.ofMillis(chance.nextInt(200)));
        call.hold();
        call.resume().await();
        call.hangUp();
      }
      case GIVEN_UP -> {
        alice.sleep(Duration.ofMillis(chance.nextInt(3_000)));
        call.hangUp();
      }
      case CALLEE_HANGS_UP, BUSY -> {}
    }
    run.callers.put(number, Seen.of(call));
  }

  private static Run run(long seed, int calls) throws Exception {
    var run = new Run();
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.network().all().loss(0.2).duplicate(0.05).reorder(0.1);
      world.run(
          () -> {
            try (var alice = Scene.alice(world);
                var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
              bob.onCall(call -> serve(bob, call, run));
              for (int i = 0; i < calls; i++) {
                int number = i;
                world
                    .userThreads()
                    .start(
                        "caller " + i,
                        () -> {
                          try {
                            call(alice, number, run);
                          } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                          }
                        });
                if (i % PER_SECOND == PER_SECOND - 1) {
                  alice.sleep(Duration.ofSeconds(1));
                }
              }
              while (run.callers.size() < calls) {
                alice.sleep(Duration.ofSeconds(10));
              }
              // a phone whose caller was never heard of again rings for three minutes
              alice.sleep(Duration.ofSeconds(180 + 2 * 32));
              assertThat(alice.calls().await()).isZero();
              assertThat(bob.calls().await()).isZero();
              assertThat(world.timers()).isZero();
            }
          });
      world.assertQuiet();
      run.fingerprint = world.log().fingerprint();
      run.summary = world.log().summary() + ", " + world.now().toSeconds() + " s";
    }
    return run;
  }

  @Test
  @Rfc({"CALL-72", "SEC-28"})
  void tenThousandCallsThroughABadNetworkEndAsTheyShould() throws Exception {
    var run = run(42, CALLS);
    assertThat(run.callers).hasSize(CALLS);
    var outcomes = new EnumMap<Kind, Map<String, Integer>>(Kind.class);
    run.callers.forEach(
        (number, seen) -> {
          var as = seen.outcomeName();
          outcomes
              .computeIfAbsent(kind(number), kind -> new TreeMap<>())
              .merge(as, 1, Integer::sum);
          assertThat(allowed(kind(number))).as("call %d: %s", number, seen).contains(as);
        });
    run.callers.forEach((number, seen) -> seen.endedOnce("caller " + number));
    run.callees.forEach((number, seen) -> seen.endedOnce("callee " + number));
    // what one side takes for established, the other was asked for
    run.callers.forEach(
        (number, seen) -> {
          if (seen.outcome().isOk()) {
            assertThat(run.callees).containsKey(number);
          }
        });
    System.out.println("10,000 calls: " + run.summary + ", " + outcomes);

    assertThat(run(42, CALLS).fingerprint).isEqualTo(run.fingerprint);
  }

  private static List<String> allowed(Kind kind) {
    var allowed = new ArrayList<>(List.of("TimedOut"));
    switch (kind) {
      case BUSY -> allowed.add("Refused");
      case GIVEN_UP -> allowed.add("Cancelled");
      default -> allowed.add("Established");
    }
    return allowed;
  }
}
