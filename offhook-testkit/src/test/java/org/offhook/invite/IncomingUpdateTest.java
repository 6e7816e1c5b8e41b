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
import org.offhook.Endpoint;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
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

/** UPDATEs of the peer in a call that is up: RFC 3311 §5.2. */
@ExtendWith(SimWorldExtension.class)
class IncomingUpdateTest {

  private static Endpoint deciding(SimWorld world) throws InterruptedException {
    return alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL));
  }

  private static SipRequest update(Phone.Leg leg, SessionDescription offer) {
    return leg.send(
        Method.UPDATE, builder -> builder.body(MediaType.APPLICATION_SDP, offer.toBytes()));
  }

  private static void assertLater(SipResponse refusal) {
    assertThat(refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
        .isBetween(0L, 10L);
  }

  // <--UPDATE (Contact, no body)-- --200 (no body)--> ; what follows goes to the new Contact
  @Test
  @Rfc("CALL-34")
  void anUpdateWithoutOfferIsGrantedAndMovesTheTarget(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.leg()
                .send(
                    Method.UPDATE,
                    builder ->
                        builder.set(
                            HeaderName.CONTACT, Contact.of(SipUri.parse("sip:moved@10.0.0.2"))));
            var ok = up.phone().response(200, Method.UPDATE);
            assertThat(ok.hasBody()).isFalse();
            assertThat(ok.headers().get(HeaderName.CONTACT)).isPresent();
            up.call().request(Method.INFO, List.of());
            var info = up.phone().request(Method.INFO);
            assertThat(info.requestUri().toString()).isEqualTo("sip:moved@10.0.0.2");
            up.leg().reply(info, 200);
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
        });
  }

  // --INVITE (hold)--> ... ; <--UPDATE (offer)-- --200 (answer, still held)-->
  @Test
  @Rfc({"CALL-34", "CALL-12"})
  void anOfferIsAnsweredFromWhatThisSideWants(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.call().hold();
            up.leg().reply(up.phone().request(Method.INVITE), 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            up.call().events().take();
            update(up.leg(), Phone.sdp(40008));
            var ok = up.phone().response(200, Method.UPDATE);
            assertThat(direction(ok)).isEqualTo(Direction.SENDONLY);
            assertThat(up.call().events().take())
                .isInstanceOfSatisfying(
                    CallEvent.SessionChanged.class,
                    changed -> {
                      assertThat(changed.byPeer()).isTrue();
                      assertThat(changed.remoteDescription()).hasValue(Phone.sdp(40008));
                    });
            assertThat(up.call().localDescription()).hasValue(sdp(ok));
            up.end();
          }
        });
  }

  // <--UPDATE (offer)-- while --INVITE (offer)--> or --UPDATE (offer)--> : 491
  @Test
  @Rfc({"CALL-35", "CALL-05"})
  void anOfferThatCrossesAnOwnOneIsRefusedWith491(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            var hold = up.phone().request(Method.INVITE);
            update(up.leg(), Phone.sdp(40008));
            up.phone().response(491, Method.UPDATE);
            up.leg().reply(hold, 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            held.awaitOk();
            var updated = up.call().update(Scene.SDP);
            var own = up.phone().request(Method.UPDATE);
            update(up.leg(), Phone.sdp(40008));
            up.phone().response(491, Method.UPDATE);
            up.leg().invite(Phone.sdp(40008));
            var refusal = up.phone().response(491, Method.INVITE);
            assertThat(refusal.cSeq().method()).isEqualTo(Method.INVITE);
            up.leg().reply(own, 200, with(Direction.RECVONLY));
            updated.awaitOk();
            up.end();
          }
        });
  }

  // <--UPDATE-- waits for the application <--UPDATE-- : 500, Retry-After
  @Test
  @Rfc("CALL-35")
  void anUpdateBeforeTheOneBeforeItIsAnsweredIsToComeLater(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = deciding(world)) {
            var up = Up.of(alice, bob(world));
            update(up.leg(), Phone.sdp(40002));
            var offered = (CallEvent.OfferReceived) up.call().events().take();
            update(up.leg(), Phone.sdp(40004));
            assertLater(up.phone().awaitResponse(500, Method.UPDATE));
            up.leg().send(Method.UPDATE);
            assertLater(up.phone().awaitResponse(500, Method.UPDATE));
            offered.offer().accept(Scene.SDP);
            up.phone().awaitResponse(200, Method.UPDATE);
            alice.sleep(Duration.ofMillis(10));
            assertThat(up.call().remoteDescription()).hasValue(Phone.sdp(40002));
            up.end();
          }
        });
  }

  // <--INVITE (offer)-- waits for the application <--UPDATE (offer)-- : 500 ; without offer: 200
  @Test
  @Rfc({"CALL-35", "CALL-05"})
  void anOfferWhileThePeersOwnIsUnansweredIsToComeLater(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = deciding(world)) {
            var up = Up.of(alice, bob(world));
            up.leg().invite(Phone.sdp(40002));
            var offered = (CallEvent.OfferReceived) up.call().events().take();
            update(up.leg(), Phone.sdp(40004));
            assertLater(up.phone().awaitResponse(500, Method.UPDATE));
            up.leg().send(Method.UPDATE);
            up.phone().awaitResponse(200, Method.UPDATE);
            offered.offer().accept(Scene.SDP);
            up.leg().ack(up.phone().awaitResponse(200, Method.INVITE));
            alice.sleep(Duration.ofMillis(10));
            assertThat(up.call().remoteDescription()).hasValue(Phone.sdp(40002));
            up.end();
          }
        });
  }

  // <--UPDATE (offer)-- and nobody decides: 504 before the transaction is over
  @Test
  @Rfc("CALL-35")
  @EndsQuiet
  void whatNeedsTheUserIsRefusedWith504InTime(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = deciding(world)) {
            var up = Up.of(alice, phone);
            var at = world.now();
            update(up.leg(), Phone.sdp(40002));
            var offered = (CallEvent.OfferReceived) up.call().events().take();
            var refusal = phone.awaitResponse(504, Method.UPDATE);
            assertThat(world.now().minus(at)).isLessThan(Duration.ofSeconds(32));
            assertThat(refusal.headers().get(HeaderName.WARNING)).isPresent();
            offered.offer().accept(Scene.SDP);
            var held = up.call().hold();
            up.leg().reply(phone.request(Method.INVITE), 200, with(Direction.RECVONLY));
            phone.request(Method.ACK);
            held.awaitOk();
            assertThat(up.call().remoteDescription()).hasValue(with(Direction.RECVONLY));
            up.end();
          }
          phone.close();
        });
  }

  // <--UPDATE (broken, or nothing in common)-- --488 (Warning)-->
  @Test
  @Rfc({"CALL-35", "CALL-15"})
  void aDescriptionThatCannotBeUsedIsRefusedWith488AndAReason(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.leg()
                .send(
                    Method.UPDATE,
                    builder -> builder.body(MediaType.APPLICATION_SDP, new byte[] {'v', '=', 'x'}));
            var broken = up.phone().response(488, Method.UPDATE);
            assertThat(broken.headers().get(HeaderName.WARNING)).isPresent();
            update(up.leg(), SessionDescription.audio("10.0.0.2", 40000, RtpMap.G722));
            var foreign = up.phone().response(488, Method.UPDATE);
            assertThat(foreign.headers().get(HeaderName.WARNING).orElseThrow().code())
                .isEqualTo(305);
            assertThat(up.call().remoteDescription()).hasValue(Phone.SDP);
            up.end();
          }
        });
  }

  // <--UPDATE-- waits for the application <--BYE-- : 200 for BYE, 487 for the UPDATE
  @Test
  @Rfc("DLG-26")
  @EndsQuiet
  void aByeEndsAnUpdateThatWaits(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = deciding(world)) {
            var up = Up.of(alice, phone);
            update(up.leg(), Phone.sdp(40002));
            up.call().events().take();
            up.leg().send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
            alice.sleep(Duration.ofMillis(1));
            assertThat(phone.count("SIP/2.0 487")).isEqualTo(1);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
          phone.close();
        });
  }

  // <--UPDATE-- with the description in force, MANUAL: nothing to decide, no event
  @Test
  @Rfc("CALL-40")
  void anOfferThatChangesNothingIsAnsweredWithoutAnEvent(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = deciding(world)) {
            var up = Up.of(alice, bob(world));
            update(up.leg(), Phone.SDP);
            var ok = up.phone().response(200, Method.UPDATE);
            assertThat(sdp(ok)).isEqualTo(up.call().localDescription().orElseThrow());
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
        });
  }
}
