package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallPolicy;
import org.offhook.HeaderRow;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** An incoming call that rings: refusals, limits, redirection, early dialogs (RFC 3261 §13.3). */
@ExtendWith(SimWorldExtension.class)
class RingingTest {

  private static Duration millis(long time) {
    return Duration.ofMillis(time);
  }

  @Test
  @Rfc("CALL-19")
  @EndsQuiet
  void anInviteThatExpiresUnansweredIsRefusedWith487(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var ends = new ArrayList<CallEnd>();
            alice.onCall(
                call -> {
                  call.ring();
                  ends.add(call.ended().await());
                });
            var leg = phone.caller("c1");
            var invite = leg.send(Method.INVITE, builder -> builder.raw("Expires", "20"));
            leg.ackRefusal(invite, phone.awaitResponse(487, Method.INVITE));
            assertThat(phone.times("SIP/2.0 487").getFirst())
                .isBetween(millis(20_000), millis(20_100));
            alice.sleep(millis(1));
            assertThat(ends.getFirst().cause()).isEqualTo(CallEnd.Cause.TIMED_OUT);
          }
          phone.close();
        });
  }

  /**
   *
   *
   * <pre>
   * phone          alice
   *   |--- INVITE --->|
   *   |<- 183 +A -----|
   *   |<- 200 +A -----|   the application answers B, but A was said (RFC 6337 §3.1)
   *   |----- ACK ---->|
   *   |<- INVITE +B --|
   * </pre>
   */
  @Test
  void anAnswerOtherThanTheEarlyOneFollowsInAReinvite(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Phone.sdp(30000));
                  call.answer(Phone.sdp(32000)).await();
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var answer = phone.awaitResponse(200, Method.INVITE);
            assertThat(port(answer)).isEqualTo(30000);
            phone.silence(Duration.ofMillis(300));
            leg.ack(answer);
            var change = phone.request(Method.INVITE);
            assertThat(port(change)).isEqualTo(32000);
            leg.reply(change, 200, Phone.SDP);
            phone.request(Method.ACK);
            leg.send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
          }
          phone.close();
        });
  }

  private static int port(SipMessage message) {
    var described = (SdpBody.Present) SdpBody.of(message);
    return described.description().media().getFirst().port();
  }

  @Test
  void aCallThatNobodyAnswersIsRefusedWith480AtTheConfiguredTime(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options.calls(CallPolicy.DEFAULT.withRingWithin(Duration.ofSeconds(30))))) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            var invite = leg.send(Method.INVITE, builder -> builder.raw("Expires", "50"));
            leg.ackRefusal(invite, phone.awaitResponse(480, Method.INVITE));
            assertThat(phone.times("SIP/2.0 480").getFirst())
                .isBetween(millis(30_000), millis(30_100));
          }
        });
  }

  @Test
  @Rfc("CALL-20")
  void ringingIsRepeatedEveryMinute(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.ring();
                  alice.sleep(Duration.ofSeconds(150));
                  call.reject(Status.BUSY_HERE);
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var refusal = phone.awaitResponse(486, Method.INVITE);
            leg.ackRefusal(invite, refusal);
            var rings = phone.times("SIP/2.0 180");
            assertThat(rings).hasSize(3);
            assertThat(rings.get(1).minus(rings.get(0))).isEqualTo(Duration.ofMinutes(1));
            assertThat(rings.get(2).minus(rings.get(1))).isEqualTo(Duration.ofMinutes(1));
          }
        });
  }

  // --- refusals ---

  @Test
  @Rfc("CALL-22")
  void aCalleeRefusesWithAnyStatusAndRows(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            int number = 0;
            for (int code :
                new int[] {486, 603, 607, 480, 404, 410, 484, 485, 488, 600, 604, 606}) {
              alice.onCall(
                  call ->
                      call.reject(
                          Status.of(code),
                          List.of(
                              new HeaderRow("Retry-After", "60"),
                              new HeaderRow("Reason", "Q.850;cause=17"),
                              new HeaderRow("Warning", "399 alice \"no\""),
                              new HeaderRow("Contact", "<sip:mailbox@10.0.0.9>"))));
              var leg = phone.caller("c" + number++);
              var invite = leg.invite(Phone.SDP);
              var refusal = phone.awaitResponse(code, Method.INVITE);
              leg.ackRefusal(invite, refusal);
              for (var row : List.of("Retry-After", "Reason", "Warning", "Contact")) {
                assertThat(refusal.headers().text(row)).as(row + " of " + code).isPresent();
              }
            }
          }
        });
  }

  @Test
  void aCalleeSendsTheCallerElsewhere(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(call -> call.redirect("sip:carol@10.0.0.3", "sip:box@10.0.0.4"));
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var refusal = phone.awaitResponse(302, Method.INVITE);
            leg.ackRefusal(invite, refusal);
            assertThat(refusal.headers().all(HeaderName.CONTACT))
                .extracting(contact -> contact.uri().toString())
                .containsExactly("sip:carol@10.0.0.3", "sip:box@10.0.0.4");
            assertThat(refusal.headers().all(HeaderName.CONTACT))
                .extracting(Contact::isStar)
                .containsOnly(false);
          }
        });
  }

  // --- what crosses ---

  // bob --INVITE--> <--180-- --BYE--> <--200-- <--487--
  @Test
  @Rfc("DLG-29")
  @EndsQuiet
  void aByeInTheEarlyDialogEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var ends = new ArrayList<CallEnd>();
            alice.onCall(
                call -> {
                  call.ring();
                  ends.add(call.ended().await());
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            leg.learn(phone.awaitResponse(180, Method.INVITE));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            leg.ackRefusal(invite, phone.response(487, Method.INVITE));
            alice.sleep(millis(10));
            assertThat(ends.getFirst().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
          }
          phone.close();
        });
  }

  // bob --INVITE 1--> <--180-- --INVITE 2--> <--500, Retry-After 0 to 10--
  @Test
  @Rfc({"DLG-32", "CALL-05"})
  void aSecondInviteBeforeTheFirstIsAnsweredIsToComeLater(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.ring();
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            leg.learn(phone.awaitResponse(180, Method.INVITE));
            var second = leg.invite(Phone.SDP);
            var refusal = phone.awaitResponse(500, Method.INVITE);
            leg.ackRefusal(second, refusal);
            assertThat(refusal.headers().get(HeaderName.RETRY_AFTER).orElseThrow().seconds())
                .isBetween(0L, 10L);
            leg.cancel(invite);
            phone.response(200, Method.CANCEL);
            leg.ackRefusal(invite, phone.response(487, Method.INVITE));
          }
        });
  }

  // bob --INVITE--> <--180-- --INFO--> <--200--, and the call knows
  @Test
  void aRequestInTheEarlyDialogReachesTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var events = new ArrayList<String>();
            alice.onCall(
                call -> {
                  call.ring();
                  events.add(call.events().take().toString());
                  call.reject(Status.BUSY_HERE);
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            leg.learn(phone.awaitResponse(180, Method.INVITE));
            leg.send(Method.INFO);
            phone.response(200, Method.INFO);
            leg.ackRefusal(invite, phone.response(486, Method.INVITE));
            assertThat(events).containsExactly("received INFO");
          }
        });
  }

  // bob --INVITE--> <--180-- --CANCEL, Reason--> <--200-- <--487--
  @Test
  @Rfc({"CALL-55", "CALL-68"})
  @EndsQuiet
  void aCallThatWasAnsweredElsewhereIsNoMissedCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var ends = new ArrayList<CallEnd>();
            alice.onCall(
                call -> {
                  call.ring();
                  ends.add(call.ended().await());
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            leg.learn(phone.awaitResponse(180, Method.INVITE));
            phone.send(
                SipRequest.builder(Method.CANCEL, invite.requestUri())
                    .set(HeaderName.VIA, invite.topVia())
                    .set(HeaderName.FROM, invite.from())
                    .set(HeaderName.TO, invite.to())
                    .set(HeaderName.CALL_ID, invite.callId())
                    .set(HeaderName.CSEQ, new org.offhook.message.CSeq(1, Method.CANCEL))
                    .raw(
                        "Reason", "SIP;cause=200;text=\"Call completed elsewhere\", Q.850;cause=16")
                    .build());
            phone.response(200, Method.CANCEL);
            leg.ackRefusal(invite, phone.response(487, Method.INVITE));
            alice.sleep(millis(10));
            assertThat(ends.getFirst().reasons())
                .extracting(reason -> reason.cause().orElse(0))
                .containsExactly(200, 16);
            assertThat(ends.getFirst().isAnsweredElsewhere()).isTrue();
          }
          phone.close();
        });
  }

  // two copies of one INVITE by two paths: <--482-- for the second, one call
  @Test
  @Rfc("CALL-68")
  void copiesOfOneInviteByTwoPathsMakeOneCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.ring();
                  call.ended().await();
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            phone.awaitResponse(180, Method.INVITE);
            var copy =
                invite.toBuilder()
                    .set(HeaderName.VIA, invite.topVia().with("branch", "z9hG4bKother"))
                    .build();
            phone.send(copy);
            leg.ackRefusal(copy, phone.response(482, Method.INVITE));
            assertThat(calls).hasSize(1);
            leg.cancel(invite);
            phone.response(200, Method.CANCEL);
            leg.ackRefusal(invite, phone.response(487, Method.INVITE));
          }
        });
  }
}
