package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.invite.Up.direction;
import static org.offhook.invite.Up.sdp;
import static org.offhook.invite.Up.with;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
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
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** Changes of a session that is up: RFC 3261 §14. */
@ExtendWith(SimWorldExtension.class)
class ReinviteTest {

  // --INVITE (hold)--> <--488-- : as before, and the hold is not wanted any more
  @Test
  @Rfc({"CALL-15", "DLG-34"})
  void aRefusedChangeLeavesTheSessionAsItWas(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            var hold = up.phone().request(Method.INVITE);
            up.leg().reply(hold, 488);
            up.phone().request(Method.ACK);
            assertThat(held.await())
                .isInstanceOfSatisfying(
                    OfferOutcome.Refused.class,
                    refused -> assertThat(refused.status().code()).isEqualTo(488));
            assertThat(up.call().localDescription().orElseThrow().media())
                .isEqualTo(Scene.SDP.media());
            assertThat(up.call().remoteDescription().orElseThrow()).isEqualTo(Phone.SDP);
            assertThat(up.call().isHolding()).isFalse();
            up.leg().invite(Phone.SDP);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            assertThat(direction(ok)).isEqualTo(Direction.SENDRECV);
            up.leg().ack(ok);
            up.end();
          }
        });
  }

  // --INVITE--> <--481-- : the call is over, told and hung up
  @Test
  @Rfc("DLG-34")
  @EndsQuiet
  void anAnswerThatDeniesTheDialogEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (int code : new int[] {481, 408}) {
              var up = Up.of(alice, phone);
              var held = up.call().hold();
              var waiting = up.call().resume();
              up.leg().reply(phone.request(Method.INVITE), code);
              phone.request(Method.ACK);
              up.leg().reply(phone.request(Method.BYE), 200);
              assertThat(held.await()).isInstanceOf(OfferOutcome.Refused.class);
              assertThat(waiting.await()).isInstanceOf(OfferOutcome.Failed.class);
              assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
            }
          }
          phone.close();
        });
  }

  // --INVITE--> and nothing, for 32 s
  @Test
  @Rfc("DLG-34")
  @EndsQuiet
  void aReinviteWithoutAnswerEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            assertThat(held.await()).isInstanceOf(OfferOutcome.Failed.class);
            up.leg().reply(phone.awaitRequest(Method.BYE), 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
          }
          phone.close();
        });
  }

  // --INVITE--> <--180-- and nothing more: cancelled in the end
  @Test
  @EndsQuiet
  void aReinviteThatOnlyRingsIsCancelledInTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            var hold = phone.request(Method.INVITE);
            up.leg().reply(hold, 180);
            var cancel = patiently(world, phone, Method.CANCEL);
            up.leg().reply(cancel, 200);
            up.leg().reply(hold, 487);
            phone.awaitRequest(Method.ACK);
            assertThat(held.await()).isInstanceOf(OfferOutcome.Refused.class);
            up.end();
          }
          phone.close();
        });
  }

  private static SipRequest patiently(SimWorld world, Phone phone, Method method)
      throws InterruptedException {
    while (phone.count(method.name()) == 0) {
      world.advance(Duration.ofSeconds(10));
    }
    return phone.awaitRequest(method);
  }

  // an offer that waits for the application, and another one: 500, Retry-After
  @Test
  @Rfc({"DLG-32", "CALL-05"})
  void anOfferWhileThePeersIsUndecidedIsToComeLater(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var up = Up.of(alice, bob(world));
            up.leg().invite(Phone.sdp(40002));
            var offered = (CallEvent.OfferReceived) up.call().events().take();
            var second = up.leg().invite(Phone.sdp(40004));
            var refusal = up.phone().awaitResponse(500, Method.INVITE);
            up.leg().ackRefusal(second, refusal);
            assertThat(refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
                .isBetween(0L, 10L);
            offered.offer().accept(Scene.SDP);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            up.leg().ack(ok);
            alice.sleep(Duration.ofMillis(10));
            assertThat(up.call().remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40002));
            up.end();
          }
        });
  }

  // the peer takes its undecided re-INVITE back
  @Test
  @EndsQuiet
  void aCancelledReinviteLeavesTheSessionAsItWas(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var up = Up.of(alice, phone);
            var theirs = up.leg().invite(Phone.sdp(40002));
            var offered = (CallEvent.OfferReceived) up.call().events().take();
            up.leg().cancel(theirs);
            phone.awaitResponse(200, Method.CANCEL);
            up.leg().ackRefusal(theirs, phone.awaitResponse(487, Method.INVITE));
            offered.offer().accept(Scene.SDP);
            assertThat(offered.offer().message().cSeq()).isEqualTo(theirs.cSeq());
            assertThat(up.call().remoteDescription().orElseThrow()).isEqualTo(Phone.SDP);
            var held = up.call().hold();
            up.leg().reply(phone.awaitRequest(Method.INVITE), 200, with(Direction.RECVONLY));
            phone.request(Method.ACK);
            held.awaitOk();
            up.end();
          }
          phone.close();
        });
  }

  // hold, resume, offer at once: one after the other
  @Test
  @Rfc("DLG-33")
  void changesRunOneAtATimeInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.call().hold();
            up.call().resume();
            var last = up.call().offer(SessionDescription.audio("10.0.0.1", 30008, RtpMap.PCMU));
            var first = up.phone().request(Method.INVITE);
            assertThat(direction(first)).isEqualTo(Direction.SENDONLY);
            up.phone().forget();
            alice.sleep(Duration.ofMillis(400));
            assertThat(up.phone().count("INVITE")).isEqualTo(2);
            up.leg().reply(first, 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            var second = up.phone().request(Method.INVITE);
            assertThat(direction(second)).isEqualTo(Direction.SENDRECV);
            up.leg().reply(second, 200, Phone.SDP);
            up.phone().request(Method.ACK);
            var third = up.phone().request(Method.INVITE);
            assertThat(sdp(third).media().getFirst().port()).isEqualTo(30008);
            up.leg().reply(third, 200, Phone.SDP);
            up.phone().request(Method.ACK);
            last.awaitOk();
            up.end();
          }
        });
  }

  // <--INVITE-- --200--> (no ACK) hold: not sent; <--ACK-- --INVITE-->
  @Test
  @Rfc("DLG-33")
  void anOwnChangeWaitsForTheAckOfThePeersOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.leg().invite(Phone.SDP);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            var held = up.call().hold();
            alice.sleep(Duration.ofMillis(300));
            assertThat(up.phone().count("INVITE")).isEqualTo(1);
            up.leg().ack(ok);
            up.leg().reply(up.phone().awaitRequest(Method.INVITE), 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            held.awaitOk();
            up.end();
          }
        });
  }

  // <--INVITE, new Contact, bad offer-- --488--> : BYE still goes to the old Contact
  @Test
  @Rfc("DLG-10")
  void aRefusedTargetRefreshLeavesTheTargetAndAnAcceptedOneChangesIt(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var moved = Contact.of(SipUri.parse("sip:moved@10.0.0.2"));
            var bad = SessionDescription.audio("10.0.0.2", 40000, RtpMap.G722);
            var theirs =
                up.leg()
                    .send(
                        Method.INVITE,
                        builder ->
                            builder
                                .set(HeaderName.CONTACT, moved)
                                .body(MediaType.APPLICATION_SDP, bad.toBytes()));
            up.leg().ackRefusal(theirs, up.phone().awaitResponse(488, Method.INVITE));
            var pending = up.call().request(Method.INFO, List.of());
            var info = up.phone().request(Method.INFO);
            assertThat(info.requestUri().toString()).isEqualTo("sip:phone@10.0.0.2");
            up.leg().reply(info, 200);
            pending.await();

            up.leg()
                .send(
                    Method.INVITE,
                    builder ->
                        builder
                            .set(HeaderName.CONTACT, moved)
                            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            up.leg().ack(up.phone().awaitResponse(200, Method.INVITE));
            up.call().request(Method.INFO, List.of());
            var second = up.phone().awaitRequest(Method.INFO);
            assertThat(second.requestUri().toString()).isEqualTo("sip:moved@10.0.0.2");
            up.leg().reply(second, 200);
            up.end();
          }
        });
  }

  // <--INVITE-- waits for the application <--BYE-- : 200 for BYE, 487 for the INVITE
  @Test
  @Rfc("DLG-26")
  @EndsQuiet
  void aByeEndsWhatWaitsInTheDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var up = Up.of(alice, phone);
            var theirs = up.leg().invite(Phone.sdp(40002));
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.OfferReceived.class);
            up.leg().send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
            alice.sleep(Duration.ofMillis(1));
            assertThat(phone.count("SIP/2.0 487")).isEqualTo(1);
            up.leg()
                .ackRefusal(
                    theirs,
                    (org.offhook.message.SipResponse)
                        phone.got().stream()
                            .map(Phone.Got::message)
                            .filter(message -> message.startLine().startsWith("SIP/2.0 487"))
                            .findFirst()
                            .orElseThrow());
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
          phone.close();
        });
  }

  @Test
  void anOfferThatNobodyDecidesIsRefusedInTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var up = Up.of(alice, bob(world));
            var theirs = up.leg().invite(Phone.sdp(40002));
            while (up.phone().count("SIP/2.0 488") == 0) {
              world.advance(Duration.ofSeconds(10));
            }
            up.leg().ackRefusal(theirs, up.phone().awaitResponse(488, Method.INVITE));
            up.phone().forget();
            up.end();
          }
        });
  }

  // the application hangs up while its re-INVITE waits: BYE, and the re-INVITE ends by 487
  @Test
  @EndsQuiet
  void hangingUpDuringAChangeEndsBoth(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            var hold = phone.request(Method.INVITE);
            up.leg().reply(hold, 100);
            alice.sleep(Duration.ofMillis(10));
            var ended = up.call().hangUp();
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(held.await()).isInstanceOf(OfferOutcome.Failed.class);
            ended.await();
            up.leg().reply(phone.awaitRequest(Method.CANCEL), 481);
            up.leg().reply(hold, 487);
            phone.request(Method.ACK);
          }
          phone.close();
        });
  }
}
