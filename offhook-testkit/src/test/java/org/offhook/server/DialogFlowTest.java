package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.CallEnd;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.transport.NatPolicy;

/** Requests in a dialog whose peer names a Contact that cannot be reached: RFC 5626 §4.3. */
@ExtendWith(SimWorldExtension.class)
class DialogFlowTest {

  /** Bob in the open, called directly. */
  private static Endpoint bob(SimWorld world, boolean reuse) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("bob", "203.0.113.50"))
            .listen(Listen.sip("203.0.113.50", 5060))
            .aor("sip:bob@203.0.113.50")
            .nat(NatPolicy.DEFAULT.reuseFlows(reuse))
            .build());
  }

  // alice behind a NAT calls bob | bob holds, resumes, hangs up: by the flow, or to her Contact
  @ParameterizedTest
  @CsvSource({"udp, true", "tcp, true", "udp, false", "tcp, false"})
  @Rfc("NET-18")
  @EndsQuiet
  void theFlowOfADialogIsKeptToWhereThatIsWanted(String transport, boolean reuse, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Natted(world, o -> o);
              var bob = bob(world, reuse)) {
            var alice = site.alice(o -> o.nat(NatPolicy.DEFAULT.learnFromVia(false)));
            List<IncomingCall> taken = new ArrayList<>();
            bob.onCall(
                call -> {
                  taken.add(call);
                  call.answer(Natted.SDP).awaitOk();
                });
            var call = alice.call("sip:bob@203.0.113.50;transport=" + transport, Natted.SDP);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            var held = taken.getFirst().hold().await().isOk();
            assertThat(held).isEqualTo(reuse);
            if (reuse) {
              assertThat(taken.getFirst().resume().await().isOk()).isTrue();
              taken.getFirst().hangUp().await();
              assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            } else {
              call.hangUp().await();
            }
          }
        });
  }
}
