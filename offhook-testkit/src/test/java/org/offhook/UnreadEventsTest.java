package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Events that wait: how many, and that nobody changes what they carry. */
@ExtendWith(SimWorldExtension.class)
class UnreadEventsTest {

  private static final int EVENTS = 100_000;

  // 50,000 OPTIONS, each told as received and as answered, and room for 1,000; for ends four times
  // as many
  @Test
  void ofAHundredThousandUnreadEventsThoseBeyondTheQueueAreCounted(SimWorld world)
      throws Exception {
    world.run(
        () -> {
          try (var alice =
                  Scene.alice(
                      world, options -> options.exchanges(true).queues(new QueueSizes(1_000, 10)));
              var bob = Scene.endpoint(world, "bob", "10.0.0.2", options -> options)) {
            ask(bob, EVENTS / 2);
            assertThat(alice.events().size()).isBetween(1_000, 4_010);
            long lost = 0;
            long told = 0;
            for (var e = alice.events().poll(); e.isPresent(); e = alice.events().poll()) {
              if (e.get() instanceof EndpointEvent.Overflowed overflowed) {
                lost += overflowed.lost();
              } else {
                told++;
              }
            }
            assertThat(told).isBetween(1_000L, 4_010L);
            assertThat(lost + told).isEqualTo(EVENTS);
          }
        });
  }

  /** So many OPTIONS, a hundred at a time, and a minute until their transactions are over. */
  static void ask(Endpoint bob, int times) throws InterruptedException {
    for (int i = 0; i < times; i += 100) {
      var answers = new ArrayList<Pending<RequestOutcome>>();
      for (int n = 0; n < 100; n++) {
        answers.add(bob.options("sip:alice@10.0.0.1"));
      }
      for (var answer : answers) {
        answer.awaitOk();
      }
    }
    bob.sleep(Duration.ofMinutes(1));
  }

  // messages are values: an edited one is another one, and the answer is that to the first
  @Test
  void whatIsDoneToAnEventsMessageChangesNothingInside(SimWorld world) throws Exception {
    world.run(
        () -> {
          var bob = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            bob.caller("c1").send(Method.MESSAGE, b -> b.raw("X-Mood", "good"));
            var request = ((RequestEvent.Received) alice.events().take()).request();
            var seen = request.request();
            var other =
                seen.toBuilder().set(HeaderName.CALL_ID, "another").remove(HeaderName.FROM).build();
            assertThat(other.callId()).isEqualTo("another");
            assertThat(request.request()).isSameAs(seen);
            assertThat(seen.callId()).isEqualTo("c1");
            assertThat(seen.headers().texts("From")).hasSize(1);
            assertThatThrownBy(() -> seen.headers().texts("X-Mood").clear())
                .isInstanceOf(UnsupportedOperationException.class);
            request.respond(Status.OK);
            var answer = bob.response(200, Method.MESSAGE);
            assertThat(answer.callId()).isEqualTo("c1");
            assertThat(answer.from().tag()).contains("p-c1");
          }
        });
  }
}
