package org.offhook.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.net.TransportKind;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;

/** Scripts: as callee, as caller, breaking rules, and what a failed step says. */
@ExtendWith(SimWorldExtension.class)
class ScriptedPeerTest {

  private static final SessionDescription OFFER =
      SessionDescription.audio("10.0.0.1", 40000, RtpMap.PCMU);
  private static final SessionDescription ANSWER =
      SessionDescription.audio("10.0.0.2", 50000, RtpMap.PCMU);
  private static final String BOB = "sip:bob@10.0.0.2";
  private static final String ALICE = "sip:alice@10.0.0.1";

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.1"))
            .listen(Listen.sip("10.0.0.1", 5060))
            .aor(ALICE)
            .build());
  }

  /**
   *
   *
   * <pre>
   * alice            bob (script)
   *   |--- INVITE --->|
   *   |<---- 180 -----|
   *   |<---- 200 -----|
   *   |----- ACK ---->|
   *   |      3 s      |
   *   |<---- BYE -----|
   *   |----- 200 ---->|
   * </pre>
   */
  @Test
  void aScriptAsCalleeReadsLikeItsLadder(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            bob.play(
                script ->
                    script
                        .expect("INVITE", invite -> assertThat(invite.hasBody()).isTrue())
                        .header("Max-Forwards", value -> assertThat(value).isEqualTo("70"))
                        .reply(180)
                        .reply(200, ANSWER)
                        .expect("ACK")
                        .after(Duration.ofSeconds(3))
                        .send("BYE")
                        .expect(200));
            var call = alice.call(BOB, OFFER);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Established.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(world.now()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
            bob.finish();
            assertThat(bob.ladder()).contains("<--- INVITE " + BOB, "---> SIP/2.0 180 Ringing");
          }
        });
  }

  /**
   *
   *
   * <pre>
   * bob (script)     alice
   *   |--- INVITE --->|
   *   |<---- 180 -----|
   *   |<---- 200 -----|
   *   |<---- 200 -----|  no ACK yet
   *   |----- ACK ---->|
   *   |----- BYE ---->|
   *   |<---- 200 -----|
   *   |----- BYE ---->|  the same once more
   *   |<---- 200 -----|
   * </pre>
   */
  @Test
  void aScriptAsCallerMayBeLateAndRepeatItself(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.answer(OFFER).await();
                });
            bob.identity("Bob <sip:bob@example.com>")
                .begin("INVITE", ALICE, ANSWER)
                .expect(180)
                .expect(200, ok -> assertThat(ok.hasBody()).isTrue())
                .expectAgain(200)
                .send("ACK")
                .send("BYE")
                .expect(200)
                .again()
                .expectAgain(200);
          }
        });
  }

  @Test
  void aScriptMayCancelAndAcknowledgeTheRefusal(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.ended().await();
                });
            bob.begin("INVITE", ALICE, ANSWER)
                .expect(180)
                .send("CANCEL")
                .expect(200)
                .expect(487)
                .send("ACK")
                .silence(Duration.ofSeconds(40));
          }
        });
  }

  @Test
  void aScriptMayForkWithTagsOfItsOwn(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("INVITE", BOB, OFFER);
      bob.expect("INVITE").tag("one").reply(180).tag("two").reply(183).reply(200, ANSWER);
      alice
          .expect(180, ringing -> assertThat(ringing.to().tag()).contains("one"))
          .expect(183, progress -> assertThat(progress.to().tag()).contains("two"))
          .expect(200)
          .send("ACK")
          .send("BYE");
      bob.expect("ACK").expect("BYE", bye -> assertThat(bye.to().tag()).contains("two")).reply(200);
      alice.expect(200);
    }
  }

  @Test
  void aLostRequestIsExpectedAgainAsIfItWereNew(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            bob.play(script -> script.drop("OPTIONS", 2).expect("OPTIONS").reply(200));
            assertThat(alice.options(BOB).await().isOk()).isTrue();
            assertThat(world.now()).isGreaterThan(Duration.ofMillis(1500));
            bob.finish();
          }
        });
  }

  @Test
  void anOlderRequestIsAnsweredAfterItsCANCEL(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("INVITE", BOB, OFFER);
      bob.expect("INVITE").reply(100).reply(180);
      alice.expect(180).send("CANCEL");
      bob.expect("CANCEL").reply(200).replyTo("INVITE", 487);
      alice.expect(200).expect(487).send("ACK");
      bob.expect("ACK", ack -> assertThat(ack.cSeq().method()).isEqualTo(Method.ACK));
    }
  }

  @Test
  void aScriptSpeaksTCPAndOpensItsConnectionAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            assertThat(alice.listening()).hasSize(2);
            bob.over(TransportKind.TCP).begin("OPTIONS", ALICE).expect(200);
            assertThat(bob.last().topVia().transport()).isEqualTo("TCP");
            bob.disconnect().begin("OPTIONS", ALICE).expect(200);
          }
        });
  }

  @Test
  void aScriptSendsWhatNoStackWouldSend(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
            bob.begin("OPTIONS", ALICE, request -> request.raw("X-Odd", "yes")).expect(200);
            bob.sendGarbled(
                    "OPTIONS", text -> text.replaceFirst("Max-Forwards: \\d+", "Max-Forwards: x"))
                .expect(400);
            bob.sendBytes("10.0.0.1", 5060, "noise".getBytes(StandardCharsets.UTF_8))
                .silence(Duration.ofSeconds(1));
            assertThat(alice.listening()).isNotEmpty();
          }
        });
  }

  @Test
  void whatIsNoMessageFailsTheStepThatWaits(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("OPTIONS", BOB);
      bob.expect("OPTIONS").replyGarbled(200, text -> text.replaceFirst("CSeq: ", "CSeq: x"));
      assertThatThrownBy(() -> alice.expect(200)).hasMessageContaining("malformed message arrived");
      assertThat(world.now()).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void aScriptSpeaksIPv6(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "2001:db8::1"));
        var bob = ScriptedPeer.on(world.host("bob", "2001:db8::2"))) {
      assertThat(alice.address()).isEqualTo("[2001:db8::1]:5060");
      alice.begin("OPTIONS", "sip:bob@[2001:db8::2]");
      bob.expect("OPTIONS").reply(200);
      alice.expect(200);
      alice.over(TransportKind.TCP).begin("OPTIONS", "sip:bob@bob");
      bob.expect("OPTIONS").reply(200);
      alice.expect(200);
    }
  }

  @Test
  void crossingMessagesMayComeInAnyOrder(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("INVITE", BOB, OFFER);
      bob.expect("INVITE").reply(200).send("INFO");
      alice.expectInAnyOrder("INFO", "200").replyTo("INFO", 200).send("ACK");
      bob.expectInAnyOrder("ACK", "200");
    }
  }

  @Test
  void aConversationKeepsItsCallIdAndCountsItsCSeq(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("REGISTER", "sip:10.0.0.2");
      bob.expect("REGISTER").reply(401);
      alice.expect(401).send("REGISTER", request -> request.raw("X-Second", "1"));
      bob.expect("REGISTER", second -> assertThat(second.cSeq().number()).isEqualTo(2)).reply(200);
      alice.expect(200);
      assertThat(bob.received())
          .extracting(message -> message.callId())
          .containsOnly(alice.last().callId());
      assertThat(bob.received().getLast().headers().get(HeaderName.TO).orElseThrow().tag())
          .isEmpty();
    }
  }

  @Test
  void aStepThatDoesNotMatchFailsWithTheLadder(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("INVITE", BOB, OFFER);
      bob.expect("INVITE").reply(486);
      assertThatThrownBy(() -> alice.expect(200))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 200, but got SIP/2.0 486 Busy Here")
          .hasMessageContaining("---> INVITE sip:bob@10.0.0.2 SIP/2.0");
      assertThatThrownBy(() -> bob.patience(Duration.ofSeconds(5)).expect("ACK"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected ACK, but nothing arrived in time");
      assertThat(world.now()).isGreaterThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void aLookThatFailsNamesTheMessage(SimWorld world) {
    try (var alice = ScriptedPeer.on(world.host("alice", "10.0.0.1"));
        var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"))) {
      alice.begin("OPTIONS", BOB);
      bob.expect("OPTIONS");
      assertThatThrownBy(() -> bob.header("X-None", value -> {}))
          .hasMessageContaining("OPTIONS sip:bob@10.0.0.2 SIP/2.0 has no X-None");
      assertThatThrownBy(
              () -> bob.header("Call-ID", value -> assertThat(value).isEqualTo("something else")))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("a look at OPTIONS");
    }
  }

  @Test
  void theFailureOfAPlayedScriptIsReportedWhenItFinishes(SimWorld world) {
    var bob = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
    bob.play(script -> script.patience(Duration.ofSeconds(1)).expect("INVITE"));
    assertThatThrownBy(bob::finish).hasMessageContaining("expected INVITE");
    bob.play(script -> script.expect("BYE"));
    world.advance(Duration.ofSeconds(2));
    assertThatThrownBy(bob::close).hasMessageContaining("expected BYE");
  }
}
