package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.CallPolicy;
import org.offhook.Endpoint;
import org.offhook.OutgoingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.ForkPolicy;

/** An INVITE that a proxy brought to several phones: RFC 3261 §12.1.2, §13.2.2.4. */
@ExtendWith(SimWorldExtension.class)
class ForkTest {

  private static OutgoingCall call(Endpoint alice) {
    return alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
  }

  /** An answer of one fork, with its own target and route. */
  private static void answer(
      Phone phone, Phone.Leg leg, SipRequest invite, int code, String name, boolean sdp) {
    var response =
        leg.response(invite, code)
            .set(HeaderName.CONTACT, Contact.of(SipUri.parse("sip:" + name + "@10.0.0.2")))
            .raw("Record-Route", "<sip:10.0.0.2;lr;fork=" + name + ">");
    if (sdp) {
      response.body(MediaType.APPLICATION_SDP, Phone.sdp(40000 + name.charAt(0)).toBytes());
    }
    phone.send(response.build());
  }

  // <--183 tag b-- <--183 tag c-- <--200 tag c-- --ACK c--> : each fork its own dialog and media
  @Test
  @Rfc({"DLG-19", "CALL-04"})
  void eachForkHasItsOwnTargetRouteNumbersAndMedia(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options -> options.calls(CallPolicy.DEFAULT.withForks(ForkPolicy.KEEP_ALL)))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            var c = phone.callee(invite, "c");
            answer(phone, b, invite, 183, "b", true);
            answer(phone, c, invite, 183, "c", true);
            answer(phone, c, invite, 200, "c", true);
            answer(phone, b, invite, 200, "b", true);
            var ackC = phone.request(Method.ACK);
            var ackB = phone.request(Method.ACK);
            assertThat(route(ackC)).isEqualTo("<sip:10.0.0.2;lr;fork=c>");
            assertThat(ackC.requestUri().toString()).isEqualTo("sip:c@10.0.0.2");
            assertThat(route(ackB)).isEqualTo("<sip:10.0.0.2;lr;fork=b>");
            assertThat(ackB.requestUri().toString()).isEqualTo("sip:b@10.0.0.2");

            var first = (CallOutcome.Established) call.outcome().await();
            assertThat(first.remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40000 + 'c'));
            var fork = fork(call);
            assertThat(fork.outcome().await()).isInstanceOf(CallOutcome.Established.class);
            assertThat(fork.remoteDescription().orElseThrow()).isEqualTo(Phone.sdp(40000 + 'b'));

            call.request(Method.INFO, java.util.List.of());
            var infoC = phone.request(Method.INFO);
            fork.request(Method.INFO, java.util.List.of());
            var infoB = phone.request(Method.INFO);
            assertThat(infoC.cSeq().number()).isEqualTo(2);
            assertThat(infoB.cSeq().number()).isEqualTo(2);
            assertThat(infoB.to().tag()).contains("b");
            c.reply(infoC, 200);
            b.reply(infoB, 200);
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
            c.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  private static String route(SipRequest request) {
    return request.headers().get(HeaderName.ROUTE).map(NameAddr::toString).orElse("");
  }

  private static org.offhook.Call fork(OutgoingCall call) throws InterruptedException {
    while (true) {
      if (call.events().take() instanceof CallEvent.ForkAnswered answered) {
        return answered.fork();
      }
    }
  }

  // <--200 tag b-- --ACK--> <--200 tag c-- --ACK--> --BYE--> : the first is kept
  @Test
  @Rfc("DLG-20")
  void aFurtherAnswerIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            var c = phone.callee(invite, "c");
            answer(phone, b, invite, 200, "b", true);
            assertThat(phone.request(Method.ACK).to().tag()).contains("b");
            answer(phone, c, invite, 200, "c", true);
            assertThat(phone.request(Method.ACK).to().tag()).contains("c");
            var bye = phone.request(Method.BYE);
            assertThat(bye.to().tag()).contains("c");
            c.reply(bye, 200);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(call.ended().isDone()).isFalse();
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--180 tag b-- <--180 tag c-- <--200 tag c-- : b is gone 32 s later
  @Test
  @Rfc("DLG-21")
  @EndsQuiet
  void forksWithoutAnAnswerAreGone64T1AfterTheFirstAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            var c = phone.callee(invite, "c");
            answer(phone, b, invite, 180, "b", false);
            answer(phone, c, invite, 180, "c", false);
            answer(phone, c, invite, 200, "c", true);
            phone.request(Method.ACK);
            alice.sleep(Duration.ofSeconds(31));
            b.send(Method.INFO);
            phone.response(200, Method.INFO);
            alice.sleep(Duration.ofMillis(1_100));
            b.send(Method.INFO);
            phone.response(481, Method.INFO);
            c.send(Method.INFO);
            phone.response(200, Method.INFO);
            c.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // <--180 tag b-- <--180 tag c-- <--199 tag b-- <--486--
  @Test
  @Rfc("DLG-22")
  void a199EndsItsForkAndARefusalEndsAll(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            var c = phone.callee(invite, "c");
            answer(phone, b, invite, 180, "b", false);
            answer(phone, c, invite, 180, "c", false);
            answer(phone, b, invite, 199, "b", false);
            b.send(Method.INFO);
            phone.response(481, Method.INFO);
            c.send(Method.INFO);
            phone.response(200, Method.INFO);
            c.reply(invite, 486);
            phone.request(Method.ACK);
            c.send(Method.INFO);
            phone.response(481, Method.INFO);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Refused.class);
          }
        });
  }

  // <--180 tag b-- <--302-- : b is over before the next target is tried
  @Test
  @Rfc("DLG-22")
  void aRefusalThatIsRepairedEndsTheForksBeforeIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            answer(phone, b, invite, 180, "b", false);
            phone.send(
                b.response(invite, 302)
                    .set(HeaderName.CONTACT, Contact.of(SipUri.parse("sip:other@10.0.0.2")))
                    .build());
            phone.request(Method.ACK);
            var second = phone.request(Method.INVITE);
            b.send(Method.INFO);
            phone.response(481, Method.INFO);
            var again = phone.callee(second, "b");
            again.reply(second, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            call.hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.cSeq().number()).isGreaterThan(second.cSeq().number());
            again.reply(bye, 200);
          }
        });
  }

  // <--180 tag b-- <--200 tag c, never seen before-- --ACK c-->
  @Test
  @Rfc({"DLG-23", "DLG-07"})
  void anAnswerWithANewTagMakesItsDialogAlone(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.outboundProxy("sip:10.0.0.2;lr"))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(route(invite)).isNotEmpty();
            answer(phone, phone.callee(invite, "b"), invite, 180, "b", false);
            var c = phone.callee(invite, "c");
            c.reply(invite, 200, Phone.SDP);
            var ack = phone.request(Method.ACK);
            assertThat(ack.to().tag()).contains("c");
            assertThat(ack.requestUri().toString()).isEqualTo("sip:phone@10.0.0.2");
            assertThat(route(ack)).isEmpty();
            call.outcome().awaitOk();
            c.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--180, Record-Route 1, Contact 1-- <--200, Record-Route 2, Contact 2-- --ACK by 2-->, and
  // Record-Route in a re-INVITE changes nothing
  @Test
  @Rfc("DLG-08")
  void the200DecidesTheRouteAndNothingChangesItAfterwards(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            answer(phone, b, invite, 180, "early", false);
            answer(phone, b, invite, 200, "late", true);
            var ack = phone.request(Method.ACK);
            assertThat(route(ack)).isEqualTo("<sip:10.0.0.2;lr;fork=late>");
            assertThat(ack.requestUri().toString()).isEqualTo("sip:late@10.0.0.2");

            call.hold();
            var reinvite = phone.request(Method.INVITE);
            phone.send(
                b.response(reinvite, 200)
                    .raw("Record-Route", "<sip:10.0.0.2;lr;fork=re>")
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            assertThat(route(phone.request(Method.ACK))).isEqualTo("<sip:10.0.0.2;lr;fork=late>");
            var theirs =
                b.send(
                    Method.INVITE,
                    builder ->
                        builder
                            .raw("Record-Route", "<sip:10.0.0.2;lr;fork=re>")
                            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.cSeq().number()).isEqualTo(theirs.cSeq().number());
            b.ack(ok);
            alice.sleep(Duration.ofMillis(10));
            call.hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(route(bye)).isEqualTo("<sip:10.0.0.2;lr;fork=late>");
            b.reply(bye, 200);
          }
        });
  }

  // KEEP_ALL: further forks are calls of their own, each with one end
  @Test
  @Rfc("DLG-20")
  void anApplicationMayKeepAllForks(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options -> options.calls(CallPolicy.DEFAULT.withForks(ForkPolicy.KEEP_ALL)))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var forks = new ArrayList<org.offhook.Call>();
            for (var tag : new String[] {"b", "c", "d"}) {
              answer(phone, phone.callee(invite, tag), invite, 200, tag, true);
              phone.request(Method.ACK);
              if (!tag.equals("b")) {
                forks.add(fork(call));
              }
            }
            assertThat(alice.calls().await()).isEqualTo(3);
            assertThat(phone.count("BYE")).isZero();
            forks.getFirst().hangUp();
            var bye = phone.request(Method.BYE);
            assertThat(bye.to().tag()).contains("c");
            phone.callee(invite, "c").reply(bye, 200);
            forks.getFirst().ended().await();
            assertThat(alice.calls().await()).isEqualTo(2);
          }
        });
  }

  // KEEP_ALL, but there is room for one call: --ACK--> --BYE-->, and nobody is told
  @Test
  void aForkWithoutRoomIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options ->
                      options.calls(
                          CallPolicy.DEFAULT.withForks(ForkPolicy.KEEP_ALL).withMaxCalls(1)))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            answer(phone, b, invite, 200, "b", true);
            phone.request(Method.ACK);
            var c = phone.callee(invite, "c");
            answer(phone, c, invite, 200, "c", true);
            assertThat(phone.request(Method.ACK).to().tag()).contains("c");
            c.reply(phone.request(Method.BYE), 200);
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            assertThat(call.events().size()).isEqualTo(2);
            assertThat(alice.events().size()).isZero();
          }
        });
  }

  // KEEP_ALL, but the first call is over: a further answer is hung up, and no event follows the end
  @Test
  void anAnswerAfterTheEndOfTheCallIsHungUpAndNotTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(
                  world,
                  options -> options.calls(CallPolicy.DEFAULT.withForks(ForkPolicy.KEEP_ALL)))) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            var d = phone.callee(invite, "d");
            answer(phone, d, invite, 180, "d", false);
            answer(phone, b, invite, 200, "b", true);
            phone.request(Method.ACK);
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
            call.ended().await();
            d.send(Method.INFO);
            phone.response(200, Method.INFO);
            var c = phone.callee(invite, "c");
            answer(phone, c, invite, 200, "c", true);
            phone.request(Method.ACK);
            c.reply(phone.request(Method.BYE), 200);
            CallEvent last = null;
            for (var e = call.events().poll(); e.isPresent(); e = call.events().poll()) {
              last = e.get();
            }
            assertThat(last).isInstanceOf(CallEvent.Ended.class);
            assertThat(alice.calls().await()).isZero();
          }
        });
  }

  // the callee ends its early dialog with BYE, against the rules, and answers all the same
  @Test
  void aByeInAnEarlyForkEndsThatForkOnly(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = call(alice);
            var invite = phone.request(Method.INVITE);
            var b = phone.callee(invite, "b");
            answer(phone, b, invite, 180, "b", false);
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
            assertThat(call.outcome().isDone()).isFalse();
            b.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            b.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }
}
