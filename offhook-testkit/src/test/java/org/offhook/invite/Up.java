package org.offhook.invite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.sdp.Direction;
import org.offhook.sdp.SessionDescription;

/** A call that is up: alice called, the phone answered. Its events begin after Established. */
record Up(Endpoint alice, Phone phone, OutgoingCall call, Phone.Leg leg) {

  static Up of(Endpoint alice, Phone phone) throws InterruptedException {
    var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
    var invite = phone.request(Method.INVITE);
    var leg = phone.callee(invite, "b");
    leg.reply(invite, 200, Phone.SDP);
    phone.request(Method.ACK);
    call.outcome().awaitOk();
    call.events().take();
    return new Up(alice, phone, call, leg);
  }

  /** The phone called, alice answered. */
  static IncomingCall answered(Endpoint alice, Phone phone, Phone.Leg leg)
      throws InterruptedException {
    var calls = new ArrayList<IncomingCall>();
    alice.onCall(
        call -> {
          calls.add(call);
          call.answer(Scene.SDP).await();
          call.events().take();
        });
    leg.invite(Phone.SDP);
    leg.ack(phone.awaitResponse(200, Method.INVITE));
    alice.sleep(Duration.ofMillis(10));
    return calls.getFirst();
  }

  /** The phone hangs up. */
  void end() throws InterruptedException {
    leg.send(Method.BYE);
    phone.response(200, Method.BYE);
  }

  static SessionDescription sdp(SipMessage message) {
    return ((SdpBody.Present) SdpBody.of(message)).description();
  }

  static Direction direction(SipMessage message) {
    return sdp(message).media().getFirst().direction().orElse(Direction.SENDRECV);
  }

  /** What the phone says, with another direction. */
  static SessionDescription with(Direction direction) {
    return Phone.SDP.toBuilder()
        .media(List.of(Phone.SDP.media().getFirst().withDirection(direction)))
        .build();
  }
}
