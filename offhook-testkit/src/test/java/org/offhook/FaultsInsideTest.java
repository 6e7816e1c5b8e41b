package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Handlers that never come back, threads that are interrupted, rules that fail. */
@ExtendWith(SimWorldExtension.class)
class FaultsInsideTest {

  @Test
  @Rfc("SEC-26")
  @EndsQuiet
  void aCallHandlerThatNeverReturnsHoldsUpNoOtherCallAndNotTheClosing(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var ended = new ArrayList<CallEnd.Cause>();
          var bob = Scene.bob(world);
          var never = new ArrayList<Pending<Boolean>>();
          var alice = Scene.alice(world);
          alice.onCall(
              call -> {
                call.answer(Scene.SDP).await();
                call.ended().then(end -> ended.add(end.cause()));
                Pending<Boolean> stuck = new Pending<>(world.userThreads());
                never.add(stuck);
                stuck.await();
              });
          var legs = new ArrayList<Phone.Leg>();
          for (int i = 0; i < 3; i++) {
            var leg = bob.caller("call" + i);
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            legs.add(leg);
          }
          legs.getFirst().send(Method.BYE);
          bob.response(200, Method.BYE);
          alice.sleep(Duration.ofMillis(10));
          assertThat(ended).containsExactly(CallEnd.Cause.REMOTE_HANG_UP);
          assertThat(alice.options("sip:10.0.0.9").await(Duration.ofMinutes(1)).isOk()).isFalse();
          var began = world.now();
          alice.close();
          assertThat(world.now().minus(began)).isLessThanOrEqualTo(Duration.ofMillis(2_100));
          assertThat(ended).hasSize(3);
          assertThat(never).hasSize(3);
          never.forEach(stuck -> stuck.complete(true));
          bob.close();
          world.advance(Duration.ofSeconds(1));
        });
  }

  @Test
  @Rfc("SEC-26")
  void requestsWhoseHandlersNeverReturnAreAnsweredInTimeAndOthersAtOnce(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            Pending<Boolean> never = new Pending<>(world.userThreads());
            alice.onRequest(
                request -> {
                  if (request.request().callId().startsWith("stuck")) {
                    never.await();
                  }
                  request.respond(Status.OK);
                });
            for (int i = 0; i < 5; i++) {
              bob.caller("stuck" + i).send(Method.MESSAGE);
            }
            bob.caller("quick").send(Method.MESSAGE);
            bob.response(200, Method.MESSAGE);
            var began = world.now();
            for (int i = 0; i < 5; i++) {
              assertThat(bob.take().startLine()).startsWith("SIP/2.0 ").doesNotContain("200");
            }
            assertThat(world.now().minus(began)).isLessThan(Duration.ofSeconds(32));
            never.complete(true);
            alice.sleep(Duration.ofMillis(10));
          }
        });
  }

  @Test
  @EndsQuiet
  void anInterruptedWaitEndsAndWhatItWaitedForGoesOn(SimWorld world) throws Exception {
    world.run(
        () -> {
          var told = new ArrayList<String>();
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            var call = Scene.callBob(alice);
            var waits =
                List.of(
                    interrupted(world, told, () -> call.outcome().await()),
                    interrupted(world, told, () -> alice.sleep(Duration.ofHours(1))),
                    interrupted(world, told, () -> alice.events().poll(Duration.ofHours(1))));
            alice.sleep(Duration.ofMillis(5));
            waits.forEach(Thread::interrupt);
            alice.sleep(Duration.ofMillis(5));
            assertThat(told).hasSize(3).containsOnly("interrupted");
            var invite = bob.awaitRequest(Method.INVITE);
            bob.callee(invite, "b").reply(invite, 200, Phone.SDP);
            call.outcome().awaitOk();
            call.hangUp();
            bob.awaitRequest(Method.BYE);
          }
        });
  }

  private interface Wait {
    void run() throws InterruptedException;
  }

  private static Thread interrupted(SimWorld world, List<String> told, Wait wait) {
    return world
        .userThreads()
        .start(
            "waiting",
            () -> {
              try {
                wait.run();
                told.add("returned");
              } catch (InterruptedException e) {
                told.add("interrupted");
              }
            });
  }

  @Test
  @EndsQuiet
  void anInterruptedStartLeavesNothingAndAnInterruptedCloseStillCloses(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var told = new ArrayList<String>();
          SimHost host = world.host("carol", "10.0.0.3");
          var start =
              interrupted(
                  world,
                  told,
                  () -> {
                    Thread.currentThread().interrupt();
                    Endpoint.start(
                        EndpointOptions.builder()
                            .host(host)
                            .listen(Listen.sip("10.0.0.3", 5060))
                            .build());
                  });
          world.advance(Duration.ofSeconds(1));
          assertThat(start.isAlive()).isFalse();
          assertThat(told).containsExactly("interrupted");
          var alice = Scene.alice(world);
          var call = Scene.callBob(alice);
          world
              .userThreads()
              .start(
                  "closer",
                  () -> {
                    Thread.currentThread().interrupt();
                    alice.close();
                    told.add("flag " + Thread.currentThread().isInterrupted());
                  });
          world.advance(Duration.ofSeconds(3));
          assertThat(told).containsExactly("interrupted", "flag true");
          assertThat(call.ended().isDone()).isTrue();
          assertThat(alice.stats().await()).isEqualTo(EndpointStats.CLOSED);
        });
  }

  @Test
  void aHandlerThatIsInterruptedEndsItsCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world);
              var bob = Scene.bob(world)) {
            var handlers = new ArrayList<Thread>();
            alice.onCall(
                call -> {
                  handlers.add(Thread.currentThread());
                  call.answer(Scene.SDP).await();
                  call.ended().await();
                });
            var leg = bob.caller("call");
            leg.invite(Phone.SDP);
            leg.ack(bob.awaitResponse(200, Method.INVITE));
            alice.sleep(Duration.ofMillis(10));
            handlers.getFirst().interrupt();
            alice.sleep(Duration.ofMillis(10));
            assertThat(alice.stats().await().alive().calls()).isLessThanOrEqualTo(1);
            var second = bob.caller("second");
            second.invite(Phone.SDP);
            second.ack(bob.awaitResponse(200, Method.INVITE));
          }
        });
  }

  @Test
  @Rfc("SEC-26")
  void aRuleOfTheApplicationThatFailsCosts500WithoutStateAndIsTold(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          var users = org.offhook.auth.UserSecrets.of(org.offhook.auth.CredentialStore.EMPTY);
          var verifier = org.offhook.auth.DigestVerifier.builder("alice", users);
          try (var alice =
                  Scene.alice(
                      world,
                      options ->
                          options.authenticateIncoming(
                              verifier,
                              request -> {
                                throw new IllegalStateException("a rule");
                              }));
              var bob = Scene.bob(world)) {
            bob.caller("o").send(Method.OPTIONS);
            bob.response(500, Method.OPTIONS);
            assertThat(alice.events().take()).isInstanceOf(EndpointEvent.HandlerFailed.class);
            assertThat(alice.stats().await().begun().serverTransactions()).isZero();
          }
        });
  }
}
