package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.CallEnd;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.Transfers;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** An INVITE that wants to take another call's place: RFC 3891. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class ReplacesTest {

  private static SipRequest invite(Phone.Leg leg, String... rows) {
    return leg.send(
        Method.INVITE,
        builder -> {
          for (int i = 0; i < rows.length; i += 2) {
            builder.raw(rows[i], rows[i + 1]);
          }
          return builder.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes());
        });
  }

  private static void refused(Phone phone, int code, Phone.Leg leg, String... rows)
      throws InterruptedException {
    var invite = invite(leg, rows);
    leg.ackRefusal(invite, phone.awaitResponse(code, Method.INVITE));
  }

  /** Replaces for the call between alice and the phone, as alice has its tags. */
  private static String of(SipRequest invite, SipResponse answer) {
    return invite.callId()
        + ";to-tag="
        + answer.to().tag().orElseThrow()
        + ";from-tag="
        + invite.from().tag().orElseThrow();
  }

  // <==call 1==> ; <--INVITE (Replaces)-- --200--> --BYE (Reason) of call 1-->
  @Test
  @Rfc({"CALL-42", "CALL-44"})
  void anAnsweredCallEndsTheOneInWhosePlaceItIs(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  if (calls.size() != 2) {
                    call.answer(Scene.SDP).await();
                  } else {
                    call.reject(Status.BUSY_HERE);
                  }
                  call.ended().await();
                });
            var one = phone.caller("one");
            var invite = one.invite(Phone.SDP);
            var answer = phone.awaitResponse(200, Method.INVITE);
            one.ack(answer);
            var wish = of(invite, answer);
            // refused by the application: the old call is untouched
            refused(phone, 486, phone.caller("two"), "Replaces", wish);
            phone.silence(Duration.ofSeconds(1));
            assertThat(calls.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);

            var three = phone.caller("three");
            invite(three, "Require", "replaces", "Replaces", wish);
            three.ack(phone.response(200, Method.INVITE));
            var bye = phone.request(Method.BYE);
            assertThat(bye.callId()).isEqualTo("one");
            assertThat(bye.headers().text("Reason").orElseThrow()).contains("cause=200");
            one.reply(bye, 200);
            assertThat(calls.getLast().replaces()).containsSame(calls.getFirst());
            assertThat(calls.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.REPLACED);
            three.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // --INVITE--> <--180-- <--INVITE (Replaces)-- --200--> --CANCEL--> <--487--
  @Test
  @Rfc("CALL-42")
  void anEarlyCallOfThisSideIsCancelled(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.answer(Scene.SDP).await();
                  call.ended().await();
                });
            var early = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(50));
            var other = phone.caller("other");
            var wish =
                invite.callId()
                    + ";from-tag=b;to-tag="
                    + invite.from().tag().orElseThrow()
                    + ";early-only";
            invite(other, "Replaces", wish);
            other.ack(phone.response(200, Method.INVITE));
            var cancel = phone.request(Method.CANCEL);
            assertThat(cancel.headers().text("Reason").orElseThrow()).contains("cause=200");
            leg.reply(cancel, 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(early.ended().await().cause()).isEqualTo(CallEnd.Cause.REPLACED);
            other.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("CALL-43")
  void whatMatchesNothingIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var one = phone.caller("one");
            Transfers.answered(alice, phone, one);
            var tag = ((SipResponse) phone.got().getLast().message()).to().tag().orElseThrow();
            var right = "one;to-tag=" + tag + ";from-tag=p-one";
            refused(phone, 481, phone.caller("a"), "Replaces", "two;to-tag=1;from-tag=2");
            refused(phone, 481, phone.caller("b"), "Replaces", "one;to-tag=p-one;from-tag=" + tag);
            refused(
                phone,
                481,
                phone.caller("c"),
                "Replaces",
                right.toUpperCase(java.util.Locale.ROOT));
            refused(phone, 486, phone.caller("d"), "Replaces", right + ";early-only");
            refused(phone, 400, phone.caller("e"), "Replaces", right, "Replaces", right);
            refused(phone, 400, phone.caller("f"), "Replaces", right, "Join", right);
            refused(phone, 400, phone.caller("g"), "Replaces", "one;to-tag=" + tag);
            var leg = phone.caller("h");
            leg.send(Method.MESSAGE, builder -> builder.raw("Replaces", right));
            phone.response(400, Method.MESSAGE);
            one.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // alice's BYE is on its way: 603
  @Test
  @Rfc("CALL-43")
  void aCallThatIsOverIsNotReplaced(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var up = Transfers.up(alice, phone);
            up.call().hangUp();
            var bye = phone.request(Method.BYE);
            var wish = bye.callId() + ";from-tag=b;to-tag=" + bye.from().tag().orElseThrow();
            refused(phone, 603, phone.caller("late"), "Replaces", wish);
            up.leg().reply(bye, 200);
            alice.sleep(Duration.ofMillis(50));
            refused(phone, 481, phone.caller("later"), "Replaces", wish);
          }
        });
  }

  // a call that rings here was not begun by this side: 481
  @Test
  @Rfc("CALL-43")
  void anEarlyCallOfThePeerIsNotReplaced(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.ended().await();
                });
            var one = phone.caller("one");
            var invite = one.invite(Phone.SDP);
            var ringing = phone.awaitResponse(180, Method.INVITE);
            refused(phone, 481, phone.caller("two"), "Replaces", of(invite, ringing));
            one.cancel(invite);
            phone.response(200, Method.CANCEL);
            one.ackRefusal(invite, phone.response(487, Method.INVITE));
          }
        });
  }

  @Test
  @Rfc("CALL-44")
  void whoIsNotAuthorisedIsRefusedBeforeTheOldCallIsTouched(SimWorld world) throws Exception {
    world.run(
        () -> {
          var asked = new ArrayList<String>();
          try (var phone = bob(world);
              var alice =
                  alice(
                      world,
                      options ->
                          options.authorizeReplaces(
                              request -> {
                                asked.add(request.callId());
                                return request
                                    .headers()
                                    .contains(org.offhook.message.HeaderName.REFERRED_BY);
                              }))) {
            var one = phone.caller("one");
            var call = Transfers.answered(alice, phone, one);
            var tag = ((SipResponse) phone.got().getLast().message()).to().tag().orElseThrow();
            var wish = "one;to-tag=" + tag + ";from-tag=p-one";
            refused(phone, 403, phone.caller("two"), "Replaces", wish);
            phone.silence(Duration.ofSeconds(1));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            var three = phone.caller("three");
            invite(three, "Replaces", wish, "Referred-By", "<sip:x@y>");
            three.ack(phone.response(200, Method.INVITE));
            one.reply(phone.request(Method.BYE), 200);
            assertThat(asked).isEqualTo(List.of("two", "three"));
            three.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }
}
