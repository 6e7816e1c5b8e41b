package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** Events, queues and handlers of calls, and the ways round the library. */
@ExtendWith(SimWorldExtension.class)
class CallEventsTest {

  private static Phone.Leg answer(Phone phone, SipRequest invite) throws InterruptedException {
    var leg = phone.callee(invite, "b");
    leg.reply(invite, 200, Phone.SDP);
    phone.request(Method.ACK);
    return leg;
  }

  private static List<String> drain(EventQueue<? extends SipEvent> queue) {
    var all = new ArrayList<String>();
    for (var event = queue.poll(); event.isPresent(); event = queue.poll()) {
      all.add(event.get().getClass().getSimpleName());
    }
    return all;
  }

  // --- where events go ---

  @Test
  @EndsQuiet
  void withoutAHandlerEverythingComesToTheEndpointsQueueInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var incoming = (CallEvent.Incoming) alice.events().take();
            incoming.call().answer(Scene.SDP);
            leg.ack(phone.awaitResponse(200, Method.INVITE));
            assertThat(alice.events().take()).isInstanceOf(CallEvent.Established.class);
            leg.send(Method.INFO);
            phone.response(200, Method.INFO);
            leg.invite(Phone.sdp(40002));
            leg.ack(phone.awaitResponse(200, Method.INVITE));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            incoming.call().ended().await();
            assertThat(drain(alice.events()))
                .containsExactly("InfoReceived", "SessionChanged", "Ended");
            assertThatThrownBy(incoming.call()::events).isInstanceOf(IllegalStateException.class);
          }
          phone.close();
        });
  }

  @Test
  void eventsOfACallWithAQueueComeToNoOther(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(drain(call.events())).containsExactly("Established", "Ended");
            assertThat(drain(alice.events())).isEmpty();
          }
        });
  }

  @Test
  @EndsQuiet
  void eventsOfACallWithAHandlerComeToIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var seen = new ArrayList<String>();
            var call =
                alice.call(
                    CallOptions.to("sip:bob@10.0.0.2")
                        .offer(Scene.SDP)
                        .onEvent(event -> seen.add(event.getClass().getSimpleName())));
            var leg = answer(phone, phone.request(Method.INVITE));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            alice.sleep(Duration.ofMillis(1));
            assertThat(seen).containsExactly("Established", "Ended");
          }
          phone.close();
        });
  }

  // --- full queues ---

  @Test
  void aFullQueueDropsCountsAndStillTellsTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.queues(new QueueSizes(10, 4)))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            for (int i = 0; i < 20; i++) {
              leg.send(Method.INFO);
              phone.response(200, Method.INFO);
            }
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            var events = new ArrayList<CallEvent>();
            for (var e = call.events().poll(); e.isPresent(); e = call.events().poll()) {
              events.add(e.get());
            }
            assertThat(events).hasSize(6);
            assertThat(events.get(4))
                .isInstanceOfSatisfying(
                    CallEvent.Overflowed.class, lost -> assertThat(lost.lost()).isEqualTo(17));
            assertThat(events.getLast()).isInstanceOf(CallEvent.Ended.class);
          }
        });
  }

  @Test
  void progressIsReplacedByNewerProgressWhenTheQueueFills(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.queues(new QueueSizes(10, 8)))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            for (int i = 0; i < 60; i++) {
              leg.reply(invite, 101 + i);
            }
            leg.reply(invite, 486);
            phone.request(Method.ACK);
            call.ended().await();
            var last = 0;
            int count = 0;
            for (var e = call.events().poll(); e.isPresent(); e = call.events().poll()) {
              assertThat(e.get()).isNotInstanceOf(CallEvent.Overflowed.class);
              if (e.get() instanceof CallEvent.Progress progress) {
                last = progress.status().code();
                count++;
              }
            }
            assertThat(last).isEqualTo(160);
            assertThat(count).isLessThanOrEqualTo(8);
          }
        });
  }

  // requests that wait for the application have room of their own, and no more than that
  @Test
  void requestsBeyondTheRoomAreRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options
                          .automatic(Automatic.ANSWER_OPTIONS, AutoMode.OFF)
                          .queues(new QueueSizes(10, 4)))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            call.outcome().awaitOk();
            for (int i = 0; i < 7; i++) {
              leg.send(Method.OPTIONS);
            }
            phone.silence(Duration.ofSeconds(1));
            leg.send(Method.OPTIONS);
            var refusal = phone.response(503, Method.OPTIONS);
            assertThat(refusal.headers().contains(HeaderName.RETRY_AFTER)).isTrue();
            alice.sleep(Duration.ofSeconds(21));
            assertThat(phone.count("SIP/2.0 500")).isEqualTo(7);
            phone.forget();
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(drain(call.events()).getLast()).isEqualTo("Ended");
          }
        });
  }

  @Test
  @EndsQuiet
  void aCallThatNobodyTakesIsRefusedWith480AndOneWithoutRoomWith503(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options
                          .queues(new QueueSizes(1, 4))
                          .calls(CallPolicy.DEFAULT.withTakeWithin(Duration.ofSeconds(5))))) {
            var first = phone.caller("c1");
            var one = first.invite(Phone.SDP);
            alice.sleep(Duration.ofMillis(5));
            var second = phone.caller("c2");
            var two = second.invite(Phone.SDP);
            second.ackRefusal(two, phone.awaitResponse(503, Method.INVITE));
            first.ackRefusal(one, phone.awaitResponse(480, Method.INVITE));
            assertThat(world.now()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6));
          }
          phone.close();
        });
  }

  @Test
  void moreCallsThanAllowedAreRefusedWith503AndFailWithoutAMessage(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.calls(CallPolicy.DEFAULT.withMaxCalls(1)))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            var other = phone.caller("c1");
            var invite = other.invite(Phone.SDP);
            var refusal = phone.awaitResponse(503, Method.INVITE);
            assertThat(refusal.headers().contains(HeaderName.RETRY_AFTER)).isTrue();
            other.ackRefusal(invite, refusal);
            var second = Scene.callBob(alice);
            assertThat(second.outcome().await().reason()).contains("1 calls");
            assertThat(second.ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
          }
        });
  }

  // --- requests inside a call ---

  @Test
  void requestsInsideACallGoBothWays(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OPTIONS, AutoMode.OFF))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            call.outcome().awaitOk();
            call.events().take();

            var info = call.info(MediaType.parse("application/dtmf-relay"), bytes("Signal=1"));
            var sentInfo = phone.request(Method.INFO);
            assertThat(sentInfo.contentType().orElseThrow().subtype()).isEqualTo("dtmf-relay");
            leg.reply(sentInfo, 200);
            info.awaitOk();
            var message = call.message("hello");
            leg.reply(phone.request(Method.MESSAGE), 202);
            message.awaitOk();
            var own = call.request(Method.of("PING"), List.of(new HeaderRow("X-A", "b")));
            var ping = phone.request(Method.of("PING"));
            assertThat(ping.headers().text("X-A")).contains("b");
            leg.reply(ping, 501 - 13);
            assertThat(own.await().isOk()).isFalse();
            assertThatThrownBy(() -> call.request(Method.BYE, List.of()))
                .isInstanceOf(IllegalArgumentException.class);

            leg.send(Method.MESSAGE, builder -> builder.body(MediaType.TEXT_PLAIN, bytes("hi")));
            phone.response(200, Method.MESSAGE);
            var received = (CallEvent.InfoReceived) call.events().take();
            assertThat(received.request().body()).isEqualTo(bytes("hi"));
            leg.send(Method.OPTIONS);
            var options = (CallEvent.RequestReceived) call.events().take();
            options.request().respond(Status.OK, List.of(new HeaderRow("X-C", "d")));
            assertThat(phone.response(200, Method.OPTIONS).headers().text("X-C")).contains("d");
            leg.send(Method.of("PONG"));
            phone.response(501, Method.of("PONG"));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  // --- handlers that fail ---

  @Test
  @Rfc("SEC-26")
  @EndsQuiet
  void aHandlerThatThrowsCosts500OrAByeAndOtherCallsGoOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  var subject = call.request().headers().text("Subject").orElse("");
                  if (subject.equals("late")) {
                    call.answer(Scene.SDP).await();
                  } else if (subject.equals("well")) {
                    call.answer(Scene.SDP).await();
                    return;
                  }
                  throw new IllegalStateException("handler " + subject);
                });
            var well = call(phone, "c0", "well");
            well.ack(phone.awaitResponse(200, Method.INVITE));

            var early = phone.caller("c1");
            var invite = early.invite(Phone.SDP);
            early.ackRefusal(invite, phone.awaitResponse(500, Method.INVITE));
            var late = call(phone, "c2", "late");
            late.ack(phone.awaitResponse(200, Method.INVITE));
            late.reply(phone.awaitRequest(Method.BYE), 200);
            assertThat(drain(alice.events())).containsExactly("HandlerFailed", "HandlerFailed");

            alice.onRequest(
                request -> {
                  throw new IllegalStateException("request handler");
                });
            phone
                .caller("c3")
                .send(Method.MESSAGE, builder -> builder.body(MediaType.TEXT_PLAIN, bytes("boom")));
            phone.awaitResponse(500, Method.MESSAGE);

            well.send(Method.INFO);
            phone.response(200, Method.INFO);
            well.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  private static Phone.Leg call(Phone phone, String callId, String subject) {
    var leg = phone.caller(callId);
    leg.send(
        Method.INVITE,
        builder ->
            builder.raw("Subject", subject).body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
    return leg;
  }

  @Test
  @Rfc("SEC-26")
  void aFunctionOfTheApplicationThatThrowsCosts500AndIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options.servesUser(
                          uri -> {
                            throw new IllegalStateException("boom");
                          }))) {
            phone.caller("c1").send(Method.OPTIONS);
            phone.response(500, Method.OPTIONS);
            var leg = phone.caller("c2");
            var invite = leg.invite(Phone.SDP);
            leg.ackRefusal(invite, phone.awaitResponse(500, Method.INVITE));
            assertThat(drain(alice.events())).containsExactly("HandlerFailed", "HandlerFailed");
          }
        });
  }

  @Test
  @Rfc("SEC-26")
  @EndsQuiet
  void anEventHandlerThatThrowsGetsTheNextEventAllTheSame(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_OPTIONS, AutoMode.OFF))) {
            var seen = new ArrayList<String>();
            var call =
                alice.call(
                    CallOptions.to("sip:bob@10.0.0.2")
                        .offer(Scene.SDP)
                        .onEvent(
                            event -> {
                              seen.add(event.getClass().getSimpleName());
                              throw new IllegalStateException("event handler");
                            }));
            var leg = answer(phone, phone.request(Method.INVITE));
            leg.send(Method.OPTIONS);
            phone.response(500, Method.OPTIONS);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            alice.sleep(Duration.ofMillis(1));
            assertThat(seen).containsExactly("Established", "RequestReceived", "Ended");
            assertThat(drain(alice.events())).hasSize(3).containsOnly("HandlerFailed");
          }
          phone.close();
        });
  }

  // --- the ways round ---

  @Test
  void aDraftIsLookedAtEditedAndSent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var draft = alice.prepare(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP));
            assertThat(draft.request().callId()).isNotEmpty();
            assertThat(draft.request().from().tag()).isPresent();
            assertThat(draft.request().cSeq().number()).isEqualTo(1);
            var other =
                org.offhook.sdp.SessionDescription.audio(
                    "10.0.0.1", 31000, org.offhook.sdp.RtpMap.PCMU);
            var call =
                draft
                    .edit(
                        request ->
                            request
                                .set(HeaderName.SUBJECT, "hello")
                                .body(MediaType.APPLICATION_SDP, other.toBytes()))
                    .send();
            var invite = phone.request(Method.INVITE);
            assertThat(invite.callId()).isEqualTo(draft.request().callId());
            assertThat(invite.from()).isEqualTo(draft.request().from());
            assertThat(invite.headers().get(HeaderName.SUBJECT)).contains("hello");
            var leg = answer(phone, invite);
            call.outcome().awaitOk();
            assertThat(call.localDescription().orElseThrow().media().getFirst().port())
                .isEqualTo(31000);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  void theRewriteHookHasTheLastWordOnEveryRequest(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options.rewrite(
                          request -> request.toBuilder().raw("X-Hook", "yes").build()))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().text("X-Hook")).contains("yes");
            var leg = answer(phone, invite);
            call.outcome().awaitOk();
            call.hold();
            var hold = phone.request(Method.INVITE);
            assertThat(hold.headers().text("X-Hook")).contains("yes");
            leg.reply(hold, 488);
            phone.request(Method.ACK);
            call.hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.headers().text("X-Hook")).contains("yes");
            leg.reply(bye, 200);
          }
        });
  }

  @Test
  void aTapSeesEveryMessageBothWays(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var seen = new ArrayList<String>();
          var tap =
              new WireTap() {
                @Override
                public void received(Flow flow, byte[] message, long nanos) {
                  seen.add("< " + first(message));
                }

                @Override
                public void sent(Flow flow, byte[] message, long nanos) {
                  seen.add("> " + first(message));
                }
              };
          try (var alice = alice(world, options -> options.tap(tap))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var leg = answer(phone, phone.request(Method.INVITE));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(seen)
                .containsExactly("> INVITE", "< SIP/2.0", "> ACK", "< BYE", "> SIP/2.0");
          }
        });
  }

  private static String first(byte[] message) {
    var text = new String(message, StandardCharsets.UTF_8);
    return text.substring(0, text.indexOf(' '));
  }

  @Test
  void aCallGoesToTheNextHopAndFromWhomItIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                alice.call(
                    CallOptions.to("sip:carol@example.com")
                        .nextHop("sip:10.0.0.2")
                        .from(org.offhook.message.NameAddr.parse("\"Desk\" <sip:desk@example.com>"))
                        .header("X-A", "1")
                        .header("X-A", "2")
                        .offer(Scene.SDP));
            var invite = phone.request(Method.INVITE);
            assertThat(invite.requestUri().toString()).isEqualTo("sip:carol@example.com");
            assertThat(invite.to().uri().toString()).isEqualTo("sip:carol@example.com");
            assertThat(invite.from().uri().toString()).isEqualTo("sip:desk@example.com");
            assertThat(invite.headers().texts("X-A")).containsExactly("1", "2");
            phone.callee(invite, "b").reply(invite, 404);
            phone.request(Method.ACK);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Refused.class);
          }
        });
  }

  private record Note(String text) {}

  @Test
  @Rfc("DLG-35")
  void aMethodThatThePeerDoesNotKnowIsRefusedAndTheCallGoesOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options)) {
            carol.onCall(
                call -> {
                  call.answer(Scene.SDP).awaitOk();
                  call.ended().await();
                });
            var call = alice.call("sip:carol@10.0.0.3", Scene.SDP);
            call.outcome().awaitOk();
            for (var method : List.of(Method.of("DANCE"), Method.PUBLISH)) {
              assertThat(call.request(method, List.of()).await().reason())
                  .startsWith("answered with " + (method.isKnown() ? 405 : 501));
              assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            }
            call.hold().awaitOk();
            call.hangUp().awaitOk();
          }
        });
  }

  @Test
  void aCallCarriesTheApplicationsObjects(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            assertThat(call.attributes().get("note", Note.class)).isEmpty();
            call.attributes().put("note", new Note("a"));
            assertThat(call.attributes().get("note", Note.class)).contains(new Note("a"));
            var invite = phone.request(Method.INVITE);
            phone.callee(invite, "b").reply(invite, 486);
            phone.request(Method.ACK);
            call.ended().await();
            assertThat(call.attributes().get("note", Note.class)).contains(new Note("a"));
          }
        });
  }

  @Test
  void theDialogsStateCanBeRead(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            assertThat(call.dialog().await()).isEmpty();
            var leg = answer(phone, phone.request(Method.INVITE));
            call.outcome().awaitOk();
            var snapshot = call.dialog().await().orElseThrow();
            assertThat(snapshot.parties().id().remoteTag()).isEqualTo("b");
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(call.dialog().await()).isEmpty();
          }
        });
  }
}
