package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.Scene.callBob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** What the transactions exchange, as the endpoint's events tell it. */
@ExtendWith(SimWorldExtension.class)
class ExchangeEventTest {

  private static Endpoint watched(SimWorld world) throws InterruptedException {
    return alice(world, options -> options.exchanges(true));
  }

  private static List<ExchangeEvent> exchanges(Endpoint endpoint) {
    var all = new ArrayList<ExchangeEvent>();
    for (var event = endpoint.events().poll();
        event.isPresent();
        event = endpoint.events().poll()) {
      if (event.get() instanceof ExchangeEvent exchange) {
        all.add(exchange);
      }
    }
    return all;
  }

  /** In short, with all other events by their names. */
  private static List<String> told(Endpoint endpoint) {
    var all = new ArrayList<String>();
    for (var event = endpoint.events().poll();
        event.isPresent();
        event = endpoint.events().poll()) {
      var one = event.get();
      all.add(one instanceof ExchangeEvent ? one.toString() : one.getClass().getSimpleName());
    }
    return all;
  }

  /**
   *
   *
   * <pre>
   * alice                          bob
   *   |--- INVITE ----------------->|
   *   |<-- 100, 401 ----------------|
   *   |--- INVITE, credentials ---->|
   *   |<-- 180, 180 again ----------|
   *   |<-- 200, 200 again ----------|
   *   |--- ACK, ACK again --------->|
   *   |--- BYE -------------------->|
   *   |<-- 200 ---------------------|
   * </pre>
   */
  @Test
  void aCallWithAChallengeIsToldMessageByMessage(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, o -> o.exchanges(true).aor("sip:a@10.0.0.2").credentials("a", "s"))) {
            var call = callBob(alice);
            var first = phone.request(Method.INVITE);
            phone.callee(first, "x").reply(first, 100);
            phone.send(
                phone
                    .callee(first, "x")
                    .response(first, 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
                    .build());
            var invite = phone.awaitRequest(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            leg.reply(invite, 180);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            call.hangUp();
            var bye = phone.request(Method.BYE);
            leg.reply(bye, 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice))
                .filteredOn(one -> one.contains(" "))
                .containsExactly(
                    "SENT INVITE",
                    "ANSWERED INVITE 100",
                    "ANSWERED INVITE 401",
                    "SENT INVITE",
                    "ANSWERED INVITE 180",
                    "ANSWERED INVITE 200",
                    "ACK_SENT ACK",
                    "SENT BYE",
                    "ANSWERED BYE 200");
          }
          return null;
        });
  }

  @Test
  void eachEventCarriesItsMessagesAndTheBranchOfItsTransaction(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            phone.callee(invite, "b").reply(invite, 200, Phone.SDP);
            call.outcome().awaitOk();
            var ack = phone.request(Method.ACK);
            var all = exchanges(alice);
            assertThat(all)
                .extracting(ExchangeEvent::branch)
                .containsOnly(invite.topVia().branch().orElseThrow());
            assertThat(all.get(0).request().toBytes()).isEqualTo(invite.toBytes());
            assertThat(all.get(0).source()).isEmpty();
            assertThat(all.get(0).endpoint()).isSameAs(alice);
            assertThat(all.get(1).request().toBytes()).isEqualTo(invite.toBytes());
            assertThat(all.get(1).response().orElseThrow().status()).isEqualTo(Status.OK);
            assertThat(all.get(1).source().orElseThrow().getPort()).isEqualTo(5060);
            assertThat(all.get(2).request().toBytes()).isEqualTo(ack.toBytes());
          }
          return null;
        });
  }

  @Test
  void aRequestThatNobodyAnswersIsToldToHaveTimedOut(SimWorld world) throws Exception {
    world.run(
        () -> {
          world.host("nobody", "10.0.0.9");
          try (var alice = watched(world)) {
            alice.options("sip:bob@10.0.0.9").await();
            var all = exchanges(alice);
            assertThat(all)
                .extracting(ExchangeEvent::kind)
                .containsExactly(ExchangeEvent.Kind.SENT, ExchangeEvent.Kind.UNANSWERED);
            var last = all.getLast();
            assertThat(last.timedOut()).isTrue();
            assertThat(last.reason()).isEqualTo("no answer in time");
            assertThat(last.branch()).isEqualTo(all.getFirst().branch()).isNotEmpty();
            assertThat(last.request()).isSameAs(all.getFirst().request());
          }
          return null;
        });
  }

  @Test
  void aRequestToAnUnknownNameIsToldWithoutABranch(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = watched(world)) {
            alice.call("sip:bob@nowhere.example", Scene.SDP).outcome().await();
            var all = exchanges(alice);
            assertThat(all)
                .extracting(ExchangeEvent::kind)
                .containsExactly(ExchangeEvent.Kind.UNANSWERED);
            assertThat(all.getFirst().request().method()).isEqualTo(Method.INVITE);
            assertThat(all.getFirst().branch()).isEmpty();
            assertThat(all.getFirst().timedOut()).isFalse();
            assertThat(all.getFirst().reason()).isNotEmpty();
          }
          return null;
        });
  }

  @Test
  void aRefusedConnectionIsToldAsUnanswered(SimWorld world) throws Exception {
    world.run(
        () -> {
          bob(world);
          try (var alice = watched(world)) {
            alice.options("sip:bob@10.0.0.2;transport=tcp").await();
            assertThat(told(alice))
                .satisfiesExactly(
                    sent -> assertThat(sent).isEqualTo("SENT OPTIONS"),
                    failed -> assertThat(failed).startsWith("UNANSWERED OPTIONS: "));
          }
          return null;
        });
  }

  /**
   *
   *
   * <pre>
   * alice                          bob
   *   |<-- INVITE, INVITE again ----|
   *   |--- 180, 180 again --------->|
   *   |--- 200, 200 again --------->|
   *   |<-- ACK, ACK again ----------|
   *   |<-- BYE ---------------------|
   *   |--- 200 -------------------->|
   * </pre>
   */
  @Test
  void anIncomingCallIsToldInOrderWithItsOwnEvents(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var received = (ExchangeEvent) alice.events().take();
            assertThat(received).hasToString("RECEIVED INVITE");
            assertThat(received.source().orElseThrow().getAddress().getHostAddress())
                .isEqualTo("10.0.0.2");
            assertThat(received.branch()).isEqualTo(invite.topVia().branch().orElseThrow());
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            call.ring();
            phone.awaitResponse(180, Method.INVITE);
            phone.send(invite);
            phone.awaitResponse(180, Method.INVITE);
            call.answer(Scene.SDP);
            phone.awaitResponse(200, Method.INVITE);
            var success = phone.awaitResponse(200, Method.INVITE);
            leg.ack(success);
            leg.ack(success);
            alice.sleep(Duration.ofSeconds(1));
            leg.send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
            assertThat(told(alice))
                .containsExactly(
                    "RESPONDED INVITE 180",
                    "RESPONDED INVITE 200",
                    "ACKNOWLEDGED ACK",
                    "Established",
                    "RECEIVED BYE",
                    "RESPONDED BYE 200",
                    "Ended",
                    "CallLeft");
          }
          return null;
        });
  }

  @Test
  void aCallerThatCancelsIsToldWithTheCancel(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            alice.events().take();
            ((CallEvent.Incoming) alice.events().take()).call().ring();
            phone.awaitResponse(180, Method.INVITE);
            leg.cancel(invite);
            leg.ackRefusal(invite, phone.awaitResponse(487, Method.INVITE));
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice))
                .containsExactly(
                    "RESPONDED INVITE 180",
                    "RECEIVED CANCEL",
                    "RESPONDED CANCEL 200",
                    "RESPONDED INVITE 487",
                    "Ended",
                    "CallLeft");
          }
          return null;
        });
  }

  @Test
  void aCallThatIsCancelledHereIsToldWithTheCancel(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofSeconds(1));
            call.hangUp();
            var cancel = phone.request(Method.CANCEL);
            leg.reply(cancel, 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            call.ended().await();
            assertThat(told(alice))
                .filteredOn(one -> one.contains(" "))
                .containsExactly(
                    "SENT INVITE",
                    "ANSWERED INVITE 180",
                    "SENT CANCEL",
                    "ANSWERED CANCEL 200",
                    "ANSWERED INVITE 487");
          }
          return null;
        });
  }

  @Test
  void aReliableAnswerIsToldOnceWithItsPrack(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            var progress = leg.response(invite, 183).raw("Require", "100rel").raw("RSeq", "1");
            phone.send(progress.build());
            phone.send(progress.build());
            leg.reply(phone.awaitRequest(Method.PRACK), 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice))
                .filteredOn(one -> one.contains(" "))
                .containsExactly(
                    "SENT INVITE", "ANSWERED INVITE 183", "SENT PRACK", "ANSWERED PRACK 200");
          }
          return null;
        });
  }

  @Test
  void the2xxOfEachForkIsToldOnceAndItsAckToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            callBob(alice);
            var invite = phone.request(Method.INVITE);
            for (var tag : List.of("b1", "b2", "b1", "b2")) {
              phone.callee(invite, tag).reply(invite, 200, Phone.SDP);
            }
            var bye = phone.awaitRequest(Method.BYE);
            phone.callee(invite, "b2").reply(bye, 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice))
                .filteredOn(one -> one.contains(" "))
                .containsExactly(
                    "SENT INVITE",
                    "ANSWERED INVITE 200",
                    "ACK_SENT ACK",
                    "ANSWERED INVITE 200",
                    "ACK_SENT ACK",
                    "SENT BYE",
                    "ANSWERED BYE 200");
          }
          return null;
        });
  }

  @Test
  void anAckAstrayIsNotTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = watched(world)) {
            var leg = phone.caller("c1");
            leg.send(Method.ACK, ack -> ack.set(HeaderName.TO, ack.build().to().withTag("who")));
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice)).isEmpty();
          }
          return null;
        });
  }

  @Test
  void nothingIsToldUnlessItIsAskedFor(SimWorld world) throws Exception {
    world.run(
        () -> {
          world.host("nobody", "10.0.0.9");
          try (var alice = alice(world)) {
            alice.options("sip:bob@10.0.0.9").await();
            assertThat(told(alice)).isEmpty();
          }
          return null;
        });
  }

  @Test
  void anObserverOfTheStepsSeesThemBesideTheExchanges(SimWorld world) throws Exception {
    world.run(
        () -> {
          world.host("nobody", "10.0.0.9");
          var steps = new ArrayList<String>();
          try (var alice =
              alice(world, o -> o.exchanges(true).observe(step -> steps.add(step.what())))) {
            alice.options("sip:bob@10.0.0.9").await();
            assertThat(told(alice))
                .containsExactly("SENT OPTIONS", "UNANSWERED OPTIONS: no answer in time");
          }
          assertThat(steps).contains("RETRANSMITTED", "TRYING > TERMINATED");
          return null;
        });
  }

  @Test
  void aFullQueueDropsWhatBeginsAndKeepsWhatEnds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, o -> o.exchanges(true).queues(new QueueSizes(1, 64)))) {
            var outcome = alice.options("sip:bob@10.0.0.2");
            var options = phone.request(Method.OPTIONS);
            phone.send(SipResponse.to(options, Status.TRYING).build());
            phone.send(
                SipResponse.to(options, Status.OK)
                    .set(HeaderName.TO, options.to().withTag("b"))
                    .build());
            outcome.await();
            assertThat(told(alice))
                .containsExactly("SENT OPTIONS", "Overflowed", "ANSWERED OPTIONS 200");
          }
          return null;
        });
  }

  @Test
  void theLastEventOfAllIsStillThatTheEndpointWasClosed(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var alice = watched(world);
          alice.options("sip:bob@10.0.0.2");
          phone.request(Method.OPTIONS);
          alice.options("sip:bob@10.0.0.2;transport=tcp");
          alice.close();
          assertThat(told(alice)).last().isEqualTo("Closed");
          return null;
        });
  }

  // --BYE--> Ended <--401-- --BYE (credentials)--> <--200-- CallLeft
  @Test
  void aCallHasLeftWhenItsByeIsAnsweredAfterAllSteps(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  o ->
                      o.exchanges(true)
                          .aor("sip:a@10.0.0.2")
                          .credentials("a", "s")
                          .automatic(Automatic.AUTHENTICATE, AutoMode.MANUAL))) {
            var call = callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            told(alice);
            call.hangUp();
            phone.send(
                leg.response(phone.request(Method.BYE), 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
                    .build());
            alice.sleep(Duration.ofSeconds(1));
            assertThat(call.ended().isDone()).isTrue();
            AskedStep step = null;
            var names = new ArrayList<String>();
            for (var e = alice.events().poll(); e.isPresent(); e = alice.events().poll()) {
              names.add(e.get().getClass().getSimpleName());
              step = e.get().asked().orElse(step);
            }
            assertThat(names)
                .containsExactlyInAnyOrder("ExchangeEvent", "Ended", "ExchangeEvent", "Asked");
            Objects.requireNonNull(step).proceed();
            var again = phone.request(Method.BYE);
            assertThat(again.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
            leg.reply(again, 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(told(alice)).containsExactly("SENT BYE", "ANSWERED BYE 200", "CallLeft");
          }
          return null;
        });
  }
}
