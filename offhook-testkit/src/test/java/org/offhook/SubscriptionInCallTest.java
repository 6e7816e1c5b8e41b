package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** Subscriptions inside the dialog of a call: RFC 6665 §4.5, RFC 5057 §4. */
@ExtendWith(SimWorldExtension.class)
class SubscriptionInCallTest {

  // INVITE ... ACK ; --SUBSCRIBE--> in the dialog ; <--NOTIFY-- ; <--BYE-- : the subscription stays
  @Test
  void aSubscriptionInACallsDialogOutlivesTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var up = Up.of(alice, phone);
            var subscription = up.call().subscribe(SubscribeOptions.of("conference").ownEvents());
            var bob = Notifying.of(phone);
            var subscribe = bob.subscribe();
            assertThat(subscribe.callId()).isEqualTo(up.invite().callId());
            assertThat(subscribe.to().tag()).contains("b");
            assertThat(subscribe.cSeq().number()).isGreaterThan(up.invite().cSeq().number());
            phone.send(
                up.leg()
                    .response(subscribe, 200)
                    .set(HeaderName.CONTACT, phone.contact())
                    .raw("Expires", "600")
                    .build());
            notify(phone, up, "active;expires=600");
            assertThat(subscription.state()).isEqualTo(Subscription.State.ACTIVE);
            up.leg().send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
            up.call().ended().await();
            notify(phone, up, "active;expires=600");
            notify(phone, up, "terminated;reason=deactivated");
            assertThat(subscription.ended().await()).isInstanceOf(SubscriptionOutcome.Ended.class);
            up.leg().send(Method.NOTIFY, b -> b.raw("Event", "conference"));
            phone.awaitResponse(481, Method.NOTIFY);
            world.advance(Duration.ofSeconds(65));
            assertThat(alice.parts().isIdle()).isTrue();
            assertThat(phone.count("SUBSCRIBE")).as("it is not made anew").isEqualTo(1);
          }
        });
  }

  private static void notify(Phone phone, Up up, String state) throws InterruptedException {
    up.leg()
        .send(
            Method.NOTIFY,
            b ->
                b.raw("Event", "conference")
                    .raw("Subscription-State", state)
                    .set(HeaderName.CONTACT, phone.contact()));
    phone.awaitResponse(200, Method.NOTIFY);
  }

  // <--SUBSCRIBE-- in the dialog of a call : served there, with the call
  @Test
  void aPeerSubscribesInsideACall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(world, options -> options.events(EventPackage.of("x-queue")))) {
            var up = Up.of(alice, phone);
            up.leg()
                .send(
                    Method.SUBSCRIBE,
                    b ->
                        b.raw("Event", "x-queue")
                            .set(HeaderName.CONTACT, phone.contact())
                            .set(HeaderName.EXPIRES, 600L));
            var wish = ((SubscriptionEvent.Received) alice.events().take()).subscription();
            assertThat(wish.call()).contains(up.call());
            var notifier = wish.accept(NotifyBody.text("text/plain", "a"));
            phone.response(200, Method.SUBSCRIBE);
            var told = phone.request(Method.NOTIFY);
            assertThat(told.callId()).isEqualTo(up.invite().callId());
            up.leg().reply(told, 200);
            up.call().hangUp();
            up.leg().reply(phone.request(Method.BYE), 200);
            up.call().ended().await();
            notifier.terminate("noresource");
            up.leg().reply(phone.request(Method.NOTIFY), 200);
            assertThat(notifier.ended().await().cause()).isEqualTo(NotifierEnd.Cause.TERMINATED);
          }
        });
  }

  @Test
  void withoutCallThereIsNothingToSubscribeIn(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var subscription = call.subscribe("conference");
            assertThat(subscription.outcome().await().reason()).contains("not up");
            phone.callee(invite, "t").reply(invite, 486);
          }
        });
  }
}
