package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** A subscription that is lost, and made anew: RFC 6665 §4.1.2.2, §4.1.3, §4.1.4. */
@ExtendWith(SimWorldExtension.class)
class LostSubscriptionTest {

  private static final Duration LONG = Duration.ofHours(3);

  private static SubscribeOptions presence() {
    return SubscribeOptions.to("sip:bob@10.0.0.2", "presence").ownEvents();
  }

  // <--NOTIFY (terminated;reason=deactivated)-- : a new SUBSCRIBE at once, with new identifiers
  @Test
  @Rfc({"EVT-15", "EVT-17"})
  void whatIsDeactivatedIsSubscribedToAnewAtOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            bob.told("terminated;reason=deactivated;retry-after=3000", 200);
            var begun = world.now();
            var again = Notifying.of(phone);
            assertThat(world.now().minus(begun)).isLessThan(Duration.ofSeconds(1));
            assertThat(again.subscribe().callId()).isNotEqualTo(bob.subscribe().callId());
            assertThat(again.subscribe().from().tag()).isNotEqualTo(bob.subscribe().from().tag());
            assertThat(again.subscribe().to().tag()).isEmpty();
            again.accept("active;expires=3600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            assertThat(subscription.ended().isDone()).isFalse();
            again.told("terminated;reason=rejected", 200);
          }
        });
  }

  // each attempt is deactivated at once: the waits grow
  @Test
  @Rfc("EVT-17")
  void attemptsThatAreEndedAtOnceComeEverMoreSlowly(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            for (int i = 0; i < 8; i++) {
              var bob = Notifying.of(phone, phone.awaitRequest(Method.SUBSCRIBE, LONG), "n" + i);
              bob.accept("terminated;reason=deactivated");
            }
            var times = phone.times("SUBSCRIBE");
            assertThat(times).hasSize(8);
            assertThat(times.get(1).minus(times.get(0))).isLessThan(Duration.ofSeconds(1));
            assertThat(times.get(2).minus(times.get(1))).isGreaterThan(Duration.ofSeconds(1));
            assertThat(times.get(7).minus(times.get(6))).isGreaterThan(Duration.ofSeconds(60));
            assertThat(subscription.state()).isEqualTo(Subscription.State.WAITING);
            assertThat(subscription.unsubscribe().await().isOk()).isTrue();
            phone.silence(LONG);
          }
        });
  }

  // <--NOTIFY (terminated;reason=probation;retry-after=300)-- : not before 300 s
  @Test
  @Rfc("EVT-16")
  void theWaitThatTheNotifierAsksForIsKept(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            bob.told("terminated;reason=probation;x=y;retry-after=300", 200);
            var begun = world.now();
            phone.awaitRequest(Method.SUBSCRIBE, LONG);
            assertThat(world.now().minus(begun).toSeconds()).isBetween(300L, 332L);
            subscription.unsubscribe();
          }
        });
  }

  // refresh <--481-- : a new SUBSCRIBE at once, outside the old dialog, and the whole state again
  @Test
  @Rfc("EVT-11")
  void aNotifierThatForgotIsSubscribedToAnew(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            world.advance(Duration.ofMinutes(10));
            subscription.refresh();
            bob.awaitRefresh();
            bob.answer(481);
            var again = Notifying.of(phone);
            assertThat(again.subscribe().to().tag()).isEmpty();
            assertThat(again.subscribe().callId()).isNotEqualTo(bob.subscribe().callId());
            again.answer(200, "Expires: 3600");
            again.tell("active;expires=3600", "open");
            phone.response(200, Method.NOTIFY);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("open");
            again.told("terminated;reason=rejected", 200);
          }
        });
  }

  // the host is unplugged over the refresh, and plugged in again: the last state arrives
  @Test
  void afterALossOfTheNetworkTheLastStateArrives(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            Notifying.of(phone).accept("active;expires=600");
            phone.host().unplug();
            world.advance(Duration.ofMinutes(20));
            assertThat(subscription.state()).isEqualTo(Subscription.State.WAITING);
            assertThat(subscription.ended().isDone()).isFalse();
            phone.host().plug();
            phone.forget();
            var again = Notifying.of(phone, phone.awaitRequest(Method.SUBSCRIBE, LONG), "m");
            again.answer(200, "Expires: 600");
            again.tell("active;expires=600", "back");
            phone.awaitResponse(200, Method.NOTIFY);
            assertThat(subscription.latest().orElseThrow().text()).isEqualTo("back");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            again.told("terminated;reason=rejected", 200);
          }
        });
  }

  // the network changed: the state is asked for again, in the dialog, and where one was waited for
  @Test
  void whenTheNetworkChangedTheStateIsAskedForAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            alice.networkChanged();
            assertThat(bob.awaitRefresh().to().tag()).contains("n");
            bob.accept("active;expires=3600");
            bob.told("terminated;reason=giveup;retry-after=3000", 200);
            assertThat(subscription.state()).isEqualTo(Subscription.State.WAITING);
            var begun = world.now();
            alice.networkChanged();
            var again = Notifying.of(phone);
            assertThat(world.now().minus(begun)).isLessThan(Duration.ofSeconds(1));
            again.accept("active;expires=3600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            again.told("terminated;reason=rejected", 200);
          }
        });
  }

  @Test
  void aFirstAttemptThatNobodyAnswersIsRepeated(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var outcome = (SubscriptionOutcome.Failed) subscription.outcome().await();
            assertThat(outcome.isTimeout()).isTrue();
            phone.forget();
            var bob = Notifying.of(phone, phone.awaitRequest(Method.SUBSCRIBE, LONG), "n");
            bob.accept("active;expires=600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=noresource", 200);
          }
        });
  }

  // each NOTIFY says expires=0 : no storm of refreshes
  @Test
  @Rfc("EVT-17")
  void aNotifierThatGrantsNoTimeIsNotAskedWithoutEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=0");
            for (int i = 0; i < 5; i++) {
              bob.awaitRefresh();
              bob.accept("active;expires=0");
            }
            assertThat(world.now()).isGreaterThan(Duration.ofSeconds(25));
            subscription.unsubscribe();
            bob.awaitRefresh();
            bob.accept("terminated");
          }
        });
  }

  // refreshes are not automatic: it runs out, and is not made anew
  @Test
  void whereRefreshesAreNotAutomaticItRunsOut(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(world, options -> options.automatic(Automatic.REFRESH, AutoMode.OFF))) {
            var subscription = alice.subscribe(presence());
            Notifying.of(phone).accept("active;expires=100");
            subscription.ended().await();
            assertThat(world.now().toSeconds()).isBetween(100L, 140L);
            phone.silence(LONG);
          }
        });
  }

  // MANUAL: the application is asked, and says so
  @Test
  void whereRefreshesAreManualTheApplicationIsAsked(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world, options -> options.automatic(Automatic.REFRESH, AutoMode.MANUAL))) {
            var subscription = alice.subscribe(presence());
            var bob = Notifying.of(phone);
            bob.accept("active;expires=100");
            subscription.events().take();
            var asked = (SubscriptionEvent.Asked) subscription.events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.REFRESH);
            assertThat(phone.count("SUBSCRIBE")).isEqualTo(1);
            asked.step().proceed();
            bob.awaitRefresh();
            bob.accept("active;expires=100");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=noresource", 200);
          }
        });
  }

  // a forked SUBSCRIBE: <--NOTIFY (a)-- <--NOTIFY (b)-- : b gets 481
  @Test
  @Rfc("EVT-18")
  void ofForksTheFirstIsKept(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            var subscribe = phone.request(Method.SUBSCRIBE);
            var first = Notifying.of(phone, subscribe, "a");
            var second = Notifying.of(phone, subscribe, "b");
            first.accept("active;expires=3600");
            second.told("active;expires=3600", 481);
            assertThat(subscription.latest().orElseThrow().notifier()).isEqualTo("a");
            first.told("terminated;reason=rejected", 200);
          }
        });
  }

  // all forks are wanted: both are told apart, refreshed each in its dialog, and end one by one
  @Test
  @Rfc("EVT-18")
  void eachForkIsASubscriptionOfItsOwnWhereAllAreWanted(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence().allForks());
            var subscribe = phone.request(Method.SUBSCRIBE);
            var first = Notifying.of(phone, subscribe, "a");
            var second = Notifying.of(phone, subscribe, "b");
            var late = Notifying.of(phone, subscribe, "c");
            first.accept("active;expires=3600");
            second.told("active;expires=3600", 200);
            world.advance(Duration.ofSeconds(33));
            late.told("active;expires=3600", 481);
            subscription.refresh();
            var refreshed = List.of(refresh(phone), refresh(phone));
            assertThat(refreshed).containsExactlyInAnyOrder("a", "b");
            first.told("terminated;reason=rejected", 200);
            assertThat(subscription.ended().isDone()).isFalse();
            second.told("terminated;reason=rejected", 200);
            assertThat(subscription.ended().isDone()).isTrue();
            phone.silence(LONG);
          }
        });
  }

  /** Accepts a refresh, and says in whose dialog it came. */
  private static String refresh(Phone phone) throws InterruptedException {
    var refresh = phone.request(Method.SUBSCRIBE);
    phone.send(SipResponse.to(refresh, Status.OK).raw("Expires", "3600").build());
    return refresh.to().tag().orElseThrow();
  }

  // <--401-- --SUBSCRIBE (Authorization)--> ; a refresh is challenged as well
  @Test
  void challengesAreAnsweredOnTheWay(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world, options -> options.credentials("alice", "secret"))) {
            var subscription =
                alice.subscribe(
                    SubscribeOptions.to("sip:bob@10.0.0.1", "presence").nextHop("sip:10.0.0.2"));
            var bob = Notifying.of(phone);
            bob.answer(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"");
            bob.awaitRefresh();
            assertThat(bob.subscribe().headers().texts("Authorization")).hasSize(1);
            assertThat(bob.subscribe().headers().texts("Event")).containsExactly("presence");
            bob.accept("active;expires=3600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            bob.told("terminated;reason=rejected", 200);
          }
        });
  }

  // <--302 (Contact: 10.0.0.3)-- : the state comes from there
  @Test
  void aRedirectionIsFollowed(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          var carol = new Phone(world, "carol", "10.0.0.3", "10.0.0.1");
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence());
            Notifying.of(phone).answer(302, "Contact: <sip:carol@10.0.0.3>");
            var there = Notifying.of(carol);
            there.accept("active;expires=3600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            there.told("terminated;reason=rejected", 200);
          }
        });
  }
}
