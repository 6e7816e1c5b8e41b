package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** An INVITE that wants to be mixed with a call: RFC 3911. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class JoinTest {

  private static SipRequest invite(Phone.Leg leg, String... joins) {
    return leg.send(
        Method.INVITE,
        builder -> {
          for (var join : joins) {
            builder.raw("Join", join);
          }
          return builder.body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes());
        });
  }

  private static void refused(Phone phone, int code, Phone.Leg leg, String... joins)
      throws InterruptedException {
    var invite = invite(leg, joins);
    leg.ackRefusal(invite, phone.awaitResponse(code, Method.INVITE));
  }

  private static EndpointOptions.Builder joining(EndpointOptions.Builder options) {
    return options.joins(true);
  }

  @Test
  @Rfc("CALL-45")
  void aJoinedCallStaysAndTheApplicationMixes(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world, JoinTest::joining)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  if (call.joins().isPresent() && calls.size() == 2) {
                    call.reject(Status.NOT_ACCEPTABLE_HERE);
                  } else {
                    call.answer(Scene.SDP).await();
                  }
                  call.ended().await();
                });
            var one = phone.caller("one");
            one.invite(Phone.SDP);
            var answer = phone.awaitResponse(200, Method.INVITE);
            assertThat(answer.headers().text("Supported").orElseThrow()).contains("join");
            one.ack(answer);
            var wish = "one;from-tag=p-one;to-tag=" + answer.to().tag().orElseThrow();
            refused(phone, 488, phone.caller("two"), wish);
            var three = phone.caller("three");
            invite(three, wish);
            three.ack(phone.awaitResponse(200, Method.INVITE));
            phone.silence(Duration.ofSeconds(1));
            assertThat(calls.getLast().joins()).containsSame(calls.getFirst());
            assertThat(calls.getLast().replaces()).isEmpty();
            assertThat(calls.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);
            for (var leg : new Phone.Leg[] {one, three}) {
              leg.send(Method.BYE);
              phone.response(200, Method.BYE);
            }
          }
        });
  }

  @Test
  @Rfc("CALL-45")
  void aJoinThatMatchesNothingOrIsMalformedIsRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world, JoinTest::joining)) {
            refused(phone, 481, phone.caller("a"), "x;from-tag=1;to-tag=2");
            refused(
                phone, 400, phone.caller("b"), "x;from-tag=1;to-tag=2", "x;from-tag=1;to-tag=2");
            var leg = phone.caller("c");
            leg.send(Method.OPTIONS, builder -> builder.raw("Join", "x;from-tag=1;to-tag=2"));
            phone.response(400, Method.OPTIONS);
            assertThat(alice.calls().await()).isZero();
          }
        });
  }

  @Test
  void whereJoinIsNotSwitchedOnItIsAnotherCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            alice.onCall(call -> call.reject(Status.BUSY_HERE));
            refused(phone, 486, phone.caller("a"), "x;from-tag=1;to-tag=2");
            var leg = phone.caller("b");
            leg.send(Method.OPTIONS);
            SipResponse can = phone.response(200, Method.OPTIONS);
            assertThat(can.headers().text("Supported").orElseThrow())
                .contains("replaces")
                .doesNotContain("join");
          }
        });
  }
}
