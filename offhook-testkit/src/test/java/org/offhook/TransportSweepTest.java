package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;

/**
 * A registration, a call through the registrar's proxy and its end, over each transport: each send,
 * connect, handshake step and look-up fails once, and nothing hangs or stays.
 */
class TransportSweepTest {

  /** A BYE that a server between could not send on leaves a call to its session timer. */
  private static final Duration REST = Duration.ofHours(1);

  private static final String NOTHING = "0 calls, 0 dialogs, 0 transactions, 0 connections";

  private final List<Pending<?>> promised = new ArrayList<>();

  /** Runs the story with the n-th operation failing; returns how many there were. */
  private int run(TestWire wire, int failing) throws Exception {
    promised.clear();
    try (var world = new SimWorld(11)) {
      world.network().failOperation(failing);
      world.run(() -> tell(world, wire, failing));
      assertThat(promised)
          .as("operation %d fails over %s", failing, wire)
          .isNotEmpty()
          .allMatch(Pending::isDone);
      world.assertQuiet();
      return world.network().operations();
    }
  }

  private void tell(SimWorld world, TestWire wire, int failing) throws Exception {
    try (var server = wire.server(world);
        var alice = wire.endpoint(world, "alice", 1);
        var bob = wire.endpoint(world, "bob", 2)) {
      bob.onCall(
          call -> {
            promised.add(call.outcome());
            promised.add(call.ended());
            call.ring();
            call.answer(Phone.SDP);
            call.ended().await();
          });
      var registration = bob.register(wire.serverUri());
      promised.add(registration.outcome());
      bob.sleep(Duration.ofSeconds(1));
      var call = alice.call(wire.uri("bob"), Scene.SDP);
      promised.add(call.outcome());
      promised.add(call.ended());
      alice.sleep(Duration.ofSeconds(2));
      promised.add(call.hangUp());
      alice.sleep(Duration.ofSeconds(2));
      var removed = registration.unregister();
      promised.add(removed);
      alice.sleep(REST);
      if (removed.await().isOk()) {
        assertThat(server.bindings("bob")).as("of bob, %d", failing).isEmpty();
      }
      assertThat(alive(alice)).as("of alice, %d", failing).isEqualTo(NOTHING);
      assertThat(alive(bob)).as("of bob, %d", failing).isEqualTo(NOTHING);
      if (failing == 0) {
        assertThat(registration.outcome().await().isOk()).isTrue();
        assertThat(call.outcome().await().isOk()).isTrue();
      }
      assertThat(server.listening()).isNotEmpty();
    }
  }

  private static String alive(Endpoint endpoint) throws InterruptedException {
    var parts = endpoint.parts();
    Pending<String> counted = parts.pending();
    parts.command(
        () -> {
          var core = parts.core();
          counted.complete(
              "%d calls, %d dialogs, %d transactions, %d connections"
                  .formatted(
                      parts.calls(),
                      core.dialogs().size(),
                      core.transactions().alive(),
                      core.transport().connections()));
        });
    return counted.await();
  }

  @ParameterizedTest
  @EnumSource
  @Rfc({"NET-14", "TX-11"})
  void eachOperationFailsOnce(TestWire wire) throws Exception {
    int operations = run(wire, 0);
    assertThat(operations).isGreaterThan(15);
    for (int n = 1; n <= operations; n++) {
      run(wire, n);
    }
  }
}
