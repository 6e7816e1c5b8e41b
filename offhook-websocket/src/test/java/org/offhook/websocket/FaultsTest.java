package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Pending;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Failures below WebSocket: nothing hangs, nothing stays. */
@ExtendWith(SimWorldExtension.class)
class FaultsTest {

  /** Registers and calls while the n-th operation of the network fails; returns their number. */
  private static int run(int failing) throws Exception {
    try (var world = new SimWorld(7)) {
      world.network().failOperation(failing);
      world.run(
          () -> {
            var pending = new ArrayList<Pending<?>>();
            try (var site = new WebSocketSite(world)) {
              var alice = site.client("alice", "10.0.0.1");
              var bob = site.phone("bob", "10.0.0.2");
              bob.onCall(
                  call -> {
                    pending.add(call.ended());
                    call.answer(WebSocketSite.BOB).await();
                    bob.sleep(Duration.ofSeconds(1));
                    call.hangUp().await();
                  });
              bob.register("sip:example.com").outcome().await();
              pending.add(alice.register("sip:example.com").outcome());
              alice.sleep(Duration.ofSeconds(1));
              var call = alice.call("sip:bob@example.com", WebSocketSite.ALICE);
              pending.add(call.outcome());
              pending.add(call.ended());
              // Where the BYE was lost with its connection, alice's session timer ends the call.
              alice.sleep(Duration.ofHours(1));
              assertThat(alice.calls().await()).as("calls of alice, %d", failing).isZero();
              assertThat(bob.calls().await()).as("calls of bob, %d", failing).isZero();
            }
            assertThat(pending).as("operation %d", failing).allMatch(Pending::isDone);
          });
      world.assertQuiet();
      return world.network().operations();
    }
  }

  @Test
  void eachOperationOfARegistrationAndACallFailsOnce() throws Exception {
    int operations = run(0);
    assertThat(operations).isGreaterThan(5);
    for (int n = 1; n <= operations; n++) {
      run(n);
    }
  }

  @Test
  void aPeerThatDoesNotReadIsLeftAndOthersGoOn(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var good = new Wire(world, "10.0.0.3").connect().upgrade();
      var deaf = new Wire(world, "10.0.0.4").connect().upgrade();
      deaf.deaf();
      int sent = 0;
      while (deaf.closed() == null && sent < 20_000) {
        for (int i = 0; i < 100; i++) {
          deaf.write(Wire.text(Wire.options("a" + sent++)));
        }
        world.advance(Duration.ofSeconds(1));
        good.write(Wire.text(Wire.options("good" + sent)));
      }
      assertThat(sent).isLessThan(20_000);
      good.take();
      assertThat(good.send(Wire.text(Wire.options("1"))).take()).contains("SIP/2.0 200 OK");
    }
  }
}
