package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.Credentials;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** The automatic steps of a registration in AUTO, MANUAL and OFF. The phone is the registrar. */
@ExtendWith(SimWorldExtension.class)
class RegistrationStepsTest {

  private static final Credentials SECRET =
      Credentials.builder("alice").anyRealm().password("secret").build();

  private static void reply(
      Phone phone, SipRequest request, int code, UnaryOperator<SipResponse.Builder> edit) {
    phone.send(edit.apply(phone.caller("r").response(request, code)).build());
  }

  private static void grant(Phone phone, SipRequest register, int seconds) {
    reply(
        phone,
        register,
        200,
        builder ->
            builder
                .copy(register.headers(), HeaderName.CONTACT)
                .raw("Expires", Integer.toString(seconds)));
  }

  private static void leave(Endpoint alice, Phone phone) throws InterruptedException {
    phone.forget();
    var closing = new Pending<Boolean>(alice.threads());
    alice
        .threads()
        .start(
            "closer",
            () -> {
              alice.close();
              closing.complete(true);
            });
    while (!closing.isDone()) {
      alice.sleep(Duration.ofMillis(50));
    }
    phone.forget();
  }

  private static AskedStep asked(Endpoint alice) throws InterruptedException {
    while (true) {
      var step = alice.events().take().asked();
      if (step.isPresent()) {
        return step.get();
      }
    }
  }

  private static Endpoint with(SimWorld world, Automatic step, AutoMode mode)
      throws InterruptedException {
    return alice(world, options -> options.credentials(SECRET).automatic(step, mode));
  }

  // --REGISTER--> <--423, Min-Expires 1800-- --REGISTER, 1800--> <--200--
  @Test
  void aLifetimeThatIsTooShortIsRepairedAskedForOrLeft(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var alice = with(world, Automatic.RETRY_INTERVAL, AutoMode.AUTO);
          var wanted = RegistrationOptions.at("sip:10.0.0.2").expires(Duration.ofSeconds(60));
          var auto = alice.register(wanted);
          tooShort(phone);
          var longer = phone.request(Method.REGISTER);
          assertThat(asks(longer)).isEqualTo(1800);
          grant(phone, longer, 1800);
          assertThat(auto.outcome().await().isOk()).isTrue();

          alice.reconfigure(o -> o.automatic(Automatic.RETRY_INTERVAL, AutoMode.MANUAL));
          var manual = alice.register(wanted);
          tooShort(phone);
          var step = asked(alice);
          assertThat(step.action()).isEqualTo(Automatic.RETRY_INTERVAL);
          phone.silence(Duration.ofSeconds(1));
          step.proceed();
          var again = phone.request(Method.REGISTER);
          assertThat(asks(again)).isEqualTo(1800);
          grant(phone, again, 1800);
          assertThat(manual.outcome().await().isOk()).isTrue();

          alice.reconfigure(o -> o.automatic(Automatic.RETRY_INTERVAL, AutoMode.OFF));
          var off = alice.register(wanted);
          tooShort(phone);
          assertThat(off.outcome().await())
              .isInstanceOfSatisfying(
                  RegistrationOutcome.Refused.class,
                  refused -> assertThat(refused.status().code()).isEqualTo(423));
          leave(alice, phone);
        });
  }

  private static void tooShort(Phone phone) throws InterruptedException {
    reply(
        phone, phone.request(Method.REGISTER), 423, builder -> builder.raw("Min-Expires", "1800"));
  }

  private static long asks(SipRequest register) {
    var contact = register.headers().get(HeaderName.CONTACT).orElseThrow();
    return contact.expires().or(() -> register.headers().get(HeaderName.EXPIRES)).orElseThrow();
  }

  @Test
  void aChallengeIsAnsweredAskedForOrLeft(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var alice = with(world, Automatic.AUTHENTICATE, AutoMode.AUTO);
          var auto = alice.register("sip:10.0.0.2");
          challenge(phone);
          var second = phone.request(Method.REGISTER);
          assertThat(second.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
          grant(phone, second, 600);
          assertThat(auto.outcome().await().isOk()).isTrue();

          alice.reconfigure(o -> o.automatic(Automatic.AUTHENTICATE, AutoMode.MANUAL));
          var manual = alice.register("sip:10.0.0.2");
          challenge(phone);
          var step = asked(alice);
          assertThat(step.action()).isEqualTo(Automatic.AUTHENTICATE);
          phone.silence(Duration.ofSeconds(1));
          step.proceed();
          grant(phone, phone.request(Method.REGISTER), 600);
          assertThat(manual.outcome().await().isOk()).isTrue();

          alice.reconfigure(o -> o.automatic(Automatic.AUTHENTICATE, AutoMode.OFF));
          var off = alice.register("sip:10.0.0.2");
          challenge(phone);
          assertThat(off.outcome().await())
              .isInstanceOfSatisfying(
                  RegistrationOutcome.Refused.class,
                  refused -> assertThat(refused.status()).isEqualTo(Status.UNAUTHORIZED));
          leave(alice, phone);
        });
  }

  private static void challenge(Phone phone) throws InterruptedException {
    reply(
        phone,
        phone.request(Method.REGISTER),
        401,
        builder ->
            builder.raw(
                "WWW-Authenticate", "Digest realm=\"r\", nonce=\"" + phone.got().size() + "\""));
  }

  @Test
  void aRegistrationIsRenewedAskedForOrLeft(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var alice = with(world, Automatic.REFRESH, AutoMode.AUTO);
          var auto = alice.register("sip:10.0.0.2");
          grant(phone, phone.request(Method.REGISTER), 60);
          auto.awaitOk();
          grant(phone, phone.request(Method.REGISTER), 3600);
          assertThat(world.now()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(60));
          alice.sleep(Duration.ofMillis(10));

          alice.reconfigure(o -> o.automatic(Automatic.REFRESH, AutoMode.MANUAL));
          var manual = alice.register("sip:10.0.0.2");
          grant(phone, phone.request(Method.REGISTER), 60);
          manual.awaitOk();
          var step = asked(alice);
          assertThat(step.action()).isEqualTo(Automatic.REFRESH);
          assertThat(phone.count("REGISTER")).isEqualTo(3);
          step.proceed();
          grant(phone, phone.request(Method.REGISTER), 3600);
          alice.sleep(Duration.ofMillis(10));

          alice.reconfigure(o -> o.automatic(Automatic.REFRESH, AutoMode.OFF));
          var off = alice.register("sip:10.0.0.2");
          grant(phone, phone.request(Method.REGISTER), 60);
          off.awaitOk();
          phone.silence(Duration.ofMinutes(2));
          leave(alice, phone);
        });
  }

  // whatever waits for the registrar completes, also when it is silent
  @Test
  @EndsQuiet
  void aSilentRegistrarLeavesNothingPending(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var registration = alice.register("sip:10.0.0.2");
            grant(phone, phone.request(Method.REGISTER), 3600);
            registration.awaitOk();
            var bindings = registration.bindings();
            assertThat(bindings.await(Duration.ofMinutes(2))).isEmpty();
            var refresh = registration.refresh();
            var gone = registration.unregister();
            assertThat(refresh.await(Duration.ofMinutes(10)).isOk()).isFalse();
            gone.await(Duration.ofMinutes(10));
          }
          phone.close();
        });
  }
}
