package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsException;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsPeer;
import org.offhook.net.TlsSettings;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;
import org.offhook.ua.Provenance;
import org.offhook.ua.SipsPolicy;

/** Whole endpoints over TLS: RFC 3261 §26.2, RFC 5922, RFC 5630. */
@ExtendWith(SimWorldExtension.class)
class TlsCallTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final TestAuthority OTHER_CA = TestAuthority.create("Unknown CA");

  private static TlsSettings.Builder showing(TestCertificate certificate) {
    return TlsSettings.builder().trust(CA.trust()).certificate(certificate.identity());
  }

  private static TlsSettings of(String address) {
    return showing(CA.certificate().address(address).issue()).build();
  }

  private static EndpointOptions.Builder options(SimHost host, TlsSettings tls) {
    return EndpointOptions.builder()
        .host(host)
        .listen(Listen.tls(host.address().getHostAddress(), 5061))
        .aor("sip:" + host.name() + "@" + host.address().getHostAddress())
        .tls(tls);
  }

  private static Endpoint alice(SimWorld world, TlsSettings tls) throws InterruptedException {
    return Endpoint.start(options(world.host("alice", "10.0.0.1"), tls).build());
  }

  private static Endpoint bob(SimWorld world, TlsSettings tls) throws InterruptedException {
    return Endpoint.start(options(world.host("bob", "10.0.0.2"), tls).build());
  }

  /**
   *
   *
   * <pre>
   * alice            bob
   *   |---INVITE----->|  one TLS connection
   *   |<-----200------|
   *   |------ACK----->|
   *   |------BYE----->|  on the same
   *   |<-----200------|
   * </pre>
   */
  @Test
  @Rfc("NET-10")
  void aCallBySipsTakesTlsAndSaysSoInContact(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, of("10.0.0.1"));
              var bob = bob(world, of("10.0.0.2"))) {
            var invite = new Pending<IncomingCall>(bob.threads());
            bob.onCall(
                call -> {
                  invite.complete(call);
                  call.answer(Scene.SDP).awaitOk();
                });
            var call = alice.call("sips:bob@10.0.0.2", Scene.SDP);
            var established = call.outcome().awaitOk();
            var request = invite.await().request();
            assertThat(request.topVia().transport()).isEqualTo("TLS");
            assertThat(request.topVia().port()).hasValue(5061);
            assertThat(request.toString()).contains("Contact: <sips:alice@10.0.0.1:5061>");
            assertThat(((CallOutcome.Established) established).message().toString())
                .contains("Contact: <sips:bob@10.0.0.2:5061>");
            assertThat(call.hangUp().await().isOk()).isTrue();
          }
          return null;
        });
  }

  @Test
  @Rfc("NET-10")
  void sipsIsNeverSentInTheClear(SimWorld world) throws Exception {
    world.run(
        () -> {
          var host = world.host("bob", "10.0.0.2");
          try (var alice = alice(world, of("10.0.0.1"));
              var bob =
                  Endpoint.start(
                      EndpointOptions.builder()
                          .host(host)
                          .listen(Listen.sip("10.0.0.2", 5060))
                          .listen(Listen.sip("10.0.0.2", 5061))
                          .build())) {
            var refused = alice.call("sips:bob@10.0.0.2:5062", Scene.SDP).outcome().await();
            assertThat(refused.reason()).contains("tls:10.0.0.2:5062: connection refused");
            var plain = alice.call("sips:bob@10.0.0.2", Scene.SDP).outcome().await();
            assertThat(plain.reason()).contains("the TLS handshake with 10.0.0.2 failed");
            var byTcp = alice.call("sips:bob@10.0.0.2;transport=tcp", Scene.SDP).outcome().await();
            assertThat(byTcp.reason()).contains("the TLS handshake with 10.0.0.2 failed");
            assertThat(bob.events().poll()).isEmpty();
            assertThat(world.log().toString()).doesNotContain("INVITE");
          }
          return null;
        });
  }

  @Test
  void tlsSpokenToAPlainPortFailsAtOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          var host = world.host("bob", "10.0.0.2");
          try (var alice = alice(world, of("10.0.0.1"));
              var bob =
                  Endpoint.start(
                      EndpointOptions.builder()
                          .host(host)
                          .listen(Listen.sip("10.0.0.2", 5060))
                          .build())) {
            var outcome =
                alice.call("sip:bob@10.0.0.2:5060;transport=tls", Scene.SDP).outcome().await();
            assertThat(outcome.reason())
                .contains("the TLS handshake with 10.0.0.2 failed: connection reset");
            assertThat(world.now()).isLessThan(Duration.ofSeconds(1));
            assertThat(bob.events().poll()).isEmpty();
          }
          return null;
        });
  }

  @Test
  @Rfc({"NET-39", "NET-38"})
  void aServerThatIsNotBelievedGetsNothingAndTheCallerIsToldWhy(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, of("10.0.0.1"));
              var bob =
                  bob(world, showing(OTHER_CA.certificate().address("10.0.0.2").issue()).build())) {
            var outcome = alice.call("sip:bob@10.0.0.2;transport=tls", Scene.SDP).outcome().await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    CallOutcome.Failed.class,
                    failed ->
                        assertThat(failed.reason())
                            .contains("tls:10.0.0.2:5061: the TLS handshake with 10.0.0.2 failed:")
                            .contains("unknown CA: the issuer of"));
            assertThat(world.now()).isLessThan(Duration.ofSeconds(1));
            assertThat(bob.events().poll()).isEmpty();
          }
          return null;
        });
  }

  @Test
  void registrationAndCallThroughAServerTakeTls(SimWorld world) throws Exception {
    world.network().name("example.com", "10.0.0.3");
    world.run(
        () -> {
          var server =
              SipServer.start(
                  SipServerOptions.builder()
                      .host(world.host("server", "10.0.0.3"))
                      .listen(Listen.tls("10.0.0.3", 5061))
                      .domain("example.com")
                      .user("alice", "secret")
                      .user("bob", "secret")
                      .authenticate(Authenticate.ALL)
                      .tls(
                          showing(
                                  CA.certificate()
                                      .domain("example.com")
                                      .address("10.0.0.3")
                                      .issue())
                              .build())
                      .build());
          try (server;
              var alice = phone(world, "alice", "10.0.0.1");
              var bob = phone(world, "bob", "10.0.0.2")) {
            alice.register("sip:example.com;transport=tls").awaitOk();
            bob.register("sip:example.com;transport=tls").awaitOk();
            bob.onCall(call -> call.answer(Scene.SDP).awaitOk());
            var call = alice.call("sip:bob@example.com;transport=tls", Scene.SDP);
            call.outcome().awaitOk();
            assertThat(call.hangUp().await().isOk()).isTrue();
            assertThat(server.bindings("bob").getFirst().contact().toString())
                .contains("transport=tls");
          }
          return null;
        });
  }

  private static Endpoint phone(SimWorld world, String name, String address)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.tls(address, 5061))
            .aor("sip:" + name + "@example.com")
            .credentials(name, "secret")
            .tls(of(address))
            .build());
  }

  @Test
  @Rfc({"NET-41", "SEC-15"})
  void theCallerIsKnownByItsCertificate(SimWorld world) throws Exception {
    var aliceShows = CA.certificate().uri("sip:alice@example.com").address("10.0.0.1").issue();
    world.run(
        () -> {
          try (var alice = alice(world, showing(aliceShows).build());
              var bob =
                  bob(
                      world,
                      showing(CA.certificate().address("10.0.0.2").issue())
                          .clientCertificates(ClientCertificates.NEED)
                          .build())) {
            var who = new Pending<Provenance>(bob.threads());
            var peer = new Pending<Optional<TlsPeer>>(bob.threads());
            bob.onCall(
                call -> {
                  who.complete(call.provenance());
                  peer.complete(call.tls());
                  call.reject(Status.BUSY_HERE);
                });
            bob.onRequest(
                request -> {
                  assertThat(request.provenance().identity()).isEqualTo("sip:alice@example.com");
                  request.respond(Status.OK);
                });
            alice.call("sip:bob@10.0.0.2;transport=tls", Scene.SDP).outcome().await();
            assertThat(who.await())
                .isEqualTo(new Provenance(Provenance.Kind.TLS, "sip:alice@example.com"));
            assertThat(peer.await().orElseThrow().certificates()).isEqualTo(aliceShows.chain());
            var message =
                alice.request(
                    RequestOptions.of(Method.MESSAGE, "sip:bob@10.0.0.2;transport=tls").text("hi"));
            assertThat(message.await().isOk()).isTrue();
          }
          return null;
        });
  }

  @Test
  @Rfc("NET-42")
  void sipsMayBeRefusedOrDemanded(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, of("10.0.0.1"));
              var bob = bob(world, of("10.0.0.2"))) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE));
            assertThat(call(alice, "sips:bob@10.0.0.2")).startsWith("SIP/2.0 486");
            bob.reconfigure(options -> options.sips(SipsPolicy.REFUSED));
            assertThat(call(alice, "sips:bob@10.0.0.2"))
                .startsWith("SIP/2.0 480")
                .contains("Warning: 380 10.0.0.2 \"SIPS Not Allowed\"");
            assertThat(call(alice, "sip:bob@10.0.0.2;transport=tls")).startsWith("SIP/2.0 486");
            bob.reconfigure(options -> options.sips(SipsPolicy.REQUIRED));
            assertThat(call(alice, "sip:bob@10.0.0.2;transport=tls"))
                .startsWith("SIP/2.0 480")
                .contains("Warning: 381 10.0.0.2 \"SIPS Required\"");
            assertThat(call(alice, "sips:bob@10.0.0.2")).startsWith("SIP/2.0 486");
          }
          return null;
        });
  }

  private static String call(Endpoint from, String target) throws InterruptedException {
    var outcome = from.call(target, Scene.SDP).outcome().await();
    return outcome instanceof CallOutcome.Refused refused
        ? refused.response().toString()
        : outcome.reason();
  }

  @Test
  void faultsOfFilesShowAtTheStart(SimWorld world) throws Exception {
    world.run(
        () -> {
          var host = world.host("alice", "10.0.0.1");
          var missing =
              TlsSettings.builder()
                  .certificate(TlsIdentity.pem(Path.of("/no/such.pem"), Path.of("/no/such.key")))
                  .build();
          assertThatThrownBy(() -> Endpoint.start(options(host, missing).build()))
              .isInstanceOf(TlsException.class)
              .hasMessage("there is no file /no/such.pem: check its name");
          assertThatThrownBy(
                  () -> Endpoint.start(options(host, TlsSettings.builder().build()).build()))
              .isInstanceOf(ListenException.class)
              .hasMessageContaining("cannot listen by tls: there is no certificate to show");
          return null;
        });
  }

  @Test
  void otherSettingsCountForConnectionsThatBeginLater(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, of("10.0.0.1"));
              var bob = bob(world, of("10.0.0.2"))) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE));
            alice.reconfigure(
                options -> options.tls(TlsSettings.builder().trust(OTHER_CA.trust()).build()));
            assertThat(call(alice, "sip:bob@10.0.0.2;transport=tls")).contains("unknown CA");
            alice.reconfigure(options -> options.tls(of("10.0.0.1")));
            assertThat(call(alice, "sip:bob@10.0.0.2;transport=tls")).startsWith("SIP/2.0 486");
          }
          return null;
        });
  }
}
