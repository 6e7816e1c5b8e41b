package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.SimWorld;

/**
 * A virtual day of calls through a proxy, with registrations that are renewed all the time: in the
 * end nothing is left. The laboratory plays 100,000 calls ({@code -Doffhook.day.calls=100000}).
 */
class DayTest {

  private static final int CALLS = Integer.getInteger("offhook.day.calls", 1_000);
  private static final Duration DAY = Duration.ofHours(24);

  /** How the calls of the day ended. */
  private static final class Day {
    final Map<CallEnd.Cause, Integer> ends = new EnumMap<>(CallEnd.Cause.class);
    final AtomicInteger alive = new AtomicInteger();
    int most;

    void ended(CallEnd.Cause cause) {
      ends.merge(cause, 1, Integer::sum);
      alive.decrementAndGet();
    }
  }

  private static Endpoint phone(SimWorld world, String name, String address)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.sip(address, 5060))
            .aor("sip:" + name + "@example.com")
            .outboundProxy("sip:10.0.0.9;lr")
            .queues(new QueueSizes(100, 10))
            .build());
  }

  private static void serve(Endpoint bob, IncomingCall call) throws InterruptedException {
    call.ring();
    switch (call.request().headers().text("Subject").orElse("")) {
      case "1" -> call.reject(org.offhook.message.Status.BUSY_HERE);
      case "2" -> call.ended().await();
      default -> {
        bob.sleep(Duration.ofSeconds(3));
        call.answer(Phone.SDP).await();
        call.ended().await();
      }
    }
  }

  private static void call(Endpoint alice, int number, Day day) {
    var call =
        alice.call(
            CallOptions.to("sip:bob@example.com")
                .offer(Scene.SDP)
                .header("Subject", Integer.toString(number % 10)));
    day.most = Math.max(day.most, day.alive.incrementAndGet());
    alice
        .threads()
        .start(
            "caller " + number,
            () -> {
              try {
                alice.sleep(Duration.ofSeconds(5 + number % 60));
                day.ended(call.hangUp().await().cause());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Test
  void aDayOfCallsLeavesNothing() throws Exception {
    var day = new Day();
    try (var world = new SimWorld(24)) {
      world.timeLimit(DAY.plusHours(2)).patience(Duration.ofMinutes(20));
      world.run(
          () -> {
            try (var server =
                    SipServer.start(
                        SipServerOptions.builder()
                            .host(world.host("server", "10.0.0.9"))
                            .listen(Listen.sip("10.0.0.9", 5060))
                            .domain("example.com")
                            .build());
                var alice = phone(world, "alice", "10.0.0.1");
                var bob = phone(world, "bob", "10.0.0.2")) {
              bob.onCall(call -> serve(bob, call));
              var registrations =
                  java.util.List.of(
                      alice.register("sip:example.com"), bob.register("sip:example.com"));
              for (var registration : registrations) {
                registration.awaitOk();
              }
              for (int i = 0; i < CALLS; i++) {
                call(alice, i, day);
                alice.sleep(DAY.dividedBy(CALLS));
              }
              alice.sleep(Duration.ofMinutes(10));
              assertThat(server.bindings()).hasSize(2);
              for (var registration : registrations) {
                registration.unregister();
              }
              alice.sleep(Duration.ofMinutes(2));
              for (var one : new Endpoint[] {alice, bob}) {
                var alive = one.stats().await().alive();
                assertThat(alive.calls()).isZero();
                assertThat(alive.clientTransactions() + alive.serverTransactions()).isZero();
                assertThat(one.parts().core().dialogs().size()).isZero();
              }
              assertThat(server.bindings()).isEmpty();
              assertThat(alice.stats().await().begun().calls()).isEqualTo(CALLS);
            }
          });
      world.assertQuiet();
    }
    assertThat(day.ends)
        .containsOnly(
            Map.entry(CallEnd.Cause.REFUSED, CALLS / 10),
            Map.entry(CallEnd.Cause.CANCELLED, CALLS / 10),
            Map.entry(CallEnd.Cause.LOCAL_HANG_UP, CALLS / 10 * 8));
    assertThat(day.most).isPositive();
  }
}
