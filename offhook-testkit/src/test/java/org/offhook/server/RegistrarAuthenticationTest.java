package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.RequestOutcome;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.message.HeaderName;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Digest at the embedded server, for registrations and for what it forwards. */
@ExtendWith(SimWorldExtension.class)
class RegistrarAuthenticationTest {

  private static Endpoint endpoint(SimWorld world, String aor, String user, String password)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("phone", "10.0.0.1"))
            .listen(Listen.sip("10.0.0.1", 5060))
            .aor(aor)
            .credentials(user, password)
            .build());
  }

  @Test
  void anEndpointRegistersWithEachAlgorithm(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site =
                  new Site(
                      world,
                      options -> Site.strict(options).algorithms(DigestAlgorithm.SHA_512_256));
              var alice = endpoint(world, "sip:alice@example.com", "alice", "secret-a")) {
            alice.register("sip:example.com").outcome().awaitOk();
            assertThat(site.server.bindings("alice")).hasSize(1);
            assertThat(site.server.counters().challenges()).isEqualTo(1);
          }
        });
  }

  @Test
  void aWrongPasswordBindsNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var alice = endpoint(world, "sip:alice@example.com", "alice", "guess")) {
            var outcome = alice.register("sip:example.com").outcome().await();
            assertThat(outcome).isNotInstanceOf(RegistrationOutcome.Registered.class);
            assertThat(site.server.bindings()).isEmpty();
          }
        });
  }

  @Test
  @Rfc("REG-26")
  void nobodyRegistersForSomebodyElse(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var mallory = endpoint(world, "sip:bob@example.com", "alice", "secret-a")) {
            var outcome =
                mallory.register(RegistrationOptions.at("sip:example.com")).outcome().await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    RegistrationOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.FORBIDDEN));
            assertThat(site.server.bindings()).isEmpty();
          }
        });
  }

  @Test
  void theChallengeOffersOneRowForEachAlgorithm(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var peer = ScriptedPeer.on(world.host("peer", "10.0.0.1"))) {
            peer.begin("REGISTER", "sip:example.com").expect(401);
            assertThat(peer.response().headers().all(HeaderName.WWW_AUTHENTICATE))
                .extracting(row -> row.get("algorithm").orElse(""))
                .containsExactly("SHA-256", "MD5");
            assertThat(site.server.counters().challenges()).isEqualTo(1);
          }
        });
  }

  @Test
  void aRequestOfTheOwnDomainIsChallengedByTheProxy(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var peer = ScriptedPeer.on(world.host("peer", "10.0.0.1"))) {
            peer.towards("10.0.0.9", 5060)
                .identity("sip:alice@example.com")
                .begin("INVITE", "sip:bob@example.com")
                .expect(407)
                .send("ACK");
            assertThat(peer.response().headers().all(HeaderName.PROXY_AUTHENTICATE)).hasSize(2);
            assertThat(site.server.counters().forwarded()).isZero();
          }
        });
  }

  @Test
  void aStrangerMayCallTheDomainButNotThroughIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var peer = ScriptedPeer.on(world.host("peer", "10.0.0.1"))) {
            peer.towards("10.0.0.9", 5060)
                .identity("sip:x@elsewhere.example")
                .begin("INVITE", "sip:bob@example.com")
                .expect(480)
                .send("ACK")
                .begin("INVITE", "sip:y@10.0.0.7")
                .expect(403)
                .send("ACK");
            assertThat(site.server.counters().forwarded()).isZero();
          }
        });
  }

  @Test
  void credentialsForTheProxyAreNotPassedOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            var alice = site.endpoint("alice", "10.0.0.1", "udp");
            bob.play(
                script ->
                    script
                        .expect(
                            "MESSAGE",
                            message ->
                                assertThat(
                                        message.headers().contains(HeaderName.PROXY_AUTHORIZATION))
                                    .isFalse())
                        .reply(200));
            var sent = alice.message("sip:bob@10.0.0.2", "hello").await();
            assertThat(sent).isInstanceOf(RequestOutcome.Answered.class);
            assertThat(sent.isOk()).isTrue();
            bob.finish();
          }
        });
  }
}
