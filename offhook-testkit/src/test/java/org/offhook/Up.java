package org.offhook;

import org.offhook.message.Contact;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;

/**
 * A call of alice to the phone that is up, as both sides see it.
 *
 * @param call alice's, with a queue of its own that holds no event yet
 * @param leg the phone's
 * @param invite as it arrived
 */
record Up(OutgoingCall call, Phone.Leg leg, SipRequest invite) {

  static Up of(Endpoint alice, Phone phone) throws InterruptedException {
    return of(alice, phone, CallOptions.to("sip:bob@10.0.0.2"), response -> {});
  }

  /** With other options, and an edited answer. */
  static Up of(
      Endpoint alice,
      Phone phone,
      CallOptions wanted,
      java.util.function.Consumer<SipResponse.Builder> edit)
      throws InterruptedException {
    var call = alice.call(wanted.offer(Scene.SDP).ownEvents());
    var invite = phone.request(Method.INVITE);
    var leg = phone.callee(invite, "b");
    var answer =
        leg.response(invite, 200)
            .body(org.offhook.message.MediaType.APPLICATION_SDP, Phone.SDP.toBytes());
    edit.accept(answer);
    phone.send(answer.build());
    phone.request(Method.ACK);
    call.outcome().awaitOk();
    while (!(call.events().take() instanceof CallEvent.Established)) {
      // what came before
    }
    return new Up(call, leg, invite);
  }

  /** The next event, which must be there. */
  CallEvent next() {
    return call.events().poll().orElseThrow();
  }

  /** The Contact of the INVITE. */
  Contact contact() {
    return invite.headers().get(org.offhook.message.HeaderName.CONTACT).orElseThrow();
  }
}
