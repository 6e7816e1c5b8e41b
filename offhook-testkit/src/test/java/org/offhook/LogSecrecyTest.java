package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.TestAuthority;
import org.offhook.testlog.LogCapture;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;
import org.slf4j.LoggerFactory;

/** What is logged at any level, told in events, thrown or printed has no secret in it. */
class LogSecrecyTest {

  private static final Pattern ANSWER = Pattern.compile("response=\"([0-9a-f]+)\"");
  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static final String PASSWORD = "pa55-of-alice-Xq7";
  private static final String WRONG = "gue55-of-eve-Zk3";
  private static final String TOKEN = "t0ken-of-alice-Rw9";
  private static final String SDES = "inline:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIz";

  /** All that a program could print. */
  private final Queue<String> told = new ConcurrentLinkedQueue<>();

  private final Set<String> secrets = new LinkedHashSet<>(List.of(PASSWORD, WRONG, TOKEN, SDES));

  private final WireTap tap =
      new WireTap() {
        @Override
        public void received(Flow flow, byte[] message, long nanos) {
          var answers = ANSWER.matcher(new String(message, StandardCharsets.UTF_8));
          while (answers.find()) {
            secrets.add(answers.group(1));
          }
        }

        @Override
        public void sent(Flow flow, byte[] message, long nanos) {
          received(flow, message, nanos);
        }
      };

  @BeforeEach
  void capture() {
    LogCapture.start();
  }

  @AfterEach
  void release() {
    LogCapture.stop();
  }

  private static String hash(String algorithm, String text) throws NoSuchAlgorithmException {
    var digest = MessageDigest.getInstance(algorithm);
    return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void keep(Object... printed) {
    for (var one : printed) {
      told.add(String.valueOf(one));
      if (one instanceof Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
          told.add(String.valueOf(cause.getMessage()));
        }
      }
    }
  }

  private Endpoint endpoint(
      SimWorld world, String name, String address, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    var options =
        edit.apply(
                EndpointOptions.builder()
                    .host(world.host(name, address))
                    .listen(Listen.sip(address, 5060))
                    .aor("sip:" + name + "@example.com")
                    .exchanges(true)
                    .observe(this::keep)
                    .tap(tap))
            .build();
    keep(options);
    return Endpoint.start(options);
  }

  private void drain(Endpoint endpoint) throws InterruptedException {
    for (var event = endpoint.events().poll();
        event.isPresent();
        event = endpoint.events().poll()) {
      keep(event.get());
      if (event.get() instanceof EndpointEvent.HandlerFailed failed) {
        keep(failed.failure());
      }
    }
    keep(endpoint, endpoint.stats().await(), endpoint.options());
  }

  private void outcome(Outcome outcome) {
    keep(outcome, outcome.reason());
    if (!outcome.isOk()) {
      keep(new OutcomeException(outcome));
    }
  }

  private static SipServer server(SimWorld world) throws InterruptedException {
    world.network().name("example.com", "10.0.0.9");
    return SipServer.start(
        SipServerOptions.builder()
            .host(world.host("example.com", "10.0.0.9"))
            .listen(Listen.sip("10.0.0.9", 5060))
            .domain("example.com")
            .user("alice", PASSWORD)
            .user("bob", PASSWORD)
            .authenticate(Authenticate.ALL)
            .build());
  }

  private void assertSilent(Collection<String> loggers) {
    LoggerFactory.getLogger("org.offhook.LogSecrecyTest").trace("the last line of {}", loggers);
    var logged = LogCapture.stop();
    assertThat(logged).as("the log is captured").contains("TRACE").contains("the last line");
    assertThat(told).hasSizeGreaterThan(20);
    for (var secret : secrets) {
      assertThat(logged).doesNotContain(secret);
      assertThat(String.join("\n", told)).doesNotContain(secret);
    }
  }

  @Test
  @Rfc("SEC-21")
  void registrationsAndCallsWithPasswordsTellNone() throws Exception {
    for (var user : List.of("alice", "bob")) {
      secrets.add(hash("MD5", user + ":example.com:" + PASSWORD));
      secrets.add(hash("SHA-256", user + ":example.com:" + PASSWORD));
    }
    int before = secrets.size();
    try (var world = new SimWorld(5)) {
      world.run(
          () -> {
            try (var server = server(world);
                var alice =
                    endpoint(world, "alice", "10.0.0.1", o -> o.credentials("alice", PASSWORD));
                var bob = endpoint(world, "bob", "10.0.0.2", o -> o.credentials("bob", PASSWORD));
                var eve = endpoint(world, "eve", "10.0.0.3", o -> o.credentials("alice", WRONG))) {
              keep(server);
              outcome(alice.register("sip:example.com").outcome().await());
              outcome(bob.register("sip:example.com").outcome().await());
              for (int i = 0; i < 6; i++) {
                outcome(
                    eve.register(
                            RegistrationOptions.at("sip:example.com").aor("sip:alice@example.com"))
                        .outcome()
                        .await());
              }
              bob.onCall(
                  call -> {
                    keep(call, call.request());
                    call.answer(Scene.SDP).await();
                  });
              var media =
                  Scene.SDP.toBuilder()
                      .attribute("crypto", "1 AES_CM_128_HMAC_SHA1_80 " + SDES)
                      .build();
              var call = alice.call("sip:bob@example.com", media);
              outcome(call.outcome().await());
              keep(call, call.hold().await());
              outcome(call.hangUp().await());
              bob.onRequest(
                  request -> {
                    throw new IllegalStateException("in a handler: " + request.request());
                  });
              outcome(alice.message("sip:bob@example.com", "hello").await());
              outcome(eve.message("sip:bob@example.com", "hello").await());
              alice.sleep(Duration.ofSeconds(1));
              for (var endpoint : List.of(alice, bob, eve)) {
                drain(endpoint);
              }
            }
          });
    }
    assertThat(secrets).as("answers were seen on the wire").hasSizeGreaterThan(before + 5);
    assertSilent(List.of("all"));
  }

  @Test
  @Rfc("SEC-21")
  void anEndpointThatAsksForPasswordsAndTokensTellsNone() throws Exception {
    var users = CredentialStore.of(Credentials.password("alice", "example.com", PASSWORD));
    secrets.add(hash("SHA-256", "alice:example.com:" + PASSWORD));
    var verifier = DigestVerifier.builder("example.com", UserSecrets.of(users)).maxFailures(2);
    keep(users, users.all(), verifier);
    try (var world = new SimWorld(6)) {
      world.run(
          () -> {
            try (var bob =
                    endpoint(
                        world,
                        "bob",
                        "10.0.0.2",
                        o ->
                            o.authenticateIncoming(
                                verifier,
                                request -> {
                                  if (request.cSeq().number() > 9) {
                                    throw new IllegalStateException("in a rule: " + request);
                                  }
                                  return true;
                                }));
                var alice =
                    endpoint(
                        world,
                        "alice",
                        "10.0.0.1",
                        o ->
                            o.credentials(Credentials.password("alice", "example.com", PASSWORD))
                                .bearerTokens(challenge -> Optional.of(TOKEN)));
                var eve =
                    endpoint(
                        world,
                        "eve",
                        "10.0.0.3",
                        o -> o.credentials(Credentials.password("alice", "example.com", WRONG)))) {
              bob.onCall(call -> call.answer(Scene.SDP).await());
              var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
              outcome(call.outcome().await());
              for (int i = 0; i < 5; i++) {
                keep(call.message("again").await());
                outcome(eve.message("sip:bob@10.0.0.2", "x").await());
              }
              outcome(call.hangUp().await());
              for (var endpoint : List.of(alice, bob, eve)) {
                drain(endpoint);
              }
            }
          });
    }
    assertSilent(List.of("all"));
  }

  @Test
  @Rfc("SEC-21")
  void privateKeysAndTheirPasswordsAreNotToldWhenTheyCannotBeRead(@TempDir Path folder)
      throws Exception {
    var good = CA.certificate().address("10.0.0.1").issue();
    for (var line : good.keyPem().split("\n", -1)) {
      if (line.length() > 40) {
        secrets.add(line.strip());
      }
    }
    var broken = Files.writeString(folder.resolve("b.key"), good.keyPem().replace("END", "EN"));
    var key = Files.writeString(folder.resolve("a.key"), good.keyPem());
    var pem = Files.writeString(folder.resolve("a.pem"), good.pem());
    var other = Files.writeString(folder.resolve("o.pem"), CA.certificate().issue().pem());
    keep(good.identity(), TlsIdentity.pem(pem, key));
    for (var identity :
        List.of(
            TlsIdentity.pem(pem, broken),
            TlsIdentity.pem(key, key),
            TlsIdentity.pem(other, key),
            TlsIdentity.keyStore(key, PASSWORD.toCharArray()))) {
      var settings = TlsSettings.builder().trust(CA.trust()).certificate(identity).build();
      keep(identity, settings);
      try (var world = new SimWorld(7)) {
        world.run(
            () -> {
              try {
                endpoint(world, "alice", "10.0.0.1", o -> o.tls(settings)).close();
                throw new AssertionError("it starts with " + identity);
              } catch (RuntimeException e) {
                keep(e);
              }
            });
      }
    }
    assertSilent(List.of("all"));
  }
}
