package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallHandler;
import org.offhook.EndpointOptions;
import org.offhook.HeaderRow;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RAck;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.ReliableProvisionals;

/** Reliable provisional answers that a callee sends: RFC 3262 §3, §5. */
@ExtendWith(SimWorldExtension.class)
class PrackCalleeTest {

  private static final Status PROGRESS = Status.SESSION_PROGRESS;
  private static final SessionDescription EARLY =
      SessionDescription.audio("10.0.0.1", 32000, RtpMap.PCMU);

  /** The phone calls alice, who serves the call so. */
  private interface Play {
    void play(Stage stage) throws Exception;
  }

  /** A call that the phone made. */
  private record Stage(Phone phone, Phone.Leg leg, SipRequest invite, List<IncomingCall> calls) {

    SipResponse reliable(int code) throws InterruptedException {
      var response = phone.response(code, Method.INVITE);
      assertThat(response.headers().all(HeaderName.REQUIRE)).containsExactly("100rel");
      leg.learn(response);
      return response;
    }

    SipRequest prack(SipResponse reliable, @Nullable SessionDescription sdp) {
      return prack(rSeq(reliable), sdp);
    }

    SipRequest prack(long rSeq, @Nullable SessionDescription sdp) {
      return leg.send(
          Method.PRACK,
          builder -> {
            builder.set(
                HeaderName.RACK, new RAck(rSeq, new CSeq(invite.cSeq().number(), Method.INVITE)));
            return sdp == null ? builder : builder.body(MediaType.APPLICATION_SDP, sdp.toBytes());
          });
    }

    void hangUp() throws InterruptedException {
      leg.send(Method.BYE);
      phone.response(200, Method.BYE);
    }

    void established() throws InterruptedException {
      leg.ack(phone.response(200, Method.INVITE));
    }
  }

  private static long rSeq(SipResponse response) {
    return response.headers().get(HeaderName.RSEQ).orElseThrow();
  }

  private static SessionDescription sdp(SipMessage message) {
    return SdpBody.of(message).readable().orElseThrow();
  }

  private static void play(
      SimWorld world,
      UnaryOperator<EndpointOptions.Builder> options,
      CallHandler handler,
      UnaryOperator<SipRequest.Builder> invite,
      Play play)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  handler.handle(call);
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            var sent = leg.send(Method.INVITE, invite);
            play.play(new Stage(phone, leg, sent, calls));
            alice.sleep(Duration.ofMillis(10));
          }
          phone.close();
        });
  }

  private static UnaryOperator<SipRequest.Builder> with(
      String header, @Nullable SessionDescription offer) {
    return builder -> {
      builder.raw(header, "100rel");
      return offer == null ? builder : builder.body(MediaType.APPLICATION_SDP, offer.toBytes());
    };
  }

  // --INVITE (Require: 100rel)--> <--180 (RSeq n)-- --PRACK--> <--200-- <--183 (RSeq n+1)--
  @Test
  @Rfc({"CALL-27", "CALL-32"})
  @EndsQuiet
  void whereTheCallerRequiresItEachProvisionalAnswerIsReliable(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.ring();
          call.progress(Status.QUEUED);
          call.progress(PROGRESS, EARLY);
          call.answer(EARLY);
        },
        with("Require", Phone.SDP),
        stage -> {
          var ringing = stage.reliable(180);
          assertThat(rSeq(ringing)).isBetween(1L, (1L << 31) - 1);
          assertThat(ringing.headers().all(HeaderName.ALLOW)).contains(Method.PRACK);
          stage.prack(ringing, null);
          stage.phone().response(200, Method.PRACK);
          var queued = stage.reliable(182);
          assertThat(rSeq(queued)).isEqualTo(rSeq(ringing) + 1);
          stage.prack(queued, null);
          stage.phone().response(200, Method.PRACK);
          var progress = stage.reliable(183);
          assertThat(rSeq(progress)).isEqualTo(rSeq(ringing) + 2);
          assertThat(sdp(progress).media()).isEqualTo(EARLY.media());
          stage.prack(progress, null);
          stage.phone().response(200, Method.PRACK);
          stage.established();
          stage.hangUp();
        });
  }

  // <--180 (RSeq)-- at 0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5 s ; at 32 s <--504--
  @Test
  @Rfc("CALL-28")
  @EndsQuiet
  void anAnswerWithoutPrackIsRepeatedAndTheCallRefusedInTheEnd(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        IncomingCall::ring,
        with("Require", Phone.SDP),
        stage -> {
          var refusal = stage.phone().awaitResponse(504, Method.INVITE);
          stage.leg().ackRefusal(stage.invite(), refusal);
          var times = stage.phone().times("SIP/2.0 180");
          assertThat(times.stream().map(time -> time.minus(times.getFirst()).toMillis()))
              .containsExactly(0L, 500L, 1500L, 3500L, 7500L, 15500L, 31500L);
          assertThat(
                  stage.phone().times("SIP/2.0 504").getFirst().minus(times.getFirst()).toMillis())
              .isEqualTo(32000L);
          assertThat(stage.calls().getFirst().ended().await().cause())
              .isEqualTo(CallEnd.Cause.FAILED);
        });
  }

  // <--183 (answer)-- and the call is answered at once: the 200 waits for the PRACK
  @Test
  @Rfc("CALL-29")
  void theSecondAnswerAndThe200WaitForThePrack(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.ring();
          call.progress(PROGRESS, EARLY);
          call.answer(EARLY);
        },
        with("Require", Phone.SDP),
        stage -> {
          var ringing = stage.reliable(180);
          stage.phone().silence(Duration.ofMillis(400));
          stage.prack(ringing, null);
          stage.phone().response(200, Method.PRACK);
          var progress = stage.reliable(183);
          stage.phone().silence(Duration.ofMillis(400));
          stage.prack(progress, null);
          stage.phone().response(200, Method.PRACK);
          var answer = stage.phone().response(200, Method.INVITE);
          assertThat(answer.hasBody()).isFalse();
          stage.leg().ack(answer);
          stage.phone().silence(Duration.ofSeconds(2));
          assertThat(stage.calls().getFirst().localDescription().orElseThrow().media())
              .isEqualTo(EARLY.media());
          stage.hangUp();
        });
  }

  // <--180 (RSeq)-- <--200-- at once, as it says nothing of the session ; the PRACK still gets its
  // 200
  @Test
  @Rfc("CALL-29")
  void withoutADescriptionThe200DoesNotWait(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.ring();
          call.answer(EARLY);
        },
        with("Require", Phone.SDP),
        stage -> {
          var ringing = stage.reliable(180);
          stage.established();
          stage.phone().silence(Duration.ofSeconds(2));
          stage.prack(ringing, null);
          stage.phone().response(200, Method.PRACK);
          stage.hangUp();
        });
  }

  @Test
  @Rfc("CALL-30")
  void aPrackThatMatchesNothingIsRefusedWith481(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        IncomingCall::ring,
        with("Require", Phone.SDP),
        stage -> {
          var ringing = stage.reliable(180);
          stage.prack(rSeq(ringing) + 1, null);
          stage.phone().response(481, Method.PRACK);
          stage.leg().send(Method.PRACK);
          stage.phone().response(400, Method.PRACK);
          stage.prack(ringing, null);
          stage.phone().response(200, Method.PRACK);
          stage.prack(ringing, null);
          stage.phone().response(481, Method.PRACK);
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
        });
  }

  @Test
  @Rfc("CALL-32")
  void withoutTheExtensionACallerThatRequiresItIsRefusedWith420(SimWorld world) throws Exception {
    play(
        world,
        options -> options.reliableProvisionals(ReliableProvisionals.OFF),
        call -> {},
        with("Require", Phone.SDP),
        stage -> {
          var refusal = stage.phone().response(420, Method.INVITE);
          assertThat(refusal.headers().all(HeaderName.UNSUPPORTED)).containsExactly("100rel");
          stage.leg().ackRefusal(stage.invite(), refusal);
        });
  }

  @Test
  @Rfc("CALL-60")
  void whereThePolicyDemandsItACallerWithoutItIsRefusedWith421(SimWorld world) throws Exception {
    play(
        world,
        options -> options.reliableProvisionals(ReliableProvisionals.REQUIRED),
        call -> {},
        builder -> builder.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()),
        stage -> {
          var refusal = stage.phone().response(421, Method.INVITE);
          assertThat(refusal.headers().all(HeaderName.REQUIRE)).containsExactly("100rel");
          stage.leg().ackRefusal(stage.invite(), refusal);
        });
  }

  @Test
  @Rfc("CALL-27")
  void ringingIsPlainForACallerThatOnlySupportsItUnlessThePolicyWantsIt(SimWorld world)
      throws Exception {
    play(
        world,
        options -> options,
        IncomingCall::ring,
        with("Supported", Phone.SDP),
        stage -> {
          var plain = stage.phone().response(180, Method.INVITE);
          assertThat(plain.headers().contains(HeaderName.RSEQ)).isFalse();
          assertThat(plain.headers().contains(HeaderName.REQUIRE)).isFalse();
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
        });
  }

  @Test
  @Rfc("CALL-27")
  void ringingIsReliableWhereThePolicyWantsItAndTheCallerSupportsIt(SimWorld world)
      throws Exception {
    play(
        world,
        options -> options.reliableProvisionals(ReliableProvisionals.PREFERRED),
        IncomingCall::ring,
        with("Supported", Phone.SDP),
        stage -> {
          stage.prack(stage.reliable(180), null);
          stage.phone().response(200, Method.PRACK);
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
        });
  }

  @Test
  @Rfc("CALL-27")
  void aPolicyThatOnlyPrefersItRingsACallerWithoutItPlainly(SimWorld world) throws Exception {
    play(
        world,
        options -> options.reliableProvisionals(ReliableProvisionals.PREFERRED),
        IncomingCall::ring,
        builder -> builder.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()),
        stage -> {
          var plain = stage.phone().response(180, Method.INVITE);
          assertThat(plain.headers().contains(HeaderName.RSEQ)).isFalse();
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
        });
  }

  // --INVITE--> <--183 (offer)-- --PRACK (answer)--> <--200 (PRACK)-- <--200 (no body)-- --ACK-->
  @Test
  @Rfc({"CALL-33", "CALL-02"})
  void withoutAnOfferTheReliableAnswerOffersAndThePrackAnswers(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.progress(PROGRESS, EARLY);
          call.answer(EARLY);
        },
        with("Supported", null),
        stage -> {
          var offer = stage.reliable(183);
          assertThat(sdp(offer).media()).isEqualTo(EARLY.media());
          stage.prack(offer, Phone.SDP);
          stage.phone().response(200, Method.PRACK);
          assertThat(stage.calls().getFirst().remoteDescription()).contains(Phone.SDP);
          var answer = stage.phone().response(200, Method.INVITE);
          assertThat(answer.hasBody()).isFalse();
          stage.leg().ack(answer);
          stage.hangUp();
        });
  }

  @Test
  @EndsQuiet
  void aPrackWithoutTheAnswerThatItOwesEndsTheCall(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> call.progress(PROGRESS, EARLY),
        with("Supported", null),
        stage -> {
          stage.prack(stage.reliable(183), null);
          stage.phone().response(400, Method.PRACK);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(400, Method.INVITE));
        });
  }

  // <--183 (answer)-- --PRACK (another offer)--> <--200 (its answer)-- : the session changed early
  @Test
  @Rfc("CALL-33")
  void anotherOfferInThePrackIsAnsweredInIts200(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.progress(PROGRESS, EARLY);
          while (!(call.events().take() instanceof CallEvent.SessionChanged)) {}
          call.answer(EARLY);
        },
        with("Supported", Phone.SDP),
        stage -> {
          stage.prack(stage.reliable(183), Phone.sdp(45000));
          var answer = stage.phone().response(200, Method.PRACK);
          assertThat(sdp(answer).media().getFirst().port()).isEqualTo(32000);
          stage.established();
          assertThat(stage.calls().getFirst().remoteDescription()).contains(Phone.sdp(45000));
          stage.hangUp();
        });
  }

  // the 200 waits for a PRACK ; --CANCEL--> : refused with 487, no 200
  @Test
  @EndsQuiet
  void aCancelWhileThe200WaitsEndsTheCall(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        call -> {
          call.progress(PROGRESS, EARLY);
          call.answer(EARLY);
        },
        with("Supported", Phone.SDP),
        stage -> {
          var progress = stage.reliable(183);
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
          stage.prack(progress, null);
          stage.phone().response(481, Method.PRACK);
          assertThat(stage.calls().getFirst().ended().await().cause())
              .isEqualTo(CallEnd.Cause.CANCELLED);
        });
  }

  @Test
  @Rfc("CALL-20")
  void longRingingIsToldAgainEvery150Seconds(SimWorld world) throws Exception {
    play(
        world,
        options -> options,
        IncomingCall::ring,
        with("Require", Phone.SDP),
        stage -> {
          var first = stage.reliable(180);
          stage.prack(first, null);
          stage.phone().response(200, Method.PRACK);
          stage.phone().silence(Duration.ofSeconds(149));
          var second = stage.reliable(180);
          assertThat(rSeq(second)).isEqualTo(rSeq(first) + 1);
          stage.prack(second, null);
          stage.phone().response(200, Method.PRACK);
          var times = stage.phone().times("SIP/2.0 180");
          assertThat(times.getLast().minus(times.getFirst())).isEqualTo(Duration.ofSeconds(150));
          stage.leg().cancel(stage.invite());
          stage.phone().response(200, Method.CANCEL);
          stage.leg().ackRefusal(stage.invite(), stage.phone().response(487, Method.INVITE));
        });
  }

  @Test
  @Rfc("CALL-54")
  void a199IsSentOnlyToACallerThatKnowsItAndInAnEarlyDialog(SimWorld world) throws Exception {
    var end = Status.of(199);
    play(
        world,
        options -> options,
        call -> {
          call.progress(end);
          call.ring();
          call.progress(end, null, List.of(new HeaderRow("Reason", "SIP;cause=486")));
          call.reject(Status.BUSY_HERE);
        },
        builder -> builder.raw("Supported", "199"),
        stage -> {
          stage.phone().response(180, Method.INVITE);
          var early = stage.phone().response(199, Method.INVITE);
          assertThat(early.headers().text("Reason")).contains("SIP;cause=486");
          var refusal = stage.phone().response(486, Method.INVITE);
          assertThat(refusal.to().tag()).isEqualTo(early.to().tag());
          stage.leg().ackRefusal(stage.invite(), refusal);
        });
  }
}
