package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** An endpoint is closed in every state: what waits completes, and nothing is left alive. */
class CloseTest {

  /** Brings a call into a state and names what waits. */
  private interface Scenario {
    List<Pending<?>> set(Endpoint alice, Phone phone) throws Exception;
  }

  /** Runs it, closes alice, and gives what the phone got after that. */
  private static List<String> closeIn(Scenario scenario) throws Exception {
    var got = new ArrayList<String>();
    try (var world = new SimWorld(3)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            var alice =
                Scene.alice(
                    world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL));
            var pending = scenario.set(alice, phone);
            alice.sleep(Duration.ofMillis(5));
            phone.forget();
            int before = phone.got().size();
            var began = world.now();
            alice.close();
            assertThat(world.now().minus(began)).isLessThanOrEqualTo(Duration.ofMillis(2_100));
            assertThat(pending).isNotEmpty().allMatch(Pending::isDone);
            pending.stream()
                .map(one -> one.now().orElseThrow())
                .filter(CallEnd.class::isInstance)
                .forEach(
                    end -> assertThat(((CallEnd) end).cause()).isEqualTo(CallEnd.Cause.CLOSED));
            alice.close();
            phone.got().stream()
                .skip(before)
                .map(one -> one.message().startLine())
                .forEach(line -> got.add(line.substring(0, line.indexOf(' '))));
            phone.close();
            // whatever is asked of a closed endpoint completes at once
            assertThat(alice.call("sip:x@10.0.0.2", Scene.SDP).outcome().await().isOk()).isFalse();
            assertThat(alice.options("sip:x@10.0.0.2").await().isOk()).isFalse();
            assertThat(alice.register("sip:10.0.0.2").outcome().await().isOk()).isFalse();
            assertThat(alice.calls().await()).isZero();
          });
      world.assertQuiet();
    }
    return got;
  }

  private static List<Pending<?>> of(Call call) {
    return List.of(call.outcome(), call.ended());
  }

  @Test
  void beforeTheFirstProvisionalAnswer() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = Scene.callBob(alice);
              phone.request(Method.INVITE);
              return of(call);
            });
    assertThat(got).doesNotContain("CANCEL", "BYE");
  }

  @Test
  void whileThePeerRings() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = Scene.callBob(alice);
              var invite = phone.request(Method.INVITE);
              phone.callee(invite, "b").reply(invite, 180);
              return of(call);
            });
    assertThat(got).startsWith("CANCEL");
  }

  private static Phone.Leg answer(Phone phone) throws InterruptedException {
    var invite = phone.request(Method.INVITE);
    var leg = phone.callee(invite, "b");
    leg.reply(invite, 200, Phone.SDP);
    phone.request(Method.ACK);
    return leg;
  }

  @Test
  void whileTheCallIsUp() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = Scene.callBob(alice);
              answer(phone);
              return List.of(call.ended());
            });
    assertThat(got).startsWith("BYE");
  }

  @Test
  void duringAReinviteAndWithOthersInLineAndARequest() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = Scene.callBob(alice);
              answer(phone);
              call.outcome().awaitOk();
              var hold = call.hold();
              var resume = call.resume();
              var info = call.request(Method.INFO, List.of());
              phone.request(Method.INVITE);
              return List.of(call.ended(), hold, resume, info);
            });
    assertThat(got).contains("BYE");
  }

  @Test
  void whileAnOfferOfThePeerIsUndecided() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = Scene.callBob(alice);
              var leg = answer(phone);
              leg.invite(Phone.sdp(40002));
              return List.of(call.ended());
            });
    assertThat(got).contains("BYE", "SIP/2.0");
  }

  @Test
  void whileALateOfferIsUndecided() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var call = alice.call(CallOptions.to("sip:bob@10.0.0.2"));
              var invite = phone.request(Method.INVITE);
              phone.callee(invite, "b").reply(invite, 200, Phone.SDP);
              return of(call);
            });
    assertThat(got).startsWith("ACK", "BYE");
  }

  @Test
  void whileAnIncomingCallRings() throws Exception {
    var got =
        closeIn(
            (alice, phone) -> {
              var calls = new ArrayList<IncomingCall>();
              alice.onCall(
                  call -> {
                    calls.add(call);
                    call.ring();
                    call.ended().await();
                  });
              phone.caller("c1").invite(Phone.SDP);
              phone.awaitResponse(180, Method.INVITE);
              return of(calls.getFirst());
            });
    assertThat(got).startsWith("SIP/2.0");
  }

  @Test
  void whileAnAnswerWaitsForItsAck() throws Exception {
    closeIn(
        (alice, phone) -> {
          var calls = new ArrayList<IncomingCall>();
          alice.onCall(
              call -> {
                calls.add(call);
                call.answer(Scene.SDP).await();
              });
          phone.caller("c1").invite(Phone.SDP);
          phone.awaitResponse(200, Method.INVITE);
          return of(calls.getFirst());
        });
  }

  @Test
  void whileAnIncomingCallWaitsInTheQueue() throws Exception {
    closeIn(
        (alice, phone) -> {
          phone.caller("c1").invite(Phone.SDP);
          var call = ((CallEvent.Incoming) alice.events().take()).call();
          return of(call);
        });
  }

  @Test
  void withRequestsAndRegistrationsUnderWay() throws Exception {
    closeIn(
        (alice, phone) -> {
          var options = alice.options("sip:bob@10.0.0.2");
          var message = alice.message("sip:nobody@10.9.9.9", "x");
          var registration = alice.register("sip:10.0.0.2");
          return List.of(options, message, registration.outcome(), registration.refresh());
        });
  }

  @Test
  void aHandlerThatWaitsOnIsLetGo() throws Exception {
    try (var world = new SimWorld(3)) {
      var done = new ArrayList<String>();
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = Scene.alice(world)) {
              alice.onCall(
                  call -> {
                    call.ring();
                    done.add(call.ended().await().cause().toString());
                  });
              phone.caller("c1").invite(Phone.SDP);
              phone.awaitResponse(180, Method.INVITE);
            }
            phone.close();
            world.advance(Duration.ofSeconds(1));
          });
      assertThat(done).containsExactly("CLOSED");
      world.assertQuiet();
    }
  }

  // two endpoints close at once, with calls in both directions
  @Test
  @Rfc("DLG-28")
  void twoEndpointsThatCloseAtOnceHangUpOnEachOther() throws Exception {
    try (var world = new SimWorld(3)) {
      var ends = new ArrayList<CallEnd>();
      world.run(
          () -> {
            var alice = Scene.alice(world);
            var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options);
            bob.onCall(
                call -> {
                  call.answer(Phone.SDP).await();
                  ends.add(call.ended().await());
                });
            var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
            call.outcome().awaitOk();
            var closing = new Pending<Boolean>(alice.threads());
            world
                .userThreads()
                .start(
                    "closer",
                    () -> {
                      bob.close();
                      closing.complete(true);
                    });
            alice.close();
            closing.await();
            ends.add(call.ended().await());
          });
      assertThat(ends).hasSize(2);
      world.assertQuiet();
    }
  }

  // --BYE--> <--200-- : over at once, not only when the time is
  @Test
  void closingTakesNoLongerThanTheLastAnswer() throws Exception {
    try (var world = new SimWorld(3)) {
      world
          .network()
          .all()
          .dropIf(
              new java.util.function.Predicate<>() {
                private boolean dropped;

                @Override
                public boolean test(org.offhook.testkit.SimPacket packet) {
                  boolean now = !dropped && packet.startsWith("BYE");
                  dropped |= now;
                  return now;
                }
              });
      world.run(
          () -> {
            var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options);
            var ends = new ArrayList<CallEnd>();
            bob.onCall(
                call -> {
                  call.answer(Phone.SDP).await();
                  ends.add(call.ended().await());
                });
            var alice = Scene.alice(world);
            alice.call("sip:bob@10.0.0.2", Scene.SDP).outcome().awaitOk();
            var began = world.now();
            alice.close();
            assertThat(world.now().minus(began))
                .isBetween(Duration.ofMillis(500), Duration.ofMillis(520));
            bob.sleep(Duration.ofMillis(1));
            assertThat(ends.getFirst().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            bob.close();
          });
      world.assertQuiet();
    }
  }

  @Test
  void aRefusalNeedsNoHelpFromTheApplication() throws Exception {
    try (var world = new SimWorld(3)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            try (var alice = Scene.alice(world)) {
              alice.onCall(call -> {});
              var leg = phone.caller("c1");
              var invite = leg.invite(Phone.SDP);
              var refusal = phone.awaitResponse(480, Method.INVITE);
              assertThat(refusal.status()).isEqualTo(Status.TEMPORARILY_UNAVAILABLE);
              leg.ackRefusal(invite, refusal);
            }
            phone.close();
          });
      world.assertQuiet();
    }
  }

  @Test
  void whoIsAbandonedHearsNothing() throws Exception {
    try (var world = new SimWorld(3)) {
      world.run(
          () -> {
            var phone = Scene.bob(world);
            var alice = Scene.alice(world);
            var call = Scene.callBob(alice);
            answer(phone);
            var ringing = Scene.callBob(alice);
            phone.request(Method.INVITE);
            var began = world.now();
            int before = phone.got().size();
            alice.abandon();
            assertThat(world.now()).isEqualTo(began);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CLOSED);
            assertThat(ringing.outcome().await().isOk()).isFalse();
            alice.close();
            world.advance(Duration.ofSeconds(40));
            assertThat(phone.got()).hasSize(before);
            phone.close();
          });
      world.assertQuiet();
    }
  }
}
