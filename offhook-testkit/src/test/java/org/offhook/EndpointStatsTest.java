package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** What an endpoint says of its work: figures, and whether transactions are alive. */
@ExtendWith(SimWorldExtension.class)
class EndpointStatsTest {

  @Test
  @EndsQuiet
  void callsAreCountedWhileTheyAliveAndEverSince(SimWorld world) throws Exception {
    world.run(
        () -> {
          var alice = Scene.alice(world);
          try (var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            bob.onCall(call -> call.answer(Phone.SDP).await());
            var call = alice.call("sip:bob@10.0.0.2;transport=tcp", Scene.SDP);
            call.outcome().awaitOk();
            var during = alice.stats().await();
            assertThat(during.alive().calls()).isEqualTo(1);
            assertThat(during.alive().connections()).isEqualTo(1);
            assertThat(bob.stats().await().begun().serverTransactions()).isEqualTo(1);
            call.hangUp().await();
            alice.sleep(Duration.ofMinutes(5));
            var after = alice.stats().await();
            assertThat(after.alive()).isEqualTo(EndpointStats.Counts.NONE);
            assertThat(after.begun()).isEqualTo(new EndpointStats.Counts(1, 0, 0, 0, 0, 2, 0, 1));
            assertThat(after.lastHour()).isEqualTo(after.begun());
            alice.sleep(Duration.ofHours(1));
            var later = alice.stats().await();
            assertThat(later.begun()).isEqualTo(after.begun());
            assertThat(later.lastHour()).isEqualTo(EndpointStats.Counts.NONE);
          }
          alice.close();
          assertThat(alice.stats().await().alive()).isEqualTo(EndpointStats.Counts.NONE);
        });
  }

  @Test
  void subscriptionsRegistrationsAndPublicationsAreCounted(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob =
                  Scene.endpoint(
                      world,
                      "bob",
                      "10.0.0.2",
                      options -> options.events(EventPackage.of("x-lamp")))) {
            bob.onSubscribe(wish -> wish.accept(NotifyBody.text("text/plain", "on")));
            var subscription = alice.subscribe("sip:bob@10.0.0.2", "x-lamp");
            alice.register("sip:10.0.0.9");
            alice.publish("sip:alice@10.0.0.9", "x-lamp", NotifyBody.text("text/plain", "on"));
            alice.sleep(Duration.ofSeconds(2));
            var counts = alice.stats().await().alive();
            assertThat(counts.subscriptions()).isEqualTo(1);
            assertThat(counts.registrations()).isEqualTo(1);
            assertThat(counts.publications()).isEqualTo(1);
            assertThat(bob.stats().await().alive().notifiers()).isEqualTo(1);
            subscription.unsubscribe();
            alice.sleep(Duration.ofMinutes(1));
            var after = alice.stats().await();
            assertThat(after.alive().subscriptions()).isZero();
            assertThat(after.begun().subscriptions()).isEqualTo(1);
            var other = bob.stats().await();
            assertThat(other.alive().notifiers()).isZero();
            assertThat(other.begun().notifiers()).isEqualTo(1);
          }
        });
  }

  @Test
  void aRequestThatNobodyAnswersIsCounted(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            var leg = bob.caller("page");
            leg.send(Method.MESSAGE);
            alice.sleep(Duration.ofMillis(100));
            assertThat(alice.stats().await().unanswered()).isEqualTo(1);
          }
        });
  }

  @Test
  void activityBeginsWithTheFirstTransactionAndEndsWithTheLast(SimWorld world) throws Exception {
    List<Activity> told = new ArrayList<>();
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.onActivity(told::add));
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            bob.options("sip:alice@10.0.0.1").awaitOk();
            bob.options("sip:alice@10.0.0.1").awaitOk();
            assertThat(told).containsExactly(new Activity(false, true));
            alice.sleep(Duration.ofSeconds(40));
            assertThat(told).hasSize(2).last().isEqualTo(new Activity(false, false));
            assertThat(told.getLast().isBusy()).isFalse();
            alice.options("sip:bob@10.0.0.2").awaitOk();
            assertThat(told).hasSize(3).last().isEqualTo(new Activity(true, false));
            alice.sleep(Duration.ofSeconds(40));
            assertThat(told).hasSize(4).last().isEqualTo(new Activity(false, false));
          }
        });
  }
}
