package org.offhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.auth.ChallengeChoice;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SdpResult;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Access;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.AccessRule;
import org.offhook.ua.Provenance;
import org.offhook.ua.SourceLimits;

/** Who may do what with requests outside dialogs, and what a scanner gets. */
@ExtendWith(SimWorldExtension.class)
class AccessTest {

  private static final int ONE_REPETITION = 600;

  private static DigestVerifier.Builder verifier() {
    return DigestVerifier.builder(
        "10.0.0.1",
        UserSecrets.of(CredentialStore.of(Credentials.password("bob", "10.0.0.1", "secret"))));
  }

  private static UnaryOperator<EndpointOptions.Builder> access(AccessPolicy policy) {
    return options -> options.access(policy).authenticateIncoming(verifier(), request -> false);
  }

  private static Endpoint answering(
      SimWorld world, UnaryOperator<EndpointOptions.Builder> options, List<IncomingCall> calls)
      throws InterruptedException {
    var alice = Scene.alice(world, options);
    alice.onCall(
        call -> {
          calls.add(call);
          call.answer(Scene.SDP).await();
        });
    return alice;
  }

  private static long servers(Endpoint endpoint) throws InterruptedException {
    return endpoint.stats().await().begun().serverTransactions();
  }

  @Test
  @Rfc("SEC-24")
  @EndsQuiet
  void theFirstRuleThatMatchesSourceAndMethodDecides(SimWorld world) throws Exception {
    var policy =
        AccessPolicy.OPEN
            .with(AccessRule.of(Access.TRUST).from("10.0.0.3"))
            .with(AccessRule.of(Access.DROP).from("10.0.0.4/31", "2001:db8::/32"))
            .with(AccessRule.of(Access.ALLOW).methods(Method.OPTIONS))
            .otherwise(Access.REFUSE);
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice = answering(world, access(policy), calls);
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.5", "10.0.0.1");
              var carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options)) {
            alice.onRequest(request -> request.respond(Status.OK));
            carol.call("sip:alice@10.0.0.1", Scene.SDP).outcome().awaitOk();
            dave.caller("dropped").invite(Phone.SDP);
            dave.caller("dropped").send(Method.OPTIONS);
            dave.silence(Duration.ofSeconds(2));
            bob.caller("o").send(Method.OPTIONS);
            bob.response(200, Method.OPTIONS);
            var invite = bob.caller("i").invite(Phone.SDP);
            var refusal = bob.response(403, Method.INVITE);
            bob.silence(Duration.ofSeconds(40));
            bob.send(invite);
            assertThat(bob.response(403, Method.INVITE).to()).isEqualTo(refusal.to());
            bob.caller("i").cancel(invite);
            bob.silence(Duration.ofSeconds(1));
            assertThat(servers(alice)).as("the call and the OPTIONS").isEqualTo(2);
            assertThat(calls).hasSize(1);
            assertThat(alice.stats().await().refused(Limit.ACCESS)).isEqualTo(5);
          }
        });
  }

  @Test
  void aRuleThatAsksForCredentialsNeedsAVerifier() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                EndpointOptions.builder()
                    .access(AccessPolicy.OPEN.otherwise(Access.AUTHENTICATE))
                    .build())
        .withMessageContaining("authenticateIncoming");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessRule.of(Access.DROP).from("example.com"))
        .withMessageContaining("192.0.2.0/24");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AccessRule.of(Access.DROP).from("10.0.0.0/33"));
  }

  @Test
  @Rfc("SEC-23")
  void challengesOverUdpLeaveNoStateAndOneAnswerForEachRequest(SimWorld world) throws Exception {
    var policy = AccessPolicy.OPEN.otherwise(Access.AUTHENTICATE);
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice = answering(world, access(policy), calls);
              var bob = Scene.bob(world)) {
            var leg = bob.caller("call");
            var invite = leg.invite(Phone.SDP);
            var challenge = bob.response(401, Method.INVITE);
            assertThat(challenge.headers().contains(HeaderName.WWW_AUTHENTICATE)).isTrue();
            assertThat(challenge.toBytes().length)
                .isLessThan(invite.toBytes().length + ONE_REPETITION);
            leg.ackRefusal(invite, challenge);
            bob.silence(Duration.ofSeconds(40));
            bob.send(invite);
            assertThat(bob.response(401, Method.INVITE).to()).isEqualTo(challenge.to());
            assertThat(servers(alice)).isZero();
          }
        });
    assertThat(calls).isEmpty();
  }

  @Test
  @Rfc("SEC-15")
  void aTrustedHopIsNamedAndAStrangerProvesNothing(SimWorld world) throws Exception {
    var policy = AccessPolicy.OPEN.with(AccessRule.of(Access.TRUST).from("10.0.0.2"));
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice =
                  answering(world, options -> options.access(policy).trust("10.0.0.4"), calls);
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.4", "10.0.0.1");
              var eve = new Phone(world, "eve", "10.0.0.5", "10.0.0.1")) {
            for (var phone : List.of(bob, dave, eve)) {
              var leg = phone.caller("call" + calls.size());
              leg.invite(Phone.SDP);
              leg.ack(phone.awaitResponse(200, Method.INVITE));
            }
            assertThat(calls)
                .extracting(IncomingCall::provenance)
                .containsExactly(
                    new Provenance(Provenance.Kind.TRUSTED_HOP, "10.0.0.2"),
                    new Provenance(Provenance.Kind.TRUSTED_HOP, "10.0.0.4"),
                    Provenance.NONE);
            assertThat(alice.calls().await()).isEqualTo(3);
          }
        });
  }

  @Test
  @Rfc("SEC-15")
  void whoseCredentialsAreRightIsKnownByNameAfterOneTransaction(SimWorld world) throws Exception {
    var policy = AccessPolicy.OPEN.otherwise(Access.AUTHENTICATE);
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice = Scene.alice(world, access(policy));
              var carol =
                  Scene.endpoint(
                      world,
                      "carol",
                      "10.0.0.3",
                      options ->
                          options.credentials(Credentials.password("bob", "10.0.0.1", "secret")))) {
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.reject(Status.BUSY_HERE);
                });
            assertThat(carol.call("sip:alice@10.0.0.1", Scene.SDP).outcome().await().reason())
                .contains("486");
            assertThat(servers(alice)).isEqualTo(1);
            assertThat(calls.getFirst().provenance())
                .isEqualTo(new Provenance(Provenance.Kind.DIGEST, "bob"));
          }
        });
  }

  @Test
  @Rfc("SEC-24")
  void aScannerIsIgnoredForAWhileAndOthersAreNot(SimWorld world) throws Exception {
    var limits = SourceLimits.NONE.withFailures(3).withSilence(Duration.ofMinutes(1));
    var policy = AccessPolicy.OPEN.otherwise(Access.AUTHENTICATE).with(limits);
    world.run(
        () -> {
          try (var alice = Scene.alice(world, access(policy));
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.4", "10.0.0.1")) {
            for (int i = 0; i < 10; i++) {
              bob.caller("scan" + i).send(Method.REGISTER);
            }
            for (int i = 0; i < 4; i++) {
              bob.response(401, Method.REGISTER);
            }
            bob.silence(Duration.ofSeconds(1));
            bob.caller("bad").send(Method.OPTIONS, request -> request.raw("CSeq", "x"));
            bob.silence(Duration.ofSeconds(1));
            assertThat(alice.stats().await().refused(Limit.SOURCE_FAILURES)).isEqualTo(6);
            dave.caller("o").send(Method.OPTIONS);
            dave.response(401, Method.OPTIONS);
            bob.silence(Duration.ofSeconds(60));
            bob.caller("again").send(Method.OPTIONS);
            bob.response(401, Method.OPTIONS);
          }
        });
  }

  @Test
  @Rfc("SEC-24")
  void unknownUsersCountAsFailuresAndTrustedServersNever(SimWorld world) throws Exception {
    var policy = AccessPolicy.OPEN.with(SourceLimits.NONE.withFailures(2));
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options.access(policy).servesUser(uri -> false).trust("10.0.0.4"));
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.4", "10.0.0.1")) {
            for (var phone : List.of(bob, dave)) {
              for (int i = 0; i < 9; i++) {
                phone.caller("scan" + i).send(Method.OPTIONS);
              }
            }
            alice.sleep(Duration.ofSeconds(1));
            assertThat(bob.count("SIP/2.0 404")).isEqualTo(3);
            assertThat(dave.count("SIP/2.0 404")).isEqualTo(9);
          }
        });
  }

  @Test
  @Rfc("SEC-24")
  void sourcesInDialogsAreHeardWhateverElseTheySend(SimWorld world) throws Exception {
    var policy = AccessPolicy.OPEN.with(SourceLimits.NONE.withFailures(1));
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice = answering(world, options -> options.access(policy), calls);
              var bob = Scene.bob(world)) {
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            for (int i = 0; i < 5; i++) {
              bob.caller("scan" + i).send(Method.of("BREW"));
            }
            bob.response(501, Method.of("BREW"));
            bob.response(501, Method.of("BREW"));
            bob.silence(Duration.ofSeconds(1));
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
            assertThat(calls.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  @Test
  @Rfc("SEC-16")
  void aPinnedDialogTakesRequestsFromItsAddressAlone(SimWorld world) throws Exception {
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice =
                  answering(
                      world, options -> options.access(AccessPolicy.OPEN.withPinned(true)), calls);
              var bob = Scene.bob(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            eve.send(from(eve, leg.request(Method.BYE)));
            eve.response(403, Method.BYE);
            assertThat(calls.getFirst().ended().isDone()).isFalse();
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("SEC-17")
  void aPinnedInviteIsCancelledByItsSenderAlone(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world, options -> options.access(AccessPolicy.OPEN.withPinned(true)));
              var bob = Scene.bob(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            alice.onCall(call -> call.outcome().await());
            var leg = bob.caller("call");
            var invite = leg.invite(Phone.SDP);
            bob.response(100, Method.INVITE);
            eve.caller("call").cancel(invite);
            eve.response(481, Method.CANCEL);
            assertThat(bob.count("SIP/2.0 487")).isZero();
            leg.cancel(invite);
            bob.response(200, Method.CANCEL);
            leg.ackRefusal(invite, bob.response(487, Method.INVITE));
          }
        });
  }

  /** The same as if it came from another phone. */
  private static SipRequest from(Phone phone, SipRequest.Builder request) {
    var own = phone.caller("x").request(Method.BYE).build().topVia();
    return request.set(HeaderName.VIA, own).build();
  }

  @Test
  @Rfc("SEC-17")
  void responsesAndByesWithGuessedNamesHaveNoEffect(SimWorld world) throws Exception {
    var calls = new ArrayList<IncomingCall>();
    world.run(
        () -> {
          try (var alice = answering(world, options -> options, calls);
              var bob = Scene.bob(world);
              var eve = new Phone(world, "eve", "10.0.0.4", "10.0.0.1")) {
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            eve.caller("call")
                .send(Method.BYE, request -> request.set(HeaderName.TO, to(leg, "guess")));
            eve.response(481, Method.BYE);
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            var via = invite.topVia().with("branch", "z9hG4bKguess");
            eve.send(
                SipResponse.to(invite, Status.OK)
                    .set(HeaderName.VIA, via)
                    .set(HeaderName.TO, invite.to().withTag("eve"))
                    .set(HeaderName.CONTACT, eve.contact())
                    .build());
            alice.sleep(Duration.ofMillis(100));
            assertThat(call.outcome().isDone()).isFalse();
            assertThat(calls.getFirst().ended().isDone()).isFalse();
            call.hangUp();
          }
        });
  }

  @Test
  @Rfc("SEC-24")
  void whoTriesPasswordsWaitsAndIsCounted(SimWorld world) throws Exception {
    world.run(
        () -> {
          var demand = verifier().maxFailures(2);
          try (var alice =
                  Scene.alice(
                      world, options -> options.authenticateIncoming(demand, request -> true));
              var eve =
                  Scene.endpoint(
                      world,
                      "eve",
                      "10.0.0.4",
                      options ->
                          options.credentials(Credentials.password("bob", "10.0.0.1", "guess")))) {
            alice.onRequest(request -> request.respond(Status.OK));
            assertThat(eve.message("sip:alice@10.0.0.1", "1").await().reason()).contains("401");
            assertThat(eve.message("sip:alice@10.0.0.1", "2").await().reason()).contains("403");
            assertThat(eve.message("sip:alice@10.0.0.1", "3").await().reason()).contains("503");
            assertThat(alice.stats().await().refused(Limit.PASSWORDS)).isEqualTo(1);
          }
        });
  }

  @Test
  @Rfc("SEC-19")
  void challengesBelowWhatPolicySaysAreNotAnswered(SimWorld world) throws Exception {
    var strict = ChallengeChoice.DEFAULT.minimum(DigestAlgorithm.SHA_256).requiringQop();
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options
                              .credentials(Credentials.password("alice", "x", "secret"))
                              .challenges(strict));
              var bob = Scene.bob(world)) {
            for (var weak :
                List.of("algorithm=MD5, qop=\"auth\"", "algorithm=SHA-256", "algorithm=MD5")) {
              assertThat(asked(alice, bob, weak).isOk()).isFalse();
            }
            assertThat(bob.got()).hasSize(3);
            alice.reconfigure(options -> options.challenges(ChallengeChoice.DEFAULT));
            var answer = alice.message("sip:bob@10.0.0.2", "x");
            challenge(bob, "algorithm=MD5");
            assertThat(bob.request(Method.MESSAGE).headers().contains(HeaderName.AUTHORIZATION))
                .isTrue();
            assertThat(answer.isDone()).isFalse();
          }
        });
  }

  private static void challenge(Phone bob, String how) throws InterruptedException {
    var request = bob.request(Method.MESSAGE);
    bob.send(
        SipResponse.to(request, Status.UNAUTHORIZED)
            .set(HeaderName.TO, request.to().withTag("t"))
            .raw("WWW-Authenticate", "Digest realm=\"x\", nonce=\"n\", " + how)
            .build());
  }

  private static RequestOutcome asked(Endpoint alice, Phone bob, String how)
      throws InterruptedException {
    var outcome = alice.message("sip:bob@10.0.0.2", "x");
    challenge(bob, how);
    return outcome.await();
  }

  @Test
  @Rfc("SEC-19")
  void neitherTlsNorSrtpFallsBackToPlain(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            assertThat(alice.message("sips:bob@10.0.0.2", "x").await().isOk()).isFalse();
            assertThat(bob.got()).isEmpty();
            var secure =
                SessionDescription.parse(
                    Scene.SDP.toString().replace("RTP/AVP", "RTP/SAVP").getBytes(UTF_8));
            var description = ((SdpResult.Parsed) secure).description();
            var call = alice.call("sip:bob@10.0.0.2", description);
            var invite = bob.request(Method.INVITE);
            bob.callee(invite, "b").reply(invite, 200, Phone.SDP);
            bob.request(Method.ACK);
            bob.request(Method.BYE);
            assertThat(call.ended().await().reason()).contains("RTP/SAVP was offered");
          }
        });
  }

  private static org.offhook.message.NameAddr to(Phone.Leg leg, String tag) {
    return leg.request(Method.INFO).build().to().withTag(tag);
  }
}
