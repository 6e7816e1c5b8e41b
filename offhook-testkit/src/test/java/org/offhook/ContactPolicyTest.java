package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Parameters;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.ContactPolicy;

/** What Contacts say beside the address: RFC 3261 §20.10, RFC 5626 §4.1 and §4.3. */
@ExtendWith(SimWorldExtension.class)
class ContactPolicyTest {

  private static final String UUID = "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6";

  private static final ContactPolicy POLICY =
      ContactPolicy.DEFAULT
          .withDisplayName("Desk \"12\"")
          .withInstance(UUID)
          .withDialogParams("x-line=2;x-flag;x-text=\"a b\"")
          .withOutboundMark(true);

  private static final String IN_DIALOG =
      "\"Desk \\\"12\\\"\" <sip:alice@10.0.0.1:5060;ob>;x-line=2;x-flag;x-text=\"a b\""
          + ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";

  private static Contact contact(SipMessage message) {
    return message.headers().get(HeaderName.CONTACT).orElseThrow();
  }

  private static List<String> rows(SipMessage message) {
    return message.headers().texts("Contact");
  }

  @Test
  void callsInBothDirectionsShowAllOfIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.contacts(POLICY));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            assertThat(rows(invite)).containsExactly(IN_DIALOG);
            var busy = bob.callee(invite, "b");
            busy.reply(invite, 486);
            bob.request(Method.ACK);
            var leg = bob.caller("back");
            var own = leg.invite(Phone.SDP);
            var ok = bob.awaitResponse(200, Method.INVITE);
            assertThat(rows(ok)).containsExactly(IN_DIALOG);
            leg.ack(ok);
            assertThat(own.callId()).isEqualTo("back");
            leg.send(Method.BYE);
            bob.awaitResponse(200, Method.BYE);
          }
        });
  }

  @Test
  void registrationsShowNameAndInstanceButNothingOfDialogs(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.contacts(POLICY));
              var registrar = Scene.bob(world)) {
            var registration = alice.register("sip:10.0.0.2");
            var request = registrar.request(Method.REGISTER);
            assertThat(rows(request))
                .containsExactly(
                    "\"Desk \\\"12\\\"\" <sip:alice@10.0.0.1:5060>"
                        + ";+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"");
            registrar.send(
                SipResponse.to(request, Status.OK)
                    .set(HeaderName.CONTACT, contact(request).with("expires", "600"))
                    .build());
            registration.outcome().awaitOk();
            registration.unregister();
            var removal = registrar.request(Method.REGISTER);
            assertThat(contact(removal).expires()).contains(0L);
            registrar.send(SipResponse.to(removal, Status.OK).build());
            alice.sleep(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  void whoCallsAnonymouslyShowsNoneOfIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.contacts(POLICY));
              var bob = Scene.bob(world)) {
            alice.call(
                CallOptions.to("sip:bob@10.0.0.2")
                    .offer(Scene.SDP)
                    .from(NameAddr.parse("<sip:anonymous@anonymous.invalid>")));
            var invite = bob.request(Method.INVITE);
            assertThat(rows(invite)).containsExactly("<sip:10.0.0.1:5060;ob>");
            bob.callee(invite, "b").reply(invite, 486);
            bob.request(Method.ACK);
          }
        });
  }

  @Test
  void theInstanceOfARegistrationGoesFirst(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, options -> options.contacts(POLICY));
              var registrar = Scene.bob(world)) {
            alice.register(RegistrationOptions.at("sip:10.0.0.2").instance("urn:x-own:7"));
            var request = registrar.request(Method.REGISTER);
            assertThat(contact(request).params().get("+sip.instance")).contains("<urn:x-own:7>");
            registrar.send(SipResponse.to(request, Status.FORBIDDEN).build());
            alice.sleep(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  void whatCannotBeWrittenIsRefusedAtOnce() {
    var policy = ContactPolicy.DEFAULT;
    assertThatThrownBy(() -> policy.withDisplayName("a\r\nb"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policy.withInstance("no urn"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("urn:uuid:");
    assertThatThrownBy(() -> policy.withDialogParams("a=b, c"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(policy.withDialogParams(" ").dialogParams()).isEqualTo(Parameters.EMPTY);
  }
}
