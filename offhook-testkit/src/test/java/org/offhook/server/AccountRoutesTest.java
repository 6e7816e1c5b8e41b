package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What a registration brings beside the binding: Service-Route, Path, GRUUs. */
@ExtendWith(SimWorldExtension.class)
class AccountRoutesTest {

  private static RegistrationOutcome.Registered up(Endpoint alice, RegistrationOptions wanted)
      throws InterruptedException {
    return (RegistrationOutcome.Registered) alice.register(wanted).outcome().awaitOk();
  }

  private static List<String> routes(SipRequest request) {
    return request.headers().all(HeaderName.ROUTE).stream().map(NameAddr::toString).toList();
  }

  private static ScriptedPeer registrar(SimWorld world) {
    return ScriptedPeer.on(world.host("registrar", "203.0.113.20"));
  }

  private static void grant(ScriptedPeer registrar, String... rows) {
    registrar.reply(
        200,
        ok -> {
          ok.copy(registrar.request().headers(), HeaderName.CONTACT).raw("Expires", "3600");
          for (var row : rows) {
            int colon = row.indexOf(':');
            ok.raw(row.substring(0, colon), row.substring(colon + 1).strip());
          }
        });
  }

  @Test
  @Rfc("REG-15")
  void theServiceRouteOfTheLatest200IsPreloadedBehindTheOutboundProxyAndNowhereElse(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o);
              var registrar = registrar(world)) {
            var alice = site.alice(o -> o.outboundProxy("sip:203.0.113.20"));
            var registration = alice.register("sip:example.com");
            registrar.expect("REGISTER");
            grant(registrar, "Service-Route: <sip:h1.example;lr>, <sip:h2.example;lr>");
            var first = (RegistrationOutcome.Registered) registration.outcome().awaitOk();
            assertThat(first.serviceRoute())
                .extracting(NameAddr::toString)
                .containsExactly("<sip:h1.example;lr>", "<sip:h2.example;lr>");
            alice.options("sip:bob@example.com");
            registrar.expect("OPTIONS");
            assertThat(routes(registrar.request()))
                .containsExactly(
                    "<sip:203.0.113.20;lr>", "<sip:h1.example;lr>", "<sip:h2.example;lr>");
            registrar.reply(200);

            // Another sender has another home.
            alice.call(
                CallOptions.to("sip:bob@example.com")
                    .from(NameAddr.parse("sip:carol@example.com")));
            registrar.expect("INVITE");
            assertThat(routes(registrar.request())).containsExactly("<sip:203.0.113.20;lr>");
            registrar.reply(486).expect("ACK");

            // None in the latest 200: none from then on.
            registration.refresh();
            registrar.expect("REGISTER");
            assertThat(routes(registrar.request())).containsExactly("<sip:203.0.113.20;lr>");
            grant(registrar);
            alice.sleep(Duration.ofSeconds(1));
            alice.options("sip:bob@example.com");
            registrar.expect("OPTIONS");
            assertThat(routes(registrar.request())).containsExactly("<sip:203.0.113.20;lr>");
            registrar.reply(200);
            registrar.ignore("REGISTER");
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc({"REG-15", "REG-14"})
  void pathAndServiceRouteAreTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o.serviceRoute("sip:203.0.113.9"))) {
            var alice = site.alice(o -> o);
            var got =
                up(
                    alice,
                    RegistrationOptions.at("sip:example.com")
                        .header("Path", "<sip:edge.example;lr>"));
            assertThat(got.serviceRoute())
                .extracting(NameAddr::toString)
                .containsExactly("<sip:203.0.113.9;lr>");
            assertThat(got.path())
                .extracting(NameAddr::toString)
                .containsExactly("<sip:edge.example;lr>");
            assertThat(site.arrived("REGISTER").getFirst().headers().all(HeaderName.SUPPORTED))
                .containsExactly("path");
          }
        });
  }

  /**
   *
   *
   * <pre>
   * alice            server            bob
   *   |-- REGISTER, gruu ->|              |
   *   |<- 200, pub-gruu ---|              |
   *   |-- INVITE, Contact: the GRUU ----->|
   *   |<----------- BYE to the GRUU ------|
   * </pre>
   */
  @Test
  @EndsQuiet
  @Rfc("REG-23")
  void aGruuIsTheContactOfCallsAndReachesTheInstance(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o)) {
            var alice = site.alice(o -> o);
            Natted.answering(alice);
            var got =
                up(
                    alice,
                    RegistrationOptions.at("sip:example.com")
                        .instance(Natted.INSTANCE)
                        .outbound()
                        .gruu());
            var gruu = got.publicGruu().orElseThrow();
            assertThat(gruu).hasToString("sip:alice@example.com;gr=" + Natted.INSTANCE);
            var bob = site.bob();
            bob.onCall(
                call -> {
                  call.answer(Natted.SDP).awaitOk();
                  bob.sleep(Duration.ofSeconds(5));
                  call.hangUp().await();
                });
            var out = alice.call("sip:bob@example.com", Natted.SDP);
            assertThat(out.ended().await().cause().name()).isEqualTo("REMOTE_HANG_UP");
            var invite = site.arrived("INVITE").getFirst();
            assertThat(invite.headers().get(HeaderName.CONTACT).orElseThrow().uri())
                .isEqualTo(gruu);

            var temporary = got.temporaryGruu().orElseThrow();
            for (var uri : List.of(gruu, temporary)) {
              var call = bob.call(uri.toString(), Natted.SDP);
              call.outcome().awaitOk();
              call.hangUp().await();
            }

            var anonymous =
                alice.call(
                    CallOptions.to("sip:bob@example.com")
                        .offer(Natted.SDP)
                        .from(NameAddr.parse("\"Anonymous\" <sip:anonymous@anonymous.invalid>")));
            anonymous.ended().await();
            assertThat(site.arrived("INVITE").getLast().headers().get(HeaderName.CONTACT))
                .hasValueSatisfying(
                    contact -> assertThat(contact.toString()).doesNotContain("alice"));
          }
        });
  }

  @Test
  @EndsQuiet
  @Rfc("REG-23")
  void withoutTheRegistrarsGruuTheContactIsTheAddress(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o.gruu(false))) {
            var alice = site.alice(o -> o);
            var got =
                up(
                    alice,
                    RegistrationOptions.at("sip:example.com").instance(Natted.INSTANCE).gruu());
            assertThat(got.publicGruu()).isEmpty();
            alice.sleep(Duration.ofSeconds(1));
            alice.call("sip:nobody@example.com", Natted.SDP).outcome().await();
            assertThat(site.arrived("REGISTER").getFirst().headers().all(HeaderName.SUPPORTED))
                .containsExactly("path", "gruu");
            assertThat(site.arrived("INVITE").getFirst().headers().get(HeaderName.CONTACT))
                .hasValueSatisfying(
                    contact ->
                        assertThat(contact.uri()).hasToString("sip:alice@198.51.100.1:20000"));
          }
        });
  }
}
