package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.invite.Up.direction;
import static org.offhook.invite.Up.sdp;
import static org.offhook.invite.Up.with;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.OfferOutcome;
import org.offhook.Phone;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.sdp.Direction;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Hold, resume, and offers that the peer leaves to this side: RFC 3264 §8.4, RFC 6337 §5. */
@ExtendWith(SimWorldExtension.class)
class HoldTest {

  // --INVITE (sendonly)--> <--200 (recvonly)-- ; the phone offers: still held ; resume
  @Test
  @Rfc("CALL-12")
  void anOwnHoldSurvivesWhatThePeerOffersUntilItIsResumed(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            var hold = up.phone().request(Method.INVITE);
            assertThat(direction(hold)).isEqualTo(Direction.SENDONLY);
            assertThat(sdp(hold).connection().orElseThrow().address()).isEqualTo("10.0.0.1");
            up.leg().reply(hold, 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            held.awaitOk();
            assertThat(up.call().isHolding()).isTrue();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.SessionChanged.class);

            up.leg().invite(with(Direction.SENDONLY));
            var both = up.phone().awaitResponse(200, Method.INVITE);
            assertThat(direction(both)).isEqualTo(Direction.INACTIVE);
            up.leg().ack(both);
            up.leg().invite(Phone.SDP);
            var resumedByPeer = up.phone().awaitResponse(200, Method.INVITE);
            assertThat(direction(resumedByPeer)).isEqualTo(Direction.SENDONLY);
            up.leg().ack(resumedByPeer);
            alice.sleep(Duration.ofMillis(10));

            var resumed = up.call().resume();
            var resume = up.phone().request(Method.INVITE);
            assertThat(direction(resume)).isEqualTo(Direction.SENDRECV);
            up.leg().reply(resume, 200, Phone.SDP);
            up.phone().request(Method.ACK);
            resumed.awaitOk();
            assertThat(up.call().isHolding()).isFalse();
            up.end();
          }
        });
  }

  // <--INVITE without offer-- --200 (all that alice can do, on hold)--> <--ACK (answer)--
  @Test
  @Rfc("CALL-13")
  void aReinviteWithoutOfferGetsAllThatCouldBeUsedAsOffer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var wide =
                SessionDescription.audio("10.0.0.1", 30000, RtpMap.PCMU, RtpMap.PCMA, RtpMap.G722);
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(wide).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            leg.send(
                Method.INVITE,
                builder ->
                    builder.body(MediaType.APPLICATION_SDP, with(Direction.SENDONLY).toBytes()));
            leg.ack(phone.awaitResponse(200, Method.INVITE));
            leg.invite(null);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(direction(ok)).isEqualTo(Direction.SENDRECV);
            assertThat(sdp(ok).media().getFirst().formats()).contains("0", "8", "9");
            leg.ack(ok, Phone.sdp(40404));
            alice.sleep(Duration.ofMillis(10));
            assertThat(call.remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40404));
            call.hold();
            var hold = phone.request(Method.INVITE);
            leg.reply(hold, 200, with(Direction.RECVONLY));
            phone.request(Method.ACK);
            leg.invite(null);
            var held = phone.awaitResponse(200, Method.INVITE);
            assertThat(direction(held)).isEqualTo(Direction.SENDONLY);
            leg.ack(held, with(Direction.RECVONLY));
            leg.send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
          }
        });
  }

  @Test
  void aCallWithoutAnySessionCannotBeHeld(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            assertThat(call.hold().await()).isInstanceOf(OfferOutcome.Failed.class);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            assertThat(call.hold().await()).isInstanceOf(OfferOutcome.Failed.class);
          }
        });
  }
}
