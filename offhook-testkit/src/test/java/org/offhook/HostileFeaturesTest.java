package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.offhook.FeatureCalls.Kind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * Thousands of calls with everything that a call can have (reliable provisional answers, early
 * media, offers in PRACK, UPDATE, holds, session timers, key presses, redirection, transfers),
 * through a network that loses 10 %, doubles 5 % and shuffles 10 % of the datagrams: each ends once
 * on every side, whatever was asked is answered, and nothing stays. Two thousand in the build; the
 * laboratory plays ten thousand ({@code -Doffhook.hostile.calls=10000}).
 */
class HostileFeaturesTest {

  private static final int CALLS = Integer.getInteger("offhook.hostile.calls", 2_000);
  private static final int PER_SECOND = 250;

  /** A world keeps all that was seen in it, so that many calls are in several worlds. */
  private static final int PER_WORLD = 10_000;

  /** The seed of the first world; the next ones have the next seeds. */
  private static final long SEED = Long.getLong("offhook.hostile.seed", 42);

  /** What came of a run. */
  private record Run(FeatureCalls calls, long fingerprint, String summary, int invites) {}

  /** The endpoints of a run. */
  private record Scenery(SimWorld world, FeatureCalls calls, List<FinalAnswers> answers) {

    Endpoint endpoint(int at, String name, Mode mode) throws InterruptedException {
      answers.add(new FinalAnswers(name));
      var endpoint =
          Scene.endpoint(
              world,
              name,
              "10.0.0." + (at + 1),
              options -> {
                options.tap(answers.getLast());
                return mode == Mode.ASKS_FOR_PRACK
                    ? options.automatic(Automatic.PRACK, AutoMode.MANUAL)
                    : options;
              });
      endpoint.onRefer(refer -> calls.refer(endpoint, refer));
      return endpoint;
    }
  }

  private enum Mode {
    USUAL,
    ASKS_FOR_PRACK
  }

  private static Run run(long seed, int count) throws Exception {
    var calls = new FeatureCalls();
    var answers = new ArrayList<FinalAnswers>();
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.network().all().loss(0.1).duplicate(0.05).reorder(0.1);
      var scenery = new Scenery(world, calls, answers);
      world.run(
          () -> {
            try (var alice = scenery.endpoint(0, "alice", Mode.USUAL);
                var bob = scenery.endpoint(1, "bob", Mode.USUAL);
                var carol = scenery.endpoint(2, FeatureCalls.TARGET, Mode.USUAL);
                var dora = scenery.endpoint(3, "dora", Mode.ASKS_FOR_PRACK)) {
              bob.onCall(call -> calls.serve(bob, call));
              carol.onCall(call -> calls.target(carol, call));
              for (int i = 0; i < count; i++) {
                start(world, calls, Kind.of(i) == Kind.OFFER_IN_PRACK ? dora : alice, i);
                if (i % PER_SECOND == PER_SECOND - 1) {
                  alice.sleep(Duration.ofSeconds(1));
                }
              }
              while (calls.callers.size() < count) {
                alice.sleep(Duration.ofSeconds(10));
              }
              // longer than a subscription whose last NOTIFY was never heard of
              alice.sleep(Duration.ofSeconds(300 + 2 * 32));
              for (var endpoint : new Endpoint[] {alice, bob, carol, dora}) {
                assertThat(endpoint.calls().await()).isZero();
                Whims.noFault(endpoint);
              }
              assertThat(world.timers()).isZero();
            }
          });
      world.assertQuiet();
      int invites = 0;
      for (var one : answers) {
        invites += one.complete();
      }
      return new Run(calls, world.log().fingerprint(), summary(world), invites);
    }
  }

  private static void start(SimWorld world, FeatureCalls calls, Endpoint caller, int number) {
    world
        .userThreads()
        .start(
            "caller " + number,
            () -> {
              try {
                calls.call(caller, number);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static String summary(SimWorld world) {
    var log = world.log();
    return "%d delivered, %d lost, %d doubled, %d shuffled, in %d s"
        .formatted(
            log.sent() - log.lost() + log.duplicated(),
            log.lost(),
            log.duplicated(),
            log.reordered(),
            world.now().toSeconds());
  }

  @Test
  @Rfc({"CALL-72", "SEC-28"})
  void callsWithEverythingThroughABadNetworkEndAsTheyShould() throws Exception {
    int left = CALLS;
    for (long seed = SEED; left > 0; seed++) {
      int count = Math.min(left, PER_WORLD);
      theyEndAsTheyShould(seed, count);
      left -= count;
    }
  }

  private static void theyEndAsTheyShould(long seed, int count) throws Exception {
    var run = run(seed, count);
    var calls = run.calls();
    assertThat(calls.callers).hasSize(count);
    calls.callers.forEach((number, seen) -> seen.endedOnce("caller " + number));
    calls.others.forEach((who, all) -> all.forEach(seen -> seen.endedOnce(who)));
    assertThat(calls.asked.stream().filter(asked -> !asked.answer().isDone())).isEmpty();
    calls.transfers.forEach(transferred -> connected(calls, transferred));
    calls.callers.forEach((number, seen) -> asItShould(calls, number, seen));
    System.out.printf(
        "seed %d, %d calls with everything: %s, %d INVITEs, %s, transfers %s%n",
        seed, count, run.summary(), run.invites(), outcomes(calls), transfers(calls));
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws Exception {
    assertThat(run(7, 300).fingerprint()).isEqualTo(run(7, 300).fingerprint());
    assertThat(run(8, 300).fingerprint()).isNotEqualTo(run(7, 300).fingerprint());
  }

  /** Whoever was transferred with success talked to the target. */
  private static void connected(FeatureCalls calls, FeatureCalls.Transferred transferred) {
    int number = transferred.number();
    var kind = Kind.of(number);
    if (kind.isWhole()) {
      assertThat(transferred.outcome())
          .as("transfer of call %d", number)
          .isInstanceOf(
              kind == Kind.TRANSFERRED_TO_BUSY
                  ? TransferOutcome.Refused.class
                  : TransferOutcome.Succeeded.class);
    }
    if (transferred.outcome().isOk()) {
      assertThat(calls.seen("transferee", number))
          .as("transferee of call %d", number)
          .anyMatch(seen -> seen.outcome().isOk());
      // the ACK may be behind the BYE
      assertThat(calls.seen("target", number))
          .as("target of call %d", number)
          .anyMatch(
              seen -> seen.outcome().isOk() || seen.end().cause() == CallEnd.Cause.REMOTE_HANG_UP);
    }
  }

  private static void asItShould(FeatureCalls calls, int number, Seen caller) {
    var kind = Kind.of(number);
    var what = "call %d, %s".formatted(number, kind);
    if (kind.isWhole()) {
      assertThat(caller.outcomeName()).as("%s: %s", what, caller).isEqualTo("Established");
    }
    if (kind == Kind.KEYS) {
      assertThat(calls.seen("callee", number).getFirst().keys())
          .as(what)
          .isEqualTo(FeatureCalls.KEYS);
    }
    if (kind == Kind.REFRESHED) {
      assertThat(caller.end().cause()).as(what).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
    }
  }

  private static Map<Kind, Map<String, Integer>> outcomes(FeatureCalls calls) {
    var outcomes = new EnumMap<Kind, Map<String, Integer>>(Kind.class);
    calls.callers.forEach(
        (number, seen) ->
            outcomes
                .computeIfAbsent(Kind.of(number), kind -> new TreeMap<>())
                .merge(seen.outcomeName() + " " + seen.end().cause(), 1, Integer::sum));
    return outcomes;
  }

  private static Map<String, Integer> transfers(FeatureCalls calls) {
    var outcomes = new TreeMap<String, Integer>();
    for (var one : calls.transfers) {
      var kind = Kind.of(one.number());
      outcomes.merge(kind + " " + one.outcome().getClass().getSimpleName(), 1, Integer::sum);
    }
    return outcomes;
  }
}
