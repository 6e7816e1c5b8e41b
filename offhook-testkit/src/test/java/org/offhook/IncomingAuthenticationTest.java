package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Provenance;

/** An endpoint that asks its peers who they are: RFC 3261 §22.2. */
@ExtendWith(SimWorldExtension.class)
class IncomingAuthenticationTest {

  private static DigestVerifier.Builder verifier() {
    return DigestVerifier.builder(
        "10.0.0.2",
        UserSecrets.of(CredentialStore.of(Credentials.password("alice", "10.0.0.2", "secret"))));
  }

  private static Endpoint bob(SimWorld world) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("bob", "10.0.0.2"))
            .listen(Listen.sip("10.0.0.2", 5060))
            .authenticateIncoming(verifier(), request -> request.method().equals(Method.INVITE))
            .build());
  }

  private static Endpoint alice(SimWorld world, String password) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.1"))
            .listen(Listen.sip("10.0.0.1", 5060))
            .aor("sip:alice@10.0.0.2")
            .credentials("alice", password)
            .build());
  }

  @Test
  void aCallerWithTheRightPasswordIsTakenAndKnownByName(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, "secret");
              var bob = bob(world)) {
            var who = new Pending<Provenance>(bob.threads());
            bob.onCall(
                call -> {
                  who.complete(call.provenance());
                  call.reject(Status.BUSY_HERE);
                });
            var outcome = alice.call("sip:bob@10.0.0.2", Scene.SDP).outcome().await();
            assertThat(outcome.reason()).contains("486");
            assertThat(who.await()).isEqualTo(new Provenance(Provenance.Kind.DIGEST, "alice"));
          }
          return null;
        });
  }

  @Test
  void aCallerWithTheWrongPasswordNeverReachesTheApplication(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, "guess");
              var bob = bob(world)) {
            var outcome = alice.call("sip:bob@10.0.0.2", Scene.SDP).outcome().await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.UNAUTHORIZED));
            assertThat(bob.events().poll()).isEmpty();
          }
          return null;
        });
  }

  @Test
  void otherSettingsChangeWhileTheNoncesLiveOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, "secret");
              var bob = bob(world)) {
            bob.onCall(
                call -> {
                  bob.reconfigure(options -> options.product("changed"));
                  call.answer(Scene.SDP).awaitOk();
                  call.ended().await();
                });
            var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
            call.outcome().awaitOk();
            call.hold().awaitOk();
            assertThat(call.hangUp().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
          }
          return null;
        });
  }
}
