package org.offhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipFrag;
import org.offhook.message.SipRequest;
import org.offhook.testkit.SimWorld;

/** What tests of transfer share: a call with a phone, and the phone's NOTIFYs. */
public final class Transfers {

  private Transfers() {}

  /** A call that a phone answered, and the phone's end of it. */
  public record Up(Phone phone, OutgoingCall call, Phone.Leg leg) {

    /** The phone's end of the call hangs up. */
    public void end() throws InterruptedException {
      leg.send(Method.BYE);
      phone.awaitResponse(200, Method.BYE);
    }
  }

  /** Alice calls the phone at 10.0.0.2. */
  public static Up up(Endpoint alice, Phone phone) throws InterruptedException {
    var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
    var invite = phone.request(Method.INVITE);
    var leg = phone.callee(invite, "b");
    leg.reply(invite, 200, Phone.SDP);
    phone.request(Method.ACK);
    call.outcome().awaitOk();
    call.events().take();
    return new Up(phone, call, leg);
  }

  /** The phone calls alice, whose handler answers and stays. */
  public static IncomingCall answered(Endpoint alice, Phone phone, Phone.Leg leg)
      throws InterruptedException {
    var calls = new ArrayList<IncomingCall>();
    alice.onCall(
        call -> {
          calls.add(call);
          call.answer(Scene.SDP).await();
          call.ended().await();
        });
    leg.invite(Phone.SDP);
    leg.ack(phone.awaitResponse(200, Method.INVITE));
    alice.sleep(Duration.ofMillis(10));
    return calls.getFirst();
  }

  /** An endpoint whose calls are answered and kept in a list. */
  public static Endpoint answering(
      SimWorld world, String name, String address, List<IncomingCall> calls)
      throws InterruptedException {
    var endpoint = Scene.endpoint(world, name, address, options -> options);
    endpoint.onCall(
        call -> {
          calls.add(call);
          call.answer(
                  org.offhook.sdp.SessionDescription.audio(
                      address, 40000, org.offhook.sdp.RtpMap.PCMU))
              .await();
          call.ended().await();
        });
    return endpoint;
  }

  /** The phone asks for a call to {@code target}, in its dialog. */
  public static SipRequest refer(Phone phone, Phone.Leg leg, String target) {
    return leg.send(
        Method.REFER,
        builder ->
            builder.set(HeaderName.CONTACT, phone.contact()).raw("Refer-To", "<" + target + ">"));
  }

  /** The phone tells how its call goes. */
  public static SipRequest notify(
      Phone phone, Phone.Leg leg, String event, String state, String line) {
    return leg.send(
        Method.NOTIFY,
        builder ->
            builder
                .set(HeaderName.CONTACT, phone.contact())
                .raw("Event", event)
                .raw("Subscription-State", state)
                .body(SipFrag.TYPE, (line + "\r\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** The start line in a NOTIFY's body. */
  public static String frag(SipRequest notify) {
    return SipFrag.parse(notify.body()).startLine();
  }
}
