package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.BearerChallenge;
import org.offhook.auth.BearerTokens;
import org.offhook.auth.Credentials;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.net.TlsSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;

/** OAuth tokens: RFC 8898. Bob is a server that wants them. */
@ExtendWith(SimWorldExtension.class)
class BearerTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final HeaderRow WANTED =
      new HeaderRow(
          "WWW-Authenticate",
          "Bearer realm=\"example.com\", scope=\"sip\","
              + " authz_server=\"https://login.example.com\"");
  private static final HeaderRow EXPIRED =
      new HeaderRow("WWW-Authenticate", "Bearer realm=\"example.com\", error=\"invalid_token\"");
  private static final HeaderRow DIGEST =
      new HeaderRow("WWW-Authenticate", "Digest realm=\"example.com\", nonce=\"n\", qop=\"auth\"");
  private static final String BY_TLS = "sip:bob@10.0.0.2;transport=tls";
  private static final String BY_TCP = "sip:bob@10.0.0.2;transport=tcp";

  private final List<String> seen = new ArrayList<>();
  private final List<BearerChallenge> asked = new ArrayList<>();
  private String good = "one";
  private List<HeaderRow> challenges = List.of(WANTED);

  private EndpointOptions.Builder options(SimWorld world, String name, String address) {
    return EndpointOptions.builder()
        .host(world.host(name, address))
        .listen(Listen.tls(address, 5061))
        .listen(Listen.sip(address, 5060))
        .aor("sip:" + name + "@" + address)
        .tls(
            TlsSettings.builder()
                .trust(CA.trust())
                .certificate(CA.certificate().address(address).issue().identity())
                .build());
  }

  private Endpoint alice(SimWorld world, BearerTokens tokens) throws InterruptedException {
    return Endpoint.start(
        options(world, "alice", "10.0.0.1")
            .credentials(Credentials.password("alice", "example.com", "secret"))
            .bearerTokens(
                challenge -> {
                  asked.add(challenge);
                  return tokens.token(challenge);
                })
            .build());
  }

  private Endpoint bob(SimWorld world) throws InterruptedException {
    var bob = Endpoint.start(options(world, "bob", "10.0.0.2").build());
    bob.onRequest(
        request -> {
          var shown = request.request().headers().text("Authorization").orElse("none");
          seen.add(shown);
          if (shown.equals("Bearer " + good) || shown.startsWith("Digest ")) {
            request.respond(Status.OK);
          } else {
            request.respond(
                Status.UNAUTHORIZED, shown.equals("none") ? challenges : List.of(EXPIRED));
          }
        });
    return bob;
  }

  private static RequestOutcome message(Endpoint from, String target) throws InterruptedException {
    return from.request(RequestOptions.of(Method.MESSAGE, target).text("hi")).await();
  }

  /**
   *
   *
   * <pre>
   * alice                      bob
   *   |---MESSAGE-------------->|
   *   |<--401 Bearer------------|  the application is asked
   *   |---MESSAGE Bearer one--->|
   *   |<--200-------------------|
   *   |---MESSAGE Bearer one--->|  the next one carries it at once
   *   |<--200-------------------|
   * </pre>
   */
  @Test
  @Rfc("AUTH-26")
  void aTokenIsAskedForSentAndKept(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, challenge -> Optional.of("one"));
              var bob = bob(world)) {
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(seen).containsExactly("none", "Bearer one", "Bearer one");
            assertThat(asked)
                .containsExactly(
                    new BearerChallenge(
                        false, "example.com", "https://login.example.com", "sip", ""));
            assertThat(message(alice, "sip:carol@10.0.0.2;transport=tls").isOk()).isTrue();
            assertThat(seen.get(3)).as("another target sees no token unasked").isEqualTo("none");
          }
          return null;
        });
  }

  @Test
  @Rfc("AUTH-26")
  void anExpiredTokenIsAskedForOnce(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, challenge -> Optional.of(asked.size() < 3 ? good : "old"));
              var bob = bob(world)) {
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            good = "two";
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(seen).containsExactly("none", "Bearer one", "Bearer one", "Bearer two");
            assertThat(asked.getLast().error()).isEqualTo("invalid_token");
            good = "three";
            var refused = message(alice, BY_TLS);
            assertThat(refused.reason()).contains("401");
            assertThat(asked).hasSize(3);
            assertThat(seen.subList(4, seen.size())).containsExactly("Bearer two", "Bearer old");
          }
          return null;
        });
  }

  @Test
  @Rfc({"AUTH-26", "SEC-19"})
  void noTokenGoesOverAPlainTransport(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, challenge -> Optional.of("one"));
              var bob = bob(world)) {
            assertThat(message(alice, BY_TCP).reason()).contains("401");
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(message(alice, BY_TCP).reason()).contains("401");
            assertThat(seen).containsExactly("none", "none", "Bearer one", "none");
            assertThat(asked).hasSize(1);
            assertThat(through(alice, "sip:10.0.0.2;transport=tls").isOk()).isTrue();
            assertThat(through(alice, "sip:10.0.0.2;transport=tls").isOk()).isTrue();
            assertThat(through(alice, "sip:10.0.0.2;transport=tcp").reason()).contains("401");
            assertThat(seen.subList(4, seen.size()))
                .as("the same URI by another way")
                .containsExactly("none", "Bearer one", "Bearer one", "none");
          }
          return null;
        });
  }

  private static RequestOutcome through(Endpoint from, String hop) throws InterruptedException {
    var target = RequestOptions.of(Method.MESSAGE, "sip:bob@10.0.0.2").text("hi");
    return from.request(target.nextHop(hop)).await();
  }

  @Test
  @Rfc("AUTH-26")
  void digestIsAnsweredWhereThereIsNoToken(SimWorld world) throws Exception {
    challenges = List.of(WANTED, DIGEST);
    world.run(
        () -> {
          try (var alice = alice(world, challenge -> Optional.empty());
              var bob = bob(world)) {
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(message(alice, BY_TCP).isOk()).isTrue();
            assertThat(asked).hasSize(1);
            assertThat(seen).hasSize(4);
            assertThat(seen.get(1)).startsWith("Digest username=\"alice\"");
            assertThat(seen.get(3)).startsWith("Digest username=\"alice\"");
          }
          return null;
        });
  }

  @Test
  @Rfc("AUTH-26")
  void theTokenPrecedesDigest(SimWorld world) throws Exception {
    challenges = List.of(DIGEST, WANTED);
    world.run(
        () -> {
          try (var alice = alice(world, challenge -> Optional.of("one"));
              var bob = bob(world)) {
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(seen).containsExactly("none", "Bearer one");
          }
          return null;
        });
  }

  @Test
  void whatCannotBeATokenOrDoesNotComeLeavesTheRefusal(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  alice(
                      world,
                      challenge -> {
                        if (asked.size() == 1) {
                          return Optional.of("two words\r\n");
                        }
                        throw new IllegalStateException("no login");
                      });
              var bob = bob(world)) {
            assertThat(message(alice, BY_TLS).reason()).contains("401");
            assertThat(message(alice, BY_TLS).reason()).contains("401");
            assertThat(seen).containsExactly("none", "none");
          }
          return null;
        });
  }

  /** Credentials that were given for secure transports only are used on one. */
  @Test
  @Rfc("SEC-19")
  void aSecretForSecureTransportsGoesOverTlsOnly(SimWorld world) throws Exception {
    challenges = List.of(DIGEST);
    world.run(
        () -> {
          var secret =
              Credentials.builder("alice").realm("example.com").password("s").secureOnly().build();
          try (var alice =
                  Endpoint.start(options(world, "alice", "10.0.0.1").credentials(secret).build());
              var bob = bob(world)) {
            assertThat(message(alice, BY_TCP).reason()).contains("401");
            assertThat(message(alice, BY_TLS).isOk()).isTrue();
            assertThat(message(alice, BY_TCP).reason()).contains("401");
          }
          return null;
        });
  }
}
