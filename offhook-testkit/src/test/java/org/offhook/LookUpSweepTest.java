package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;

/**
 * A request and a call to a domain that NAPTR, SRV and A records lead to: each question, answer and
 * message is lost, or its connection refused, once, and nothing hangs or stays.
 *
 * <pre>
 * alice -> name server: NAPTR, SRV, AAAA, A      (again where one is lost)
 * alice -> bob (TCP, else UDP): OPTIONS, INVITE, ACK, BYE
 * </pre>
 */
class LookUpSweepTest {

  private static final String ZONE =
      """
      example.com.            300 NAPTR 10 10 "s" "SIP+D2T" "" _sip._tcp.example.com.
      example.com.            300 NAPTR 10 20 "s" "SIP+D2U" "" _sip._udp.example.com.
      _sip._tcp.example.com.  300 SRV 1 1 5060 bob.example.com.
      _sip._udp.example.com.  300 SRV 1 1 5060 bob.example.com.
      bob.example.com.        300 A 10.0.0.2
      """;

  private final List<Pending<?>> promised = new ArrayList<>();

  /** Runs the story with the n-th operation failing; returns how many there were. */
  private int run(int failing) throws Exception {
    promised.clear();
    try (var world = new SimWorld(12)) {
      world.nameServer("10.0.0.53").zone(ZONE);
      world.network().failOperation(failing);
      world.run(
          () -> {
            try (var alice = Scene.alice(world);
                var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
              bob.onRequest(request -> request.respond(Status.OK));
              bob.onCall(
                  call -> {
                    promised.add(call.ended());
                    call.answer(Phone.SDP);
                  });
              var asked = alice.options("sip:bob@example.com");
              promised.add(asked);
              var answer = asked.await();
              var call = alice.call("sip:bob@example.com", Scene.SDP);
              promised.add(call.outcome());
              promised.add(call.ended());
              var outcome = call.outcome().await();
              call.hangUp().await();
              // One lost datagram or refused connection keeps nobody from the other ways.
              assertThat(answer.isOk()).as("the request, %d: %s", failing, answer).isTrue();
              assertThat(outcome.isOk()).as("the call, %d: %s", failing, outcome).isTrue();
              alice.sleep(Duration.ofMinutes(5));
              assertThat(alice.calls().await() + bob.calls().await()).as("%d", failing).isZero();
            }
          });
      assertThat(promised).as("operation %d", failing).allMatch(Pending::isDone);
      world.assertQuiet();
      return world.network().operations();
    }
  }

  @Test
  @Rfc({"NET-14", "NET-12"})
  void eachLookUpAndEachMessageFailsOnce() throws Exception {
    int operations = run(0);
    assertThat(operations).isGreaterThan(12);
    for (int n = 1; n <= operations; n++) {
      run(n);
    }
  }
}
