package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.Features;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.SipMessage;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Who calls: RFC 3323 and RFC 3325. */
@ExtendWith(SimWorldExtension.class)
class IdentityTest {

  private static final String ASSERTED = "\"Alice\" <sip:alice@example.com>";
  private static final String NUMBER = "<tel:+15551234>";

  private static final CallOptions TO_BOB = CallOptions.to("sip:bob@10.0.0.2");

  private static List<String> asserted(SipMessage message) {
    return message.headers().texts("P-Asserted-Identity");
  }

  // --- privacy ---

  @Test
  @Rfc("CALL-63")
  void anAnonymousCallRevealsNoUser(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options -> options.features(Features.NONE.withText("+sip.instance", "urn:x")))) {
            var up = Up.of(alice, phone, TO_BOB.anonymous(), ok -> {});
            var invite = up.invite();
            assertThat(invite.from().displayName()).contains("Anonymous");
            assertThat(invite.from().uri()).hasToString("sip:anonymous@anonymous.invalid");
            assertThat(invite.headers().text("Privacy")).contains("id");
            assertThat(((SipUri) up.contact().uri()).user()).isEmpty();
            assertThat(up.contact()).hasToString("<sip:10.0.0.1:5060>");
            assertThat(invite.callId()).doesNotContain("@", "alice", "10.0.0.1");
            assertThat(new String(invite.toBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .doesNotContain("alice");
            up.call().hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.from()).isEqualTo(invite.from());
            up.leg().reply(bye, 200);
          }
        });
  }

  @Test
  @Rfc("CALL-63")
  void otherPrivacyIsAskedAsTheCallerWants(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var hidden = TO_BOB.anonymous(Privacy.HEADER.and(Privacy.ID).and(Privacy.CRITICAL));
            alice.call(hidden.offer(Scene.SDP));
            assertThat(phone.request(Method.INVITE).headers().text("Privacy"))
                .contains("header;id;critical");
            alice.call(TO_BOB.privacy(Privacy.NONE).offer(Scene.SDP));
            var open = phone.awaitRequest(Method.INVITE);
            assertThat(open.headers().text("Privacy")).contains("none");
            assertThat(open.from().uri()).hasToString("sip:alice@10.0.0.1");
            assertThatThrownBy(() -> TO_BOB.anonymous(Privacy.NONE))
                .hasMessageContaining("not anonymous");
            phone.forget();
            alice.request(
                RequestOptions.of(Method.MESSAGE, "sip:bob@10.0.0.2").anonymous().text("x"));
            var message = phone.awaitRequest(Method.MESSAGE);
            assertThat(message.from().uri()).hasToString("sip:anonymous@anonymous.invalid");
            assertThat(message.headers().text("Privacy")).contains("id");
          }
        });
  }

  @Test
  @Rfc("CALL-64")
  void aPreferredIdentityIsSent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var sip = NameAddr.parse(ASSERTED);
            var tel = NameAddr.parse(NUMBER);
            alice.call(TO_BOB.anonymous().preferredIdentity(sip, tel).offer(Scene.SDP));
            assertThat(phone.request(Method.INVITE).headers().texts("P-Preferred-Identity"))
                .containsExactly(ASSERTED, NUMBER);
            assertThatThrownBy(() -> TO_BOB.preferredIdentity(sip, sip))
                .hasMessageContaining("one of each");
            assertThatThrownBy(TO_BOB::preferredIdentity).hasMessageContaining("one of each");
          }
        });
  }

  // --- asserted identity ---

  private static IncomingCall incoming(Phone phone, Endpoint alice, String... identities)
      throws InterruptedException {
    phone
        .caller("c1")
        .send(
            Method.INVITE,
            invite -> {
              for (var identity : identities) {
                invite.raw("P-Asserted-Identity", identity);
              }
              return invite;
            });
    return ((CallEvent.Incoming) alice.events().take()).call();
  }

  @Test
  @Rfc("CALL-64")
  void anIdentityOfATrustedServerIsShownWithItsSource(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust("10.0.0.9", "10.0.0.2"))) {
            var call =
                incoming(
                    phone, alice, ASSERTED + ", <sip:second@x.example>", "<http://x>, " + NUMBER);
            var identity = call.assertedIdentity().orElseThrow();
            assertThat(identity.identities())
                .extracting(NameAddr::toString)
                .containsExactly(ASSERTED, NUMBER);
            assertThat(identity.tel().orElseThrow()).hasToString("tel:+15551234");
            assertThat(identity.source().getAddress().getHostAddress()).isEqualTo("10.0.0.2");
            assertThat(call.remoteParty().address()).hasToString(ASSERTED);
            assertThat(call.remoteParty().isAsserted()).isTrue();
            call.reject(Status.BUSY_HERE);
          }
        });
  }

  @Test
  @Rfc("CALL-64")
  void anIdentityOfAnybodyElseIsNotBelieved(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust("10.0.0.9"))) {
            var call = incoming(phone, alice, ASSERTED);
            assertThat(call.assertedIdentity()).isEmpty();
            assertThat(call.remoteParty().isAsserted()).isFalse();
            assertThat(call.remoteParty().address()).hasToString("<sip:phone@10.0.0.2>");
            call.reject(Status.BUSY_HERE);
            assertThatThrownBy(() -> EndpointOptions.builder().trust("proxy.example.com"))
                .hasMessageContaining("no numeric address");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Rfc("CALL-64")
  void anAssertedIdentityIsSentToTrustedServersOnly(boolean trusted, SimWorld world)
      throws Exception {
    var seen = trusted ? List.of(ASSERTED) : List.of();
    var row = List.of(new HeaderRow("P-Asserted-Identity", ASSERTED), new HeaderRow("X-Y", "z"));
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust(server -> trusted))) {
            var up = Up.of(alice, phone, TO_BOB.header("P-Asserted-Identity", ASSERTED), ok -> {});
            assertThat(asserted(up.invite())).isEqualTo(seen);
            up.call().request(Method.INFO, row);
            var info = phone.request(Method.INFO);
            assertThat(asserted(info)).isEqualTo(seen);
            assertThat(info.headers().text("X-Y")).contains("z");
            up.leg().reply(info, 200);
            up.call().hangUp(row);
            var bye = phone.request(Method.BYE);
            assertThat(asserted(bye)).isEqualTo(seen);
            up.leg().reply(bye, 200);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Rfc("CALL-64")
  void anAssertedIdentityIsAnsweredToTrustedServersOnly(boolean trusted, SimWorld world)
      throws Exception {
    var seen = trusted ? List.of(ASSERTED) : List.of();
    var row = List.of(new HeaderRow("P-Asserted-Identity", ASSERTED), new HeaderRow("X-Y", "z"));
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust(server -> trusted))) {
            var leg = phone.caller("c2");
            leg.invite(Phone.SDP);
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            call.progress(Status.RINGING, null, row);
            assertThat(asserted(phone.awaitResponse(180, Method.INVITE))).isEqualTo(seen);
            call.answer(Scene.SDP, row);
            var ok = phone.response(200, Method.INVITE);
            assertThat(asserted(ok)).isEqualTo(seen);
            assertThat(ok.headers().text("X-Y")).contains("z");
            leg.ack(ok);
            call.outcome().awaitOk();

            var options = phone.caller("c3");
            options.send(Method.MESSAGE);
            for (var event = alice.events().take(); ; event = alice.events().take()) {
              if (event instanceof RequestEvent.Received received) {
                received.request().respond(Status.OK, row);
                break;
              }
            }
            assertThat(asserted(phone.response(200, Method.MESSAGE))).isEqualTo(seen);
          }
        });
  }

  // --- connected identity ---

  // --INVITE--> <--180, PAI-- <--200, another PAI--
  @Test
  @Rfc({"CALL-64", "CALL-69"})
  void whoAnswersIsShownByATrustedServer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust("10.0.0.2"))) {
            var call = alice.call(TO_BOB.offer(Scene.SDP).ownEvents());
            assertThat(call.remoteParty().address()).hasToString("<sip:bob@10.0.0.2>");
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 180)
                    .raw("P-Asserted-Identity", "<sip:desk@x.example>")
                    .build());
            var changed = (CallEvent.RemotePartyChanged) call.events().take();
            assertThat(changed.party().address()).hasToString("<sip:desk@x.example>");
            assertThat(changed.message()).isInstanceOf(org.offhook.message.SipResponse.class);
            assertThat(call.events().take()).isInstanceOf(CallEvent.Progress.class);
            phone.send(
                leg.response(invite, 200)
                    .raw("P-Asserted-Identity", ASSERTED)
                    .body(org.offhook.message.MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            phone.request(Method.ACK);
            assertThat(call.events().take()).isInstanceOf(CallEvent.RemotePartyChanged.class);
            assertThat(call.remoteParty().address()).hasToString(ASSERTED);
            assertThat(call.remoteParty().isAsserted()).isTrue();
          }
        });
  }

  // <--UPDATE, From: carol, PAI-- --200--> ; <--UPDATE, From: carol-- --200-->
  @Test
  @Rfc("CALL-69")
  void anUpdateTellsWhoThePeerIsNow(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.trust("10.0.0.2"))) {
            var up = Up.of(alice, phone);
            var carol = NameAddr.parse("<sip:carol@10.0.0.2>").withTag("b");
            up.leg()
                .send(
                    Method.UPDATE,
                    update ->
                        update
                            .set(HeaderName.FROM, carol)
                            .set(HeaderName.CONTACT, phone.contact())
                            .raw("P-Asserted-Identity", NUMBER));
            phone.response(200, Method.UPDATE);
            var changed = (CallEvent.RemotePartyChanged) up.next();
            assertThat(changed.party().address()).hasToString(NUMBER);
            assertThat(changed.party().asserted()).isPresent();
            up.leg()
                .send(
                    Method.UPDATE,
                    update ->
                        update
                            .set(HeaderName.FROM, carol)
                            .set(HeaderName.CONTACT, phone.contact()));
            phone.response(200, Method.UPDATE);
            assertThat(up.call().events().poll()).isEmpty();
            assertThat(up.call().remoteParty().address()).hasToString(NUMBER);
          }
        });
  }

  // <--re-INVITE, From: carol-- --200--> ; --BYE, To: as agreed-->
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Rfc("CALL-69")
  void aChangedFromIsShownAndAddressedWhereThatIsAgreed(boolean agreed, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      agreed
                          ? options.capabilities(
                              org.offhook.ua.Capabilities.DEFAULT.withSupported(
                                  List.of("from-change")))
                          : options)) {
            var up = Up.of(alice, phone);
            assertThat(up.invite().headers().all(HeaderName.SUPPORTED).contains("from-change"))
                .isEqualTo(agreed);
            up.leg().invite(Phone.SDP);
            up.leg().ack(phone.awaitResponse(200, Method.INVITE));
            alice.sleep(java.time.Duration.ofMillis(1));
            assertThat(up.call().events().poll()).isEmpty();

            var carol = NameAddr.parse("\"Carol\" <sip:carol@10.0.0.2>").withTag("b");
            up.leg()
                .send(
                    Method.INVITE,
                    invite ->
                        invite
                            .set(HeaderName.FROM, carol)
                            .body(
                                org.offhook.message.MediaType.APPLICATION_SDP,
                                Phone.SDP.toBytes()));
            up.leg().ack(phone.awaitResponse(200, Method.INVITE));
            alice.sleep(java.time.Duration.ofMillis(1));
            var changed = (CallEvent.RemotePartyChanged) up.next();
            assertThat(changed.party().address()).hasToString("\"Carol\" <sip:carol@10.0.0.2>");
            assertThat(changed.party().isAsserted()).isFalse();
            assertThat(up.call().remoteParty()).isEqualTo(changed.party());
            up.call().hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.to())
                .hasToString(agreed ? "<sip:carol@10.0.0.2>;tag=b" : "<sip:bob@10.0.0.2>;tag=b");
            up.leg().reply(bye, 200);
          }
        });
  }
}
