package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Answers that the application wrote: built, edited, given (RFC 3261 §8.2.6). */
@ExtendWith(SimWorldExtension.class)
class WrittenAnswerTest {

  private static final MediaType TEXT = MediaType.parse("text/plain");

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   *
   *
   * <pre>
   * phone          alice
   *   |--- INVITE --->|
   *   |<- 180 edited -|
   *   |<- 200 edited -|
   *   |----- ACK ---->|
   *   |----- BYE ---->|
   * </pre>
   */
  @Test
  @EndsQuiet
  void anIncomingCallIsAnsweredWithWhatTheApplicationWrote(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            leg.send(
                Method.INVITE,
                invite ->
                    invite
                        .raw("Record-Route", "<sip:10.0.0.2;lr>")
                        .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            var ringing = call.prepare(Status.of(180, "Ding")).await().orElseThrow();
            assertThat(ringing.headers().contains(HeaderName.CONTACT)).isTrue();
            assertThat(ringing.headers().all(HeaderName.RECORD_ROUTE)).hasSize(1);
            assertThat(ringing.to().tag()).isPresent();
            call.respond(ringing.toBuilder().raw("X-Mood", "good").build());
            var heard = phone.response(180, Method.INVITE);
            assertThat(heard.reason()).isEqualTo("Ding");
            assertThat(heard.headers().texts("X-Mood")).containsExactly("good");
            assertThat(call.isAnswered()).isFalse();

            var ok = call.prepare(Status.OK).await().orElseThrow();
            call.respond(
                ok.toBuilder()
                    .remove(HeaderName.ALLOW)
                    .raw("X-Mood", "better")
                    .remove(HeaderName.TO)
                    .body(MediaType.APPLICATION_SDP, Scene.SDP.toBytes())
                    .build());
            assertThat(call.isAnswered()).isTrue();
            var answer = phone.awaitResponse(200, Method.INVITE);
            assertThat(answer.to()).isEqualTo(heard.to());
            assertThat(answer.headers().texts("X-Mood")).containsExactly("better");
            assertThat(answer.headers().contains(HeaderName.ALLOW)).isFalse();
            assertThat(answer.body()).isEqualTo(Scene.SDP.toBytes());
            leg.ack(answer);
            call.outcome().awaitOk();
            assertThat(call.localDescription()).contains(Scene.SDP);
            assertThat(call.prepare(Status.OK).await()).isEmpty();
            leg.send(Method.BYE);
            call.ended().await();
          }
          phone.close();
        });
  }

  @Test
  @EndsQuiet
  void aRefusalHasARowABodyAndAPhraseOfItsOwn(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            assertThatThrownBy(() -> call.prepare(Status.TRYING))
                .isInstanceOf(IllegalArgumentException.class);
            call.reject(
                Status.of(486, "Gone Fishing"),
                refusal -> refusal.raw("X-Until", "noon").body(TEXT, bytes("back at noon")));
            var refusal = phone.awaitResponse(486, Method.INVITE);
            leg.ackRefusal(invite, refusal);
            assertThat(refusal.reason()).isEqualTo("Gone Fishing");
            assertThat(refusal.to().tag()).isPresent();
            assertThat(refusal.headers().texts("X-Until")).containsExactly("noon");
            assertThat(refusal.body()).isEqualTo(bytes("back at noon"));
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REFUSED);
            call.answer(Scene.SDP);
            assertThat(call.isAnswered()).isTrue();
          }
          phone.close();
        });
  }

  @Test
  void aCallerThatGaveUpIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            var invite = leg.invite(Phone.SDP);
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            leg.cancel(invite);
            call.ended().await();
            assertThat(call.isAnswered()).isTrue();
            assertThat(call.prepare(Status.OK).await()).isEmpty();
          }
        });
  }

  @Test
  void aRequestIsAnsweredWithWhatTheApplicationWrote(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            List<IncomingRequest> seen = new ArrayList<>();
            alice.onRequest(seen::add);
            var leg = phone.caller("c1");
            leg.send(Method.MESSAGE);
            alice.sleep(java.time.Duration.ofMillis(10));
            var request = seen.getFirst();
            assertThat(request.isAnswered()).isFalse();
            var answer = request.prepare(Status.of(200, "Fine")).await().orElseThrow();
            assertThat(answer.to().tag()).isPresent();
            assertThatThrownBy(
                    () ->
                        request.respond(
                            answer.toBuilder().set(HeaderName.CALL_ID, "another").build()))
                .isInstanceOf(IllegalArgumentException.class);
            assertThat(request.isAnswered()).isFalse();
            request.respond(answer.toBuilder().raw("X-Mood", "good").build());
            assertThat(request.isAnswered()).isTrue();
            var heard = phone.response(200, Method.MESSAGE);
            assertThat(heard.reason()).isEqualTo("Fine");
            assertThat(heard.headers().texts("X-Mood")).containsExactly("good");
            assertThat(request.prepare(Status.OK).await()).isEmpty();

            leg.send(Method.MESSAGE);
            phone.awaitResponse(480, Method.MESSAGE);
            assertThat(seen.getLast().isAnswered()).isTrue();
          }
        });
  }
}
