package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.offhook.testkit.SimWorld;

/**
 * Both sides of a call say whatever comes to their minds, in every mode, through a network that
 * loses a tenth: whatever was asked is answered, no loop fails, and nothing stays.
 */
class RandomVerbsTest {

  private static final int WORLDS = Integer.getInteger("offhook.random.worlds", 400);
  private static final Map<String, Integer> GOOD = new TreeMap<>();

  private static void run(long seed) throws Exception {
    var random = new Random(seed);
    var asked = new ArrayList<Pending<?>>();
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(20));
      world.network().all().loss(0.1).duplicate(0.05).reorder(0.1);
      world.run(
          () -> {
            try (var alice = Scene.alice(world, options -> Whims.mood(options, random));
                var bob =
                    Scene.endpoint(
                        world, "bob", "10.0.0.2", options -> Whims.mood(options, random))) {
              bob.onCall(call -> new Whims(bob, seed, asked).say(call));
              var whims = new Whims(alice, ~seed, asked);
              var transport = random.nextInt(3) == 0 ? ";transport=tcp" : "";
              var plan = CallOptions.to("sip:bob@10.0.0.2" + transport).ownEvents();
              var call =
                  alice.call(
                      switch (random.nextInt(3)) {
                        case 0 -> plan;
                        case 1 -> plan.answerLateOfferFrom(Scene.SDP);
                        default -> plan.offer(Scene.SDP);
                      });
              whims.say(call);
              if (random.nextInt(4) > 0) {
                alice.sleep(Duration.ofMinutes(10));
                assertThat(alice.calls().await()).isZero();
                assertThat(bob.calls().await()).isZero();
              }
              Whims.noFault(alice);
              Whims.noFault(bob);
            }
            world.advance(Duration.ofMinutes(10));
          });
      world.assertQuiet();
    }
    assertThat(asked).allMatch(Pending::isDone);
    for (var one : asked) {
      if (one.now().orElseThrow() instanceof Outcome outcome && outcome.isOk()) {
        GOOD.merge(outcome.getClass().getSimpleName(), 1, Integer::sum);
      }
    }
  }

  @Test
  void whateverIsAskedIsAnsweredAndNothingStays() throws Exception {
    for (long seed = 1; seed <= WORLDS; seed++) {
      try {
        run(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("in the world of seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("random verbs: " + GOOD);
    assertThat(GOOD.get("Established")).isGreaterThan(WORLDS / 4);
    assertThat(GOOD.get("Accepted")).isGreaterThan(WORLDS / 4);
  }
}
