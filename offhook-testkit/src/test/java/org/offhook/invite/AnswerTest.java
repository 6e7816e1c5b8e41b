package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.CallOutcome;
import org.offhook.IncomingCall;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** The callee's side of a call until it is up, or not: RFC 3261 §13.3. The phone calls alice. */
@ExtendWith(SimWorldExtension.class)
class AnswerTest {

  private static Duration millis(long time) {
    return Duration.ofMillis(time);
  }

  // bob --INVITE--> <--200-- (again at 0.5, 1.5, 3.5, 7.5, 11.5 …) until --ACK-->
  @Test
  @Rfc("TX-32")
  @EndsQuiet
  void theAnswerIsRepeatedUntilTheAckComes(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(call -> call.answer(Scene.SDP).await());
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            alice.sleep(millis(12_000));
            var times = phone.times("SIP/2.0 200");
            assertThat(times).hasSize(6);
            var gaps = new ArrayList<Duration>();
            for (int i = 1; i < times.size(); i++) {
              gaps.add(times.get(i).minus(times.get(i - 1)));
            }
            assertThat(gaps)
                .containsExactly(
                    millis(500), millis(1000), millis(2000), millis(4000), millis(4000));
            leg.ack(ok);
            phone.forget();
            phone.silence(millis(10_000));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
          phone.close();
        });
  }

  // by TCP, where nothing is lost on the way: the answer is repeated all the same
  @Test
  @Rfc("TX-32")
  void theAnswerIsRepeatedOnAStreamToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world, o -> o.automatic(Automatic.ACK, AutoMode.OFF));
              var carol = Scene.endpoint(world, "carol", "10.0.0.3", o -> o)) {
            carol.onCall(call -> call.answer(Phone.SDP).await());
            var answers = new ArrayList<Duration>();
            alice.tap(
                new WireTap() {
                  @Override
                  public void received(Flow flow, byte[] message, long nanos) {
                    answers.add(world.now());
                  }

                  @Override
                  public void sent(Flow flow, byte[] message, long nanos) {}
                });
            var call = alice.call("sip:carol@10.0.0.3;transport=tcp", Scene.SDP);
            alice.sleep(millis(8_000));
            assertThat(answers).hasSize(5);
            call.acknowledge();
            alice.sleep(millis(20_000));
            assertThat(answers).hasSize(5);
          }
        });
  }

  // bob --INVITE--> <--200-- … 32 s without ACK … <--BYE-- and the application is told
  @Test
  @Rfc({"TX-33", "DLG-25"})
  @EndsQuiet
  void aCallThatIsNeverAcknowledgedIsHungUpAfter64T1(SimWorld world) throws Exception {
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
            leg.invite(Phone.SDP);
            phone.awaitResponse(200, Method.INVITE);
            var bye = phone.awaitRequest(Method.BYE);
            var first = phone.times("SIP/2.0 200").getFirst();
            var last = phone.times("SIP/2.0 200").getLast();
            var byeAt = phone.times("BYE").getFirst();
            assertThat(byeAt.minus(first)).isEqualTo(millis(32_000));
            assertThat(last).isLessThan(byeAt);
            leg.reply(bye, 200);
            assertThat(calls.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.NO_ACK);
          }
          phone.close();
        });
  }

  // bob --INVITE--> <--200--, alice hangs up, nothing; --ACK--> <--BYE--
  @Test
  @Rfc("DLG-25")
  @EndsQuiet
  void aCalleeThatHangsUpBeforeTheAckWaitsForItWithTheBye(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.answer(Scene.SDP);
                  call.hangUp();
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            alice.sleep(millis(3_000));
            assertThat(phone.count("BYE")).isZero();
            leg.ack(ok);
            leg.reply(phone.awaitRequest(Method.BYE), 200);
            assertThat(phone.times("BYE").getFirst()).isLessThan(millis(3_100));
          }
          phone.close();
        });
  }

  // --INVITE 1--> <--200-- (its ACK is late) --INVITE 2--> <--200-- --ACK 2--> --ACK 1-->
  @Test
  @EndsQuiet
  void aChangeThatOvertakesTheAckIsServed(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var events = new ArrayList<String>();
            alice.onCall(
                call -> {
                  call.answer(Scene.SDP).awaitOk();
                  call.ended().await();
                  for (var e = call.events().poll(); e.isPresent(); e = call.events().poll()) {
                    events.add(e.get().getClass().getSimpleName());
                  }
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var first = phone.awaitResponse(200, Method.INVITE);
            leg.learn(first);
            leg.invite(Phone.sdp(40002));
            var second = phone.awaitResponse(200, Method.INVITE);
            assertThat(second.cSeq().number()).isEqualTo(2);
            leg.ack(second);
            leg.ack(first);
            phone.silence(millis(5_000));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            alice.sleep(millis(1));
            assertThat(events).containsOnlyOnce("Established").endsWith("Ended");
          }
          phone.close();
        });
  }

  // bob --INVITE (offer)--> <--200 (answer)-- --ACK-->
  @Test
  @Rfc("CALL-02")
  void anOfferInTheInviteIsAnsweredInThe200(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  assertThat(call.offer().orElseThrow().media()).isEqualTo(Phone.SDP.media());
                  call.answer(LocalCapabilities.audio("10.0.0.1", 30000, RtpMap.PCMU));
                  var up = (CallOutcome.Established) call.outcome().await();
                  assertThat(up.remoteDescription().orElseThrow().media())
                      .isEqualTo(Phone.SDP.media());
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(SdpBody.of(ok)).isInstanceOf(SdpBody.Present.class);
            leg.ack(ok);
            alice.sleep(millis(10));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // bob --INVITE--> <--200 (offer)-- --ACK (answer)-->
  @Test
  @Rfc("CALL-02")
  void withoutAnOfferTheCalleeOffersAndTakesTheAnswerFromTheAck(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var answered = new ArrayList<CallOutcome>();
            alice.onCall(call -> answered.add(call.answer(Scene.SDP).await()));
            var leg = phone.caller("c1");
            leg.invite(null);
            var ok = phone.awaitResponse(200, Method.INVITE);
            var offer = ((SdpBody.Present) SdpBody.of(ok)).description();
            assertThat(offer.media()).isEqualTo(Scene.SDP.media());
            leg.ack(ok, Phone.SDP);
            alice.sleep(millis(10));
            var up = (CallOutcome.Established) answered.getFirst();
            assertThat(up.remoteDescription().orElseThrow().media()).isEqualTo(Phone.SDP.media());
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // bob --INVITE--> <--200 (offer)-- --ACK without answer--> <--BYE--
  @Test
  @Rfc("CALL-14")
  @EndsQuiet
  void anAckWithoutTheAnswerThatItOwesEndsTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var answered = new ArrayList<CallOutcome>();
            alice.onCall(call -> answered.add(call.answer(Scene.SDP).await()));
            var leg = phone.caller("c1");
            leg.invite(null);
            var ok = phone.awaitResponse(200, Method.INVITE);
            leg.ack(ok);
            leg.reply(phone.request(Method.BYE), 200);
            alice.sleep(millis(10));
            assertThat(answered.getFirst()).isInstanceOf(CallOutcome.Failed.class);
          }
          phone.close();
        });
  }

  // bob --INVITE--> <--183 (SDP)-- <--180-- <--200 (the same SDP, whatever the application says)--
  @Test
  @Rfc("CALL-03")
  void earlyMediaIsRepeatedInTheAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                  call.ring();
                  call.answer(SessionDescription.audio("10.0.0.1", 30002, RtpMap.PCMU));
                });
            var leg = phone.caller("c1");
            leg.invite(Phone.SDP);
            var early = phone.awaitResponse(183, Method.INVITE);
            var ringing = phone.response(180, Method.INVITE);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.body()).isEqualTo(early.body());
            assertThat(ringing.to()).isEqualTo(early.to());
            assertThat(ok.to()).isEqualTo(early.to());
            leg.ack(ok);
            alice.sleep(millis(10));
            leg.send(Method.BYE);
            phone.awaitResponse(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("CALL-07")
  void anOfferOfWhichNothingCanBeUsedIsRefusedWith488AndAWarning(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(
                call -> call.answer(LocalCapabilities.audio("10.0.0.1", 30000, RtpMap.G722)));
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var refusal = phone.awaitResponse(488, Method.INVITE);
            leg.ackRefusal(invite, refusal);
            assertThat(refusal.headers().all(HeaderName.WARNING))
                .singleElement()
                .satisfies(warning -> assertThat(warning.code()).isIn(304, 305));
          }
        });
  }

  @Test
  void anAnswerSaysWhyItChose(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var said = new ArrayList<String>();
            alice.onCall(
                call -> {
                  said.add(
                      call.answerFor(
                              LocalCapabilities.audio("10.0.0.1", 30000, RtpMap.G722, RtpMap.PCMU))
                          .explanation());
                  call.reject(Status.BUSY_HERE);
                });
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            leg.ackRefusal(invite, phone.awaitResponse(486, Method.INVITE));
            assertThat(said.getFirst()).contains("PCMU");
          }
        });
  }

  // --- bodies ---

  @Test
  @Rfc("CALL-16")
  void aBodyOfAnUnknownTypeIsRefusedUnlessItIsOptional(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var offers = new ArrayList<Boolean>();
            alice.onCall(
                call -> {
                  offers.add(call.offer().isPresent());
                  call.reject(Status.BUSY_HERE);
                });
            var isup = MediaType.parse("application/isup");
            var leg = phone.caller("c1");
            var invite = leg.send(Method.INVITE, builder -> builder.body(isup, new byte[] {1}));
            var refusal = phone.awaitResponse(415, Method.INVITE);
            leg.ackRefusal(invite, refusal);
            assertThat(refusal.headers().all(HeaderName.ACCEPT))
                .contains(MediaType.APPLICATION_SDP);
            assertThat(offers).isEmpty();

            var optional = phone.caller("c2");
            var second =
                optional.send(
                    Method.INVITE,
                    builder ->
                        builder
                            .body(isup, new byte[] {1})
                            .raw("Content-Disposition", "signal;handling=optional"));
            optional.ackRefusal(second, phone.awaitResponse(486, Method.INVITE));
            assertThat(offers).containsExactly(false);

            var plain = phone.caller("c3");
            var third = plain.invite(Phone.SDP);
            plain.ackRefusal(third, phone.awaitResponse(486, Method.INVITE));
            assertThat(offers).containsExactly(false, true);

            var zipped = phone.caller("c4");
            var fourth =
                zipped.send(
                    Method.INVITE,
                    builder ->
                        builder
                            .body(MediaType.APPLICATION_SDP, new byte[] {1})
                            .raw("Content-Encoding", "gzip"));
            var unzipped = phone.awaitResponse(415, Method.INVITE);
            zipped.ackRefusal(fourth, unzipped);
            assertThat(unzipped.headers().contains(HeaderName.ACCEPT_ENCODING)).isTrue();
          }
        });
  }

  private static byte[] multipart(String otherRows) {
    return ("--b\r\nContent-Type: application/isup\r\n"
            + otherRows
            + "\r\nx\r\n--b\r\nContent-Type: application/sdp\r\n\r\n"
            + new String(Phone.SDP.toBytes(), StandardCharsets.UTF_8)
            + "\r\n--b--\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  @Rfc("CALL-17")
  void theDescriptionIsFoundInsideAMultipartBody(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var offers = new ArrayList<SessionDescription>();
            alice.onCall(
                call -> {
                  call.offer().ifPresent(offers::add);
                  call.reject(Status.BUSY_HERE);
                });
            var mixed = MediaType.parse("multipart/mixed;boundary=b");
            var leg = phone.caller("c1");
            var invite =
                leg.send(
                    Method.INVITE,
                    builder ->
                        builder.body(
                            mixed, multipart("Content-Disposition: signal;handling=optional\r\n")));
            leg.ackRefusal(invite, phone.awaitResponse(486, Method.INVITE));
            assertThat(offers).singleElement().isEqualTo(Phone.SDP);

            var required = phone.caller("c2");
            var second =
                required.send(
                    Method.INVITE,
                    builder ->
                        builder.body(
                            mixed, multipart("Content-Disposition: signal;handling=required\r\n")));
            required.ackRefusal(second, phone.awaitResponse(415, Method.INVITE));
          }
        });
  }

  @Test
  @Rfc("CALL-18")
  void acceptThatExcludesSessionDescriptionsIsRefusedWith406(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            alice.onCall(call -> call.reject(Status.BUSY_HERE));
            var leg = phone.caller("c1");
            var invite = leg.send(Method.INVITE, builder -> builder.raw("Accept", "text/plain"));
            leg.ackRefusal(invite, phone.awaitResponse(406, Method.INVITE));

            var any = phone.caller("c2");
            var second = any.send(Method.INVITE, builder -> builder.raw("Accept", "application/*"));
            any.ackRefusal(second, phone.awaitResponse(486, Method.INVITE));
          }
        });
  }

  // --- time ---
}
