package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;

/**
 * Subscriptions over a week through a network that loses 10 %, doubles 5 % and shuffles 10 % of the
 * datagrams, with hosts that are unplugged for hours and a notifier that ends all subscriptions and
 * takes them again: no subscriber misses the last state, and nothing stays. 500 in the build; the
 * laboratory plays ten thousand ({@code -Doffhook.hostile.subscriptions=10000}).
 */
class HostileSubscriptionsTest {

  private static final int SUBSCRIPTIONS = Integer.getInteger("offhook.hostile.subscriptions", 500);
  private static final int DAYS = 7;
  private static final Duration LIFETIME = Duration.ofHours(6);
  private static final EventPackage PACKAGE = EventPackage.of("x-state");

  /** The notifier's side: one state, told to all. */
  private static final class Server {
    private final List<Notifier> notifiers = new ArrayList<>();
    private final List<NotifierEnd.Cause> ends = new ArrayList<>();
    private int state;

    private NotifyBody write(NotifyWriter.Occasion next) {
      return NotifyBody.text("text/plain", Integer.toString(state));
    }

    private void subscribed(IncomingSubscription wish) {
      notifiers.add(wish.accept(this::write));
    }

    private void change() {
      state++;
      prune();
      notifiers.forEach(one -> one.notify(this::write));
    }

    private void prune() {
      notifiers.removeIf(
          one -> {
            one.ended().now().ifPresent(end -> ends.add(end.cause()));
            return one.ended().isDone();
          });
    }
  }

  /** The subscriber's side: what was told last, by the events. */
  private static final class Watchers {
    private final List<Subscription> all = new ArrayList<>();
    private final Map<Subscription, String> told = new HashMap<>();
    private int lost;
    private int ended;

    private void take(Endpoint alice) {
      for (var event = alice.events().poll(); event.isPresent(); event = alice.events().poll()) {
        switch (event.get()) {
          case SubscriptionEvent.Notified notified ->
              told.put(notified.subscription(), notified.notification().text());
          case SubscriptionEvent.Lost gone -> lost++;
          case SubscriptionEvent.Ended over -> ended++;
          default -> throw new AssertionError("unexpected: " + event.get());
        }
      }
    }
  }

  @Test
  @Rfc({"EVT-03", "EVT-10", "EVT-17"})
  void noSubscriberMissesTheLastStateAndNothingStays() throws Exception {
    try (var world = new SimWorld(11)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.timeLimit(Duration.ofDays(DAYS + 2));
      world.network().all().loss(0.1).duplicate(0.05).reorder(0.1);
      world.run(
          () -> {
            var server = new Server();
            var watchers = new Watchers();
            try (var bob =
                    Scene.endpoint(
                        world,
                        "bob",
                        "10.0.0.2",
                        options ->
                            options
                                .queues(new QueueSizes(20 * SUBSCRIPTIONS, 64))
                                .events(
                                    EventPolicy.DEFAULT
                                        .withPackages(List.of(PACKAGE))
                                        .withMost(2 * SUBSCRIPTIONS)));
                var alice =
                    Scene.alice(
                        world, options -> options.queues(new QueueSizes(20 * SUBSCRIPTIONS, 64)))) {
              bob.onSubscribe(server::subscribed);
              begin(alice, watchers);
              for (int day = 0; day < DAYS; day++) {
                liveOneDay(world, alice, server, watchers, day);
              }
              server.change();
              // until each has refreshed, and those that were forgotten have subscribed anew
              pass(alice, watchers, 8);
              assertThat(watchers.told.values())
                  .as("last states of %d", SUBSCRIPTIONS)
                  .hasSize(SUBSCRIPTIONS)
                  .containsOnly(Integer.toString(server.state));
              end(alice, bob, server, watchers);
              Whims.noFault(alice);
              Whims.noFault(bob);
              assertThat(world.timers()).isZero();
            }
            System.out.printf(
                "%d subscriptions over %d days: %s, %d states, %d made anew, ends %s%n",
                SUBSCRIPTIONS, DAYS, summary(world), server.state, watchers.lost, causes(server));
          });
      world.assertQuiet();
    }
  }

  private static void begin(Endpoint alice, Watchers watchers) throws InterruptedException {
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      watchers.all.add(
          alice.subscribe(SubscribeOptions.to("sip:bob@10.0.0.2", "x-state").expires(LIFETIME)));
      if (i % 100 == 99) {
        alice.sleep(Duration.ofSeconds(1));
      }
    }
  }

  /**
   * A day has five changes; on two days a host is unplugged for hours, on one the notifier begins
   * anew.
   */
  private static void liveOneDay(
      SimWorld world, Endpoint alice, Server server, Watchers watchers, int day)
      throws InterruptedException {
    for (int part = 0; part < 5; part++) {
      if (part == 2 && (day == 1 || day == 4)) {
        var host = world.hosts().get(day == 1 ? 0 : 1);
        host.unplug();
        server.change();
        pass(alice, watchers, 2);
        host.plug();
      }
      if (part == 3 && day == 5) {
        server.notifiers.forEach(one -> one.terminate("deactivated"));
      }
      server.change();
      pass(alice, watchers, 4);
    }
    pass(alice, watchers, 4);
  }

  private static void pass(Endpoint alice, Watchers watchers, int hours)
      throws InterruptedException {
    for (int i = 0; i < hours; i++) {
      alice.sleep(Duration.ofHours(1));
      watchers.take(alice);
    }
  }

  /** Half of them by the subscriber, the rest by the notifier. */
  private static void end(Endpoint alice, Endpoint bob, Server server, Watchers watchers)
      throws InterruptedException {
    for (int i = 0; i < SUBSCRIPTIONS; i += 2) {
      watchers.all.get(i).unsubscribe();
    }
    alice.sleep(Duration.ofMinutes(2));
    server.prune();
    server.notifiers.forEach(one -> one.terminate("noresource"));
    alice.sleep(Duration.ofMinutes(2));
    server.prune();
    watchers.take(alice);
    assertThat(watchers.all).allMatch(one -> one.state() == Subscription.State.ENDED);
    assertThat(watchers.ended).isEqualTo(SUBSCRIPTIONS);
    assertThat(server.notifiers).isEmpty();
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(bob.parts().isIdle()).isTrue();
  }

  private static Map<NotifierEnd.Cause, Long> causes(Server server) {
    return server.ends.stream()
        .collect(
            Collectors.groupingBy(
                cause -> cause,
                () -> new EnumMap<>(NotifierEnd.Cause.class),
                Collectors.counting()));
  }

  private static String summary(SimWorld world) {
    var log = world.log();
    return "%d delivered, %d lost, %d doubled, %d shuffled"
        .formatted(
            log.sent() - log.lost() + log.duplicated(),
            log.lost(),
            log.duplicated(),
            log.reordered());
  }
}
