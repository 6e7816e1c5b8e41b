package org.offhook.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.invite.Up.with;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.OfferOutcome;
import org.offhook.Pending;
import org.offhook.Phone;
import org.offhook.Scene;
import org.offhook.message.Method;
import org.offhook.sdp.Direction;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Changes that clash: RFC 3261 §14.1 and §14.2. */
@ExtendWith(SimWorldExtension.class)
class GlareTest {

  // <--INVITE-- while --INVITE-->: 491
  @Test
  @Rfc({"DLG-30", "CALL-05"})
  void aReinviteThatCrossesAnOwnOneIsRefusedWith491(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            var hold = up.phone().request(Method.INVITE);
            var theirs = up.leg().invite(Phone.SDP);
            var refusal = up.phone().response(491, Method.INVITE);
            up.leg().ackRefusal(theirs, refusal);
            up.leg().reply(hold, 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            held.awaitOk();
            up.end();
          }
        });
  }

  // <--INVITE without offer-- --200 (offer)--> <--INVITE (offer), no ACK yet-- --491-->
  @Test
  @Rfc("CALL-05")
  void anOfferWhileAnOwnOneIsOpenIsRefusedWith491(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            up.leg().invite(null);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            var second = up.leg().invite(Phone.SDP);
            up.leg().ackRefusal(second, up.phone().awaitResponse(491, Method.INVITE));
            up.leg().ack(ok, Phone.SDP);
            alice.sleep(Duration.ofMillis(10));
            up.end();
          }
        });
  }

  /** How long after a 491 the same change comes again, several times. */
  private static List<Duration> backOffs(
      SimWorld world, Phone phone, Phone.Leg leg, Call call, int times)
      throws InterruptedException {
    var waits = new ArrayList<Duration>();
    for (int i = 0; i < times; i++) {
      Pending<OfferOutcome> changed = call.offer(Scene.SDP);
      var first = phone.awaitRequest(Method.INVITE);
      leg.reply(first, 491);
      var at = world.now();
      phone.request(Method.ACK);
      var again = phone.awaitRequest(Method.INVITE);
      waits.add(world.now().minus(at));
      assertThat(again.cSeq().number()).isEqualTo(first.cSeq().number() + 1);
      leg.reply(again, 200, Phone.SDP);
      phone.request(Method.ACK);
      changed.awaitOk();
    }
    return waits;
  }

  @Test
  @Rfc("DLG-31")
  void afterA491TheOwnerOfTheCallIdWaitsFrom2100To4000Millis(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var waits = backOffs(world, up.phone(), up.leg(), up.call(), 40);
            assertSteps(waits, 2_100, 4_000);
            up.end();
          }
        });
  }

  @Test
  @Rfc("DLG-31")
  void afterA491TheOtherSideWaitsFrom0To2000Millis(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var call = Up.answered(alice, phone, leg);
            var waits = backOffs(world, phone, leg, call, 40);
            assertSteps(waits, 0, 2_000);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  /** Within bounds, in steps of 10 ms (plus 2 ms on the way), spread over the range. */
  private static void assertSteps(List<Duration> waits, long least, long most) {
    var millis = waits.stream().map(wait -> wait.toMillis() - 2).toList();
    assertThat(millis).allSatisfy(wait -> assertThat(wait).isBetween(least, most));
    assertThat(millis).allSatisfy(wait -> assertThat(wait % 10).isZero());
    assertThat(millis).anySatisfy(wait -> assertThat(wait).isLessThan(least + 400));
    assertThat(millis).anySatisfy(wait -> assertThat(wait).isGreaterThan(most - 400));
  }

  // --INVITE--> <--491-- <--BYE--: not asked again
  @Test
  @Rfc("DLG-31")
  @EndsQuiet
  void aChangeIsNotRepeatedWhenTheCallIsOver(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var held = up.call().hold();
            up.leg().reply(phone.request(Method.INVITE), 491);
            phone.request(Method.ACK);
            up.end();
            assertThat(held.await()).isInstanceOf(OfferOutcome.Failed.class);
            phone.silence(Duration.ofSeconds(5));
          }
          phone.close();
        });
  }

  // a peer that always says 491
  @Test
  void aChangeThatAlwaysClashesIsRefusedInTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            int asked = 0;
            while (!held.isDone()) {
              var invite = up.phone().request(Method.INVITE);
              asked++;
              up.leg().reply(invite, 491);
              up.phone().request(Method.ACK);
              alice.sleep(Duration.ofMillis(5));
            }
            assertThat(asked).isEqualTo(10);
            assertThat(held.await()).isInstanceOf(OfferOutcome.Refused.class);
            up.end();
          }
        });
  }

  // --INVITE--> <--491--, during the back-off <--INVITE-- --200--> (no ACK for 5 s)
  @Test
  @Rfc("DLG-33")
  void aRepeatedChangeWaitsForTheAckOfThePeersOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world)) {
            var up = Up.of(alice, bob(world));
            var held = up.call().hold();
            up.leg().reply(up.phone().request(Method.INVITE), 491);
            up.phone().request(Method.ACK);
            up.leg().invite(Phone.SDP);
            var ok = up.phone().awaitResponse(200, Method.INVITE);
            alice.sleep(Duration.ofSeconds(5));
            assertThat(up.phone().count("INVITE")).isEqualTo(2);
            up.leg().ack(ok);
            up.leg().reply(up.phone().awaitRequest(Method.INVITE), 200, with(Direction.RECVONLY));
            up.phone().request(Method.ACK);
            held.awaitOk();
            up.end();
          }
        });
  }

  // --UPDATE (offer)--> <--UPDATE (offer)-- : 491 both ways, then one after the other
  @Test
  @Rfc({"DLG-31", "CALL-35"})
  @EndsQuiet
  void updatesThatCrossBothSucceedInTheEnd(SimWorld world) throws Exception {
    crossing(world, call -> call.update(Scene.SDP), call -> call.update(Phone.SDP));
  }

  // --UPDATE (offer)--> <--INVITE (offer)-- : 491 both ways, then one after the other
  @Test
  @Rfc({"DLG-30", "DLG-31", "CALL-35"})
  @EndsQuiet
  void anUpdateThatCrossesAReinviteSucceedsInTheEndAsThatDoes(SimWorld world) throws Exception {
    crossing(world, call -> call.update(Scene.SDP), Call::hold);
  }

  private static void crossing(
      SimWorld world,
      Function<Call, Pending<OfferOutcome>> mine,
      Function<Call, Pending<OfferOutcome>> theirs)
      throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            var calls = new ArrayList<Call>();
            bob.onCall(
                call -> {
                  calls.add(call);
                  call.answer(Phone.SDP).await();
                });
            var call = Scene.callBob(alice);
            call.outcome().awaitOk();
            bob.sleep(Duration.ofMillis(10));
            var first = mine.apply(call);
            var second = theirs.apply(calls.getFirst());
            first.awaitOk();
            second.awaitOk();
            assertThat(world.log().lines()).filteredOn(line -> line.contains(" 491 ")).hasSize(2);
            assertThat(world.now()).isLessThan(Duration.ofSeconds(7));
            call.hangUp().await();
            calls.getFirst().ended().await();
          }
        });
  }
}
