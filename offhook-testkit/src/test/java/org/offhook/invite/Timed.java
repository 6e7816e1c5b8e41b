package org.offhook.invite;

import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.MediaType;
import org.offhook.message.Method;

/** Calls of alice to the phone that have a session timer (RFC 4028). */
final class Timed {

  private Timed() {}

  /** The 200 has this Session-Expires (none if empty) and Allow. */
  static Up up(Endpoint alice, Phone phone, String sessionExpires, String allow)
      throws InterruptedException {
    var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
    var invite = phone.request(Method.INVITE);
    var leg = phone.callee(invite, "b");
    var ok = leg.response(invite, 200).raw("Allow", allow);
    if (!sessionExpires.isEmpty()) {
      ok.raw("Session-Expires", sessionExpires);
    }
    phone.send(ok.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()).build());
    phone.request(Method.ACK);
    call.outcome().awaitOk();
    call.events().take();
    return new Up(alice, phone, call, leg);
  }
}
