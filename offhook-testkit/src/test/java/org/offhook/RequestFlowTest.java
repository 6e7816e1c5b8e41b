package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Capabilities;

/** Requests outside calls through the API, in simulated time. */
@ExtendWith(SimWorldExtension.class)
class RequestFlowTest {

  private static Endpoint endpoint(SimWorld world, String name, String address)
      throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host(name, address))
            .listen(Listen.sip(address, 5060))
            .aor("sip:" + name + "@" + address)
            .build());
  }

  @Test
  void aMessageReachesTheHandlerAndItsAnswerComesBack(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            var texts = new Pending<String>(bob.threads());
            bob.onRequest(
                request -> {
                  texts.complete(request.text());
                  request.respond(Status.ACCEPTED);
                });
            var outcome = alice.message("sip:bob@10.0.0.2", "grüße").await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answered -> assertThat(answered.status()).isEqualTo(Status.ACCEPTED));
            assertThat(texts.await()).isEqualTo("grüße");
          }
          return null;
        });
  }

  @Test
  void aRequestThatTheApplicationNeverAnswersIsAnsweredForIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            var outcome = alice.message("sip:bob@10.0.0.2", "anybody there?").await();
            assertThat(outcome.reason()).contains("480");
            assertThat(bob.events().poll()).isPresent();
          }
          return null;
        });
  }

  @Test
  void optionsAreAnsweredWithWhatTheEndpointCanDo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            var outcome = alice.options("sip:bob@10.0.0.2").awaitOk();
            var response = ((RequestOutcome.Answered) outcome).response();
            assertThat(response.headers().all(HeaderName.ALLOW)).contains(Method.INVITE);
            assertThat(response.headers().contains(HeaderName.ACCEPT)).isTrue();
            assertThat(bob.events().size()).isZero();
          }
          return null;
        });
  }

  @Test
  void anyMethodReachesTheApplicationWhereItWantsThat(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            bob.onRequest(request -> request.respond(Status.ACCEPTED));
            bob.reconfigure(options -> options.capabilities(can -> can.withAnyMethod(true)));
            for (var method : new String[] {"DANCE", "REGISTER", "MESSAGE"}) {
              var wanted = RequestOptions.of(Method.of(method), "sip:bob@10.0.0.2");
              assertThat(alice.request(wanted).awaitOk().reason()).contains("202");
            }
            var info = RequestOptions.of(Method.INFO, "sip:bob@10.0.0.2");
            assertThat(alice.request(info).await().reason()).contains("481");
            bob.reconfigure(options -> options.capabilities(can -> can.withAnyMethod(false)));
            var dance = RequestOptions.of(Method.of("DANCE"), "sip:bob@10.0.0.2");
            assertThat(alice.request(dance).await().reason()).contains("501");
          }
          return null;
        });
  }

  @Test
  void aMethodThatIsAllowedAtRunTimeReachesTheApplication(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = endpoint(world, "alice", "10.0.0.1");
              var bob = endpoint(world, "bob", "10.0.0.2")) {
            bob.onRequest(request -> request.respond(Status.ACCEPTED));
            var dance = RequestOptions.of(Method.of("DANCE"), "sip:bob@10.0.0.2");
            assertThat(alice.request(dance).await().reason()).contains("501");
            var allowed = new ArrayList<>(Capabilities.DEFAULT.allow());
            allowed.add(Method.of("DANCE"));
            bob.reconfigure(
                options -> options.capabilities(Capabilities.DEFAULT.withAllow(allowed)));
            assertThat(alice.request(dance).awaitOk().reason()).contains("202");
            bob.reconfigure(options -> options.capabilities(Capabilities.DEFAULT));
            assertThat(alice.request(dance).await().reason()).contains("501");
          }
          return null;
        });
  }

  @Test
  void nobodyThereIsAValueAfter32Seconds(SimWorld world) throws Exception {
    world.run(
        () -> {
          world.host("nobody", "10.0.0.9");
          try (var alice = endpoint(world, "alice", "10.0.0.1")) {
            var before = world.now();
            var outcome = alice.options("sip:bob@10.0.0.9").await();
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    RequestOutcome.Failed.class, failed -> assertThat(failed.isTimeout()).isTrue());
            assertThat(world.now().minus(before)).isEqualTo(Duration.ofSeconds(32));
          }
          return null;
        });
  }

  @Test
  void anObserverSeesEachStepOfATransactionTheRepetitionsIncluded(SimWorld world) throws Exception {
    world.run(
        () -> {
          world.host("nobody", "10.0.0.9");
          var steps = new java.util.ArrayList<String>();
          var options =
              EndpointOptions.builder()
                  .host(world.host("alice", "10.0.0.1"))
                  .listen(Listen.sip("10.0.0.1", 5060))
                  .observe(step -> steps.add(step.what()));
          try (var alice = Endpoint.start(options.build())) {
            alice.options("sip:bob@10.0.0.9").await();
          }
          assertThat(steps).filteredOn("RETRANSMITTED"::equals).hasSize(10);
          assertThat(steps).first().asString().isEqualTo("TRYING");
          return null;
        });
  }
}
