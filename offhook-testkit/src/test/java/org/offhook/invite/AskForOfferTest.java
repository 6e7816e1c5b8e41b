package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.HeaderRow;
import org.offhook.OfferOutcome;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** Offers that are asked for, and rows of the application in changes: RFC 3261 §14. */
@ExtendWith(SimWorldExtension.class)
class AskForOfferTest {

  private static final SessionDescription NEWS =
      SessionDescription.audio("10.0.0.1", 31000, RtpMap.PCMU);
  private static final List<HeaderRow> ROW = List.of(new HeaderRow("X-Mood", "good"));

  private static CallEvent.OfferReceived offered(Up up) throws InterruptedException {
    return (CallEvent.OfferReceived) up.call().events().take();
  }

  /**
   *
   *
   * <pre>
   * alice           phone
   *   |--- INVITE --->|   no description
   *   |<-- 200 +SDP --|   twice
   *   |-- ACK +SDP -->|   twice
   * </pre>
   */
  @Test
  @EndsQuiet
  void theOfferThatWasAskedForIsAnsweredInTheAck(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var asked = up.call().askForOffer(ROW);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.body()).isEmpty();
            assertThat(invite.headers().texts("X-Mood")).containsExactly("good");
            up.leg().reply(invite, 200, Phone.sdp(40010));
            var event = offered(up);
            assertThat(event.offer().description()).contains(Phone.sdp(40010));
            assertThat(event.offer().isAnswered()).isFalse();
            up.leg().reply(invite, 200, Phone.sdp(40010));
            phone.silence(Duration.ofMillis(100));
            event.offer().accept(NEWS, ROW);
            var ack = phone.request(Method.ACK);
            assertThat(Up.sdp(ack).media()).isEqualTo(NEWS.media());
            assertThat(Up.sdp(ack).origin().sessionId())
                .isEqualTo(up.call().localDescription().orElseThrow().origin().sessionId());
            assertThat(ack.headers().texts("X-Mood")).containsExactly("good");
            assertThat(event.offer().isAnswered()).isTrue();
            assertThat(asked.awaitOk().reason()).isNotEmpty();
            up.leg().reply(invite, 200, Phone.sdp(40010));
            assertThat(phone.request(Method.ACK).body()).isEqualTo(ack.body());
            assertThat(up.call().remoteDescription()).contains(Phone.sdp(40010));
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.SessionChanged.class);
            var held = up.call().hold();
            up.leg().reply(phone.request(Method.INVITE), 200, Phone.sdp(40010));
            phone.request(Method.ACK);
            held.awaitOk();
            up.end();
          }
          phone.close();
        });
  }

  // refused, and hung up undecided: ACK with all media refused, then BYE
  @Test
  void anOfferThatWasAskedForAndIsNotWantedEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (boolean hangsUp : new boolean[] {false, true}) {
              var up = Up.of(alice, phone);
              var asked = up.call().askForOffer(List.of());
              var invite = phone.request(Method.INVITE);
              up.leg().reply(invite, 200, Phone.sdp(40010));
              var event = offered(up);
              if (hangsUp) {
                up.call().hangUp();
              } else {
                event.offer().refuse(Status.NOT_ACCEPTABLE_HERE);
              }
              var ack = phone.request(Method.ACK);
              assertThat(Up.sdp(ack).media().getFirst().port()).isZero();
              var bye = phone.request(Method.BYE);
              up.leg().reply(invite, 200, Phone.sdp(40010));
              assertThat(phone.request(Method.ACK).body()).isEqualTo(ack.body());
              up.leg().reply(bye, 200);
              assertThat(up.call().ended().await().cause())
                  .isEqualTo(hangsUp ? CallEnd.Cause.LOCAL_HANG_UP : CallEnd.Cause.FAILED);
              assertThat(asked.await()).isInstanceOf(OfferOutcome.Failed.class);
            }
          }
        });
  }

  @Test
  void aPeerThatRefusesOrForgetsToOfferChangesNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var refused = up.call().askForOffer(List.of());
            up.leg().reply(phone.request(Method.INVITE), 488);
            phone.request(Method.ACK);
            assertThat(refused.await()).isInstanceOf(OfferOutcome.Refused.class);
            var forgotten = up.call().askForOffer(List.of());
            up.leg().reply(phone.request(Method.INVITE), 200);
            phone.request(Method.ACK);
            assertThat(forgotten.await()).isInstanceOf(OfferOutcome.Failed.class);
            assertThat(up.call().remoteDescription()).contains(Phone.SDP);
            up.end();
          }
        });
  }

  @Test
  void changesAndTheirAnswersTakeRows(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var up = Up.of(alice, phone);
            var offer = up.call().offer(NEWS, ROW);
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().texts("X-Mood")).containsExactly("good");
            up.leg().reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            offer.awaitOk();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.SessionChanged.class);
            var update = up.call().update(NEWS, ROW);
            var second = phone.request(Method.UPDATE);
            assertThat(second.headers().texts("X-Mood")).containsExactly("good");
            up.leg().reply(second, 200, Phone.SDP);
            update.awaitOk();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.SessionChanged.class);
            var bare = up.call().update(ROW);
            var third = phone.request(Method.UPDATE);
            assertThat(third.headers().texts("X-Mood")).containsExactly("good");
            up.leg().reply(third, 200);
            bare.awaitOk();

            up.leg().invite(Phone.sdp(40010));
            offered(up).offer().accept(NEWS, ROW);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.headers().texts("X-Mood")).containsExactly("good");
            up.leg().ack(ok);
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.SessionChanged.class);
            var again = up.leg().invite(Phone.sdp(40012));
            offered(up).offer().refuse(Status.NOT_ACCEPTABLE_HERE, ROW);
            var refusal = phone.awaitResponse(488, Method.INVITE);
            assertThat(refusal.headers().texts("X-Mood")).containsExactly("good");
            up.leg().ackRefusal(again, refusal);
            up.end();
          }
        });
  }

  @Test
  void anAckByHandKeepsItsRows(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ACK, AutoMode.MANUAL))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            assertThat(call.events().take()).isInstanceOf(CallEvent.Asked.class);
            call.acknowledge(ROW);
            assertThat(phone.request(Method.ACK).headers().texts("X-Mood")).containsExactly("good");
            leg.reply(invite, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).headers().texts("X-Mood")).containsExactly("good");
            leg.send(Method.BYE);
            call.ended().await();
          }
        });
  }
}
