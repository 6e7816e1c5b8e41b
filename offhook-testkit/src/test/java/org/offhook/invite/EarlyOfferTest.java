package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.invite.Up.direction;
import static org.offhook.invite.Up.sdp;
import static org.offhook.invite.Up.with;

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
import org.offhook.sdp.Direction;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** Offers by UPDATE in an early dialog, after its first exchange: RFC 3311 §5.1 and §5.2. */
@ExtendWith(SimWorldExtension.class)
class EarlyOfferTest {

  /** Alice calls; the phone answered the offer in a reliable 183. */
  private record Early(Phone phone, OutgoingCall call, Phone.Leg leg, SipRequest invite) {

    static Early of(Endpoint alice, Phone phone) throws InterruptedException {
      var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
      var invite = phone.request(Method.INVITE);
      var leg = phone.callee(invite, "b");
      phone.send(
          leg.response(invite, 183)
              .raw("Require", "100rel")
              .raw("RSeq", "1")
              .raw("Allow", "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")
              .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
              .build());
      leg.reply(phone.request(Method.PRACK), 200);
      alice.sleep(Duration.ofMillis(10));
      while (!(call.events().take() instanceof CallEvent.Progress)) {}
      return new Early(phone, call, leg, invite);
    }

    /** The phone answers without saying more, and hangs up. */
    void finish() throws InterruptedException {
      leg.reply(invite, 200);
      phone.request(Method.ACK);
      call.outcome().awaitOk();
      leg.send(Method.BYE);
      phone.response(200, Method.BYE);
    }
  }

  private static SipRequest offer(Phone.Leg leg, int port) {
    return leg.send(
        Method.UPDATE,
        builder -> builder.body(MediaType.APPLICATION_SDP, Phone.sdp(port).toBytes()));
  }

  // --INVITE--> <--183 (answer)-- PRACK --UPDATE (sendonly)--> <--200-- <--200 INVITE-- --ACK-->
  @Test
  @Rfc({"CALL-34", "DLG-39"})
  @EndsQuiet
  void aHoldInAnEarlyDialogGoesByUpdate(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var early = Early.of(alice, phone);
            var held = early.call().hold();
            var update = phone.request(Method.UPDATE);
            assertThat(direction(update)).isEqualTo(Direction.SENDONLY);
            assertThat(update.cSeq().number()).isEqualTo(early.invite().cSeq().number() + 2);
            early.leg().reply(update, 200, with(Direction.RECVONLY));
            held.awaitOk();
            assertThat(early.call().isHolding()).isTrue();
            assertThat(early.call().remoteDescription()).hasValue(with(Direction.RECVONLY));
            assertThat(early.call().events().take())
                .isInstanceOfSatisfying(
                    CallEvent.SessionChanged.class,
                    changed -> assertThat(changed.byPeer()).isFalse());
            early.finish();
            assertThat(early.call().remoteDescription()).hasValue(with(Direction.RECVONLY));
          }
          phone.close();
        });
  }

  // ... <--UPDATE (offer)-- --200 (answer)--> ; refused ones change nothing
  @Test
  @Rfc({"CALL-34", "CALL-15"})
  void aCalleesOfferInAnEarlyDialogIsAnswered(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var early = Early.of(alice, phone);
            offer(early.leg(), 40008);
            var ok = phone.response(200, Method.UPDATE);
            assertThat(sdp(ok).media()).isEqualTo(Scene.SDP.media());
            assertThat(early.call().events().take())
                .isInstanceOfSatisfying(
                    CallEvent.SessionChanged.class,
                    changed -> assertThat(changed.byPeer()).isTrue());
            assertThat(early.call().remoteDescription()).hasValue(Phone.sdp(40008));
            var updated = early.call().update(Scene.SDP);
            early.leg().reply(phone.request(Method.UPDATE), 488);
            assertThat(updated.await().isOk()).isFalse();
            assertThat(early.call().remoteDescription()).hasValue(Phone.sdp(40008));
            early.finish();
            assertThat(early.call().remoteDescription()).hasValue(Phone.sdp(40008));
          }
        });
  }

  // both offer in the early dialog: 491, and again after a while
  @Test
  @Rfc({"DLG-31", "CALL-35"})
  void offersThatCrossInAnEarlyDialogClash(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var early = Early.of(alice, phone);
            var updated = early.call().update(Scene.SDP);
            var own = phone.request(Method.UPDATE);
            offer(early.leg(), 40008);
            phone.response(491, Method.UPDATE);
            early.leg().reply(own, 491);
            var again = phone.awaitRequest(Method.UPDATE);
            early.leg().reply(again, 200, Phone.SDP);
            updated.awaitOk();
            early.finish();
          }
        });
  }

  // MANUAL: <--UPDATE (offer)-- is asked for; undecided 504
  @Test
  @Rfc("CALL-35")
  void theApplicationDecidesAboutAnEarlyOffer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL))) {
            var early = Early.of(alice, phone);
            offer(early.leg(), 40008);
            var offered = (CallEvent.OfferReceived) early.call().events().take();
            offered.offer().accept(Scene.SDP);
            phone.response(200, Method.UPDATE);
            offer(early.leg(), 40010);
            phone.awaitResponse(504, Method.UPDATE);
            assertThat(early.call().remoteDescription()).hasValue(Phone.sdp(40008));
            early.finish();
          }
        });
  }

  // <--INVITE-- --183 (answer)--> hold: waits <--PRACK-- --UPDATE (sendonly)--> <--200-- ...
  @Test
  @Rfc({"CALL-34", "DLG-39"})
  @EndsQuiet
  void aCalleeOffersAfterItsAnswerHasItsPrack(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            var invite =
                leg.send(
                    Method.INVITE,
                    builder ->
                        builder
                            .raw("Supported", "100rel")
                            .raw("Allow", "INVITE, ACK, BYE, CANCEL, PRACK, UPDATE")
                            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var progress = phone.response(183, Method.INVITE);
            leg.learn(progress);
            Call call = calls.getFirst();
            var held = call.hold();
            alice.sleep(Duration.ofMillis(100));
            assertThat(phone.count("UPDATE")).isZero();
            prack(leg, invite, progress);
            phone.response(200, Method.PRACK);
            var update = phone.request(Method.UPDATE);
            assertThat(direction(update)).isEqualTo(Direction.SENDONLY);
            leg.reply(update, 200, with(Direction.RECVONLY));
            held.awaitOk();
            offer(leg, 40008);
            assertThat(direction(phone.response(200, Method.UPDATE))).isEqualTo(Direction.SENDONLY);
            calls.getFirst().answer(Scene.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.hasBody()).isFalse();
            leg.ack(ok);
            call.outcome().awaitOk();
            assertThat(call.remoteDescription()).hasValue(Phone.sdp(40008));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  private static void prack(Phone.Leg leg, SipRequest invite, SipResponse progress) {
    long rSeq = progress.headers().get(HeaderName.RSEQ).orElseThrow();
    var rAck = new RAck(rSeq, new CSeq(invite.cSeq().number(), Method.INVITE));
    leg.send(Method.PRACK, builder -> builder.setAll(HeaderName.RACK, List.of(rAck)));
  }
}
