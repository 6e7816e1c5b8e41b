package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Limits;

/** Who forges the source of requests does not turn them into many answers to somebody else. */
@ExtendWith(SimWorldExtension.class)
class AmplificationTest {

  /** As often as a 2xx or a refusal is repeated by RFC 3261 §13.3.1.4 and §17.2.1. */
  private static final int REPETITIONS = 10;

  private static UnaryOperator<EndpointOptions.Builder> repeats(int count, long bytes) {
    var most = new Limits.Repeats(count, bytes, Duration.ofSeconds(64));
    return options -> options.limits(Limits.DEFAULT.withRepeats(most));
  }

  private static void answers(Endpoint alice) {
    alice.onCall(call -> call.answer(Scene.SDP).await());
  }

  @Test
  @Rfc("SEC-23")
  void answersToAnUnprovenAddressAreRepeatedForAllCallsTogether(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(12, 1_000_000));
              var bob = Scene.bob(world);
              var dave = new Phone(world, "dave", "10.0.0.4", "10.0.0.1")) {
            answers(alice);
            for (int i = 0; i < 5; i++) {
              bob.caller("forged" + i).invite(Phone.SDP);
            }
            dave.caller("other").invite(Phone.SDP);
            // the BYEs at 32 s are another matter
            alice.sleep(Duration.ofMillis(31_900));
            assertThat(bob.count("SIP/2.0 200")).isEqualTo(5 + 12);
            assertThat(dave.count("SIP/2.0 200")).isEqualTo(1 + REPETITIONS);
            assertThat(alice.stats().await().refused(Limit.REPEATS))
                .isEqualTo(5 * REPETITIONS - 12);
          }
        });
  }

  @Test
  @Rfc("SEC-23")
  void repetitionsAreBoundedInBytesAndRefusalsCountToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(1000, 1_000));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.reject(Status.BUSY_HERE));
            for (int i = 0; i < 4; i++) {
              bob.caller("forged" + i).invite(Phone.SDP);
            }
            alice.sleep(Duration.ofSeconds(33));
            int bytes =
                bob.got().stream()
                    .filter(one -> one.message().startLine().startsWith("SIP/2.0 486"))
                    .mapToInt(one -> one.message().toBytes().length)
                    .sum();
            int each = bob.got().getLast().message().toBytes().length;
            assertThat(bytes).isBetween(4 * each + 1, 4 * each + 1_000);
          }
        });
  }

  @Test
  @Rfc("SEC-23")
  void reliableProvisionalAnswersCountToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(2, 1_000_000));
              var bob = Scene.bob(world)) {
            alice.onCall(
                call -> {
                  call.progress(Status.SESSION_PROGRESS, Scene.SDP);
                  call.outcome().await();
                });
            bob.caller("forged")
                .send(
                    Method.INVITE,
                    request ->
                        request
                            .raw("Supported", "100rel")
                            .body(
                                org.offhook.message.MediaType.APPLICATION_SDP,
                                Phone.SDP.toBytes()));
            alice.sleep(Duration.ofSeconds(30));
            assertThat(bob.count("SIP/2.0 183")).isEqualTo(3);
          }
        });
  }

  // what only the owner of an address can know, the tag of an answer, comes back from there
  @Test
  void whoAcknowledgesIsProvenAndNotLimitedAnyMore(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(0, 0));
              var bob = Scene.bob(world)) {
            answers(alice);
            var proof = bob.caller("proof");
            proof.invite(Phone.SDP);
            proof.ack(bob.awaitResponse(200, Method.INVITE));
            bob.caller("next").invite(Phone.SDP);
            alice.sleep(Duration.ofSeconds(33));
            assertThat(bob.count("SIP/2.0 200")).isEqualTo(2 + REPETITIONS);
          }
        });
  }

  @Test
  void whoAcknowledgesARefusalByItsTagIsProvenAndWhoGuessesIsNot(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(0, 0));
              var bob = Scene.bob(world)) {
            alice.onCall(call -> call.reject(Status.BUSY_HERE));
            var leg = bob.caller("guess");
            var invite = leg.invite(Phone.SDP);
            var refusal = bob.awaitResponse(486, Method.INVITE);
            leg.ackRefusal(
                invite,
                refusal.toBuilder()
                    .set(org.offhook.message.HeaderName.TO, refusal.to().withTag("guess"))
                    .build());
            bob.caller("second").invite(Phone.SDP);
            alice.sleep(Duration.ofSeconds(33));
            assertThat(bob.count("SIP/2.0 486")).isEqualTo(2);
            var proof = bob.caller("proof");
            bob.forget();
            var third = proof.invite(Phone.SDP);
            proof.ackRefusal(third, bob.awaitResponse(486, Method.INVITE));
            bob.caller("fourth").invite(Phone.SDP);
            alice.sleep(Duration.ofSeconds(33));
            assertThat(bob.count("SIP/2.0 486")).isEqualTo(4 + REPETITIONS);
          }
        });
  }

  @Test
  void aServerThatAnswersRequestsIsProven(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var alice = Scene.alice(world, repeats(0, 0));
              var bob = Scene.bob(world)) {
            answers(alice);
            var asked = alice.options("sip:10.0.0.2");
            var options = bob.request(Method.OPTIONS);
            bob.send(
                org.offhook.message.SipResponse.to(options, Status.OK)
                    .set(org.offhook.message.HeaderName.TO, options.to().withTag("t"))
                    .build());
            asked.awaitOk();
            bob.caller("call").invite(Phone.SDP);
            alice.sleep(Duration.ofSeconds(33));
            assertThat(bob.count("SIP/2.0 200")).isEqualTo(1 + REPETITIONS);
          }
        });
  }
}
