package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.eventpackage.ContactChange;
import org.offhook.eventpackage.RegInfo;
import org.offhook.eventpackage.RegisteredAor;
import org.offhook.eventpackage.RegisteredContact;
import org.offhook.eventpackage.RegisteredState;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What alice does when her registrar tells her of her registration: RFC 3680 §4.7.2. */
@ExtendWith(SimWorldExtension.class)
class RegistrationWatchTest {

  private static final String AOR = "sip:alice@10.0.0.2";

  /** Alice is registered at a phone that plays the registrar, and watches that. */
  private static final class Watched {
    private final Phone registrar;
    private final Endpoint alice;
    private final Registration registration;
    private final Notifying notifier;
    private final String callId;
    private long version;

    Watched(Phone registrar, Endpoint alice) throws InterruptedException {
      this.registrar = registrar;
      this.alice = alice;
      registration = alice.register("sip:10.0.0.2");
      callId = grant().callId();
      registration.outcome().awaitOk();
      registration.watch();
      notifier = Notifying.of(registrar, registrar.awaitRequest(Method.SUBSCRIBE), "n");
      notifier.answer(200, "Expires: 3761");
      assertThat(notifier.subscribe().headers().texts("Event")).containsExactly("reg");
      tell(contact(ContactChange.REGISTERED).build());
      registrar.awaitResponse(200, Method.NOTIFY);
    }

    /** Answers the next REGISTER. */
    SipRequest grant() throws InterruptedException {
      var register = registrar.awaitRequest(Method.REGISTER);
      registrar.send(
          registrar
              .caller("r")
              .response(register, 200)
              .copy(register.headers(), HeaderName.CONTACT)
              .raw("Expires", "3600")
              .build());
      return register;
    }

    RegisteredContact.Builder contact(ContactChange change) {
      return RegisteredContact.builder("c1", "sip:alice@10.0.0.1:5060", change).request(callId, 1);
    }

    void tell(RegisteredContact contact) {
      var aor = RegisteredAor.of(AOR, "r1", RegisteredState.ACTIVE, List.of(contact));
      var info =
          version == 0 ? RegInfo.full(0, List.of(aor)) : RegInfo.partial(version, List.of(aor));
      version++;
      notifier.tell("active;expires=3761", request -> request.body(RegInfo.TYPE, info.toBytes()));
    }

    int registers() {
      return registrar.count("REGISTER");
    }
  }

  private interface Script {
    void play(Watched watched) throws Exception;
  }

  private static void watching(SimWorld world, Script script) throws Exception {
    world.run(
        () -> {
          var registrar = Scene.bob(world);
          try (var alice =
              Scene.alice(world, options -> options.aor(AOR).closeWithin(Duration.ofMillis(100)))) {
            script.play(new Watched(registrar, alice));
          }
        });
  }

  // --REGISTER--> <--200-- --SUBSCRIBE (reg)--> <--NOTIFY (registered)-- <--NOTIFY (deactivated)--
  // --REGISTER-->
  @Test
  @Rfc("REG-24")
  void whoIsLetGoRegistersAtOnce(SimWorld world) throws Exception {
    watching(
        world,
        watched -> {
          for (var change : List.of(ContactChange.DEACTIVATED, ContactChange.UNREGISTERED)) {
            int before = watched.registers();
            watched.tell(watched.contact(change).build());
            var register = watched.grant();
            assertThat(register.callId()).isEqualTo(watched.callId);
            watched.alice.sleep(Duration.ofSeconds(2));
            assertThat(watched.registers()).isEqualTo(before + 1);
          }
          int told = 0;
          for (var event = watched.alice.events().poll();
              event.isPresent();
              event = watched.alice.events().poll()) {
            told += event.get() instanceof RegistrationEvent.ContactChanged ? 1 : 0;
          }
          assertThat(told).isEqualTo(3);
        });
  }

  // <--NOTIFY (probation;retry-after=120)-- ... 120 s ... --REGISTER-->
  @Test
  @Rfc("REG-24")
  void aProbationIsWaitedFor(SimWorld world) throws Exception {
    watching(
        world,
        watched -> {
          watched.tell(watched.contact(ContactChange.PROBATION).retryAfter(120).build());
          watched.alice.sleep(Duration.ofSeconds(119));
          assertThat(watched.registers()).isEqualTo(1);
          watched.grant();
          assertThat(watched.registers()).isEqualTo(2);
        });
  }

  // <--NOTIFY (rejected)-- ... nothing
  @Test
  @Rfc("REG-24")
  void whoIsRejectedDoesNotRegisterAgain(SimWorld world) throws Exception {
    watching(
        world,
        watched -> {
          watched.tell(watched.contact(ContactChange.REJECTED).build());
          watched.alice.sleep(Duration.ofHours(3));
          assertThat(watched.registers()).isEqualTo(1);
          assertThat(watched.registration.latest().orElseThrow().reason()).contains("rejected");
        });
  }

  // another device's contact, and one's own REGISTER with Expires 0
  @Test
  @Rfc("REG-24")
  void whatIsNotItsOwnOrWasWantedChangesNothing(SimWorld world) throws Exception {
    watching(
        world,
        watched -> {
          watched.tell(
              RegisteredContact.builder("c9", "sip:x@10.0.0.9", ContactChange.DEACTIVATED)
                  .request("another", 7)
                  .build());
          watched.alice.sleep(Duration.ofSeconds(2));
          assertThat(watched.registers()).isEqualTo(1);
          var gone = watched.registration.unregister();
          watched.tell(watched.contact(ContactChange.UNREGISTERED).build());
          watched.grant();
          gone.await();
          watched.alice.sleep(Duration.ofSeconds(100));
          assertThat(watched.registers()).isEqualTo(2);
        });
  }
}
