package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.EventQueue;
import org.offhook.HeaderRow;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.auth.Credentials;
import org.offhook.message.Method;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** The end of a call that is up: RFC 3261 §15. Alice called the phone. */
@ExtendWith(SimWorldExtension.class)
class ByeTest {

  private record Up(OutgoingCall call, Phone.Leg leg) {

    static Up of(Endpoint alice, Phone phone) throws InterruptedException {
      var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
      var invite = phone.request(Method.INVITE);
      var leg = phone.callee(invite, "b");
      leg.reply(invite, 200, Phone.SDP);
      phone.request(Method.ACK);
      call.outcome().awaitOk();
      call.events().take();
      return new Up(call, leg);
    }
  }

  private static int endings(EventQueue<CallEvent> events) {
    int count = 0;
    for (var event = events.poll(); event.isPresent(); event = events.poll()) {
      count += event.get() instanceof CallEvent.Ended ? 1 : 0;
    }
    return count;
  }

  // <--BYE-- --200--> ; <--INFO-- --481--> ; <--BYE again, new-- --481-->
  @Test
  @Rfc({"DLG-26", "DLG-37", "DLG-18"})
  @EndsQuiet
  void aByeIsAnsweredAndEndsTheDialog(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            up.leg().send(Method.BYE, builder -> builder.raw("Reason", "Q.850;cause=16"));
            phone.response(200, Method.BYE);
            var end = up.call().ended().await();
            assertThat(end.cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(end.reasons().getFirst().cause()).hasValue(16);
            assertThat(end.isAnsweredElsewhere()).isFalse();
            for (var method : new Method[] {Method.INFO, Method.BYE, Method.INVITE}) {
              var late = up.leg().send(method);
              var denied = phone.response(481, method);
              if (method.equals(Method.INVITE)) {
                up.leg().ackRefusal(late, denied);
              }
            }
            up.leg().send(Method.ACK);
            phone.silence(Duration.ofSeconds(1));
            assertThat(endings(up.call().events())).isEqualTo(1);
          }
          phone.close();
        });
  }

  // --BYE--> <--(481, 408, 500, nothing)-- : over at once, whatever comes
  @Test
  @Rfc("DLG-27")
  @EndsQuiet
  void aCallIsOverAsSoonAsTheByeIsSentWhateverItsAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            for (int code : new int[] {481, 408, 500, 603, 0}) {
              var up = Up.of(alice, phone);
              var ended = up.call().hangUp(List.of(new HeaderRow("Reason", "Q.850;cause=16")));
              var bye = phone.request(Method.BYE);
              assertThat(bye.headers().text("Reason")).contains("Q.850;cause=16");
              assertThat(ended.isDone()).isTrue();
              if (code > 0) {
                up.leg().reply(bye, code);
              } else {
                alice.sleep(Duration.ofSeconds(33));
                phone.forget();
              }
              alice.sleep(Duration.ofMillis(10));
              up.leg().send(Method.INFO);
              phone.response(481, Method.INFO);
              assertThat(endings(up.call().events())).isEqualTo(1);
            }
          }
          phone.close();
        });
  }

  // --BYE--> <--401-- --BYE, credentials, CSeq + 1--> <--200--
  @Test
  @Rfc("DLG-27")
  void oneChallengeOfTheByeIsAnswered(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var credentials = Credentials.builder("alice").anyRealm().password("secret").build();
          try (var alice = alice(world, options -> options.credentials(credentials))) {
            var up = Up.of(alice, phone);
            up.call().hangUp();
            var bye = phone.request(Method.BYE);
            phone.send(
                up.leg()
                    .response(bye, 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\"")
                    .build());
            var second = phone.request(Method.BYE);
            assertThat(second.headers().text("Authorization")).isPresent();
            assertThat(second.cSeq().number()).isEqualTo(bye.cSeq().number() + 1);
            phone.send(
                up.leg()
                    .response(second, 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"m\"")
                    .build());
            phone.silence(Duration.ofSeconds(2));
          }
        });
  }

  // --BYE--> <--BYE-- : 200 each way, one end
  @Test
  @Rfc("DLG-28")
  @EndsQuiet
  void crossingByesAreBothAnswered(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            up.call().hangUp();
            up.leg().send(Method.BYE);
            var bye = phone.request(Method.BYE);
            phone.response(200, Method.BYE);
            up.leg().reply(bye, 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(endings(up.call().events())).isEqualTo(1);
          }
          phone.close();
        });
  }

  // the 200 to BYE: AUTO above; MANUAL asks; OFF hands the BYE over
  @Test
  @EndsQuiet
  void aByeWaitsForTheApplicationWhenThatIsManual(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_BYE, AutoMode.MANUAL))) {
            var up = Up.of(alice, phone);
            up.leg().send(Method.BYE);
            var asked = (CallEvent.Asked) up.call().events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.ANSWER_BYE);
            assertThat(asked.step().cause().cSeq().method()).isEqualTo(Method.BYE);
            phone.silence(Duration.ofSeconds(1));
            asked.step().proceed();
            asked.step().proceed();
            asked.step().decline();
            phone.response(200, Method.BYE);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);

            var ignored = Up.of(alice, phone);
            ignored.leg().send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
            ignored.call().ended().await();

            var declined = Up.of(alice, phone);
            declined.leg().send(Method.BYE);
            ((CallEvent.Asked) declined.call().events().take()).step().decline();
            var received = (CallEvent.RequestReceived) declined.call().events().take();
            received.request().respond(org.offhook.message.Status.of(202));
            phone.response(202, Method.BYE);
            declined.call().ended().await();
          }
          phone.close();
        });
  }

  @Test
  @EndsQuiet
  void aByeIsHandedOverWhenItsAnswerIsOff(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_BYE, AutoMode.OFF))) {
            var up = Up.of(alice, phone);
            up.leg().send(Method.BYE);
            var received = (CallEvent.RequestReceived) up.call().events().take();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
            received.request().respond(org.offhook.message.Status.OK);
            phone.response(200, Method.BYE);

            var ignored = Up.of(alice, phone);
            ignored.leg().send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
          }
          phone.close();
        });
  }

  // the ACK: MANUAL asks, OFF waits for Call.acknowledge
  @Test
  void theAckIsSentByTheApplicationWhenThatIsManualOrOff(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ACK, AutoMode.MANUAL))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            var asked = (CallEvent.Asked) call.events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.ACK);
            leg.reply(invite, 200, Phone.SDP);
            phone.silence(Duration.ofSeconds(1));
            asked.step().proceed();
            phone.request(Method.ACK);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);

            alice.reconfigure(options -> options.automatic(Automatic.ACK, AutoMode.OFF));
            var second =
                alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var other = phone.request(Method.INVITE);
            var otherLeg = phone.callee(other, "c");
            otherLeg.reply(other, 200, Phone.SDP);
            phone.silence(Duration.ofSeconds(1));
            second.acknowledge();
            phone.request(Method.ACK);
            otherLeg.send(Method.BYE);
            phone.response(200, Method.BYE);

            var third = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var last = phone.request(Method.INVITE);
            var lastLeg = phone.callee(last, "d");
            lastLeg.reply(last, 200, Phone.SDP);
            alice.sleep(Duration.ofMillis(10));
            third.hangUp();
            phone.request(Method.ACK);
            lastLeg.reply(phone.request(Method.BYE), 200);
          }
        });
  }
}
