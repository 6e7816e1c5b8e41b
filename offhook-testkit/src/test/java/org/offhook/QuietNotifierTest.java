package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.Credentials;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipFrag;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.EventPackage;

/** A subscription of a phone whose answers and NOTIFYs alice's program writes: RFC 6665 §4.2.1. */
@ExtendWith(SimWorldExtension.class)
class QuietNotifierTest {

  private static final MediaType FRAG = SipFrag.TYPE;
  private static final Status PROGRESS = Status.of(183);

  private static final HeaderName<ParameterizedToken> STATE = HeaderName.SUBSCRIPTION_STATE;

  private static ParameterizedToken token(String text) {
    return ParameterizedToken.of(text);
  }

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Scene.alice(world, options -> options.events(EventPackage.ANY));
  }

  private static <E> E next(Endpoint alice, Class<E> type) throws InterruptedException {
    return type.cast(alice.events().take());
  }

  private static IncomingSubscription wish(Endpoint alice) throws InterruptedException {
    return next(alice, SubscriptionEvent.Received.class).subscription();
  }

  private static void quiet(SimWorld world, Endpoint alice) throws InterruptedException {
    world.advance(Duration.ofSeconds(65));
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(world.timers()).isZero();
  }

  // --SUBSCRIBE--> <--202-- | <--NOTIFY (pending)-- <--NOTIFY (active, X-N, text)--
  // --SUBSCRIBE--> <--200-- | <--NOTIFY (active)-- <--NOTIFY (terminated;reason=rejected)--
  @Test
  void theApplicationWritesTheAnswerAndEachNotify(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-anything;id=4");
            bob.subscribe(600);
            var wish = wish(alice);
            assertThatThrownBy(() -> wish.prepare(Status.RINGING))
                .isInstanceOf(IllegalArgumentException.class);
            var ok = wish.prepare(Status.of(202)).await().orElseThrow();
            assertThat(wish.notifier()).isEmpty();
            assertThat(wish.prepareNotify().await()).isEmpty();
            wish.respond(ok.toBuilder().raw("X-Q", "1").build());
            var notifier = wish.notifier().orElseThrow();
            assertThat(wish.isAnswered()).isTrue();
            var answer = bob.answer(202);
            assertThat(answer.headers().texts("Expires")).containsExactly("600");
            assertThat(answer.headers().texts("Contact")).hasSize(1);
            assertThat(answer.headers().texts("X-Q")).containsExactly("1");
            phone.silence(Duration.ofSeconds(2));
            assertThat(notifier.state()).isEqualTo(Subscription.State.TRYING);

            var draft = wish.prepareNotify().await().orElseThrow();
            assertThat(draft.request().headers().texts("Event")).containsExactly("x-anything;id=4");
            var pending = draft.edit(n -> n.raw("X-N", "1").set(STATE, token("pending"))).send();
            assertThat(bob.take().headers().texts("X-N")).containsExactly("1");
            bob.reply(200);
            assertThat(pending.await()).isInstanceOf(NotifyOutcome.Delivered.class);
            assertThat(notifier.state()).isEqualTo(Subscription.State.PENDING);
            draft.edit(n -> n.body(MediaType.TEXT_PLAIN, new byte[] {'a'})).send().isDone();
            assertThat(bob.told()).isEqualTo("active;expires=598 a");
            assertThat(notifier.state()).isEqualTo(Subscription.State.ACTIVE);

            bob.subscribe(1200);
            bob.answer(200);
            var refreshed = next(alice, SubscriptionEvent.Refreshed.class);
            assertThat(refreshed.notifier()).isSameAs(notifier);
            phone.silence(Duration.ofSeconds(2));
            notifier.notify(NotifyBody.text("text/plain", "b"));
            assertThat(bob.told()).isEqualTo("active;expires=1198 b");
            var refused = notifier.prepare().await().orElseThrow().send();
            bob.take();
            bob.reply(500);
            assertThat(refused.await().isOk()).as("not repeated by itself").isFalse();
            var last = notifier.prepare().await().orElseThrow();
            last.edit(n -> n.set(STATE, token("terminated").with("reason", "rejected"))).send();
            assertThat(bob.told()).isEqualTo("terminated;reason=rejected ");
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.TERMINATED);
            assertThat(notifier.prepare().await()).isEmpty();
            assertThat(last.send().await().isOk()).isFalse();
            quiet(world, alice);
          }
        });
  }

  // --SUBSCRIBE--> <--200-- --SUBSCRIBE (0)--> <--200-- | <--NOTIFY (terminated)--
  @Test
  void theLastWordIsTheApplicationsUntilItIsLate(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            for (boolean late : new boolean[] {false, true}) {
              var bob = new Subscribing(phone, "s" + late, "x-queue");
              bob.subscribe(600);
              var notifier = wish(alice).acceptQuietly(List.of(new HeaderRow("X-Q", "1")));
              assertThat(bob.answer(200).headers().texts("X-Q")).containsExactly("1");
              bob.subscribe(0);
              assertThat(bob.answer(200).headers().texts("Expires")).containsExactly("0");
              next(alice, SubscriptionEvent.Refreshed.class);
              if (late) {
                world.advance(Duration.ofMillis(20_200));
              } else {
                // active is no state any more
                notifier.notify(NotifyBody.text("text/plain", "z"));
              }
              assertThat(bob.told()).isEqualTo("terminated;reason=timeout " + (late ? "" : "z"));
              assertThat(notifier.ended().await().cause())
                  .isEqualTo(NotifierEnd.Cause.UNSUBSCRIBED);
              next(alice, SubscriptionEvent.SubscriberGone.class);
              bob.subscribe(600);
              bob.answer(481);
            }
            quiet(world, alice);
          }
        });
  }

  // --SUBSCRIBE (0)--> <--200 (0)-- | <--NOTIFY (terminated;reason=timeout, a)--
  @Test
  void aFetchIsToldOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(0);
            var notifier = wish(alice).acceptQuietly(List.of());
            bob.answer(200);
            var draft = notifier.prepare().await().orElseThrow();
            draft.edit(n -> n.body(MediaType.TEXT_PLAIN, new byte[] {'a'})).send();
            assertThat(bob.told()).isEqualTo("terminated;reason=timeout a");
            notifier.ended().await();
            quiet(world, alice);
          }
        });
  }

  // not refreshed: <--NOTIFY (terminated;reason=timeout)--
  @Test
  void withoutRefreshItEndsByItself(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(60);
            var notifier = wish(alice).acceptQuietly(List.of());
            bob.answer(200);
            world.advance(Duration.ofSeconds(61));
            assertThat(bob.told()).isEqualTo("terminated;reason=timeout ");
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.EXPIRED);
            quiet(world, alice);
          }
        });
  }

  @Test
  void theApplicationWritesTheRefusal(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var wish = wish(alice);
            var no = wish.prepare(Status.FORBIDDEN).await().orElseThrow();
            assertThatThrownBy(
                    () -> wish.respond(no.toBuilder().set(HeaderName.CALL_ID, "x").build()))
                .isInstanceOf(IllegalArgumentException.class);
            var written = no.toBuilder().body(MediaType.TEXT_PLAIN, new byte[] {'n'}).build();
            wish.respond(written);
            assertThat(wish.notifier()).isEmpty();
            assertThat(bob.answer(403).body()).hasSize(1);
            quiet(world, alice);
          }
        });
  }

  // SUBSCRIBE of refer is no package to be served, whatever is
  @Test
  void aPackageForAllIsNotReferAndNotAnnounced(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var bob = new Subscribing(phone, "s1", "refer");
            bob.subscribe(600);
            bob.answer(403);
            var other = new Subscribing(phone, "s2", "x-queue");
            other.subscribe(600);
            wish(alice).reject(Status.BAD_EVENT);
            assertThat(other.answer(489).headers().texts("Allow-Events")).containsExactly("refer");
            quiet(world, alice);
          }
        });
  }

  // <--NOTIFY-- --401--> | <--NOTIFY (credentials)-- --200-->
  @Test
  void aChallengeOfNotifyIsAskedForWhereThatIsWanted(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world,
                  options ->
                      options
                          .events(EventPackage.ANY)
                          .automatic(Automatic.AUTHENTICATE, AutoMode.MANUAL)
                          .credentials(
                              Credentials.builder("alice")
                                  .password("secret")
                                  .anyRealm()
                                  .build()))) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var wish = wish(alice);
            var notifier = wish.acceptQuietly(List.of());
            assertThat(wish.notifier()).containsSame(notifier);
            bob.answer(200);
            var told = notifier.notify(NotifyBody.text("text/plain", "a"));
            bob.take();
            bob.reply(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
            var asked = next(alice, SubscriptionEvent.Asked.class);
            assertThat(asked.subject()).isSameAs(notifier);
            asked.step().proceed();
            var again = bob.take();
            assertThat(again.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
            bob.reply(200);
            assertThat(told.await().isOk()).isTrue();
            assertThat(again.method()).isEqualTo(Method.NOTIFY);
            wish.forget();
            notifier.ended().await();
          }
        });
  }

  // --REFER--> <--202-- | <--NOTIFY (active, 183, X-R)-- <--NOTIFY (terminated, 200)--
  @Test
  void theApplicationWritesTheAnswerToReferAndEachReport(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("r1");
            leg.send(
                Method.REFER,
                refer ->
                    refer
                        .raw("Refer-To", "<sip:carol@10.0.0.3>")
                        .set(HeaderName.CONTACT, phone.contact()));
            var refer = next(alice, SubscriptionEvent.ReferReceived.class).refer();
            assertThat(refer.prepareNotify().await()).as("not accepted").isEmpty();
            var ok = refer.prepare(Status.of(202)).await().orElseThrow();
            refer.respond(ok.toBuilder().raw("X-Q", "1").build());
            var answer = phone.response(202, Method.REFER);
            assertThat(answer.headers().texts("X-Q")).containsExactly("1");
            assertThat(answer.headers().texts("Contact")).hasSize(1);
            leg.learn(answer);
            var draft = refer.prepareNotify().await().orElseThrow();
            draft.edit(n -> n.raw("X-R", "1").body(FRAG, SipFrag.of(PROGRESS).toBytes())).send();
            var report = phone.request(Method.NOTIFY);
            leg.reply(report, 200);
            assertThat(report.headers().texts("Event")).containsExactly("refer");
            assertThat(report.headers().texts("X-R")).containsExactly("1");
            assertThat(report.headers().text("Subscription-State").orElseThrow())
                .isEqualTo("active;expires=300");
            var last = refer.prepareNotify().await().orElseThrow();
            var told =
                last.edit(
                        n ->
                            n.set(STATE, token("terminated").with("reason", "noresource"))
                                .body(FRAG, SipFrag.of(Status.OK).toBytes()))
                    .send();
            leg.reply(phone.request(Method.NOTIFY), 200);
            assertThat(told.await().isOk()).isTrue();
            assertThat(refer.prepareNotify().await()).isEmpty();
            refer.forget();
            quiet(world, alice);
          }
        });
  }
}
