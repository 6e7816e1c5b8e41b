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
import org.offhook.CallOptions;
import org.offhook.OfferOutcome;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipUri;
import org.offhook.sdp.Direction;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Own UPDATEs in a call that is up: RFC 3311 §5.1 and §5.3. */
@ExtendWith(SimWorldExtension.class)
class UpdateTest {

  private static final Contact MOVED = Contact.of(SipUri.parse("sip:moved@10.0.0.2"));

  // --UPDATE (Contact, no body)--> <--200 (Contact)-- ; what follows goes to the new Contact
  @Test
  @Rfc("CALL-34")
  @EndsQuiet
  void anUpdateWithoutOfferTellsAndLearnsTheTargetAndChangesNothing(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var updated = up.call().update();
            var update = phone.request(Method.UPDATE);
            assertThat(update.hasBody()).isFalse();
            assertThat(update.headers().get(HeaderName.CONTACT)).isPresent();
            phone.send(up.leg().response(update, 200).set(HeaderName.CONTACT, MOVED).build());
            updated.awaitOk();
            up.call().request(Method.INFO, List.of());
            var info = phone.request(Method.INFO);
            assertThat(info.requestUri().toString()).isEqualTo("sip:moved@10.0.0.2");
            up.leg().reply(info, 200);
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
          phone.close();
        });
  }

  // --UPDATE (offer)--> <--200 (answer)-- ; no ACK
  @Test
  @Rfc("CALL-34")
  @EndsQuiet
  void anUpdateOffersAndIsNotAcknowledged(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var moved = SessionDescription.audio("10.0.0.1", 30008, RtpMap.PCMU);
            var updated = up.call().update(moved);
            var update = phone.request(Method.UPDATE);
            assertThat(sdp(update).media().getFirst().port()).isEqualTo(30008);
            assertThat(sdp(update).origin().version())
                .isGreaterThan(up.call().localDescription().orElseThrow().origin().version());
            up.leg().reply(update, 200, Phone.sdp(40008));
            updated.awaitOk();
            assertThat(up.call().remoteDescription()).hasValue(Phone.sdp(40008));
            assertThat(up.call().localDescription()).hasValue(sdp(update));
            assertThat(up.call().events().take())
                .isInstanceOfSatisfying(
                    CallEvent.SessionChanged.class,
                    changed -> assertThat(changed.byPeer()).isFalse());
            phone.silence(Duration.ofSeconds(1));
            up.end();
          }
          phone.close();
        });
  }

  // the 200 to the INVITE says Allow: INVITE, ACK, BYE
  @Test
  @Rfc("CALL-34")
  void noUpdateGoesToAPeerThatDoesNotAllowIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 200)
                    .raw("Allow", "INVITE, ACK, BYE, CANCEL")
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(call.update().await()).isInstanceOf(OfferOutcome.Failed.class);
            assertThat(call.update(Scene.SDP).await()).isInstanceOf(OfferOutcome.Failed.class);
            phone.silence(Duration.ofSeconds(1));
            call.hold();
            leg.reply(phone.request(Method.INVITE), 200, with(Direction.RECVONLY));
            phone.request(Method.ACK);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // --UPDATE--> <--491-- (2.1 to 4 s) --UPDATE--> <--200--
  @Test
  @Rfc("DLG-31")
  void anUpdateThatClashesIsRepeated(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var updated = up.call().update(Scene.SDP);
            var first = up.phone().request(Method.UPDATE);
            up.leg().reply(first, 491);
            var at = world.now();
            var second = up.phone().awaitRequest(Method.UPDATE);
            assertThat(world.now().minus(at))
                .isBetween(Duration.ofMillis(2_100), Duration.ofMillis(4_002));
            assertThat(second.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
            assertThat(sdp(second)).isEqualTo(sdp(first));
            up.leg().reply(second, 200, Phone.SDP);
            updated.awaitOk();
            up.end();
          }
        });
  }

  // --UPDATE (offer)--> <--488-- or <--504--
  @Test
  @Rfc({"CALL-15", "DLG-34"})
  void aRefusedUpdateLeavesTheSessionAsItWas(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            for (int code : new int[] {488, 504}) {
              var before = up.call().localDescription();
              var updated =
                  up.call().update(SessionDescription.audio("10.0.0.1", 30008, RtpMap.PCMU));
              up.leg().reply(up.phone().request(Method.UPDATE), code);
              assertThat(updated.await())
                  .isInstanceOfSatisfying(
                      OfferOutcome.Refused.class,
                      refused -> assertThat(refused.status().code()).isEqualTo(code));
              assertThat(up.call().localDescription()).isEqualTo(before);
            }
            up.leg().invite(Phone.SDP);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            assertThat(sdp(ok).media().getFirst().port()).isEqualTo(30000);
            up.leg().ack(ok);
            up.end();
          }
        });
  }

  // --UPDATE--> <--481--, <--408--, or nothing: BYE
  @Test
  @Rfc("DLG-34")
  @EndsQuiet
  void anUpdateThatShowsThatThePeerIsGoneEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (int code : new int[] {481, 408, 0}) {
              var up = Up.of(alice, phone);
              var updated = up.call().update();
              var update = phone.request(Method.UPDATE);
              if (code > 0) {
                up.leg().reply(update, code);
              }
              up.leg().reply(phone.awaitRequest(Method.BYE), 200);
              assertThat(updated.await().isOk()).isFalse();
              assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
            }
          }
          phone.close();
        });
  }

  // --UPDATE--> <--405-- : the call goes on, and no further UPDATE is tried
  @Test
  @Rfc("CALL-34")
  void aPeerThatDoesNotKnowUpdateKeepsItsCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var updated = up.call().update();
            up.leg().reply(up.phone().request(Method.UPDATE), 405);
            assertThat(updated.await()).isInstanceOf(OfferOutcome.Refused.class);
            assertThat(up.call().update().await()).isInstanceOf(OfferOutcome.Failed.class);
            up.phone().silence(Duration.ofSeconds(1));
            up.end();
          }
        });
  }

  // hold by re-INVITE and an offer by UPDATE at once: one after the other
  @Test
  @Rfc({"DLG-33", "CALL-05"})
  void updatesAndReinvitesRunOneAtATime(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.call().hold();
            var updated = up.call().update(Scene.SDP);
            var last = up.call().resume();
            var hold = up.phone().request(Method.INVITE);
            alice.sleep(Duration.ofMillis(400));
            assertThat(up.phone().count("UPDATE")).isZero();
            up.leg().reply(hold, 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            var update = up.phone().request(Method.UPDATE);
            assertThat(direction(update)).isEqualTo(Direction.SENDONLY);
            alice.sleep(Duration.ofMillis(400));
            assertThat(up.phone().count("INVITE")).isEqualTo(2);
            up.phone().forget();
            up.leg().reply(update, 200, with(Direction.RECVONLY));
            updated.awaitOk();
            up.leg().reply(up.phone().request(Method.INVITE), 200, Phone.SDP);
            up.phone().request(Method.ACK);
            last.awaitOk();
            up.end();
          }
        });
  }

  // --UPDATE (offer)--> <--200 without answer-- : nobody knows what was agreed
  @Test
  void an200ThatLacksTheAnswerEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var updated = up.call().update(Scene.SDP);
            up.leg().reply(up.phone().request(Method.UPDATE), 200);
            up.leg().reply(up.phone().request(Method.BYE), 200);
            assertThat(updated.await()).isInstanceOf(OfferOutcome.Failed.class);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
          }
        });
  }
}
