package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** A subscription of a phone at alice, as her program serves it: RFC 6665 §4.2. */
@ExtendWith(SimWorldExtension.class)
class NotifierFlowTest {

  private static final EventPackage QUEUE = EventPackage.of("x-queue");

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Scene.alice(world, options -> options.events(QUEUE, EventPackage.MESSAGE_SUMMARY));
  }

  private static NotifyBody text(String text) {
    return NotifyBody.text("text/plain", text);
  }

  private static IncomingSubscription received(Endpoint alice) throws InterruptedException {
    return ((SubscriptionEvent.Received) alice.events().take()).subscription();
  }

  private static void quiet(SimWorld world, Endpoint alice) throws InterruptedException {
    world.advance(Duration.ofSeconds(65));
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(world.timers()).isZero();
  }

  // --SUBSCRIBE--> <--200 (Expires)-- <--NOTIFY (active, a)-- ; --SUBSCRIBE--> <--200-- <--NOTIFY
  // (b)--
  // --SUBSCRIBE (0)--> <--200-- <--NOTIFY (terminated;reason=timeout, b)--
  @Test
  @Rfc({"EVT-09", "EVT-19"})
  void eachSubscribeIsAnsweredAndFollowedByTheLastState(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue;id=4");
            bob.subscribe(600);
            var wish = received(alice);
            assertThat(wish.eventPackage()).isEqualTo("x-queue");
            assertThat(wish.eventId()).contains("4");
            assertThat(wish.granted()).isEqualTo(Duration.ofMinutes(10));
            var notifier = wish.accept(text("a"));
            var ok = bob.answer(200);
            assertThat(ok.headers().texts("Expires")).containsExactly("600");
            assertThat(ok.headers().texts("Contact")).hasSize(1);
            var first = bob.take();
            bob.reply(200);
            assertThat(first.headers().texts("Event")).containsExactly("x-queue;id=4");
            assertThat(first.headers().texts("Contact")).hasSize(1);
            assertThat(first.headers().texts("Subscription-State"))
                .containsExactly("active;expires=600");
            assertThat(new String(first.body(), UTF_8)).isEqualTo("a");
            var told = notifier.notify(text("b"));
            assertThat(bob.told()).startsWith("active").endsWith(" b");
            assertThat(told.await()).isInstanceOf(NotifyOutcome.Delivered.class);
            world.advance(Duration.ofSeconds(100));
            // longer than the most that is granted
            bob.subscribe(1_000_000);
            assertThat(bob.answer(200).headers().texts("Expires")).containsExactly("86400");
            assertThat(bob.told()).isEqualTo("active;expires=86400 b");
            bob.subscribe(0);
            assertThat(bob.answer(200).headers().texts("Expires")).containsExactly("0");
            assertThat(bob.told()).isEqualTo("terminated;reason=timeout b");
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.UNSUBSCRIBED);
            assertThat(notifier.notify(text("c")).await().isOk()).isFalse();
            bob.subscribe(600);
            bob.answer(481);
            quiet(world, alice);
          }
        });
  }

  // <--200-- <--NOTIFY (pending)-- <--NOTIFY (active, a)--
  @Test
  @Rfc("EVT-19")
  void whatIsNotDecidedIsPending(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var notifier = received(alice).pending(text("?"));
            bob.answer(200);
            assertThat(bob.told()).isEqualTo("pending;expires=600 ?");
            notifier.notify(text("??"));
            assertThat(bob.told()).startsWith("pending").endsWith(" ??");
            notifier.activate(text("a"));
            assertThat(bob.told()).startsWith("active").endsWith(" a");
            notifier.terminate("probation", Duration.ofMinutes(1), text("z"));
            assertThat(bob.told()).isEqualTo("terminated;reason=probation;retry-after=60 z");
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.TERMINATED);
          }
        });
  }

  // --SUBSCRIBE (0)--> <--200 (0)-- <--NOTIFY (terminated;reason=timeout, a)--
  @Test
  @Rfc("EVT-14")
  void aFetchIsToldTheStateOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(0);
            var wish = received(alice);
            assertThat(wish.isFetch()).isTrue();
            var notifier = wish.accept(text("a"));
            assertThat(bob.answer(200).headers().texts("Expires")).containsExactly("0");
            assertThat(bob.told()).isEqualTo("terminated;reason=timeout a");
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.UNSUBSCRIBED);
            quiet(world, alice);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"presence", "x-queue.winfo", "X-Queue", "x-queue2"})
  @Rfc({"EVT-06", "EVT-24"})
  void aPackageThatIsNotServedIsRefusedWithThoseThatAre(String event) throws Exception {
    try (var world = new SimWorld(1)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = alice(world)) {
              var bob = new Subscribing(phone, "s1", event);
              bob.subscribe(600);
              assertThat(bob.answer(489).headers().all(HeaderName.ALLOW_EVENTS))
                  .containsExactly("x-queue", "message-summary", "refer");
            }
          });
    }
  }

  @Test
  @Rfc("EVT-06")
  void aNotifyOfAnUnknownPackageIsRefusedSo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var subscription = alice.subscribe("sip:bob@10.0.0.2", "presence");
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            var odd = ParameterizedToken.of("x-odd");
            bob.tell("active", builder -> builder.set(HeaderName.EVENT, odd));
            var refusal = phone.response(489, Method.NOTIFY);
            assertThat(refusal.headers().all(HeaderName.ALLOW_EVENTS)).contains("x-queue");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  // 0 < 59 < 60 : 423 (Min-Expires: 60), first and in the dialog
  @Test
  @Rfc("EVT-12")
  void whatIsTooBriefIsRefusedWithTheLeastTime(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(59);
            assertThat(bob.answer(423).headers().texts("Min-Expires")).containsExactly("60");
            bob.subscribe(60);
            received(alice).accept(text("a"));
            bob.answer(200);
            bob.told();
            bob.subscribe(1);
            assertThat(bob.answer(423).headers().texts("Min-Expires")).containsExactly("60");
            bob.subscribe(0);
            bob.answer(200);
            bob.told();
          }
        });
  }

  @Test
  @Rfc("EVT-23")
  void aSubscriberThatTakesNoTypeOfThePackageIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "message-summary");
            bob.subscribe(600, builder -> builder.raw("Accept", "text/plain, image/*"));
            bob.answer(406);
            bob.subscribe(600, builder -> builder.raw("Accept", "text/plain, application/*"));
            var notifier =
                received(alice).accept(NotifyBody.text("image/gif", "that it does not take"));
            bob.answer(200);
            assertThat(bob.told()).isEqualTo("active;expires=600 ");
            notifier.notify(
                NotifyBody.text("application/simple-message-summary", "Messages-Waiting: no"));
            assertThat(bob.told()).endsWith("Messages-Waiting: no");
            bob.subscribe(0);
            bob.answer(200);
            bob.told();
          }
        });
  }

  // NOTIFY <--481-- : that one is gone, the other is told on
  @Test
  @Rfc("EVT-21")
  void aSubscriberThatIsGoneHarmsNoOther(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          var other = new Phone(world, "carol", "10.0.0.3", "10.0.0.1");
          try (var alice = alice(world)) {
            var watchers = new ArrayList<Notifier>();
            alice.onSubscribe(wish -> watchers.add(wish.accept(text("a"))));
            var bob = new Subscribing(phone, "s1", "x-queue");
            var carol = new Subscribing(other, "s2", "x-queue");
            bob.subscribed(600);
            carol.subscribed(600);
            watchers.forEach(watcher -> watcher.notify(text("b")));
            bob.take();
            bob.reply(481);
            assertThat(carol.told()).endsWith(" b");
            world.advance(Duration.ofSeconds(1));
            assertThat(watchers.get(0).ended().await().cause())
                .isEqualTo(NotifierEnd.Cause.REFUSED);
            other.host().unplug();
            watchers.get(1).notify(text("c"));
            assertThat(watchers.get(1).ended().await().cause())
                .isEqualTo(NotifierEnd.Cause.UNREACHABLE);
            assertThat(phone.count("NOTIFY")).isEqualTo(2);
            quiet(world, alice);
          }
        });
  }

  @Test
  @Rfc("EVT-20")
  void whatIsNotRefreshedIsEndedWithAWord(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(60);
            var notifier = received(alice).accept(text("a"));
            bob.answer(200);
            bob.told();
            var begun = world.now();
            assertThat(bob.told()).isEqualTo("terminated;reason=timeout a");
            assertThat(world.now().minus(begun).toSeconds()).isBetween(59L, 60L);
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.EXPIRED);
          }
        });
  }

  @Test
  void whatNobodyDecidesIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(60);
            var wish = received(alice);
            phone.awaitResponse(480, Method.SUBSCRIBE);
            assertThat(wish.accept().ended().await().cause()).isEqualTo(NotifierEnd.Cause.GONE);
            bob.subscribe(60);
            received(alice).reject(Status.FORBIDDEN, List.of(new HeaderRow("X-A", "b")));
            assertThat(bob.answer(403).headers().texts("X-A")).containsExactly("b");
            alice.onSubscribe(
                asked -> {
                  throw new IllegalStateException("on purpose");
                });
            bob.subscribe(60);
            bob.answer(500);
            quiet(world, alice);
          }
        });
  }

  @Test
  void moreThanMayBeAreRefusedForNow(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world,
                  options ->
                      options.events(
                          org.offhook.ua.EventPolicy.DEFAULT
                              .withPackages(List.of(QUEUE))
                              .withMost(1)))) {
            alice.onSubscribe(wish -> wish.accept(text("a")));
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribed(60);
            var more = new Subscribing(phone, "s2", "x-queue");
            more.subscribe(60);
            assertThat(more.answer(503).headers().texts("Retry-After")).hasSize(1);
            bob.subscribe(0);
            bob.answer(200);
            bob.told();
            world.advance(Duration.ofSeconds(1));
            more.subscribed(60);
            more.subscribe(0);
            more.answer(200);
            more.told();
          }
        });
  }

  // OPTIONS and 2xx to INVITE say what may be subscribed to
  @Test
  @Rfc("EVT-24")
  void whatMayBeSubscribedToIsSaid(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            phone.caller("o").send(Method.OPTIONS);
            assertThat(phone.response(200, Method.OPTIONS).headers().all(HeaderName.ALLOW_EVENTS))
                .containsExactly("x-queue", "message-summary", "refer");
            alice.onCall(call -> call.answer(Scene.SDP));
            var leg = phone.caller("c");
            leg.invite(Phone.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.headers().all(HeaderName.ALLOW_EVENTS)).contains("x-queue");
            leg.ack(ok);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().all(HeaderName.ALLOW_EVENTS)).contains("x-queue");
            phone.callee(invite, "t").reply(invite, 486);
          }
        });
  }
}
