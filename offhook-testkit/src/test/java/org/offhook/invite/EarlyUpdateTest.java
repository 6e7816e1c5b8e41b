package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.OfferOutcome;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.sdp.Direction;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** UPDATE before the call is answered: RFC 3311 §5.1 and §5.2. */
@ExtendWith(SimWorldExtension.class)
class EarlyUpdateTest {

  private static SipRequest offer(Phone.Leg leg) {
    return leg.send(
        Method.UPDATE,
        builder -> builder.body(MediaType.APPLICATION_SDP, Phone.sdp(40008).toBytes()));
  }

  /** The phone called, alice rings. */
  private static IncomingCall ringing(Endpoint alice, Phone phone, Phone.Leg leg)
      throws InterruptedException {
    var calls = new ArrayList<IncomingCall>();
    alice.onCall(
        call -> {
          calls.add(call);
          call.ring();
          call.ended().await();
        });
    leg.invite(Phone.SDP);
    leg.learn(phone.awaitResponse(180, Method.INVITE));
    return calls.getFirst();
  }

  // --INVITE 1--> <--180-- --UPDATE 2--> <--200-- <--200-- --ACK 1-->
  @Test
  @Rfc({"CALL-34", "DLG-39"})
  @EndsQuiet
  void aCallerUpdatesWhileItRings(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var updated = call.update();
            var update = phone.request(Method.UPDATE);
            assertThat(update.to().tag()).hasValue("b");
            assertThat(update.cSeq().number()).isEqualTo(invite.cSeq().number() + 1);
            assertThat(update.headers().contains(HeaderName.SESSION_EXPIRES)).isFalse();
            leg.reply(update, 200);
            updated.awaitOk();
            leg.reply(invite, 200, Phone.SDP);
            assertThat(phone.request(Method.ACK).cSeq().number()).isEqualTo(invite.cSeq().number());
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // <--INVITE 1-- --180--> --UPDATE--> <--200-- <--UPDATE 2 (Contact)-- --200--> --200 INVITE-->
  @Test
  @Rfc({"CALL-34", "DLG-39"})
  @EndsQuiet
  void aCalleeThatRingsUpdatesAndIsUpdated(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var call = ringing(alice, phone, leg);
            var updated = call.update();
            leg.reply(phone.request(Method.UPDATE), 200);
            updated.awaitOk();
            leg.send(
                Method.UPDATE,
                builder ->
                    builder.set(
                        HeaderName.CONTACT, Contact.of(SipUri.parse("sip:moved@10.0.0.2"))));
            phone.response(200, Method.UPDATE);
            call.answer(Scene.SDP);
            leg.ack(phone.awaitResponse(200, Method.INVITE));
            call.outcome().awaitOk();
            call.hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.requestUri().toString()).isEqualTo("sip:moved@10.0.0.2");
            leg.reply(bye, 200);
          }
          phone.close();
        });
  }

  // --INVITE (offer)--> <--180-- <--UPDATE (offer)-- --491-->
  @Test
  @Rfc({"CALL-35", "CALL-05"})
  void anOfferWhileThatOfTheOwnInviteIsOpenIsRefusedWith491(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            offer(leg);
            phone.response(491, Method.UPDATE);
            leg.send(Method.UPDATE);
            phone.response(200, Method.UPDATE);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(call.remoteDescription()).hasValue(Phone.SDP);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--INVITE (offer)-- --180--> <--UPDATE (offer)-- --500 (Retry-After)-->
  @Test
  @Rfc({"CALL-35", "CALL-05"})
  void anOfferWhileThatOfTheCallersInviteIsUnansweredIsToComeLater(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var call = ringing(alice, phone, leg);
            offer(leg);
            var refusal = phone.response(500, Method.UPDATE);
            assertThat(refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
                .isBetween(0L, 10L);
            call.answer(Scene.SDP);
            leg.ack(phone.awaitResponse(200, Method.INVITE));
            call.outcome().awaitOk();
            assertThat(call.remoteDescription()).hasValue(Phone.SDP);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // --INVITE (offer)--> <--180-- hold: must wait for the answer --ACK--> --INVITE (hold)-->
  @Test
  @Rfc("CALL-34")
  void aChangeThatAnEarlyDialogDoesNotAllowWaitsForTheAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            assertThat(call.hold().await()).isInstanceOf(OfferOutcome.Failed.class);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var held = call.hold();
            phone.silence(Duration.ofSeconds(1));
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            var hold = phone.request(Method.INVITE);
            assertThat(Up.direction(hold)).isEqualTo(Direction.SENDONLY);
            leg.reply(hold, 200, Up.with(Direction.RECVONLY));
            phone.request(Method.ACK);
            held.awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // two forks ring, the second brought a description: the UPDATE goes there; the other one answers
  @Test
  @Rfc({"CALL-34", "DLG-19"})
  @EndsQuiet
  void anUpdateGoesToTheForkThatIsHeard(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var first = phone.callee(invite, "b1");
            var second = phone.callee(invite, "b2");
            first.reply(invite, 180);
            second.reply(invite, 183, Phone.SDP);
            alice.sleep(Duration.ofMillis(10));
            var updated = call.update();
            var update = phone.request(Method.UPDATE);
            assertThat(update.to().tag()).hasValue("b2");
            second.reply(update, 200);
            updated.awaitOk();
            first.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            first.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
          }
          phone.close();
        });
  }

  // <--INVITE-- --180--> --UPDATE--> <--CANCEL-- : 200, 487, and the UPDATE is over
  @Test
  @Rfc("DLG-39")
  @EndsQuiet
  void aCancelThatCrossesAnUpdateEndsBoth(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.ring();
                  call.ended().await();
                });
            var invite = leg.invite(Phone.SDP);
            leg.learn(phone.awaitResponse(180, Method.INVITE));
            var updated = calls.getFirst().update();
            var update = phone.request(Method.UPDATE);
            leg.cancel(invite);
            phone.awaitResponse(200, Method.CANCEL);
            leg.ackRefusal(invite, phone.awaitResponse(487, Method.INVITE));
            leg.reply(update, 481);
            assertThat(updated.await()).isInstanceOf(OfferOutcome.Failed.class);
            assertThat(calls.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
          }
          phone.close();
        });
  }

  // --INVITE--> <--180-- --UPDATE--> cancelled --CANCEL--> <--487-- <--481 (UPDATE)--
  @Test
  @EndsQuiet
  void givingUpEndsAnUpdateThatIsOnItsWay(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var updated = call.update();
            var update = phone.request(Method.UPDATE);
            call.hangUp();
            leg.reply(phone.request(Method.CANCEL), 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            leg.reply(update, 481);
            assertThat(updated.await()).isInstanceOf(OfferOutcome.Failed.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
          }
          phone.close();
        });
  }

  // --INVITE--> <--180-- --UPDATE--> <--481-- : the INVITE decides what becomes of the call
  @Test
  @Rfc("DLG-39")
  void aFailedEarlyUpdateLeavesTheCallToItsInvite(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var updated = call.update();
            leg.reply(phone.request(Method.UPDATE), 481);
            assertThat(updated.await()).isInstanceOf(OfferOutcome.Refused.class);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }
}
