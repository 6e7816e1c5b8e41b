package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Calls from one endpoint to another through the API, in simulated time. */
@ExtendWith(SimWorldExtension.class)
class CallFlowTest {

  private static final SessionDescription ALICE =
      SessionDescription.audio("10.0.0.1", 40000, RtpMap.PCMU, RtpMap.PCMA);
  private static final SessionDescription BOB =
      SessionDescription.audio("10.0.0.2", 50000, RtpMap.PCMU);

  private static Endpoint alice(SimWorld world) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.1"))
            .listen(Listen.sip("10.0.0.1", 5060))
            .aor("sip:alice@10.0.0.1")
            .build());
  }

  private static Endpoint bob(SimWorld world) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("bob", "10.0.0.2"))
            .listen(Listen.sip("10.0.0.2", 5060))
            .aor("sip:bob@10.0.0.2")
            .build());
  }

  /**
   *
   *
   * <pre>
   * alice            bob
   *   |--- INVITE --->|
   *   |<---- 180 -----|
   *   |<---- 200 -----|
   *   |----- ACK ---->|
   *   |----- BYE ---->|
   *   |<---- 200 -----|
   * </pre>
   */
  @Test
  void aCallIsAnsweredAndHungUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = bob(world)) {
            var ends = new Pending<CallEnd>(alice.threads());
            bob.onCall(
                call -> {
                  call.ring();
                  bob.sleep(Duration.ofSeconds(1));
                  call.answer(BOB).awaitOk();
                  ends.complete(call.ended().await());
                });
            var call = alice.call("sip:bob@10.0.0.2", ALICE);
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Established.class);
            assertThat(call.remoteDescription().orElseThrow().media()).isEqualTo(BOB.media());
            alice.sleep(Duration.ofSeconds(5));
            assertThat(call.hangUp().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            assertThat(ends.await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
          return null;
        });
  }

  @Test
  void aBusyCalleeIsAValueAndNoException(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = alice(world);
              var bob = bob(world)) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE));
            var outcome = alice.call("sip:bob@10.0.0.2", ALICE).outcome().await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    CallOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BUSY_HERE));
          }
          return null;
        });
  }
}
