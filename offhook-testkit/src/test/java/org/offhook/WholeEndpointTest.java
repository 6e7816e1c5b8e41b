package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;

/** What an endpoint is as a whole: its sockets, families, transports, its name and its end. */
@ExtendWith(SimWorldExtension.class)
class WholeEndpointTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static TlsSettings tls(String address) {
    return TlsSettings.builder()
        .trust(CA.trust())
        .certificate(CA.certificate().address(address).issue().identity())
        .build();
  }

  private static String contact(SipMessage message) {
    return message.headers().get(HeaderName.CONTACT).orElseThrow().uri().toString();
  }

  /** Answers a REGISTER with the binding that it asks for. */
  private static SipResponse bound(SipRequest register) {
    var contact = register.headers().get(HeaderName.CONTACT).orElseThrow();
    return SipResponse.to(register, Status.OK)
        .set(HeaderName.CONTACT, contact.with("expires", "600"))
        .build();
  }

  /**
   *
   *
   * <pre>
   * alice            bob
   *   |--- REGISTER --->|
   *   |--- INVITE ----->|
   *   | close           |
   *   |--- BYE -------->|
   *   |--- REGISTER 0 ->|   both answered, then no socket is there any more
   * </pre>
   */
  @Test
  @EndsQuiet
  void closingHangsUpAndUnregistersBeforeTheSocketGoes(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          var alice = Scene.alice(world);
          var registration = alice.register("sip:10.0.0.2");
          bob.send(bound(bob.request(Method.REGISTER)));
          registration.awaitOk();
          var call = Scene.callBob(alice);
          var invite = bob.request(Method.INVITE);
          var leg = bob.callee(invite, "b");
          leg.reply(invite, 200, Phone.SDP);
          bob.request(Method.ACK);
          call.outcome().awaitOk();

          var closed = new Pending<Boolean>(alice.threads());
          alice
              .threads()
              .start(
                  "closing",
                  () -> {
                    alice.close();
                    closed.complete(true);
                  });
          var seen = new ArrayList<String>();
          for (int i = 0; i < 2; i++) {
            var request = (SipRequest) bob.take();
            seen.add(request.method() + request.headers().text("Expires").orElse(""));
            leg.reply(request, 200);
          }
          assertThat(seen).containsExactlyInAnyOrder("BYE", "REGISTER0");
          assertThat(closed.await(Duration.ofSeconds(1))).isTrue();
          assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CLOSED);
          bob.caller("late").send(Method.OPTIONS);
          bob.silence(Duration.ofSeconds(1));
          bob.close();
        });
  }

  @Test
  void portZeroIsToldAndShownInViaAndContact(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice =
              Endpoint.start(
                  EndpointOptions.builder()
                      .host(world.host("alice", "10.0.0.1"))
                      .listen(Listen.udp("10.0.0.1", 0))
                      .aor("sip:alice@10.0.0.1")
                      .build())) {
            int port = alice.listening().getFirst().address().getPort();
            assertThat(port).isPositive().isNotEqualTo(5060);
            alice.call("sip:bob@10.0.0.2", Scene.SDP);
            var invite = bob.request(Method.INVITE);
            assertThat(invite.topVia().port()).hasValue(port);
            assertThat(contact(invite)).isEqualTo("sip:alice@10.0.0.1:" + port);
            bob.callee(invite, "b").reply(invite, 486);
          }
        });
  }

  @Test
  void threeRegistrationsTakeThreeTransports(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var server =
                  SipServer.start(
                      SipServerOptions.builder()
                          .host(world.host("server", "10.0.0.9"))
                          .listen(Listen.sip("10.0.0.9", 5060))
                          .listen(Listen.tls("10.0.0.9", 5061))
                          .domain("10.0.0.9")
                          .tls(tls("10.0.0.9"))
                          .build());
              var alice =
                  Scene.alice(
                      world,
                      options ->
                          options.listen(Listen.tls("10.0.0.1", 5061)).tls(tls("10.0.0.1")))) {
            assertThat(alice.listening())
                .extracting(one -> one.kind())
                .contains(TransportKind.UDP, TransportKind.TCP, TransportKind.TLS);
            var registrations = new ArrayList<Registration>();
            for (var transport : List.of("udp", "tcp", "tls")) {
              registrations.add(
                  alice.register(
                      RegistrationOptions.at("sip:10.0.0.9;transport=" + transport)
                          .aor("sip:" + transport + "@10.0.0.9")));
            }
            for (var registration : registrations) {
              registration.awaitOk();
            }
            assertThat(server.bindings("udp").getFirst().contact().toString())
                .contains("sip:alice@10.0.0.1:5060");
            assertThat(server.bindings("tcp").getFirst().contact().toString())
                .contains("@10.0.0.1:5060;transport=tcp");
            assertThat(server.bindings("tls").getFirst().contact().toString())
                .contains("@10.0.0.1:5061;transport=tls");
          }
        });
  }

  @Test
  void registrationAndCallOverIpv6ShowBrackets(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var server =
                  SipServer.start(
                      SipServerOptions.builder()
                          .host(world.host("server", "2001:db8::9"))
                          .listen(Listen.sip("2001:db8::9", 5060))
                          .domain("[2001:db8::9]")
                          .build());
              var alice = six(world, "alice", "2001:db8::1");
              var bob = six(world, "bob", "2001:db8::2")) {
            bob.register("sip:[2001:db8::9]").awaitOk();
            assertThat(server.bindings("bob").getFirst().contact().uri())
                .hasToString("sip:bob@[2001:db8::2]:5060");
            var come = new Pending<SipRequest>(bob.threads());
            bob.onCall(
                call -> {
                  come.complete(call.request());
                  call.answer(SessionDescription.audio("2001:db8::2", 40000, RtpMap.PCMU))
                      .awaitOk();
                });
            var call =
                alice.call(
                    "sip:bob@[2001:db8::9]",
                    SessionDescription.audio("2001:db8::1", 30000, RtpMap.PCMU));
            call.outcome().awaitOk();
            var invite = come.await();
            assertThat(contact(invite)).isEqualTo("sip:alice@[2001:db8::1]:5060");
            assertThat(invite.headers().all(HeaderName.VIA).getLast().toString())
                .contains(" [2001:db8::1]:5060");
            call.hangUp().await();
          }
        });
  }

  private static Endpoint six(SimWorld world, String name, String address)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.sip(address, 5060))
            .aor("sip:" + name + "@[2001:db8::9]")
            .build());
  }

  @Test
  void namesOfEitherFamilyAreReached(SimWorld world) throws Exception {
    world
        .nameServer("10.0.0.53")
        .zone("four.example. 60 A 10.0.0.2\nsix.example. 60 AAAA 2001:db8::2");
    world.run(
        () -> {
          try (var alice = both(world, "alice", "10.0.0.1", "2001:db8::1");
              var bob = both(world, "bob", "10.0.0.2", "2001:db8::2")) {
            var from = new ArrayList<String>();
            bob.onRequest(
                request -> {
                  from.add(request.request().topVia().host());
                  request.respond(Status.OK);
                });
            alice.message("sip:bob@four.example", "hello").awaitOk();
            alice.message("sip:bob@six.example", "hello").awaitOk();
            assertThat(from).containsExactly("10.0.0.1", "[2001:db8::1]");
          }
        });
  }

  private static Endpoint both(SimWorld world, String name, String four, String six)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, four, six))
            .listen(Listen.sip("*", 5060))
            .aor("sip:" + name + "@example.com")
            .build());
  }

  @Test
  void theProductIsShownAsLongAsItIsSet(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            for (var product : List.of("Offhook", "Lamp/1", "Lamp/2", "", "Offhook")) {
              if (!bob.got().isEmpty()) {
                alice.reconfigure(options -> options.product(product));
              }
              var shown = product.isEmpty() ? List.<String>of() : List.of(product);
              var ping = alice.options("sip:bob@10.0.0.2");
              var request = bob.request(Method.OPTIONS);
              assertThat(request.headers().texts("User-Agent")).isEqualTo(shown);
              bob.send(SipResponse.to(request, Status.OK).build());
              ping.awaitOk();
              bob.caller("c" + bob.got().size()).send(Method.OPTIONS);
              assertThat(bob.response(200, Method.OPTIONS).headers().texts("Server"))
                  .isEqualTo(shown);
            }
          }
        });
  }
}
