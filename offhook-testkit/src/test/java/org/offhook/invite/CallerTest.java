package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.Scene.callBob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.EndpointOptions;
import org.offhook.HeaderRow;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Capabilities;

/** The caller's side of a call until it is up, or not: RFC 3261 §13.2. Alice calls the phone. */
@ExtendWith(SimWorldExtension.class)
class CallerTest {

  private static EndpointOptions.Builder withPassword(EndpointOptions.Builder options) {
    return options.credentials(
        org.offhook.auth.Credentials.builder("alice").anyRealm().password("secret").build());
  }

  @Test
  @Rfc("CALL-01")
  void theInviteCarriesWhatACallNeeds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options.capabilities(Capabilities.DEFAULT.withSupported(List.of("path"))))) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var headers = invite.headers();
            assertThat(headers.all(HeaderName.CONTACT))
                .singleElement()
                .satisfies(
                    contact ->
                        assertThat(contact.uri().toString()).isEqualTo("sip:alice@10.0.0.1:5060"));
            assertThat(headers.all(HeaderName.ALLOW))
                .contains(Method.INVITE, Method.ACK, Method.BYE, Method.CANCEL, Method.OPTIONS);
            assertThat(headers.all(HeaderName.SUPPORTED))
                .containsExactly("path", "100rel", "timer");
            assertThat(headers.all(HeaderName.ACCEPT))
                .contains(MediaType.APPLICATION_SDP, MediaType.of("multipart", "mixed"));
            assertThat(invite.maxForwards()).hasValue(70);
            assertThat(invite.contentType()).contains(MediaType.APPLICATION_SDP);
            phone.callee(invite, "b").reply(invite, 486);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Refused.class);
          }
        });
  }

  // --INVITE--> <--407-- --INVITE, credentials--> <--200, Record-Route-- --ACK-->
  @Test
  @Rfc({"TX-35", "AUTH-17"})
  void theAckHasTheInvitesNumberAndCredentialsAndTheDialogsRoute(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, CallerTest::withPassword)) {
            var call = callBob(alice);
            var first = phone.request(Method.INVITE);
            var leg = phone.callee(first, "b");
            phone.send(
                leg.response(first, 407)
                    .raw("Proxy-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
                    .build());
            phone.request(Method.ACK);
            var invite = phone.request(Method.INVITE);
            phone.send(
                leg.response(invite, 200)
                    .raw("Record-Route", "<sip:10.0.0.2;lr;p=1>")
                    .set(
                        HeaderName.CONTACT,
                        org.offhook.message.Contact.of(
                            org.offhook.message.SipUri.parse("sip:desk@10.0.0.77:5099")))
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            var ack = phone.request(Method.ACK);
            assertThat(ack.cSeq().number()).isEqualTo(invite.cSeq().number());
            assertThat(ack.topVia().branch()).isNotEqualTo(invite.topVia().branch());
            assertThat(ack.requestUri().toString()).isEqualTo("sip:desk@10.0.0.77:5099");
            assertThat(ack.headers().all(HeaderName.ROUTE))
                .extracting(NameAddr::toString)
                .containsExactly("<sip:10.0.0.2;lr;p=1>");
            assertThat(ack.headers().texts("Proxy-Authorization"))
                .isEqualTo(invite.headers().texts("Proxy-Authorization"))
                .hasSize(1);
            phone.silence(Duration.ofSeconds(20));

            var ended = call.hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.cSeq().number()).isEqualTo(invite.cSeq().number() + 1);
            assertThat(bye.headers().text("Proxy-Authorization").orElseThrow())
                .contains("nc=00000002")
                .contains("uri=\"sip:desk@10.0.0.77:5099\"");
            leg.reply(bye, 200);
            ended.await();
          }
        });
  }

  // <--200-- --ACK--> <--200 again-- --the same ACK-->, for 32 s, and one event
  @Test
  @Rfc("TX-36")
  void eachRepeatOfThe200GetsTheSameAckAndNoEvent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            var ack = phone.request(Method.ACK);
            for (int i = 0; i < 4; i++) {
              alice.sleep(Duration.ofMillis(7_900));
              leg.reply(invite, 200, Phone.SDP);
              assertThat(phone.request(Method.ACK).toBytes()).isEqualTo(ack.toBytes());
            }
            assertThat(call.events().take()).isInstanceOf(CallEvent.Established.class);
            assertThat(call.events().size()).isZero();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // the phone hangs up at once: the ACK of a repeated 200 still goes out
  @Test
  @Rfc("TX-36")
  void a200ThatIsRepeatedAfterTheEndIsStillAcknowledged(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            var ended = call.hangUp();
            leg.reply(phone.request(Method.BYE), 200);
            ended.await();
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
          }
        });
  }

  // <--183 (SDP 1)-- <--183 (SDP 2)-- <--200 (SDP 3)--: the first counts
  @Test
  @Rfc({"CALL-03", "CALL-21"})
  void theFirstDescriptionOfAForkCountsAndProgressComesInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            leg.reply(invite, 181);
            leg.reply(invite, 182);
            leg.reply(invite, 183, Phone.sdp(40001));
            leg.reply(invite, 183, Phone.sdp(40002));
            leg.reply(invite, 199 - 9);
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40001));
            leg.reply(invite, 200, Phone.sdp(40003));
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(call.remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40001));
            var statuses = new ArrayList<Integer>();
            var early = new ArrayList<Boolean>();
            CallEvent event = call.events().take();
            while (event instanceof CallEvent.Progress progress) {
              statuses.add(progress.status().code());
              early.add(progress.earlyMedia().isPresent());
              event = call.events().take();
            }
            assertThat(statuses).containsExactly(180, 181, 182, 183, 183, 190);
            assertThat(early).containsExactly(false, false, false, true, true, true);
            assertThat(event).isInstanceOf(CallEvent.Established.class);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // --- no offer in the INVITE ---

  // --INVITE--> <--200 (offer)-- --ACK (answer)-->
  @Test
  @Rfc("CALL-02")
  void aLateOfferIsAnsweredInTheAck(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(CallOptions.to("sip:bob@10.0.0.2").answerLateOfferFrom(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            assertThat(invite.hasBody()).isFalse();
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            var ack = phone.request(Method.ACK);
            var answer = ((SdpBody.Present) SdpBody.of(ack)).description();
            assertThat(answer.media()).hasSize(1);
            assertThat(answer.media().getFirst().port()).isEqualTo(30000);
            call.outcome().awaitOk();
            assertThat(call.remoteDescription().orElseThrow()).isEqualTo(Phone.SDP);
            leg.reply(invite, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).toBytes()).isEqualTo(ack.toBytes());
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  void aLateOfferIsAnsweredByTheApplication(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            var offered = (CallEvent.OfferReceived) call.events().take();
            phone.silence(Duration.ofSeconds(3));
            call.request(Method.INFO, List.of());
            var info = phone.request(Method.INFO);
            assertThat(info.cSeq().number()).isEqualTo(invite.cSeq().number() + 1);
            leg.reply(info, 200);
            offered.offer().accept(Scene.SDP);
            var ack = phone.request(Method.ACK);
            assertThat(ack.cSeq().number()).isEqualTo(invite.cSeq().number());
            assertThat(SdpBody.of(ack)).isInstanceOf(SdpBody.Present.class);
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--200 (offer of G722 only)-- --ACK (port 0)--> --BYE-->
  @Test
  @Rfc("CALL-14")
  @EndsQuiet
  void anUnacceptableLateOfferIsRefusedInTheAckAndTheCallEnds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(CallOptions.to("sip:bob@10.0.0.2").answerLateOfferFrom(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, SessionDescription.audio("10.0.0.2", 40000, RtpMap.G722));
            refusedByAck(phone.request(Method.ACK));
            leg.reply(phone.request(Method.BYE), 200);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Failed.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
          }
          phone.close();
        });
  }

  private static void refusedByAck(SipRequest ack) {
    var answer = ((SdpBody.Present) SdpBody.of(ack)).description();
    assertThat(answer.media())
        .singleElement()
        .satisfies(medium -> assertThat(medium.port()).isZero());
  }

  @Test
  @Rfc("CALL-14")
  @EndsQuiet
  void anUndecidedLateOfferIsRefusedWhenTheApplicationHangsUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            assertThat(call.events().take()).isInstanceOf(CallEvent.OfferReceived.class);
            call.hangUp();
            refusedByAck(phone.request(Method.ACK));
            leg.reply(phone.request(Method.BYE), 200);
            call.ended().await();
          }
          phone.close();
        });
  }

  @Test
  @Rfc("CALL-14")
  @EndsQuiet
  void a200WithoutTheAnswerIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            leg.reply(phone.request(Method.BYE), 200);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Failed.class);
          }
          phone.close();
        });
  }

  // a body of one's own that holds the offer: the 200's description is its answer
  @Test
  void anOfferInsideABodyOfTheApplicationCountsAsOffer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var mixed = MediaType.parse("multipart/mixed;boundary=b");
            var text =
                "--b\r\nContent-Type: application/sdp\r\n\r\n"
                    + new String(Scene.SDP.toBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    + "\r\n--b--\r\n";
            var call =
                alice.call(
                    CallOptions.to("sip:bob@10.0.0.2")
                        .body(mixed, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).hasBody()).isFalse();
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // --- giving up ---

  // --INVITE--> (hang up: nothing) <--180-- --CANCEL--> <--200-- <--487-- --ACK-->
  @Test
  @Rfc({"CALL-23", "TX-37", "TX-38"})
  @EndsQuiet
  void aCallThatIsGivenUpIsCancelledAfterTheFirstProvisionalAnswer(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            call.hangUp(List.of(new HeaderRow("Reason", "SIP;cause=200")));
            alice.sleep(Duration.ofSeconds(3));
            assertThat(phone.count("CANCEL")).isZero();
            phone.forget();
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            var cancel = phone.request(Method.CANCEL);
            assertThat(cancel.requestUri()).isEqualTo(invite.requestUri());
            assertThat(cancel.cSeq().number()).isEqualTo(invite.cSeq().number());
            assertThat(cancel.topVia().branch()).isEqualTo(invite.topVia().branch());
            assertThat(cancel.headers().text("Reason")).contains("SIP;cause=200");
            assertThat(cancel.headers().contains(HeaderName.REQUIRE)).isFalse();
            leg.reply(cancel, 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
          }
          phone.close();
        });
  }

  // --INVITE--> <--180-- --CANCEL--> <--200 (INVITE)-- --ACK--> --BYE-->
  @Test
  @Rfc({"CALL-23", "TX-40"})
  @EndsQuiet
  void a200ThatCrossesTheCancelIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            call.hangUp();
            var cancel = phone.request(Method.CANCEL);
            leg.reply(invite, 200, Phone.SDP);
            leg.reply(cancel, 200);
            phone.request(Method.ACK);
            leg.reply(phone.request(Method.BYE), 200);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
          }
          phone.close();
        });
  }

  // --CANCEL--> <--200 (CANCEL)-- and then nothing: over after 64·T1
  @Test
  @Rfc({"TX-39", "TX-40"})
  void aCancelledInviteThatNobodyAnswersEndsAfter64T1(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            call.hangUp();
            leg.reply(phone.request(Method.CANCEL), 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(call.outcome().isDone()).isFalse();
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
            assertThat(world.now()).isBetween(Duration.ofSeconds(32), Duration.ofSeconds(33));
          }
        });
  }

  @Test
  void aPhoneThatRingsTooLongIsCancelledAtTheConfiguredTime(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(
                    CallOptions.to("sip:bob@10.0.0.2")
                        .offer(Scene.SDP)
                        .answerWithin(Duration.ofSeconds(20)));
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            leg.reply(phone.request(Method.CANCEL), 200);
            assertThat(world.now()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.TimedOut.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.TIMED_OUT);
          }
        });
  }

  @Test
  @EndsQuiet
  void aCallThatGetsNoAnswerAtAllTimesOut(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.TimedOut.class);
            assertThat(world.now()).isEqualTo(Duration.ofSeconds(32));
          }
          phone.close();
        });
  }

  // --- faulty peers ---

  @Test
  @Rfc("DLG-40")
  @EndsQuiet
  void a200WithoutContactIsNoSuccess(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 200)
                    .remove(HeaderName.CONTACT)
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            phone.request(Method.ACK);
            leg.reply(phone.request(Method.BYE), 200);
            var outcome = call.outcome().await();
            assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
            assertThat(outcome.reason()).contains("Contact");
            assertThat(call.dialog().await()).isEmpty();
          }
          phone.close();
        });
  }

  @Test
  @Rfc("DLG-40")
  void a200WithAnotherFromTagIsNoSuccess(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 200)
                    .set(HeaderName.FROM, invite.from().withTag("changed"))
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            var outcome = call.outcome().await();
            assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
            assertThat(alice.calls().await()).isZero();
          }
        });
  }

  @Test
  @Rfc("DLG-05")
  void provisionalAnswersWithoutToTagMakeNoDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            phone.send(
                org.offhook.message.SipResponse.to(invite, org.offhook.message.Status.TRYING)
                    .build());
            phone.send(
                org.offhook.message.SipResponse.to(invite, org.offhook.message.Status.RINGING)
                    .build());
            assertThat(call.events().take()).isInstanceOf(CallEvent.Progress.class);
            assertThat(call.events().take()).isInstanceOf(CallEvent.Progress.class);
            var leg = phone.callee(invite, "x");
            phone.send(
                leg.request(Method.INFO).set(HeaderName.FROM, invite.to().withTag("x")).build());
            phone.response(481, Method.INFO);
            phone.send(leg.request(Method.INFO).set(HeaderName.FROM, invite.to()).build());
            phone.response(481, Method.INFO);
            phone.callee(invite, "b").reply(invite, 486);
            phone.request(Method.ACK);
            assertThat(call.state()).isIn(Call.State.RINGING, Call.State.ENDED);
            call.outcome().await();
          }
        });
  }

  // --INVITE--> <--180 (tag b)-- <--INFO-- --200-->: the early dialog carries requests
  @Test
  void aRequestOfTheCalleeInTheEarlyDialogReachesTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            leg.send(Method.INFO);
            phone.response(200, Method.INFO);
            assertThat(call.events().take()).isInstanceOf(CallEvent.Progress.class);
            assertThat(call.events().take()).isInstanceOf(CallEvent.InfoReceived.class);
            leg.reply(invite, 486);
            phone.request(Method.ACK);
            call.ended().await();
          }
        });
  }
}
