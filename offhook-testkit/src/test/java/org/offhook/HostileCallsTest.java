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
import org.offhook.testkit.SimHost;
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
    return run(seed, calls, (bob, host) -> {});
  }

  /** What happens to the callee meanwhile. */
  private interface Fate {
    void befall(Endpoint bob, SimHost host) throws InterruptedException;
  }

  private static Run run(long seed, int calls, Fate fate) throws Exception {
    var run = new Run();
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.network().all().loss(0.2).duplicate(0.05).reorder(0.1);
      world.run(
          () -> {
            var host = world.host("bob", "10.0.0.2");
            try (var alice = Scene.alice(world);
                var bob = Scene.endpoint(host, "bob", "10.0.0.2", options -> options)) {
              bob.onCall(call -> serve(bob, call, run));
              start(world, "fate", () -> fate.befall(bob, host));
              for (int i = 0; i < calls; i++) {
                int number = i;
                start(world, "caller " + i, () -> call(alice, number, run));
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

  /** What a thread of the world does. */
  private interface Deed {
    void act() throws InterruptedException;
  }

  private static void start(SimWorld world, String name, Deed deed) {
    world
        .userThreads()
        .start(
            name,
            () -> {
              try {
                deed.act();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void checkEnds(Run run) {
    run.callers.forEach((number, seen) -> seen.endedOnce("caller " + number));
    run.callees.forEach((number, seen) -> seen.endedOnce("callee " + number));
    // what one side takes for established, the other was asked for
    run.callers.forEach(
        (number, seen) -> {
          if (seen.outcome().isOk()) {
            assertThat(run.callees).containsKey(number);
          }
        });
  }

  // for up to a second of each: some callers wait, are refused, or cancel while they wait
  @Test
  @Rfc({"CALL-72", "SEC-03"})
  void callsToACalleeThatFallsBehindAgainAndAgainEndAsTheyShould() throws Exception {
    var outcomes = new TreeMap<String, Integer>();
    var run =
        run(
            7,
            2_000,
            (bob, host) -> {
              var chance = new Random(7);
              for (int second = 0; second < 2_000 / PER_SECOND + 5; second++) {
                int behind = chance.nextInt(1_000);
                host.behind(true);
                bob.sleep(Duration.ofMillis(behind));
                host.behind(false);
                bob.sleep(Duration.ofMillis(1_000 - behind));
              }
            });
    assertThat(run.callers).hasSize(2_000);
    run.callers.forEach((number, seen) -> outcomes.merge(seen.outcomeName(), 1, Integer::sum));
    checkEnds(run);
    assertThat(outcomes.keySet()).isSubsetOf("Established", "Refused", "Cancelled", "TimedOut");
    assertThat(outcomes.get("Established")).isGreaterThan(500);
    assertThat(outcomes.get("Refused")).isGreaterThan(2_000 / Kind.values().length + 100);
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
    checkEnds(run);
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
