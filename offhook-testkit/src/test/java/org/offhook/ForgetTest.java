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
}
