package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.EventPackage;

/** Registrations and subscriptions that are let go of without a word, and own Call-IDs. */
@ExtendWith(SimWorldExtension.class)
class ForgetTest {

  private static final List<HeaderRow> ROW = List.of(new HeaderRow("X-Mood", "good"));

  @Test
  void aForgottenRegistrationSendsNothingMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var registration =
                alice.register(RegistrationOptions.at("sip:10.0.0.2").callId("kept@desk"));
            var first = phone.request(Method.REGISTER);
            assertThat(first.callId()).isEqualTo("kept@desk");
            phone.send(granted(phone, first));
            registration.awaitOk();
            var again = registration.refresh(ROW);
            var second = phone.request(Method.REGISTER);
            assertThat(second.headers().texts("X-Mood")).containsExactly("good");
            phone.send(granted(phone, second));
            again.awaitOk();
            var bare = registration.refresh();
            var third = phone.request(Method.REGISTER);
            assertThat(third.headers().texts("X-Mood")).isEmpty();
            registration.forget();
            assertThat(bare.await().isOk()).isFalse();
            phone.send(granted(phone, third));
            phone.silence(Duration.ofHours(2));
            assertThat(registration.refresh().await().isOk()).isFalse();
          }
          assertThat(phone.count("REGISTER")).isEqualTo(3);
        });
  }

  private static org.offhook.message.SipResponse granted(
      Phone phone, org.offhook.message.SipRequest register) {
    var response = phone.callee(register, "r").response(register, 200);
    register.headers().texts("Contact").forEach(row -> response.raw("Contact", row));
    return response.raw("Expires", "3600").build();
  }

  @Test
  void aForgottenSubscriptionSendsNothingMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var subscription =
                alice.subscribe(
                    SubscribeOptions.to("sip:bob@10.0.0.2", "presence").callId("kept@desk"));
            assertThat(phone.request(Method.SUBSCRIBE).callId()).isEqualTo("kept@desk");
            subscription.forget();
            assertThat(subscription.ended().await()).isNotNull();
            assertThat(subscription.outcome().isDone()).isTrue();
            alice.sleep(Duration.ofMinutes(2));
          }
          assertThatThrownBy(() -> SubscribeOptions.of("presence").callId("two words"))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @Test
  void anActiveSubscriptionTakesRowsOnceAndIsForgotten(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var subscription = alice.subscribe(SubscribeOptions.to("sip:bob@10.0.0.2", "presence"));
            var bob = Notifying.of(phone);
            bob.answer(200, "Expires: 600");
            bob.told("active;expires=600", 200);
            subscription.refresh(ROW);
            var again = phone.request(Method.SUBSCRIBE);
            assertThat(again.headers().texts("X-Mood")).containsExactly("good");
            phone.send(phone.callee(again, "b").response(again, 200).raw("Expires", "600").build());
            world.advance(Duration.ofMillis(100));
            subscription.forget();
            assertThat(subscription.ended().await()).isNotNull();
            assertThat(subscription.state()).isEqualTo(Subscription.State.ENDED);
            phone.silence(Duration.ofHours(1));
            assertThat(alice.parts().isIdle()).isTrue();
          }
          assertThat(phone.count("SUBSCRIBE")).isEqualTo(2);
        });
  }

  @Test
  void aNotifierWritesRowsAndIsForgotten(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.events(EventPackage.of("x-queue")))) {
            var bob = new Subscribing(phone, "s1", "x-queue");
            bob.subscribe(600);
            var wish = ((SubscriptionEvent.Received) alice.events().take()).subscription();
            assertThat(wish.isAnswered()).isFalse();
            var notifier = wish.accept(NotifyBody.text("text/plain", "a"), ROW);
            assertThat(bob.answer(200).headers().texts("X-Mood")).containsExactly("good");
            assertThat(wish.isAnswered()).isTrue();
            assertThat(bob.take().headers().texts("X-Mood")).isEmpty();
            bob.reply(200);
            notifier.notify(NotifyBody.text("text/plain", "b"), ROW);
            assertThat(bob.take().headers().texts("X-Mood")).containsExactly("good");
            bob.reply(200);
            world.advance(Duration.ofSeconds(1));
            notifier.forget();
            assertThat(notifier.ended().await()).isNotNull();
            phone.silence(Duration.ofHours(1));
            assertThat(alice.parts().isIdle()).isTrue();
          }
          assertThat(phone.count("NOTIFY")).isEqualTo(2);
        });
  }
}
