package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.Capabilities;

/** Requests of peers in dialogs, and in dialogs that are none: RFC 3261 §12.2.2. */
@ExtendWith(SimWorldExtension.class)
class InDialogRequestsTest {

  /** A call of the phone that alice answered; its events come to her queue. */
  private static Phone.Leg established(Endpoint alice, Phone bob) throws InterruptedException {
    var leg = bob.caller("c1");
    leg.invite(Phone.SDP);
    ((CallEvent.Incoming) alice.events().take()).call().answer(Scene.SDP);
    leg.ack(bob.awaitResponse(200, Method.INVITE));
    assertThat(alice.events().take()).isInstanceOf(CallEvent.Established.class);
    return leg;
  }

  @ParameterizedTest
  @ValueSource(strings = {"BYE", "INFO", "INVITE", "SUBSCRIBE", "NOTIFY", "UPDATE", "REFER"})
  void whatNamesNoDialogGets481(String name) throws Exception {
    var method = Method.of(name);
    try (var world = new SimWorld(1)) {
      world.run(
          () -> {
            var bob = Scene.bob(world);
            try (var alice = Scene.alice(world)) {
              SipRequest request =
                  bob.caller("c1")
                      .send(
                          method,
                          b ->
                              b.set(
                                      HeaderName.TO,
                                      NameAddr.parse("<sip:alice@10.0.0.1>").withTag("none"))
                                  .set(HeaderName.CONTACT, bob.contact())
                                  .raw("Event", "presence")
                                  .raw("Subscription-State", "active")
                                  .raw("Refer-To", "<sip:carol@10.0.0.3>"));
              var refusal = bob.response(481, method);
              assertThat(refusal.to().tag()).contains("none");
              if (method.equals(Method.INVITE)) {
                bob.caller("c1").ackRefusal(request, refusal);
              }
              assertThat(alice.events().size()).isZero();
            }
          });
    }
  }

  // <--PING-- : 501, and where the method is allowed the application's answer with its row
  @Test
  void aMethodOfOnesOwnIsAnsweredInACall(SimWorld world) throws Exception {
    var ping = Method.of("PING");
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var leg = established(alice, bob);
            leg.send(ping);
            bob.response(501, ping);
            var allowed = new ArrayList<>(Capabilities.DEFAULT.allow());
            allowed.add(ping);
            alice.reconfigure(
                options -> options.capabilities(Capabilities.DEFAULT.withAllow(allowed)));
            alice.sleep(Duration.ofMillis(1));
            leg.send(ping, request -> request.raw("X-Seq", "7"));
            var received = (CallEvent.RequestReceived) alice.events().take();
            assertThat(received.request().request().headers().texts("X-Seq")).containsExactly("7");
            received.request().respond(Status.ACCEPTED, List.of(new HeaderRow("X-Pong", "8")));
            assertThat(bob.response(202, ping).headers().texts("X-Pong")).containsExactly("8");
            leg.send(Method.BYE);
            bob.response(200, Method.BYE);
          }
        });
  }

  // <--BYE-- : the call is over; the answer is the application's, with its row
  @Test
  void aByeGetsTheAnswerOfTheApplication(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice =
              Scene.alice(
                  world, options -> options.automatic(Automatic.ANSWER_BYE, AutoMode.OFF))) {
            var leg = established(alice, bob);
            leg.send(Method.BYE);
            var bye = ((CallEvent.RequestReceived) alice.events().take()).request();
            assertThat(alice.events().take()).isInstanceOf(CallEvent.Ended.class);
            bob.silence(Duration.ofMillis(400));
            var ok = bye.prepare(Status.of(200, "Bye Bye")).await().orElseThrow();
            bye.respond(ok.toBuilder().raw("X-Talked", "7").build());
            var answer = bob.response(200, Method.BYE);
            assertThat(answer.reason()).isEqualTo("Bye Bye");
            assertThat(answer.headers().texts("X-Talked")).containsExactly("7");
          }
        });
  }

  @Test
  void anyStatusIsSentAsItIsGiven(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            for (var status :
                List.of(
                    Status.of(299), Status.of(299, "Sort Of"), Status.of(481), Status.of(699))) {
              bob.caller("c" + status.code() + status.reason().length()).send(Method.MESSAGE);
              ((RequestEvent.Received) alice.events().take()).request().respond(status);
              var answer = bob.response(status.code(), Method.MESSAGE);
              assertThat(answer.reason()).isEqualTo(status.reason()).isNotBlank();
            }
          }
        });
  }
}
