package org.offhook.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.transport.Flow;
import org.offhook.transport.TransportLayer;

/** Transactions under seeded loss, duplication and reordering. */
class HostileNetworkTest {

  private static final int REQUESTS = 2_000;

  /** Answers INVITE with 486 after ringing, anything else with 200; counts what it is shown. */
  private static final class Callee implements ServerUser {
    private final List<String> shown = new ArrayList<>();

    @Override
    public void incoming(ServerTransaction transaction) {
      shown.add(transaction.request().callId());
      if (transaction.method().equals(Method.INVITE)) {
        transaction.respond(transaction.response(Status.RINGING).build());
        transaction.respond(transaction.response(Status.BUSY_HERE).build());
      } else {
        transaction.respond(transaction.response(Status.OK).build());
      }
    }

    @Override
    public void ack(SipRequest ack, Flow flow) {
      throw new AssertionError("an ACK of a refusal was shown");
    }
  }

  private record Outcome(List<RecordingUser> users, Callee callee, String log) {}

  private static Outcome play(long seed) {
    try (var world = new SimWorld(seed)) {
      world.network().all().latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(10));
      world.network().all().loss(0.2).duplicate(0.05).reorder(0.1);
      var alice = world.host("alice", "10.0.0.1").attach("alice");
      var bob = world.host("bob", "10.0.0.2").attach("bob");
      var out = new TransportLayer(alice);
      var in = new TransportLayer(bob);
      var callee = new Callee();
      var callers = new TransactionLayer(alice.loop(), out, Timers.DEFAULT);
      var callees = new TransactionLayer(bob.loop(), in, Timers.DEFAULT);
      world.onLoop(bob, () -> in.listen(TransportKind.UDP, "10.0.0.2", 5060));
      world.onLoop(alice, () -> out.listen(TransportKind.UDP, "10.0.0.1", 5060));
      callees.server(callee);
      var users = new ArrayList<RecordingUser>();
      for (int i = 0; i < REQUESTS; i++) {
        var user = new RecordingUser();
        users.add(user);
        var request =
            Bench.request(i % 2 == 0 ? Method.INVITE : Method.OPTIONS)
                .set(HeaderName.CALL_ID, "call-" + i)
                .build();
        world.onLoop(
            alice,
            () -> {
              var flow = out.flowTo(Bench.hop(TransportKind.UDP, "10.0.0.2", 5060));
              return callers.request(request, flow, user);
            });
        world.advance(Duration.ofMillis(5));
      }
      world.advance(Duration.ofMinutes(3));
      assertThat(callers.alive() + callees.alive() + callees.unanswered()).isZero();
      assertThat(world.timers()).isZero();
      return new Outcome(users, callee, world.log().toString());
    }
  }

  @Test
  @Rfc("TX-50")
  void everyTransactionHasOneOutcomeAndEveryRequestIsShownOnce() {
    var outcome = play(7);
    for (var user : outcome.users()) {
      var finals = user.told.stream().filter(told -> !told.equals("180")).toList();
      assertThat(finals).hasSize(1);
      assertThat(finals.getFirst()).isIn("486", "200", "timeout");
    }
    assertThat(outcome.callee().shown).doesNotHaveDuplicates().hasSizeGreaterThan(REQUESTS - 5);
  }

  @Test
  void oneSeedGivesTheSameBytesAgain() {
    assertThat(play(11).log()).isEqualTo(play(11).log());
  }
}
