package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.CallEnd;
import org.offhook.CallOutcome;
import org.offhook.RequestOutcome;
import org.offhook.message.Status;
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

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  void theCalleeHangsUpThroughTheProxy(String transport, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict)) {
            var alice = site.registered("alice", "10.0.0.1", transport);
            var bob = site.registered("bob", "10.0.0.2", transport);
            bob.onCall(
                call -> {
                  call.answer(Site.BOB).awaitOk();
                  bob.sleep(Duration.ofSeconds(2));
                  call.hangUp().await();
                });
            var call = alice.call("sip:bob@example.com", Site.ALICE);
            call.outcome().awaitOk();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  /**
   *
   *
   * <pre>
   * alice           proxy            bob
   *   |--- INVITE --->|--- INVITE --->|
   *   |<----- 180 ----|<---- 180 -----|
   *   |--- CANCEL --->|               |
   *   |<----- 200 ----|--- CANCEL --->|
   *   |               |<-- 200, 487 --|
   *   |<----- 487 ----|----- ACK ---->|
   *   |----- ACK ---->|               |
   * </pre>
   */
  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  void aRingingCallIsCancelledThroughTheProxy(String transport, SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict)) {
            var alice = site.registered("alice", "10.0.0.1", transport);
            var bob = site.registered("bob", "10.0.0.2", transport);
            var outcomes = new ArrayList<CallOutcome>();
            bob.onCall(
                call -> {
                  call.ring();
                  outcomes.add(call.outcome().await());
                });
            var call = alice.call("sip:bob@example.com", Site.ALICE);
            alice.sleep(Duration.ofSeconds(3));
            call.hangUp();
            assertThat(call.outcome().await()).isInstanceOf(CallOutcome.Cancelled.class);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(outcomes).hasSize(1).hasOnlyElementsOfType(CallOutcome.Cancelled.class);
            assertThat(site.server.counters().faults()).isZero();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  void ofTwoRingingEndpointsOneAnswersAndTheOtherStops(String transport, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict)) {
            var alice = site.registered("alice", "10.0.0.1", transport);
            var desk = site.endpoint("desk", "bob", "10.0.0.2", transport);
            var mobile = site.endpoint("mobile", "bob", "10.0.0.3", transport);
            desk.register("sip:example.com").outcome().awaitOk();
            mobile.register("sip:example.com").outcome().awaitOk();
            assertThat(site.server.bindings("bob")).hasSize(2);
            var stopped = new ArrayList<CallOutcome>();
            desk.onCall(
                call -> {
                  call.ring();
                  stopped.add(call.outcome().await());
                });
            mobile.onCall(
                call -> {
                  call.ring();
                  mobile.sleep(Duration.ofSeconds(2));
                  call.answer(Site.BOB).awaitOk();
                });
            var call = alice.call("sip:bob@example.com", Site.ALICE);
            call.outcome().awaitOk();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(stopped).hasSize(1).hasOnlyElementsOfType(CallOutcome.Cancelled.class);
            assertThat(call.hangUp().await().isOk()).isTrue();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp"})
  @EndsQuiet
  void messagesGoBothWaysAndAClosedEndpointIsGone(String transport, SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, Site::strict)) {
            var alice = site.registered("alice", "10.0.0.1", transport);
            var bob = site.registered("bob", "10.0.0.2", transport);
            alice.onRequest(request -> request.respond(Status.OK));
            bob.onRequest(request -> request.respond(Status.OK));
            assertThat(alice.message("sip:bob@example.com", "hello").await().isOk()).isTrue();
            assertThat(bob.message("sip:alice@example.com", "hello").await().isOk()).isTrue();
            bob.close();
            assertThat(site.server.bindings("bob")).isEmpty();
            assertThat(alice.message("sip:bob@example.com", "hello").await())
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answer ->
                        assertThat(answer.status()).isEqualTo(Status.TEMPORARILY_UNAVAILABLE));
          }
        });
  }
}
