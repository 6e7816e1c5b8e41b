package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.offhook.CallOutcome;
import org.offhook.testkit.SimWorld;

/** Calls through the proxy in a bad network: nothing breaks, and nothing stays behind. */
class HostileWorldTest {

  private static final Duration LATER = Duration.ofMinutes(5);

  /** One call of two registered endpoints; whatever goes wrong, all of it ends. */
  private static int call(SimWorld world, String transport, Runnable registered)
      throws InterruptedException {
    try (var site = new Site(world, Site::strict)) {
      var alice = site.registered("alice", "10.0.0.1", transport);
      var bob = site.registered("bob", "10.0.0.2", transport);
      bob.onCall(
          call -> {
            call.ring();
            call.answer(Site.BOB).await();
          });
      registered.run();
      var call = alice.call("sip:bob@example.com", Site.ALICE);
      boolean established = call.outcome().await() instanceof CallOutcome.Established;
      if (established) {
        call.hangUp().await();
      }
      alice.sleep(LATER);
      assertThat(site.server.counters().faults()).isZero();
      assertThat(site.server.counters().transactions()).isZero();
      return established ? 1 : 0;
    }
  }

  @Test
  void aCallSucceedsThoughAnyOneDatagramIsLost() throws Exception {
    for (int n = 0; n < 24; n++) {
      int lost = n;
      try (var world = new SimWorld(1)) {
        int[] count = new int[1];
        int established =
            world.run(
                () ->
                    call(
                        world,
                        "udp",
                        () -> world.network().all().dropIf(packet -> count[0]++ == lost)));
        assertThat(established).as("datagram " + lost).isEqualTo(1);
        assertThat(count[0]).isGreaterThan(lost);
      }
    }
  }

  @Test
  void nothingStaysBehindWhicheverOperationFails() throws Exception {
    int operations;
    try (var world = new SimWorld(1)) {
      operations = world.run(() -> sweep(world, 0));
    }
    assertThat(operations).isGreaterThan(20);
    for (int n = 1; n <= operations; n++) {
      int lost = n;
      try (var world = new SimWorld(1)) {
        world.run(() -> sweep(world, lost));
      }
    }
  }

  /** Fails the n-th operation after the registrations; returns how many there were. */
  private static int sweep(SimWorld world, int n) throws InterruptedException {
    int[] before = new int[1];
    call(
        world,
        "udp",
        () -> {
          before[0] = world.network().operations();
          world.network().failOperation(n == 0 ? 0 : before[0] + n);
        });
    return world.network().operations() - before[0];
  }

  @Test
  void manyCallsEndAtHeavyLoss() throws Exception {
    int established = 0;
    for (long seed = 1; seed <= 30; seed++) {
      try (var world = new SimWorld(seed)) {
        established +=
            world.run(
                () ->
                    call(
                        world,
                        "udp",
                        () -> world.network().all().loss(0.2).duplicate(0.05).reorder(0.05)));
      }
    }
    assertThat(established).isGreaterThan(25);
  }

  @Test
  void aCallOverTCPSurvivesABrokenConnection() throws Exception {
    try (var world = new SimWorld(1)) {
      int established =
          world.run(
              () ->
                  call(
                      world,
                      "tcp",
                      () -> {
                        var hosts = world.hosts();
                        world.network().breakConnections(hosts.get(0), hosts.get(2));
                      }));
      assertThat(established).isEqualTo(1);
    }
  }
}
