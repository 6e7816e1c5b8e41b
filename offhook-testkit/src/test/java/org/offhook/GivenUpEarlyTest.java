package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Whoever gives up before there is an answer: RFC 3261 §9.1, §15. */
@ExtendWith(SimWorldExtension.class)
class GivenUpEarlyTest {

  // --INVITE--> (hang up) <--200 after 1 s-- --ACK--> --BYE-->
  @Test
  @EndsQuiet
  void a200ThatComesFirstIsAcknowledgedAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            var ended = call.hangUp();
            alice.sleep(Duration.ofSeconds(1));
            bob.forget();
            var leg = bob.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            bob.request(Method.ACK);
            leg.reply(bob.request(Method.BYE), 200);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
            assertThat(ended.await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
            assertThat(bob.count("CANCEL")).isZero();
          }
          bob.close();
        });
  }

  // --INVITE--> (hang up) seven times, no CANCEL, over at 32 s
  @Test
  @EndsQuiet
  void aPeerThatNeverAnswersIsLeftAfter64T1(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            assertThat(call.hangUp().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
            assertThat(world.now()).isBetween(Duration.ofSeconds(31), Duration.ofSeconds(33));
            assertThat(bob.count("INVITE")).isEqualTo(7);
            assertThat(bob.count("CANCEL")).isZero();
          }
          bob.close();
        });
  }

  // <--180-- --CANCEL--> (hang up again) <--200-- <--487-- --ACK-->
  @Test
  @EndsQuiet
  void twoWishesToEndItMakeOneCancel(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var invite = bob.request(Method.INVITE);
            var leg = bob.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var first = call.hangUp();
            var second = call.hangUp();
            var cancel = bob.request(Method.CANCEL);
            leg.reply(cancel, 200);
            var third = call.hangUp();
            leg.reply(invite, 487);
            bob.request(Method.ACK);
            for (var end : new Pending<?>[] {first, second, third}) {
              assertThat(((CallEnd) end.await()).cause()).isEqualTo(CallEnd.Cause.CANCELLED);
            }
            bob.silence(Duration.ofSeconds(40));
            assertThat(bob.count("CANCEL")).isEqualTo(1);
          }
          bob.close();
        });
  }

  /** Nobody waits any more for calls, and whoever waits for requests stops: all of it ends. */
  @Test
  @EndsQuiet
  void whatIsGivenUpLeavesNothing(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var message = alice.message("sip:bob@10.0.0.2", "hello");
            var registration = alice.register("sip:10.0.0.2");
            var subscription = alice.subscribe("sip:bob@10.0.0.2", "presence");
            var publication =
                alice.publish("sip:bob@10.0.0.2", "presence", NotifyBody.text("text/plain", "x"));
            alice.sleep(Duration.ofSeconds(1));
            assertThat(alice.stats().await().alive().clientTransactions()).isEqualTo(5);
            assertThat(message.toFuture().cancel(true)).isTrue();
            call.hangUp();
            registration.forget();
            subscription.forget();
            publication.remove();
            alice.sleep(Duration.ofMinutes(2));
            assertThat(alice.stats().await().alive()).isEqualTo(EndpointStats.Counts.NONE);
            assertThat(world.timers()).isZero();
          }
          bob.close();
        });
  }
}
