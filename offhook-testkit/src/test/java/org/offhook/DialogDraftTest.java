package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.CSeq;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Requests of a call's dialog that are built, edited and sent: RFC 3261 §12.2.1.1. */
@ExtendWith(SimWorldExtension.class)
class DialogDraftTest {

  private static long seq(Call call) throws InterruptedException {
    return call.dialog().await().orElseThrow().sequence().local();
  }

  @Test
  @EndsQuiet
  void aDraftIsTheRequestThatTheDialogWouldSendNow(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up =
                Up.of(
                    alice,
                    phone,
                    CallOptions.to("sip:bob@10.0.0.2"),
                    answer -> answer.raw("Record-Route", "<sip:10.0.0.2;lr>"));
            long before = seq(up.call());
            var draft = up.call().prepare(Method.OPTIONS).await().orElseThrow().request();
            assertThat(seq(up.call())).isEqualTo(before);
            assertThat(draft.cSeq()).isEqualTo(new CSeq(before + 1, Method.OPTIONS));
            assertThat(draft.from().tag()).isEqualTo(up.invite().from().tag());
            assertThat(draft.to().tag()).contains("b");
            assertThat(draft.callId()).isEqualTo(up.call().callId());
            assertThat(draft.headers().all(HeaderName.ROUTE)).hasSize(1);
            assertThat(draft.headers().get(HeaderName.MAX_FORWARDS)).contains(70);
            assertThat(draft.headers().all(HeaderName.ACCEPT)).isNotEmpty();
            assertThat(draft.headers().contains(HeaderName.USER_AGENT)).isTrue();
            var update = up.call().prepare(Method.UPDATE).await().orElseThrow().request();
            assertThat(update.headers().get(HeaderName.CONTACT)).contains(up.contact());
            up.leg().send(Method.BYE);
            up.call().ended().await();
          }
          phone.close();
        });
  }

  // prepare | INFO of the library | the draft, twice, the second one meddled with
  @Test
  @EndsQuiet
  void aDraftIsSentWithTheDialogsOwnIdentifiersAndAFreshNumber(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var call = up.call();
            var text = MediaType.parse("text/plain");
            var draft =
                call.prepare(Method.INFO)
                    .await()
                    .orElseThrow()
                    .edit(
                        info ->
                            info.raw("X-Mood", "good")
                                .set(HeaderName.MAX_FORWARDS, 12)
                                .body(text, "sun".getBytes(StandardCharsets.UTF_8)));
            long first = seq(call) + 1;
            call.message("before");
            up.leg().reply(phone.request(Method.MESSAGE), 200);
            var outcome = draft.send();
            var sent = phone.request(Method.INFO);
            up.leg().reply(sent, 200);
            assertThat(outcome.await().isOk()).isTrue();
            assertThat(sent.cSeq().number()).isEqualTo(first + 1);
            assertThat(sent.headers().texts("X-Mood")).containsExactly("good");
            assertThat(sent.headers().get(HeaderName.MAX_FORWARDS)).contains(12);
            assertThat(sent.body()).asString(StandardCharsets.UTF_8).isEqualTo("sun");

            var again =
                draft.edit(
                    info ->
                        info.set(HeaderName.CALL_ID, "mine")
                            .set(HeaderName.FROM, sent.to())
                            .set(HeaderName.TO, sent.from()));
            var second = again.send();
            var repeated = phone.request(Method.INFO);
            up.leg().reply(repeated, 200);
            second.awaitOk();
            assertThat(repeated.cSeq().number()).isEqualTo(first + 2);
            assertThat(repeated.callId()).isEqualTo(call.callId());
            assertThat(repeated.from()).isEqualTo(sent.from());
            assertThat(repeated.to()).isEqualTo(sent.to());
            up.leg().send(Method.BYE);
            call.ended().await();
            assertThat(draft.send().await()).isInstanceOf(RequestOutcome.Failed.class);
            assertThat(call.prepare(Method.INFO).await()).isEmpty();
          }
          phone.close();
        });
  }

  @Test
  void withoutADialogThereIsNoDraftAndAnEarlyOneHasOne(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            assertThat(call.prepare(Method.INFO).await()).isEmpty();
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(java.time.Duration.ofMillis(10));
            var draft = call.prepare(Method.INFO).await().orElseThrow();
            leg.reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            var outcome = draft.send();
            var info = phone.request(Method.INFO);
            assertThat(info.to().tag()).contains("b");
            leg.reply(info, 200);
            outcome.awaitOk();
          }
        });
  }

  @Test
  void methodsWithAVerbOfTheirOwnAreRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            for (var method : new Method[] {Method.ACK, Method.CANCEL}) {
              assertThatThrownBy(() -> up.call().prepare(method))
                  .isInstanceOf(IllegalArgumentException.class);
            }
            var info = up.call().prepare(Method.INFO).await().orElseThrow();
            for (var method : new Method[] {Method.ACK, Method.REFER}) {
              var edited =
                  info.edit(row -> row.method(method).set(HeaderName.CSEQ, new CSeq(9, method)));
              assertThatThrownBy(edited::send).isInstanceOf(IllegalArgumentException.class);
            }
            var invite = up.call().prepare(Method.INVITE).await().orElseThrow();
            var spoken = invite.edit(row -> row.body(MediaType.TEXT_PLAIN, new byte[] {'x'}));
            assertThatThrownBy(spoken::send).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> up.call().request(Method.BYE, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
          }
        });
  }
}
