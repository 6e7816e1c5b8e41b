package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Status;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Two endpoints of this library, or one with itself. */
@ExtendWith(SimWorldExtension.class)
class TwoEndpointsTest {

  private static Endpoint bob(SimWorld world) throws InterruptedException {
    return Scene.endpoint(world, "bob", "10.0.0.2", options -> options);
  }

  private static Call answering(Endpoint bob, List<IncomingCall> calls, Endpoint alice)
      throws InterruptedException {
    bob.onCall(
        call -> {
          calls.add(call);
          call.answer(Phone.SDP).await();
        });
    var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
    call.outcome().awaitOk();
    bob.sleep(Duration.ofMillis(10));
    return call;
  }

  // --INVITE--> <--INVITE-- : 491 both ways, then one after the other
  @Test
  @Rfc({"DLG-30", "DLG-31"})
  @EndsQuiet
  void changesThatCrossBothSucceedInTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = bob(world)) {
            var calls = new ArrayList<IncomingCall>();
            var call = answering(bob, calls, alice);
            var mine = call.hold();
            var theirs = calls.getFirst().hold();
            assertThat(mine.await().isOk()).isTrue();
            assertThat(theirs.await().isOk()).isTrue();
            assertThat(world.log().lines()).filteredOn(line -> line.contains(" 491 ")).hasSize(2);
            assertThat(world.now()).isLessThan(Duration.ofSeconds(7));
            assertThat(call.isHolding()).isTrue();
            assertThat(calls.getFirst().isHolding()).isTrue();
            call.hangUp().await();
            calls.getFirst().ended().await();
          }
        });
  }

  @Test
  @EndsQuiet
  void anEndpointCallsItself(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            var ends = new ArrayList<CallEnd.Cause>();
            alice.onCall(
                call -> {
                  call.answer(Phone.SDP).await();
                  ends.add(call.ended().await().cause());
                });
            var call = alice.call("sip:alice@10.0.0.1", Scene.SDP);
            call.outcome().awaitOk();
            call.hold().awaitOk();
            call.hangUp().await();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(ends).containsExactly(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  @Test
  @EndsQuiet
  void aCallThatLeadsNowhereFailsWithAReason(SimWorld world) throws Exception {
    world.network().all().icmp(true);
    world.run(
        () -> {
          try (var alice = Scene.alice(world)) {
            for (var target :
                new String[] {
                  "sip:bob@nowhere.example",
                  "sip:bob@10.7.7.7",
                  "sip:bob@10.7.7.7;transport=tcp",
                  "sips:bob@10.0.0.1",
                  "sip:bob@10.0.0.1;transport=sctp",
                  "tel:+123"
                }) {
              var outcome = alice.call(target, Scene.SDP).outcome().await();
              assertThat(outcome).as(target).isInstanceOf(CallOutcome.Failed.class);
              assertThat(outcome.reason()).as(target).isNotBlank();
            }
            assertThat(world.now()).isLessThan(Duration.ofSeconds(60));
          }
        });
  }

  @Test
  @EndsQuiet
  void anEndpointThatListensNowhereCallsAllTheSameOrSaysWhyNot(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice =
                  Endpoint.start(
                      EndpointOptions.builder()
                          .host(world.host("alice", "10.0.0.1"))
                          .aor("sip:alice@example.com")
                          .build())) {
            bob.onCall(call -> call.reject(Status.BUSY_HERE));
            var udp = alice.call("sip:bob@10.0.0.2", Scene.SDP).outcome().await();
            assertThat(udp.isOk()).isFalse();
            assertThat(udp.reason()).isNotBlank();
            var tcp = alice.call("sip:bob@10.0.0.2;transport=tcp", Scene.SDP).outcome().await();
            assertThat(tcp.reason()).isNotBlank();
          }
        });
  }

  // the answer chooses from the offer; a change adds a codec; both sides know what is in force
  @Test
  void bothSidesKnowWhatIsInForceAndWhatWasBefore(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = bob(world)) {
            var calls = new ArrayList<IncomingCall>();
            bob.onCall(
                call -> {
                  calls.add(call);
                  call.answer(
                      org.offhook.sdp.LocalCapabilities.audio(
                          "10.0.0.2", 40000, RtpMap.PCMA, RtpMap.PCMU));
                });
            var call = alice.call("sip:bob@10.0.0.2", Scene.SDP);
            call.outcome().awaitOk();
            var first = call.localDescription().orElseThrow();
            var other = SessionDescription.audio("10.0.0.1", 30002, RtpMap.PCMA);
            call.offer(other).awaitOk();
            bob.sleep(Duration.ofMillis(10));
            assertThat(call.previousLocalDescription()).contains(first);
            assertThat(call.localDescription().orElseThrow().media().getFirst().port())
                .isEqualTo(30002);
            assertThat(calls.getFirst().remoteDescription()).isEqualTo(call.localDescription());
            assertThat(calls.getFirst().localDescription()).isEqualTo(call.remoteDescription());
            assertThat(call.localDescription().orElseThrow().origin().sessionId())
                .isEqualTo(first.origin().sessionId());
            call.hangUp();
          }
        });
  }
}
