package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.ua.SessionTimers;

/**
 * A hang-up, or the close of an endpoint, at every millisecond of a transfer, of changes by UPDATE,
 * of a refresh, and of a call that rings with PRACK: every side has one end, whatever was asked is
 * answered, and nothing stays.
 */
class FeatureSweepTest {

  private static final int SPAN_MILLIS = 65;

  /** Alice calls bob; carol is whom calls are transferred to. */
  private static final class Stage {
    final SimWorld world;
    final Endpoint alice;
    final Endpoint bob;
    final Endpoint carol;
    final List<Call> calls = new ArrayList<>();
    final List<IncomingCall> bobs = new ArrayList<>();
    final List<IncomingCall> carols = new ArrayList<>();
    final List<Pending<?>> asked = new ArrayList<>();
    final List<Pending<TransferOutcome>> transfers = new ArrayList<>();

    Stage(SimWorld world) throws InterruptedException {
      this.world = world;
      alice = Scene.alice(world);
      bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options);
      carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options);
      alice.onRefer(this::refer);
      bob.onRefer(this::refer);
      bob.onCall(
          call -> {
            bobs.add(call);
            calls.add(call);
            call.progress(Status.SESSION_PROGRESS, Phone.SDP);
            world.advance(Duration.ofMillis(20));
            call.ring();
            asked.add(call.answer(Phone.SDP));
            call.ended().await();
          });
      carol.onCall(
          call -> {
            carols.add(call);
            calls.add(call);
            asked.add(call.answer(Phone.SDP));
            call.ended().await();
          });
    }

    private void refer(IncomingRefer refer) {
      if (refer.call().isEmpty()) {
        refer.reject(Status.DECLINE);
      } else {
        var next = refer.accept(refer.callOptions().ownEvents());
        calls.add(next);
        asked.add(next.outcome());
      }
    }

    OutgoingCall call(String target) {
      var wanted = SessionTimers.DEFAULT.withInterval(SessionTimers.FLOOR);
      var call =
          alice.call(CallOptions.to(target).offer(Scene.SDP).sessionTimers(wanted).ownEvents());
      calls.add(call);
      asked.add(call.outcome());
      return call;
    }

    /** A call to bob that is up. */
    OutgoingCall up() throws InterruptedException {
      var call = call("sip:bob@10.0.0.2");
      call.outcome().awaitOk();
      world.advance(Duration.ofMillis(20));
      return call;
    }

    void transfer(Transfer transfer) {
      transfers.add(transfer.outcome());
      asked.add(transfer.outcome());
    }

    /** Whatever is still up ends, and what should stay no longer is waited for. */
    void finish(String when) throws InterruptedException {
      world.advance(Duration.ofSeconds(3));
      List.copyOf(calls).forEach(Call::hangUp);
      world.advance(Duration.ofMinutes(6));
      for (var endpoint : new Endpoint[] {alice, bob, carol}) {
        assertThat(endpoint.calls().await()).as(when).isZero();
        Whims.noFault(endpoint);
        endpoint.close();
      }
      for (var call : calls) {
        Seen.of(call).endedOnce(when);
      }
      assertThat(asked).as(when).allMatch(Pending::isDone);
      for (var transfer : transfers) {
        if (transfer.await().isOk()) {
          assertThat(carols).as("the target, " + when).isNotEmpty();
        }
      }
    }
  }

  /** What somebody does. */
  private interface Act {
    void act(Stage stage) throws Exception;
  }

  private static void run(int millis, Act act, Act cut) throws Exception {
    try (var world = new SimWorld(5)) {
      world.network().all().latency(Duration.ofMillis(7));
      world.run(
          () -> {
            var stage = new Stage(world);
            act.act(stage);
            world.advance(Duration.ofMillis(millis));
            cut.act(stage);
            stage.finish("at " + millis + " ms");
          });
      world.assertQuiet();
    }
  }

  private static void sweep(Act act, Act cut) throws Exception {
    for (int millis = 0; millis <= SPAN_MILLIS; millis++) {
      try {
        run(millis, act, cut);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("cut after " + millis + " ms: " + e.getMessage(), e);
      }
    }
  }

  private static void transfer(Stage stage) throws InterruptedException {
    stage.transfer(stage.up().transfer("sip:carol@10.0.0.3"));
  }

  private static void attended(Stage stage) throws InterruptedException {
    var call = stage.up();
    var consulted = stage.call("sip:carol@10.0.0.3");
    consulted.outcome().awaitOk();
    stage.world.advance(Duration.ofMillis(20));
    stage.transfer(call.transfer(consulted));
  }

  private static void updates(Stage stage) throws InterruptedException {
    var call = stage.up();
    stage.asked.add(call.update(Scene.SDP));
    stage.asked.add(call.hold());
    stage.asked.add(call.sendDtmf("12"));
    stage.asked.add(stage.bobs.getFirst().update(Phone.SDP));
    stage.asked.add(stage.bobs.getFirst().hold());
  }

  private static void refresh(Stage stage) throws InterruptedException {
    stage.up();
    stage.world.advance(Duration.ofSeconds(45).minusMillis(50));
  }

  private static void ringing(Stage stage) {
    stage.call("sip:bob@10.0.0.2");
  }

  private static void callerHangsUp(Stage stage) {
    stage.asked.add(stage.calls.getFirst().hangUp());
  }

  private static void calleeHangsUp(Stage stage) {
    stage.bobs.forEach(call -> stage.asked.add(call.hangUp()));
  }

  private static void targetHangsUp(Stage stage) {
    stage.carols.forEach(call -> stage.asked.add(call.hangUp()));
  }

  @Test
  @Rfc("CALL-72")
  void theTransferorHangsUpAtAnyTimeOfATransfer() throws Exception {
    sweep(FeatureSweepTest::transfer, FeatureSweepTest::callerHangsUp);
  }

  @Test
  void theTransfereeHangsUpAtAnyTimeOfATransfer() throws Exception {
    sweep(
        FeatureSweepTest::transfer,
        stage -> {
          calleeHangsUp(stage);
          stage.calls.getLast().hangUp();
        });
  }

  @Test
  void theTargetHangsUpAtAnyTimeOfATransfer() throws Exception {
    sweep(FeatureSweepTest::transfer, FeatureSweepTest::targetHangsUp);
  }

  @Test
  void theTargetHangsUpAtAnyTimeOfAnAttendedTransfer() throws Exception {
    sweep(FeatureSweepTest::attended, FeatureSweepTest::targetHangsUp);
  }

  @Test
  void allHangUpAtAnyTimeOfAnAttendedTransfer() throws Exception {
    sweep(
        FeatureSweepTest::attended,
        stage -> List.copyOf(stage.calls).forEach(call -> stage.asked.add(call.hangUp())));
  }

  @Test
  void eachOfTheThreeClosesAtAnyTimeOfATransfer() throws Exception {
    sweep(FeatureSweepTest::transfer, stage -> stage.alice.close());
    sweep(FeatureSweepTest::transfer, stage -> stage.bob.close());
    sweep(FeatureSweepTest::attended, stage -> stage.carol.close());
  }

  @Test
  void oneSideHangsUpAtAnyTimeOfUpdatesThatCross() throws Exception {
    sweep(FeatureSweepTest::updates, FeatureSweepTest::callerHangsUp);
    sweep(FeatureSweepTest::updates, FeatureSweepTest::calleeHangsUp);
  }

  @Test
  void oneSideHangsUpAtAnyTimeOfARefresh() throws Exception {
    sweep(FeatureSweepTest::refresh, FeatureSweepTest::callerHangsUp);
    sweep(FeatureSweepTest::refresh, FeatureSweepTest::calleeHangsUp);
  }

  @Test
  void oneSideHangsUpAtAnyTimeWhileACallRingsWithPrack() throws Exception {
    sweep(FeatureSweepTest::ringing, FeatureSweepTest::callerHangsUp);
    sweep(FeatureSweepTest::ringing, FeatureSweepTest::calleeHangsUp);
  }

  @Test
  void theCallerUpdatesAtAnyTimeWhileACallRingsWithPrack() throws Exception {
    sweep(
        FeatureSweepTest::ringing,
        stage -> {
          var call = stage.calls.getFirst();
          stage.asked.add(call.update(Scene.SDP));
          stage.asked.add(call.hold());
          stage.bobs.forEach(bobs -> stage.asked.add(bobs.update(Phone.SDP)));
          call.outcome().awaitOk();
        });
  }
}
