package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A subscription of alice at a phone, as her program sees it: RFC 6665 §4.1. */
@ExtendWith(SimWorldExtension.class)
class SubscriptionTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private static SubscribeOptions presence() {
    return SubscribeOptions.to("sip:bob@10.0.0.2", "presence").ownEvents();
  }

  private static String next(Subscription subscription) throws InterruptedException {
    return switch (subscription.events().take()) {
      case SubscriptionEvent.Notified told ->
          told.notification().state() + " " + told.notification().text();
      case SubscriptionEvent.Lost lost -> "lost: " + lost.outcome().getClass().getSimpleName();
      case SubscriptionEvent.Ended ended -> "ended: " + ended.outcome().getClass().getSimpleName();
      case SubscriptionEvent other -> other.toString();
    };
  }

  /** Both are at rest. */
  private static void quiet(SimWorld world, Endpoint alice) throws InterruptedException {
    world.advance(Duration.ofSeconds(65));
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(world.timers()).isZero();
  }

  // --SUBSCRIBE--> <--200-- <--NOTIFY (pending)-- <--NOTIFY (active, text)-- --SUBSCRIBE (0)-->
  // <--200-- <--NOTIFY (terminated)--
  @Test
  @Rfc({"EVT-04", "EVT-13", "EVT-01"})
  void aStateIsToldAsItComesUntilThisSideWantsItNoMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription =
                alice.subscribe(
                    presence()
                        .eventId("7")
                        .accept(MediaType.TEXT_PLAIN)
                        .expires(Duration.ofMinutes(20))
                        .header("X-A", "b")
                        .body(MediaType.TEXT_PLAIN, new byte[] {'f'}));
            assertThat(subscription.state()).isEqualTo(Subscription.State.TRYING);
            var bob = Notifying.of(phone);
            var sent = bob.subscribe().headers();
            assertThat(sent.texts("Event")).containsExactly("presence;id=7");
            assertThat(sent.texts("Expires")).containsExactly("1200");
            assertThat(sent.texts("Accept")).containsExactly("text/plain");
            assertThat(sent.texts("Contact")).hasSize(1);
            assertThat(sent.texts("X-A")).containsExactly("b");
            assertThat(bob.subscribe().body()).hasSize(1);
            bob.answer(200, "Expires: 1200");
            bob.told("pending;expires=1200", 200);
            assertThat(next(subscription)).isEqualTo("PENDING ");
            assertThat(subscription.outcome().await())
                .isInstanceOf(SubscriptionOutcome.Subscribed.class);
            bob.tell("active;expires=1199", "open");
            phone.response(200, Method.NOTIFY);
            assertThat(next(subscription)).isEqualTo("ACTIVE open");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("open");
            assertThat(subscription.remaining().await())
                .isBetween(Duration.ofSeconds(1198), Duration.ofSeconds(1199));
            var ended = subscription.unsubscribe();
            var last = bob.awaitRefresh();
            assertThat(last.headers().texts("Expires")).containsExactly("0");
            assertThat(last.headers().texts("Event")).containsExactly("presence;id=7");
            assertThat(last.to().tag()).contains("n");
            bob.answer(200, "Expires: 0");
            world.advance(SECOND);
            assertThat(ended.isDone()).as("the 200 does not end it").isFalse();
            bob.told("terminated;reason=timeout", 200);
            assertThat(ended.await().isOk()).isTrue();
            assertThat(next(subscription)).isEqualTo("ENDED ");
            assertThat(next(subscription)).isEqualTo("ended: Ended");
            quiet(world, alice);
          }
        });
  }

  // the un-SUBSCRIBE is answered, but its NOTIFY never comes: over after Timer N
  @Test
  @Rfc({"EVT-13", "EVT-03"})
  void withoutLastNotifyItIsOverAfterTimerN(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            subscription.unsubscribe();
            bob.awaitRefresh();
            bob.answer(200, "Expires: 0");
            var begun = world.now();
            assertThat(subscription.ended().await()).isInstanceOf(SubscriptionOutcome.Ended.class);
            assertThat(world.now().minus(begun).toSeconds()).isBetween(31L, 32L);
            quiet(world, alice);
          }
        });
  }

  // <--NOTIFY (terminated)-- while a refresh is on its way : over, once; the refresh's 481 is
  // nothing
  @Test
  @Rfc("EVT-13")
  void anEndThatCrossesARefreshEndsItOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            next(subscription);
            var refresh = subscription.refresh();
            bob.awaitRefresh();
            bob.told("terminated;reason=noresource", 200);
            bob.answer(481);
            assertThat(refresh.await().isOk()).isFalse();
            assertThat(next(subscription)).isEqualTo("ENDED ");
            assertThat(next(subscription)).isEqualTo("ended: Ended");
            quiet(world, alice);
            assertThat(subscription.events().size()).isZero();
          }
        });
  }

  // --SUBSCRIBE (0)--> <--200-- <--NOTIFY (terminated;reason=timeout, text)-- : the state, once
  @Test
  @Rfc("EVT-14")
  void aFetchBringsTheStateOnceAndLeavesNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var fetched = alice.subscribe(presence().fetch());
            var bob = Notifying.of(phone);
            assertThat(bob.subscribe().headers().texts("Expires")).containsExactly("0");
            bob.answer(200, "Expires: 0");
            bob.tell("terminated;reason=timeout", "open");
            phone.response(200, Method.NOTIFY);
            var outcome = (SubscriptionOutcome.Ended) fetched.outcome().awaitOk();
            assertThat(outcome.notification().orElseThrow().text()).isEqualTo("open");
            bob.told("active;expires=60", 481);
            quiet(world, alice);
            assertThat(phone.count("SUBSCRIBE")).isEqualTo(1);
          }
        });
  }

  // <--NOTIFY (active;expires=100)-- : the refresh comes at 68 s at the latest, not after 3568 s
  @Test
  @Rfc({"EVT-08", "EVT-10"})
  void theNotifiersTimeCountsForTheRefresh(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence().eventId("x"));
            var bob = Notifying.of(phone);
            var first = bob.subscribe();
            bob.accept("active;expires=100");
            var begun = world.now();
            var refresh = bob.awaitRefresh();
            assertThat(world.now().minus(begun).toSeconds()).isBetween(62L, 68L);
            assertThat(refresh.callId()).isEqualTo(first.callId());
            assertThat(refresh.from()).isEqualTo(first.from());
            assertThat(refresh.to().tag()).contains("n");
            assertThat(refresh.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
            assertThat(refresh.headers().texts("Event")).containsExactly("presence;id=x");
            assertThat(refresh.headers().texts("Expires")).containsExactly("3600");
            bob.answer(200, "Expires: 3600");
            // longer than the answer says
            bob.told("active;expires=7200", 200);
            begun = world.now();
            bob.awaitRefresh();
            assertThat(world.now().minus(begun).toSeconds()).isBetween(6800L, 7168L);
            bob.told("terminated;reason=noresource", 200);
            bob.answer(200);
            subscription.ended().await();
            quiet(world, alice);
          }
        });
  }

  // 200 (Expires: 600) to a refresh, and a NOTIFY that does not say how long: the answer counts
  @Test
  void whereNoNotifySaysHowLongTheAnswerDoes(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active");
            subscription.refresh();
            bob.awaitRefresh();
            bob.answer(200, "Expires: 900");
            world.advance(SECOND);
            bob.told("active", 200);
            var begun = world.now();
            bob.awaitRefresh();
            assertThat(world.now().minus(begun).toSeconds()).isBetween(810L, 868L);
            bob.told("terminated;reason=noresource", 200);
            subscription.ended().await();
          }
        });
  }

  // --SUBSCRIBE (60)--> <--423 (Min-Expires: 300)-- --SUBSCRIBE (300)--> ; the refresh asks for 300
  @Test
  @Rfc("EVT-12")
  void whatIsTooBriefIsAskedForLongerAndRememberedSo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence().expires(Duration.ofMinutes(1)));
            var bob = Notifying.of(phone);
            bob.answer(423, "Min-Expires: 300");
            assertThat(bob.awaitRefresh().headers().texts("Expires")).containsExactly("300");
            bob.accept("active;expires=300");
            assertThat(bob.awaitRefresh().headers().texts("Expires")).containsExactly("300");
            bob.answer(423, "Min-Expires: 900");
            assertThat(bob.awaitRefresh().headers().texts("Expires")).containsExactly("900");
            bob.answer(200, "Expires: 900");
            bob.told("active;expires=900", 200);
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 410, 416, 484, 485, 489, 501, 604})
  @Rfc("EVT-11")
  void aRefreshThatIsRefusedForGoodEndsIt(int code) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = Scene.alice(world)) {
              var subscription = alice.subscribe(presence());
              var bob = Notifying.of(phone);
              bob.accept("active;expires=3600");
              subscription.refresh();
              bob.awaitRefresh();
              bob.answer(code);
              var end = (SubscriptionOutcome.Refused) subscription.ended().await();
              assertThat(end.status().code()).isEqualTo(code);
              quiet(world, alice);
              assertThat(phone.count("SUBSCRIBE")).isEqualTo(2);
            }
          });
    }
  }

  // refresh <--500-- : it lives on, and is tried again before it runs out
  @Test
  @Rfc("EVT-11")
  void aRefreshThatFailsForTheMomentIsTriedAgainWhileItLasts(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=600");
            var refresh = subscription.refresh();
            bob.awaitRefresh();
            bob.answer(500);
            assertThat(refresh.await()).isInstanceOf(SubscriptionOutcome.Failed.class);
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.awaitRefresh();
            bob.accept("active;expires=600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  // NOTIFY 5, then NOTIFY 3 of the same dialog: 500, and what it says is not believed
  @Test
  void aNotifyThatComesLateIsNotBelieved(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.answer(200, "Expires: 3600");
            var old = bob.tell("active;expires=3600", "old");
            phone.response(200, Method.NOTIFY);
            bob.tell("active;expires=3600", "new");
            phone.response(200, Method.NOTIFY);
            phone.send(
                old.toBuilder()
                    .set(
                        org.offhook.message.HeaderName.VIA,
                        old.topVia().with("branch", "z9hG4bKlate"))
                    .build());
            phone.response(500, Method.NOTIFY);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("new");
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  // <--NOTIFY (image/png)-- --415 (Accept: text/plain)--> : nothing is told, the subscription lives
  @Test
  @Rfc("EVT-23")
  void aBodyOfATypeThatWasNotAskedForIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence().accept(MediaType.TEXT_PLAIN));
            var bob = Notifying.of(phone);
            bob.answer(200, "Expires: 3600");
            bob.tell("active;expires=3600", "open");
            phone.response(200, Method.NOTIFY);
            bob.tell(
                "active;expires=3600",
                builder -> builder.body(MediaType.of("image", "png"), new byte[] {1}));
            var refusal = phone.response(415, Method.NOTIFY);
            assertThat(refusal.headers().texts("Accept")).containsExactly("text/plain");
            assertThat(next(subscription)).isEqualTo("ACTIVE open");
            assertThat(subscription.events().size()).isZero();
            bob.tell(
                "terminated;reason=noresource",
                builder -> builder.body(MediaType.of("image", "png"), new byte[] {1}));
            phone.response(415, Method.NOTIFY);
            assertThat(next(subscription)).isEqualTo("ended: Ended");
          }
        });
  }

  // --SUBSCRIBE--> <--NOTIFY-- --200--> <--200-- : one dialog, that of the NOTIFY
  @Test
  @Rfc("EVT-02")
  void aNotifyThatComesFirstMakesTheDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.tell("active;expires=600", "open");
            phone.response(200, Method.NOTIFY);
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("open");
            bob.answer(200, "Expires: 600");
            bob.tell("active;expires=599", "closed");
            phone.response(200, Method.NOTIFY);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("closed");
            assertThat(alice.stats().await().begun().subscriptions()).isEqualTo(1);
            subscription.refresh();
            assertThat(bob.awaitRefresh().to().tag()).contains("n");
            bob.answer(200, "Expires: 600");
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 489, 603})
  void whatIsRefusedLeavesNothing(int code) throws Exception {
    try (var world = new SimWorld(code)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = Scene.alice(world)) {
              var subscription = alice.subscribe(presence());
              Notifying.of(phone).answer(code);
              var refused = (SubscriptionOutcome.Refused) subscription.outcome().await();
              assertThat(refused.status().code()).isEqualTo(code);
              assertThat(subscription.ended().await().isOk()).isFalse();
              quiet(world, alice);
              assertThat(phone.count("SUBSCRIBE")).isEqualTo(1);
            }
          });
    }
  }
}
