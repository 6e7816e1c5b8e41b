package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import java.util.ArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.SessionTimers.Use;

/** How both sides come to a session timer, and what runs then: RFC 4028 §7, §9, §10. */
@ExtendWith(SimWorldExtension.class)
class SessionTimerTest {

  /** Rows of an INVITE or UPDATE that asks for time. */
  private static UnaryOperator<SipRequest.Builder> refreshing(String sessionExpires) {
    return request -> request.raw("Supported", "timer").raw("Session-Expires", sessionExpires);
  }

  /** The same, with an offer. */
  private static UnaryOperator<SipRequest.Builder> lasting(String sessionExpires) {
    return request ->
        refreshing(sessionExpires)
            .apply(request)
            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes());
  }

  private static final Duration HALF = Duration.ofMinutes(15);

  // --INVITE (timer, 1800)--> ; off: neither
  @Test
  @Rfc("CALL-36")
  void anInviteAsksForATimerUnlessTheyAreOff(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var headers = phone.request(Method.INVITE).headers();
            assertThat(headers.all(HeaderName.SUPPORTED)).contains("timer");
            assertThat(headers.text("Session-Expires")).hasValue("1800");
            assertThat(headers.contains(HeaderName.MIN_SE)).isFalse();
            alice.call(
                CallOptions.to("sip:bob@10.0.0.2")
                    .offer(Scene.SDP)
                    .sessionTimers(SessionTimers.of(Use.OFF)));
            var off = phone.request(Method.INVITE).headers();
            assertThat(off.all(HeaderName.SUPPORTED)).doesNotContain("timer");
            assertThat(off.contains(HeaderName.SESSION_EXPIRES)).isFalse();
            assertThat(call.outcome().isDone()).isFalse();
          }
        });
  }

  // --INVITE 1 (1800)--> <--422 (Min-SE 3600)-- --INVITE 2 (3600, Min-SE 3600)-->
  @Test
  @Rfc("CALL-37")
  void a422IsAnsweredWithALongerSession(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var first = phone.request(Method.INVITE);
            var before = phone.callee(first, "p1");
            phone.send(before.response(first, 422).raw("Min-SE", "3600").build());
            phone.request(Method.ACK);
            var second = phone.request(Method.INVITE);
            phone.send(before.response(second, 422).raw("Min-SE", "4000").build());
            phone.request(Method.ACK);
            var third = phone.request(Method.INVITE);
            assertThat(third.callId()).isEqualTo(first.callId());
            assertThat(third.cSeq().number()).isEqualTo(first.cSeq().number() + 2);
            assertThat(second.headers().text("Session-Expires")).hasValue("3600");
            assertThat(third.headers().text("Session-Expires")).hasValue("4000");
            assertThat(third.headers().text("Min-SE")).hasValue("4000");
            var leg = phone.callee(third, "b");
            phone.send(
                leg.response(third, 200)
                    .raw("Allow", "INVITE, UPDATE")
                    .raw("Session-Expires", "4000;refresher=uac")
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(2000));
            var refresh = phone.request(Method.UPDATE);
            assertThat(refresh.headers().text("Session-Expires")).hasValue("4000;refresher=uac");
            assertThat(refresh.headers().text("Min-SE")).hasValue("4000");
            leg.reply(refresh, 200);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--INVITE (timer, 60)-- --422 (Min-SE 90)--> ; in the call too; not without timer
  @Test
  @Rfc({"CALL-37", "CALL-38"})
  void whatIsTooBriefIsRefusedWith422(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var brief = phone.caller("c1");
            var invite = brief.send(Method.INVITE, lasting("60"));
            var refusal = phone.response(422, Method.INVITE);
            assertThat(refusal.headers().text("Min-SE")).hasValue("90");
            brief.ackRefusal(invite, refusal);
            var leg = phone.caller("c2");
            leg.send(
                Method.INVITE,
                builder ->
                    builder
                        .raw("Session-Expires", "60")
                        .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.headers().contains(HeaderName.SESSION_EXPIRES)).isFalse();
            leg.ack(ok);
            for (var method : new Method[] {Method.UPDATE, Method.INVITE}) {
              var again =
                  leg.send(
                      method,
                      builder -> builder.raw("Supported", "timer").raw("Session-Expires", "89"));
              var no = phone.response(422, method);
              assertThat(no.headers().text("Min-SE")).hasValue("90");
              if (method.equals(Method.INVITE)) {
                leg.ackRefusal(again, no);
              }
            }
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--INVITE (timer, 1800, uac)-- --200 (1800, uac, Require: timer)--> no refresh --BYE--> at 1768
  @Test
  @Rfc({"CALL-38", "CALL-41"})
  @EndsQuiet
  void aCalleeWithoutItsRefreshHangsUpBeforeTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var calls = new ArrayList<IncomingCall>();
            alice.onCall(
                call -> {
                  calls.add(call);
                  call.answer(Scene.SDP).await();
                });
            var leg = phone.caller("c1");
            leg.send(Method.INVITE, lasting("1800;refresher=uac"));
            var ok = phone.awaitResponse(200, Method.INVITE);
            var at = world.now();
            assertThat(ok.headers().text("Session-Expires")).hasValue("1800;refresher=uac");
            assertThat(ok.headers().text("Require")).hasValue("timer");
            leg.ack(ok);
            alice.sleep(Duration.ofSeconds(1767));
            assertThat(phone.count("BYE")).isZero();
            var bye = phone.request(Method.BYE);
            assertThat(world.now().minus(at))
                .isBetween(Duration.ofSeconds(1767), Duration.ofSeconds(1769));
            assertThat(bye.headers().text("Reason").orElseThrow())
                .isEqualTo("SIP;cause=408;text=\"Session timer expired\"");
            leg.reply(bye, 200);
            assertThat(calls.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
          phone.close();
        });
  }

  // <--INVITE (90, uac)-- --200 (90, uac)--> that is lost for 20 s: the caller counts since its ACK
  @Test
  @Rfc("CALL-41")
  void aCalleeCountsSinceTheAck(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = phone.caller("c1");
            leg.send(Method.INVITE, lasting("90;refresher=uac"));
            var ok = phone.awaitResponse(200, Method.INVITE);
            alice.sleep(Duration.ofSeconds(20));
            leg.ack(ok);
            var at = world.now();
            var bye = phone.awaitRequest(Method.BYE);
            assertThat(world.now().minus(at))
                .isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
            leg.reply(bye, 200);
          }
          phone.close();
        });
  }

  // the 2xx makes the callee the refresher of a 90 s session: BYE after 60 s
  @Test
  @Rfc("CALL-41")
  @EndsQuiet
  void aCallerWithoutItsRefreshHangsUpBeforeTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Timed.up(alice, phone, "90;refresher=uas", "UPDATE");
            phone.silence(Duration.ofSeconds(59));
            var bye = phone.request(Method.BYE);
            assertThat(world.now()).isLessThan(Duration.ofSeconds(61));
            call.leg().reply(bye, 200);
            assertThat(call.call().ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
          phone.close();
        });
  }

  // each UPDATE or re-INVITE of the peer starts the time anew; roles are those of that request
  @Test
  @Rfc("CALL-40")
  @EndsQuiet
  void everyRefreshOfThePeerStartsTheTimeAnew(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, "90;refresher=uas", "UPDATE");
            for (int i = 0; i < 5; i++) {
              alice.sleep(Duration.ofSeconds(50));
              up.leg().send(Method.UPDATE, refreshing("90;refresher=uac"));
              var ok = phone.response(200, Method.UPDATE);
              assertThat(ok.headers().text("Session-Expires")).hasValue("90;refresher=uac");
              assertThat(ok.headers().text("Require")).hasValue("timer");
            }
            alice.sleep(Duration.ofSeconds(50));
            up.leg().send(Method.INVITE, lasting("90;refresher=uas"));
            var ok = phone.response(200, Method.INVITE);
            assertThat(ok.headers().text("Session-Expires")).hasValue("90;refresher=uas");
            up.leg().ack(ok);
            phone.silence(Duration.ofSeconds(44));
            var refresh = phone.request(Method.UPDATE);
            assertThat(refresh.headers().text("Session-Expires")).hasValue("90;refresher=uac");
            up.leg().reply(refresh, 200);
            up.end();
            assertThat(up.call().events().take()).isInstanceOf(CallEvent.Ended.class);
          }
          phone.close();
        });
  }

  // <--200 without Session-Expires-- : for ever; <--UPDATE (timer, 90, uac)-- starts one
  @Test
  @Rfc("CALL-39")
  @EndsQuiet
  void withoutAWordInThe2xxNoTimerRunsUntilALaterRequestStartsOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Timed.up(alice, phone, "", "UPDATE");
            phone.silence(Duration.ofHours(5));
            up.leg().send(Method.UPDATE, refreshing("90;refresher=uac"));
            phone.response(200, Method.UPDATE);
            phone.silence(Duration.ofSeconds(59));
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
          phone.close();
        });
  }

  // a peer without timers: this side refreshes all the same
  @Test
  @Rfc("CALL-38")
  @EndsQuiet
  void aForcedTimerRefreshesByItself(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.sessionTimers(SessionTimers.of(Use.ALWAYS)))) {
            var up = Timed.up(alice, phone, "", "INVITE, ACK, BYE");
            phone.silence(HALF.minusSeconds(1));
            up.leg().reply(phone.request(Method.INVITE), 200, Phone.SDP);
            phone.request(Method.ACK);
            phone.silence(HALF.minusSeconds(1));
            up.leg().reply(phone.request(Method.INVITE), 481);
            phone.request(Method.ACK);
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.FAILED);
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = phone.caller("c2");
            leg.invite(Phone.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.headers().text("Session-Expires")).hasValue("1800;refresher=uas");
            assertThat(ok.headers().contains(HeaderName.REQUIRE)).isFalse();
            leg.ack(ok);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // <--INVITE (no timer)-- --421 (Require: timer)--> ; off: <--INVITE (Require: timer)-- --420-->
  @Test
  @Rfc("CALL-38")
  void timersThatAreRequiredOrOffAreSaidSo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.sessionTimers(SessionTimers.of(Use.REQUIRED)))) {
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var refusal = phone.response(421, Method.INVITE);
            assertThat(refusal.headers().text("Require")).hasValue("timer");
            leg.ackRefusal(invite, refusal);
            Scene.callBob(alice);
            assertThat(phone.request(Method.INVITE).headers().all(HeaderName.REQUIRE))
                .contains("timer");
            alice.reconfigure(options -> options.sessionTimers(SessionTimers.of(Use.OFF)));
            var other = phone.caller("c2");
            var demanding = other.send(Method.INVITE, builder -> builder.raw("Require", "timer"));
            var no = phone.awaitResponse(420, Method.INVITE);
            assertThat(no.headers().text("Unsupported")).hasValue("timer");
            other.ackRefusal(demanding, no);
          }
        });
  }

  // two endpoints for three hours; then one is cut off
  @Test
  @Rfc({"CALL-40", "CALL-41"})
  void aCallOfTwoEndpointsLastsUntilOneOfThemIsGone(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            bob.onCall(call -> call.answer(Phone.SDP).await());
            var call = Scene.callBob(alice);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofHours(3));
            assertThat(call.ended().isDone()).isFalse();
            var refreshes =
                world.log().lines().stream().filter(line -> line.contains("UPDATE sip:")).count();
            assertThat(refreshes).isBetween(11L, 26L);
            world.network().all().loss(1);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
        });
  }

  // MANUAL: asked at half time, the verb refreshes; OFF: nothing, and hung up in the end
  @Test
  @Rfc("CALL-41")
  void aRefreshIsAskedForOrLeftAsThePolicySays(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.REFRESH, AutoMode.MANUAL))) {
            var up = Timed.up(alice, phone, "1800;refresher=uac", "UPDATE");
            phone.silence(HALF);
            var asked = (CallEvent.Asked) up.call().events().take();
            assertThat(asked.step().action()).isEqualTo(Automatic.REFRESH);
            asked.step().proceed();
            var refresh = phone.request(Method.UPDATE);
            phone.send(
                up.leg()
                    .response(refresh, 200)
                    .raw("Session-Expires", "1800;refresher=uac")
                    .build());
            alice.reconfigure(options -> options.automatic(Automatic.REFRESH, AutoMode.OFF));
            phone.silence(Duration.ofSeconds(1767));
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.EXPIRED);
          }
        });
  }
}
