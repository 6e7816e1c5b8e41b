package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.RAck;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * What crosses the offers of an early dialog: RFC 3261 §12.2.2, RFC 3262 §5, RFC 3311 §5.1. More
 * races: {@link RacesTest}.
 */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class EarlyRacesTest {

  private static final String ALLOW = "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE";

  private static SipRequest.Builder prack(SipRequest.Builder builder, SipResponse reliable) {
    return builder.set(
        HeaderName.RACK,
        new RAck(
            reliable.headers().get(HeaderName.RSEQ).orElseThrow(),
            new CSeq(reliable.cSeq().number(), Method.INVITE)));
  }

  private static void reliable(Phone phone, Phone.Leg leg, SipRequest invite, long rSeq) {
    phone.send(
        leg.response(invite, 183)
            .raw("Require", "100rel")
            .raw("RSeq", Long.toString(rSeq))
            .raw("Allow", ALLOW)
            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
            .build());
  }

  /** Alice calls; the phone answered the offer in a reliable 183. */
  private static OutgoingCall ringing(Endpoint alice) {
    return alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
  }

  // --UPDATE (offer)--> <--200 INVITE, without description-- --ACK--> <--200 UPDATE (answer)--
  @Test
  void a200ThatCrossesAnEarlyOfferIsNoAnswerToIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = ringing(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 1);
            leg.reply(phone.request(Method.PRACK), 200);
            var updated = call.update(Scene.SDP);
            var update = phone.request(Method.UPDATE);
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            leg.reply(update, 200, Phone.sdp(40004));
            updated.awaitOk();
            assertThat(call.remoteDescription()).hasValue(Phone.sdp(40004));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // --UPDATE (offer)--> --200 INVITE--> <--ACK-- <--200 UPDATE (answer)-- : as callee
  @Test
  void anAckThatCrossesAnEarlyOfferIsNoAnswerToIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                  alice.sleep(Duration.ofMillis(50));
                  var updated = call.update(Scene.SDP);
                  call.answer(Scene.SDP).awaitOk();
                  updated.awaitOk();
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            leg.send(
                Method.INVITE,
                builder ->
                    builder
                        .raw("Supported", "100rel")
                        .raw("Allow", ALLOW)
                        .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var reliable = phone.response(183, Method.INVITE);
            leg.learn(reliable);
            leg.send(Method.PRACK, builder -> prack(builder, reliable));
            phone.response(200, Method.PRACK);
            var update = phone.request(Method.UPDATE);
            leg.ack(phone.response(200, Method.INVITE));
            leg.reply(update, 200, Phone.sdp(40004));
            alice.sleep(Duration.ofMillis(20));
            assertThat(calls.getFirst().remoteDescription()).hasValue(Phone.sdp(40004));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // --PRACK 2--> lost; --UPDATE 3--> arrives; --PRACK 2--> <--500-- : --PRACK 4-->
  @Test
  @Rfc("DLG-15")
  void aRequestThatALaterOneOvertookIsSentAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = ringing(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 1);
            var prack = phone.request(Method.PRACK);
            call.update();
            var update = phone.request(Method.UPDATE);
            leg.reply(update, 200);
            leg.reply(prack, 500);
            var again = phone.request(Method.PRACK);
            assertThat(again.cSeq().number()).isEqualTo(update.cSeq().number() + 1);
            assertThat(again.headers().get(HeaderName.RACK))
                .isEqualTo(prack.headers().get(HeaderName.RACK));
            leg.reply(again, 500);
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            phone.silence(Duration.ofSeconds(1));
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // <--UPDATE (offer)-- undecided <--180 reliable-- --PRACK, without description-->
  @Test
  void anUndecidedUpdateIsNoOfferOfTheNextProvisionalAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var call = ringing(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            reliable(phone, leg, invite, 1);
            leg.reply(phone.request(Method.PRACK), 200);
            leg.send(
                Method.UPDATE,
                builder -> builder.body(MediaType.APPLICATION_SDP, Phone.sdp(40006).toBytes()));
            alice.sleep(Duration.ofMillis(10));
            phone.send(leg.response(invite, 180).raw("Require", "100rel").raw("RSeq", "2").build());
            var prack = phone.request(Method.PRACK);
            assertThat(prack.hasBody()).isFalse();
            leg.reply(prack, 200);
            offers(call).getFirst().offer().accept(Scene.SDP);
            assertThat(phone.response(200, Method.UPDATE).hasBody()).isTrue();
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  private static List<CallEvent.OfferReceived> offers(Call call) {
    var offers = new ArrayList<CallEvent.OfferReceived>();
    for (var event = call.events().poll(); event.isPresent(); event = call.events().poll()) {
      if (event.get() instanceof CallEvent.OfferReceived offered) {
        offers.add(offered);
      }
    }
    assertThat(offers).hasSize(1);
    return offers;
  }
}
