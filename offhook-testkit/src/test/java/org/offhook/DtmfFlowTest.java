package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Key presses by INFO. Alice called the phone. */
@ExtendWith(SimWorldExtension.class)
class DtmfFlowTest {

  private static String text(SipRequest info) {
    return new String(info.body(), StandardCharsets.UTF_8);
  }

  private static void press(Phone.Leg leg, String type, String body) {
    leg.send(
        Method.INFO,
        info -> info.body(MediaType.parse(type), body.getBytes(StandardCharsets.UTF_8)));
  }

  // --INFO 1--> <--200-- (240 ms) --INFO #--> (500 ms) <--200-- --INFO A--> <--200--
  @Test
  @Rfc("CALL-57")
  @EndsQuiet
  void eachKeyWaitsForTheAnswerAndTheTimeOfTheOneBefore(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var sent = up.call().sendDtmf("1#a");
            var first = phone.request(Method.INFO);
            assertThat(first.contentType()).contains(MediaType.parse("application/dtmf-relay"));
            assertThat(text(first)).isEqualTo("Signal=1\r\nDuration=160\r\n");
            up.leg().reply(first, 200);
            phone.silence(Duration.ofMillis(230));
            var second = phone.request(Method.INFO);
            assertThat(text(second)).startsWith("Signal=#\r\n");
            phone.silence(Duration.ofMillis(490));
            up.leg().reply(second, 200);
            var before = world.now();
            var third = phone.request(Method.INFO);
            assertThat(world.now().minus(before)).isLessThan(Duration.ofMillis(50));
            assertThat(text(third)).startsWith("Signal=A\r\n");
            assertThat(sent.isDone()).isFalse();
            up.leg().reply(third, 200);
            assertThat(sent.await().sent()).isEqualTo(3);
            assertThat(sent.await()).isInstanceOf(DtmfOutcome.Sent.class);
          }
          phone.close();
        });
  }

  @Test
  @Rfc("CALL-57")
  void plainKeysOfTwoVerbsComeInOrder(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var plain =
                DtmfOptions.DEFAULT
                    .withFormat(Dtmf.Format.PLAIN)
                    .withTone(Duration.ofMillis(50))
                    .withPause(Duration.ZERO);
            up.call().sendDtmf("12", plain);
            var last = up.call().sendDtmf("!", plain);
            for (var key : new String[] {"1", "2", "!"}) {
              var info = phone.request(Method.INFO);
              assertThat(info.contentType()).contains(MediaType.parse("application/dtmf"));
              assertThat(text(info)).isEqualTo(key);
              up.leg().reply(info, 200);
            }
            assertThat(last.await()).isInstanceOf(DtmfOutcome.Sent.class);
          }
        });
  }

  @Test
  @Rfc("CALL-57")
  void aRefusedKeyEndsTheRow(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var sent = up.call().sendDtmf("123");
            up.leg().reply(phone.request(Method.INFO), 200);
            up.leg().reply(phone.request(Method.INFO), 415);
            var refused = (DtmfOutcome.Refused) sent.await();
            assertThat(refused.response().status().code()).isEqualTo(415);
            assertThat(refused.sent()).isEqualTo(1);
            assertThat(refused.isOk()).isFalse();
            phone.silence(Duration.ofSeconds(2));
            assertThat(up.call().state()).isEqualTo(Call.State.ESTABLISHED);
          }
        });
  }

  // --INFO 1--> <--BYE--
  @Test
  @EndsQuiet
  void theEndOfTheCallFailsWhatWasNotSent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var sent = up.call().sendDtmf("12");
            var queued = up.call().sendDtmf("3");
            up.leg().reply(phone.request(Method.INFO), 200);
            alice.sleep(Duration.ofMillis(10));
            up.leg().send(Method.BYE);
            phone.response(200, Method.BYE);
            assertThat(sent.await()).isInstanceOf(DtmfOutcome.Failed.class);
            assertThat(sent.await().sent()).isEqualTo(1);
            assertThat(queued.await().sent()).isZero();
            assertThat(up.call().sendDtmf("4").await().reason()).contains("not up");
            phone.silence(Duration.ofSeconds(2));
          }
          phone.close();
        });
  }

  // --INFO 1--> <--BYE-- 2 is sent ; <--200 INFO--
  @Test
  @EndsQuiet
  void keysBehindTheEndFailThoughOneIsStillUnanswered(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            up.call().sendDtmf("1");
            var info = phone.request(Method.INFO);
            up.leg().send(Method.BYE);
            phone.response(200, Method.BYE);
            var late = up.call().sendDtmf("2");
            alice.sleep(Duration.ofMillis(10));
            up.leg().reply(info, 200);
            assertThat(late.await()).isInstanceOf(DtmfOutcome.Failed.class);
          }
          phone.close();
        });
  }

  @Test
  void whatIsNoKeyIsRefusedBeforeAnythingIsSent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            assertThatThrownBy(() -> up.call().sendDtmf("12E")).hasMessageContaining("use 0-9");
            assertThatThrownBy(() -> up.call().sendDtmf("")).hasMessageContaining("no keys");
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  @Rfc({"CALL-57", "CALL-56"})
  void keysOfThePeerAreToldAsKeysAndOtherBodiesAsInfo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            press(up.leg(), "application/dtmf-relay", "Signal= 5\r\nDuration=250\r\n");
            phone.response(200, Method.INFO);
            press(up.leg(), "application/dtmf", "#");
            phone.response(200, Method.INFO);
            press(up.leg(), "application/dtmf-relay", "Signal=nothing\r\n");
            phone.response(200, Method.INFO);
            press(up.leg(), "application/media_control+xml", "<media_control/>");
            phone.response(200, Method.INFO);
            up.leg().send(Method.INFO);
            phone.response(200, Method.INFO);
            var first = (CallEvent.DtmfReceived) up.next();
            assertThat(first.key()).isEqualTo(new Dtmf('5', Duration.ofMillis(250)));
            assertThat(((CallEvent.DtmfReceived) up.next()).digit()).isEqualTo('#');
            var garbage = (CallEvent.InfoReceived) up.next();
            assertThat(text(garbage.request())).startsWith("Signal=nothing");
            assertThat(((CallEvent.InfoReceived) up.next()).infoPackage()).isEmpty();
            assertThat(up.next()).isInstanceOf(CallEvent.InfoReceived.class);
            assertThat(up.call().events().poll()).isEmpty();
          }
        });
  }
}
