package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** How much room events take that nobody reads. */
@ExtendWith(SimWorldExtension.class)
@Isolated
class UnreadEventsRoomTest {

  private static final int EVENTS = 20_000;

  /** The least of several collections: only each fourth of the serial collector closes all gaps. */
  private static long usedMemory() {
    var runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      runtime.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  // each OPTIONS is told as received and as answered; what grows is the world's transcript, 90
  // bytes
  // a datagram
  @Test
  void aFullQueueGrowsNoMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world, options -> options.exchanges(true).queues(new QueueSizes(1_000, 10)));
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            UnreadEventsTest.ask(bob, EVENTS / 4);
            long before = usedMemory();
            UnreadEventsTest.ask(bob, EVENTS / 4);
            assertThat(usedMemory() - before).as("bytes grown").isLessThan(1_500_000);
            assertThat(alice.events().size()).isBetween(1_000, 4_010);
          }
        });
  }
}
