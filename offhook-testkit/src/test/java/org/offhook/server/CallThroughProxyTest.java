package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.CallEnd;
import org.offhook.CallOutcome;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Two endpoints that register with digest and call each other through the proxy. */
@ExtendWith(SimWorldExtension.class)
class CallThroughProxyTest {

  /**
   *
   *
   * <pre>
   * alice           proxy            bob
   *   |--- INVITE --->|               |
   *   |<----- 407 ----|               |
   *   |----- ACK ---->|               |
   *   |--- INVITE --->|--- INVITE --->|
   *   |<----- 100 ----|<---- 180 -----|
   *   |<----- 180 ----|<---- 200 -----|
   *   |<----- 200 ----|               |
   *   |----- ACK ---->|----- ACK ---->|
   *   |----- BYE ---->|----- BYE ---->|
   *   |<----- 200 ----|<---- 200 -----|
   * </pre>
   */
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  void aCallGoesThroughTheProxyFromINVITEToBYE(String transport, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict)) {
            var alice = site.registered("alice", "10.0.0.1", transport);
            var bob = site.registered("bob", "10.0.0.2", transport);
            var ends = new ArrayList<CallEnd.Cause>();
            bob.onCall(
                call -> {
                  call.ring();
                  bob.sleep(Duration.ofSeconds(1));
                  call.answer(Site.BOB).awaitOk();
                  ends.add(call.ended().await().cause());
                });
            var call = alice.call("sip:bob@example.com", Site.ALICE);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Established.class);
            alice.sleep(Duration.ofSeconds(5));
            assertThat(call.hold().await().isOk()).isTrue();
            assertThat(call.hangUp().await().isOk()).isTrue();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(ends).containsExactly(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(site.server.counters().acknowledgements()).isEqualTo(2);
            assertThat(site.server.counters().faults()).isZero();
          }
        });
  }
}
