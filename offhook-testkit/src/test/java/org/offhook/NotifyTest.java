package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.Credentials;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** What alice tells a subscriber, when, and how it is written: RFC 6665 §4.2.2. */
@ExtendWith(SimWorldExtension.class)
class NotifyTest {

  private static final EventPackage QUEUE = EventPackage.of("x-queue");

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Scene.alice(world, options -> options.events(QUEUE));
  }

  private static NotifyBody text(String text) {
    return NotifyBody.text("text/plain", text);
  }

  private static IncomingSubscription received(Endpoint alice) throws InterruptedException {
    return ((SubscriptionEvent.Received) alice.events().take()).subscription();
  }

  // three states while one NOTIFY is on its way: the last follows it, the others are superseded
  @Test
  @Rfc("EVT-22")
  void whatChangesWhileANotifyIsOnItsWayIsToldAtTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var notifier = received(alice).accept(text("a"));
            bob.answer(200);
            bob.take();
            var b = notifier.notify(text("b"));
            var c = notifier.notify(text("c"));
            var d = notifier.notify(text("d"));
            assertThat(b.await()).isInstanceOf(NotifyOutcome.Superseded.class);
            assertThat(c.await()).isInstanceOf(NotifyOutcome.Superseded.class);
            assertThat(d.isDone()).isFalse();
            bob.reply(200);
            assertThat(bob.told()).endsWith(" d");
            assertThat(d.await()).isInstanceOf(NotifyOutcome.Delivered.class);
            notifier.terminate("noresource");
            assertThat(bob.told()).isEqualTo("terminated;reason=noresource d");
            assertThat(phone.count("NOTIFY")).isEqualTo(3);
          }
        });
  }

  // full at first and after each SUBSCRIBE, and where one was refused for the moment; else changes
  @Test
  void aWriterIsToldVersionAndWhetherAllIsDue(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            NotifyWriter writer = next -> text(next.version() + (next.full() ? " full" : " part"));
            var notifier = received(alice).accept(writer);
            bob.answer(200);
            assertThat(bob.told()).endsWith("0 full");
            notifier.notify(writer);
            assertThat(bob.told()).endsWith("1 part");
            bob.subscribe(600);
            bob.answer(200);
            assertThat(bob.told()).endsWith("2 full");
            notifier.notify(writer);
            bob.take();
            bob.reply(503, "Retry-After: 5");
            var begun = world.now();
            assertThat(bob.told()).endsWith("4 full");
            assertThat(world.now().minus(begun)).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
            bob.subscribe(0);
            bob.answer(200);
            bob.told();
          }
        });
  }

  @Test
  void aWriterThatThrowsCostsTheBodyAndNothingElse(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var notifier =
                received(alice)
                    .accept(
                        next -> {
                          throw new IllegalStateException("on purpose");
                        });
            bob.answer(200);
            assertThat(bob.told()).isEqualTo("active;expires=600 ");
            notifier.notify(text("b"));
            assertThat(bob.told()).endsWith(" b");
            notifier.terminate("noresource");
            bob.told();
          }
        });
  }

  // presence: at most one NOTIFY in five seconds
  @Test
  void thePaceOfThePackageIsKept(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.events(EventPackage.PRESENCE))) {
            var bob = new Subscribing(phone, "s1", "presence");
            bob.subscribe(600);
            var notifier = received(alice).accept();
            bob.answer(200);
            bob.told();
            var begun = world.now();
            for (var state : List.of("a", "b", "c")) {
              notifier.notify(NotifyBody.text("application/pidf+xml", state));
            }
            assertThat(bob.told()).endsWith(" c");
            assertThat(world.now().minus(begun).toMillis()).isBetween(4_900L, 5_100L);
            notifier.terminate("noresource");
            bob.told();
          }
        });
  }

  // --NOTIFY--> <--401-- --NOTIFY (Authorization)--> ; the next one has credentials ahead
  @Test
  void challengesAreAnsweredOnTheWay(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          var account = Credentials.builder("alice").anyRealm().password("secret").build();
          try (var alice =
              Scene.alice(world, options -> options.events(QUEUE).credentials(account))) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var notifier = received(alice).accept(text("a"));
            bob.answer(200);
            bob.take();
            bob.reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"");
            var again = bob.take();
            assertThat(again.headers().texts("Authorization")).hasSize(1);
            assertThat(again.headers().texts("Event")).containsExactly("x-queue");
            assertThat(new String(again.body(), UTF_8)).isEqualTo("a");
            bob.reply(200);
            notifier.terminate("noresource");
            assertThat(bob.take().headers().texts("Authorization")).hasSize(1);
            bob.reply(200);
          }
        });
  }
}
