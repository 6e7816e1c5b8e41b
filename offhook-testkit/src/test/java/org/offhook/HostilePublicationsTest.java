package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;

/**
 * Publications over days through a network that loses 10 %, doubles 5 % and shuffles 10 % of the
 * datagrams, with hosts that are unplugged for hours and a server that begins anew and remembers
 * nothing: the last state of each is at the server in the end, no other one is, and nothing stays.
 * 200 in the build; the laboratory plays ten thousand ({@code
 * -Doffhook.hostile.publications=10000}).
 */
class HostilePublicationsTest {

  private static final int PUBLICATIONS = Integer.getInteger("offhook.hostile.publications", 200);
  private static final int DAYS = 3;
  private static final long SEED = 13;
  private static final Duration LIFETIME = Duration.ofHours(6);
  private static final EventPackage PACKAGE = EventPackage.of("x-state");

  /** Both sides, and what the server has of each address. */
  private static final class Stage {
    private final SimWorld world;
    private final SimHost host;
    private final Endpoint alice;
    private final List<Publication> all = new ArrayList<>();
    private final List<Pending<PublicationOutcome>> asked = new ArrayList<>();
    private final Map<String, List<String>> kept = new HashMap<>();
    private Endpoint bob;
    private int state;

    Stage(SimWorld world) throws InterruptedException {
      this.world = world;
      host = world.host("bob", "10.0.0.2");
      bob = server();
      alice = Scene.alice(world, options -> options.queues(new QueueSizes(20 * PUBLICATIONS, 64)));
    }

    private Endpoint server() throws InterruptedException {
      var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
      methods.add(Method.PUBLISH);
      var server =
          Endpoint.start(
              EndpointOptions.builder()
                  .host(host)
                  .listen(Listen.sip("10.0.0.2", 5060))
                  .capabilities(Capabilities.DEFAULT.withAllow(methods))
                  .queues(new QueueSizes(20 * PUBLICATIONS, 64))
                  .events(
                      EventPolicy.DEFAULT.withPackages(List.of(PACKAGE)).withMost(2 * PUBLICATIONS))
                  .build());
      server.onPublish(IncomingPublication::accept);
      return server;
    }

    /** The server forgets all that it knew. */
    void restart() throws InterruptedException {
      take();
      bob.close();
      kept.clear();
      bob = server();
    }

    private NotifyBody body() {
      return NotifyBody.text("text/plain", Integer.toString(state));
    }

    void begin() throws InterruptedException {
      for (int i = 0; i < PUBLICATIONS; i++) {
        var publication =
            alice.publish(
                PublishOptions.of("sip:u" + i + "@10.0.0.2", "x-state", body()).expires(LIFETIME));
        all.add(publication);
        asked.add(publication.outcome());
        if (i % 100 == 99) {
          alice.sleep(Duration.ofSeconds(1));
        }
      }
    }

    void change() {
      state++;
      all.forEach(one -> asked.add(one.modify(body())));
    }

    void pass(int hours) throws InterruptedException {
      for (int i = 0; i < hours; i++) {
        alice.sleep(Duration.ofHours(1));
        take();
      }
    }

    private void take() {
      for (var event = bob.events().poll(); event.isPresent(); event = bob.events().poll()) {
        if (!(event.get() instanceof SubscriptionEvent.StatesChanged changed)) {
          throw new AssertionError("unexpected: " + event.get());
        }
        kept.put(changed.address(), changed.states().stream().map(Stage::text).toList());
      }
      while (alice.events().poll().isPresent()) {
        // what became of each is in its outcome
      }
    }

    private static String text(NotifyBody body) {
      return body.text();
    }

    Map<String, Integer> outcomes() throws InterruptedException {
      var counts = new TreeMap<String, Integer>();
      for (var one : asked) {
        counts.merge(one.await().getClass().getSimpleName(), 1, Integer::sum);
      }
      return counts;
    }
  }

  private static void liveOneDay(Stage stage, int day) throws InterruptedException {
    for (int part = 0; part < 5; part++) {
      if (part == 1 && day < 2) {
        var unplugged = stage.world.hosts().get(day);
        unplugged.unplug();
        stage.change();
        stage.pass(2);
        unplugged.plug();
      }
      if (part == 3 && day == 1) {
        stage.restart();
      }
      stage.change();
      stage.pass(4);
    }
  }

  /** Half are removed, the others by the end of the endpoint. */
  private static void end(Stage stage) throws InterruptedException {
    for (int i = 0; i < PUBLICATIONS; i += 2) {
      stage.asked.add(stage.all.get(i).remove());
    }
    stage.alice.sleep(Duration.ofMinutes(2));
    var outcomes = stage.outcomes();
    System.out.printf(
        "%d publications over %d days, seed %d: %d lost, %d doubled, %d shuffled, %d states, %s%n",
        PUBLICATIONS,
        DAYS,
        SEED,
        stage.world.log().lost(),
        stage.world.log().duplicated(),
        stage.world.log().reordered(),
        stage.state,
        outcomes);
    Whims.noFault(stage.alice);
    stage.alice.close();
    stage.world.advance(LIFETIME.plusMinutes(1));
    stage.take();
    assertThat(stage.kept.values()).as("what the server has").containsOnly(List.of());
    assertThat(stage.bob.parts().isIdle()).isTrue();
    Whims.noFault(stage.bob);
    stage.bob.close();
    assertThat(stage.world.timers()).isZero();
  }

  @Test
  @Rfc({"EVT-26", "EVT-27", "EVT-28"})
  void theLastStateOfEachIsAtTheServerAndNothingStays() throws Exception {
    try (var world = new SimWorld(SEED)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.network().all().loss(0.1).duplicate(0.05).reorder(0.1);
      world.timeLimit(Duration.ofDays(DAYS + 2));
      world.run(
          () -> {
            var stage = new Stage(world);
            stage.begin();
            for (int day = 0; day < DAYS; day++) {
              liveOneDay(stage, day);
            }
            stage.change();
            stage.pass(8);
            assertThat(stage.kept).hasSize(PUBLICATIONS);
            assertThat(stage.kept.values())
                .as("last states")
                .containsOnly(List.of(Integer.toString(stage.state)));
            end(stage);
          });
      world.assertQuiet();
    }
  }
}
