package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.ReliableProvisionals;

/** Reliable provisional answers that a caller gets: RFC 3262 §4, §5. */
@ExtendWith(SimWorldExtension.class)
class PrackCallerTest {

  private static final SessionDescription LATER =
      SessionDescription.audio("10.0.0.1", 31000, RtpMap.PCMA);

  private static void reliable(
      Phone phone,
      Phone.Leg leg,
      SipRequest invite,
      int code,
      long rSeq,
      @Nullable SessionDescription sdp) {
    var response = leg.response(invite, code).raw("Require", "100rel").set(HeaderName.RSEQ, rSeq);
    if (sdp != null) {
      response.body(MediaType.APPLICATION_SDP, sdp.toBytes());
    }
    phone.send(response.build());
  }

  private static SessionDescription sdp(SipMessage message) {
    return SdpBody.of(message).readable().orElseThrow();
  }

  private static String rAck(SipRequest prack) {
    return prack.headers().get(HeaderName.RACK).orElseThrow().toString();
  }

  private static OutgoingCall call(Endpoint alice) {
    return alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
  }

  private static void hangUp(Phone phone, Phone.Leg leg) throws InterruptedException {
    leg.send(Method.BYE);
    phone.response(200, Method.BYE);
  }

  private static CallEvent next(OutgoingCall call, Class<? extends CallEvent> kind)
      throws InterruptedException {
    while (true) {
      var event = call.events().take();
      if (kind.isInstance(event)) {
        return event;
      }
    }
  }

  // <--180 (RSeq 7)-- --PRACK--> ; the same again, and one too far: nothing ; <--183 (8)--
  // --PRACK-->
  @Test
  @Rfc("CALL-31")
  @EndsQuiet
  void eachReliableAnswerGetsOnePrackInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().all(HeaderName.SUPPORTED)).contains("100rel");
            assertThat(invite.headers().all(HeaderName.ALLOW)).contains(Method.PRACK);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 180, 7, null);
            var first = phone.request(Method.PRACK);
            assertThat(rAck(first)).isEqualTo("7 1 INVITE");
            assertThat(first.cSeq().number()).isEqualTo(2);
            assertThat(first.to().tag()).contains("b");
            leg.reply(first, 200);
            reliable(phone, leg, invite, 180, 7, null);
            reliable(phone, leg, invite, 183, 9, Phone.SDP);
            phone.silence(Duration.ofSeconds(2));
            assertThat(call.remoteDescription()).isEmpty();
            reliable(phone, leg, invite, 182, 8, null);
            var second = phone.request(Method.PRACK);
            assertThat(rAck(second)).isEqualTo("8 1 INVITE");
            assertThat(second.cSeq().number()).isEqualTo(3);
            leg.reply(second, 200);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(((CallEvent.Progress) call.events().take()).status().code()).isEqualTo(180);
            assertThat(((CallEvent.Progress) call.events().take()).status().code()).isEqualTo(182);
            assertThat(call.events().take()).isInstanceOf(CallEvent.Established.class);
            hangUp(phone, leg);
          }
          phone.close();
        });
  }

  // --INVITE (offer)--> <--183 (answer)-- --PRACK--> <--200 (another)-- : the first answer holds
  @Test
  @Rfc({"CALL-02", "CALL-03"})
  void theAnswerInAReliable183IsTheAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 183, 1, Phone.SDP);
            leg.reply(phone.request(Method.PRACK), 200);
            next(call, CallEvent.Progress.class);
            assertThat(call.remoteDescription()).contains(Phone.SDP);
            leg.reply(invite, 200, Phone.sdp(49999));
            assertThat(phone.request(Method.ACK).hasBody()).isFalse();
            call.outcome().awaitOk();
            assertThat(call.remoteDescription()).contains(Phone.SDP);
            hangUp(phone, leg);
          }
        });
  }

  // --INVITE--> <--183 (offer)-- --PRACK (answer)--> <--200 (PRACK)-- <--200-- --ACK-->
  @Test
  @Rfc({"CALL-33", "CALL-02"})
  void anOfferInAReliableAnswerIsAnsweredInThePrack(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(CallOptions.to("sip:bob@10.0.0.2").answerLateOfferFrom(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            assertThat(invite.hasBody()).isFalse();
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 183, 1, Phone.SDP);
            var prack = phone.request(Method.PRACK);
            assertThat(sdp(prack).media().getFirst().port())
                .isEqualTo(Scene.SDP.media().getFirst().port());
            leg.reply(prack, 200);
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription()).contains(Phone.SDP);
            leg.reply(invite, 200);
            assertThat(phone.request(Method.ACK).hasBody()).isFalse();
            call.outcome().awaitOk();
            hangUp(phone, leg);
          }
        });
  }

  @Test
  @Rfc("CALL-33")
  void theApplicationDecidesAboutAnOfferInAReliableAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 183, 1, Phone.SDP);
            var offered = (CallEvent.OfferReceived) next(call, CallEvent.OfferReceived.class);
            assertThat(offered.offer().description()).contains(Phone.SDP);
            phone.silence(Duration.ofSeconds(1));
            offered.offer().accept(Scene.SDP);
            var prack = phone.request(Method.PRACK);
            assertThat(sdp(prack).media()).isEqualTo(Scene.SDP.media());
            leg.reply(prack, 200);
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            hangUp(phone, leg);
          }
        });
  }

  // <--183 (offer, no common codec)-- --PRACK (port 0)--> --CANCEL-->
  @Test
  void anOfferOfWhichNothingCanBeUsedIsRefusedInThePrackAndTheCallGivenUp(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(CallOptions.to("sip:bob@10.0.0.2").answerLateOfferFrom(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(
                phone,
                leg,
                invite,
                183,
                1,
                SessionDescription.audio("10.0.0.2", 40000, RtpMap.of(97, "iLBC", 8000)));
            var prack = phone.request(Method.PRACK);
            assertThat(sdp(prack).media().getFirst().port()).isZero();
            leg.reply(prack, 200);
            leg.reply(phone.request(Method.CANCEL), 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(call.outcome().await())
                .isInstanceOfSatisfying(
                    CallOutcome.Failed.class,
                    failed -> assertThat(failed.reason()).contains("offer"));
          }
        });
  }

  // <--183 (answer)-- : the application acknowledges with another offer ; --PRACK (offer)-->
  // <--200--
  @Test
  @Rfc("CALL-33")
  void aPrackTakesAnOfferAlongWhereTheApplicationSendsIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.PRACK, AutoMode.MANUAL))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 183, 1, Phone.SDP);
            var asked = (CallEvent.Asked) next(call, CallEvent.Asked.class);
            assertThat(asked.step().action()).isEqualTo(Automatic.PRACK);
            phone.silence(Duration.ofSeconds(1));
            call.acknowledgeProvisional(LATER);
            var prack = phone.request(Method.PRACK);
            assertThat(sdp(prack).media().getFirst().port()).isEqualTo(31000);
            assertThat(Long.parseLong(sdp(prack).origin().version()))
                .isEqualTo(Long.parseLong(sdp(invite).origin().version()) + 1);
            leg.reply(prack, 200, Phone.sdp(41000));
            next(call, CallEvent.SessionChanged.class);
            assertThat(call.remoteDescription()).contains(Phone.sdp(41000));
            assertThat(call.localDescription().orElseThrow().media().getFirst().port())
                .isEqualTo(31000);
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            hangUp(phone, leg);
          }
        });
  }

  // <--183 tag b (RSeq 5)-- <--183 tag c (RSeq 900)-- : each on its own route, numbers of its own
  @Test
  @Rfc({"DLG-19", "CALL-31"})
  void eachForkHasItsOwnOrderAndRoute(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            for (var name : List.of("b", "c")) {
              var leg = phone.callee(invite, name);
              phone.send(
                  leg.response(invite, 183)
                      .set(
                          HeaderName.CONTACT, Contact.of(SipUri.parse("sip:" + name + "@10.0.0.2")))
                      .raw("Record-Route", "<sip:10.0.0.2;lr;fork=" + name + ">")
                      .raw("Require", "100rel")
                      .set(HeaderName.RSEQ, name.equals("b") ? 5L : 900L)
                      .body(MediaType.APPLICATION_SDP, Phone.sdp(40000 + name.charAt(0)).toBytes())
                      .build());
              var prack = phone.request(Method.PRACK);
              assertThat(rAck(prack)).isEqualTo(name.equals("b") ? "5 1 INVITE" : "900 1 INVITE");
              assertThat(prack.requestUri().toString()).isEqualTo("sip:" + name + "@10.0.0.2");
              assertThat(prack.headers().text("Route").orElse("")).contains("fork=" + name);
              assertThat(prack.cSeq().number()).isEqualTo(2);
              leg.reply(prack, 200);
            }
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription()).contains(Phone.sdp(40000 + 'c'));
            var b = phone.callee(invite, "b");
            leg200(phone, b, invite);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(call.remoteDescription()).contains(Phone.sdp(40000 + 'b'));
            hangUp(phone, b);
          }
        });
  }

  private static void leg200(Phone phone, Phone.Leg leg, SipRequest invite) {
    phone.send(leg.response(invite, 200).build());
  }

  // two forks send early media ; the later one is heard until its 199, then the other again
  @Test
  @Rfc("CALL-53")
  void theForkThatSpokeLastIsHeardUntilIts199(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().all(HeaderName.SUPPORTED)).contains("199");
            var b = phone.callee(invite, "b");
            var c = phone.callee(invite, "c");
            b.reply(invite, 183, Phone.sdp(40002));
            c.reply(invite, 183, Phone.sdp(40004));
            b.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription()).contains(Phone.sdp(40004));
            c.reply(invite, 199);
            phone.callee(invite, "unknown").reply(invite, 199);
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription()).contains(Phone.sdp(40002));
            assertThat(call.dialog().await().orElseThrow().parties().id().remoteTag())
                .isEqualTo("b");
            b.reply(invite, 200, Phone.sdp(40002));
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            hangUp(phone, b);
          }
        });
  }

  @Test
  void withoutTheExtensionAReliableAnswerIsTakenAsAPlainOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.reliableProvisionals(ReliableProvisionals.OFF))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().all(HeaderName.SUPPORTED)).doesNotContain("100rel");
            assertThat(invite.headers().all(HeaderName.ALLOW)).doesNotContain(Method.PRACK);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 180, 1, null);
            phone.silence(Duration.ofSeconds(1));
            assertThat(call.events().take()).isInstanceOf(CallEvent.Progress.class);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            hangUp(phone, leg);
          }
        });
  }

  // --INVITE (Require: 100rel)--> <--420-- : no second try without it
  @Test
  void whatTheCallerInsistsOnIsNotLeftOutAfterA420(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(
                    CallOptions.to("sip:bob@10.0.0.2")
                        .offer(Scene.SDP)
                        .reliableProvisionals(ReliableProvisionals.REQUIRED));
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().all(HeaderName.REQUIRE)).containsExactly("100rel");
            var leg = phone.callee(invite, "b");
            phone.send(leg.response(invite, 420).raw("Unsupported", "100rel").build());
            phone.request(Method.ACK);
            assertThat(call.outcome().await())
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BAD_EXTENSION));
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  // <--180 (RSeq)-- --PRACK--> --CANCEL--> <--481 (PRACK)-- <--487-- : one end, cancelled
  @Test
  @EndsQuiet
  void aPrackThatMeetsTheEndOfACancelledCallHasNoEffect(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 180, 1, null);
            var prack = phone.request(Method.PRACK);
            call.hangUp();
            var cancel = phone.request(Method.CANCEL);
            leg.reply(prack, 481);
            leg.reply(cancel, 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
          }
          phone.close();
        });
  }

  // the PRACK is lost twice: it comes again by its own timer, the 180 that is repeated changes
  // nothing
  @Test
  void aLostPrackIsRepeatedByItsTransaction(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 180, 1, null);
            var first = phone.request(Method.PRACK);
            reliable(phone, leg, invite, 180, 1, null);
            var again = phone.request(Method.PRACK);
            assertThat(again.toBytes()).isEqualTo(first.toBytes());
            leg.reply(again, 200);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            hangUp(phone, leg);
          }
        });
  }

  // --INVITE (hold)--> <--183 (RSeq, answer)-- --PRACK--> <--200 (no body)-- --ACK-->
  @Test
  @Rfc({"CALL-15", "CALL-31"})
  void aReliableAnswerToAReinviteIsAcknowledgedToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            var held = call.hold();
            var change = phone.request(Method.INVITE);
            reliable(phone, leg, change, 183, 77, Phone.sdp(43000));
            var prack = phone.request(Method.PRACK);
            assertThat(rAck(prack)).isEqualTo("77 2 INVITE");
            leg.reply(prack, 200);
            reliable(phone, leg, change, 183, 77, Phone.sdp(43000));
            phone.silence(Duration.ofSeconds(1));
            leg.reply(change, 200);
            phone.request(Method.ACK);
            held.awaitOk();
            assertThat(call.remoteDescription()).contains(Phone.sdp(43000));
            hangUp(phone, leg);
          }
        });
  }
}
