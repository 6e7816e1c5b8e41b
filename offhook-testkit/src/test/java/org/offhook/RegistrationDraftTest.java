package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** REGISTERs that the application writes (RFC 3261 §10.2). The phone is the registrar. */
@ExtendWith(SimWorldExtension.class)
class RegistrationDraftTest {

  private static final RegistrationOptions AT =
      RegistrationOptions.at("sip:10.0.0.2").aor("sip:alice@10.0.0.2").header("X-A", "1");

  private static SipRequest granted(Phone phone) throws InterruptedException {
    var register = phone.request(Method.REGISTER);
    phone.send(
        phone
            .caller("r")
            .response(register, 200)
            .copy(register.headers(), HeaderName.CONTACT)
            .copy(register.headers(), HeaderName.EXPIRES)
            .build());
    return register;
  }

  private static void edited(SipRequest register) {
    assertThat(register.callId()).isEqualTo("mine@alice");
    assertThat(register.to()).hasToString("Al <sip:al@10.0.0.2>");
    assertThat(register.from().uri()).hasToString("sip:alice@10.0.0.2");
    assertThat(register.headers().texts("Expires")).containsExactly("600");
    assertThat(register.headers().texts("Contact")).containsExactly("<sip:al@10.0.0.9>;q=0.5");
    assertThat(register.headers().texts("X-A")).containsExactly("1");
    assertThat(register.headers().texts("X-B")).containsExactly("2");
  }

  // --REGISTER as edited--> <--200--, its refresh says the same
  @Test
  void theFirstRegisterIsSentAsItWasEdited(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var draft = alice.prepare(AT.keepOnClose());
            assertThat(draft.request().to().uri()).hasToString("sip:alice@10.0.0.2");
            assertThat(draft.request().headers().get(HeaderName.EXPIRES)).contains(3600L);
            assertThat(draft.request().headers().texts("X-A")).containsExactly("1");
            phone.silence(Duration.ofMillis(100));
            var registration =
                draft
                    .edit(
                        register ->
                            register
                                .set(HeaderName.EXPIRES, 600L)
                                .set(HeaderName.CALL_ID, "mine@alice")
                                .set(HeaderName.TO, NameAddr.parse("Al <sip:al@10.0.0.2>"))
                                .set(HeaderName.CONTACT, Contact.parse("<sip:al@10.0.0.9>;q=0.5"))
                                .raw("X-B", "2"))
                    .send();
            edited(granted(phone));
            registration.awaitOk();
            var again = registration.refresh();
            edited(granted(phone));
            again.awaitOk();
          }
          phone.close();
        });
  }

  // --REGISTER, Contact *, Expires 0--> <--200--
  @Test
  void aFirstRegisterMayRemoveAll(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var draft = alice.prepare(AT);
            var none = draft.edit(register -> register.set(HeaderName.EXPIRES, 0L));
            assertThatThrownBy(none::send).isInstanceOf(IllegalArgumentException.class);
            var star = draft.edit(register -> register.set(HeaderName.CONTACT, Contact.STAR));
            assertThatThrownBy(star::send).isInstanceOf(IllegalArgumentException.class);
            var odd =
                draft.edit(register -> register.remove(HeaderName.EXPIRES).raw("Expires", "x"));
            assertThatThrownBy(odd::send).isInstanceOf(IllegalArgumentException.class);
            var all = none.edit(register -> register.set(HeaderName.CONTACT, Contact.STAR)).send();
            var register = granted(phone);
            assertThat(register.headers().texts("Contact")).containsExactly("*");
            assertThat(register.headers().texts("Expires")).containsExactly("0");
            assertThat(all.outcome().await()).isInstanceOf(RegistrationOutcome.Unregistered.class);
          }
          phone.close();
        });
  }

  // another time, other contacts and a row at once; the refresh has no row; Expires 0
  @Test
  void theNextRegisterIsSentAsItWasEdited(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var registration = alice.register(AT);
            granted(phone);
            registration.awaitOk();
            var draft = registration.prepare().await().orElseThrow();
            assertThat(draft.request().headers().get(HeaderName.EXPIRES)).contains(3600L);
            var other = Contact.parse("<sip:al@10.0.0.9>");
            var changed =
                draft.edit(
                    next ->
                        next.set(HeaderName.EXPIRES, 60L)
                            .set(HeaderName.CONTACT, other)
                            .raw("X-Why", "low"));
            var outcome = changed.send();
            var register = granted(phone);
            assertThat(register.headers().texts("Expires")).containsExactly("60");
            assertThat(register.headers().all(HeaderName.CONTACT)).contains(other).hasSize(2);
            assertThat(register.headers().texts("X-Why")).containsExactly("low");
            assertThat(register.headers().texts("X-A")).containsExactly("1");
            outcome.awaitOk();
            registration.refresh();
            var renewed = granted(phone);
            assertThat(renewed.headers().texts("Expires")).containsExactly("60");
            assertThat(renewed.headers().all(HeaderName.CONTACT)).containsExactly(other);
            assertThat(renewed.headers().texts("X-Why")).isEmpty();

            var last = registration.prepare().await().orElseThrow();
            assertThat(last.request().headers().all(HeaderName.CONTACT)).isEqualTo(List.of(other));
            last.edit(next -> next.set(HeaderName.EXPIRES, 0L)).send();
            var removal = granted(phone);
            assertThat(removal.headers().texts("Contact"))
                .containsExactly("<sip:al@10.0.0.9>;expires=0");
            registration.forget();
            assertThat(registration.prepare().await()).isEmpty();
          }
          phone.close();
        });
  }
}
