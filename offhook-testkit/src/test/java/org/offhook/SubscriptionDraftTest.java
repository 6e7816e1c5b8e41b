package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** SUBSCRIBE and REFER that are built, edited and sent: RFC 6665 §4.1.2, RFC 3515 §2.4.1. */
@ExtendWith(SimWorldExtension.class)
class SubscriptionDraftTest {

  private static final MediaType FILTER = MediaType.parse("application/simple-filter+xml");

  private static SubscribeOptions presence() {
    return SubscribeOptions.to("sip:bob@10.0.0.2", "presence");
  }

  private static void quiet(SimWorld world, Endpoint alice) throws InterruptedException {
    world.advance(Duration.ofSeconds(65));
    assertThat(alice.parts().isIdle()).isTrue();
    assertThat(world.timers()).isZero();
  }

  // the draft with other Event, Expires, rows and body; lost, it comes again by another tag
  @Test
  void whatWasEditedIsSentAndSentAgain(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var draft = alice.prepare(presence().callId("s@alice").header("X-A", "1"));
            assertThat(draft.request().headers().texts("Event")).containsExactly("presence");
            assertThat(draft.request().headers().texts("Expires")).containsExactly("3600");
            assertThat(draft.request().callId()).isEqualTo("s@alice");
            var edited =
                draft.edit(
                    subscribe ->
                        subscribe
                            .remove(HeaderName.EVENT)
                            .raw("Event", "x-queue;id=7")
                            .set(HeaderName.EXPIRES, 600L)
                            .body(FILTER, new byte[] {'f'}));
            assertThatThrownBy(() -> draft.edit(s -> s.remove(HeaderName.EVENT)).send())
                .isInstanceOf(IllegalArgumentException.class);
            var subscription = edited.send();
            assertThat(subscription.event()).isEqualTo("x-queue;id=7");
            var bob = Notifying.of(phone);
            var first = bob.subscribe();
            assertThat(first.from()).isEqualTo(edited.request().from());
            assertThat(first.headers().texts("Event")).containsExactly("x-queue;id=7");
            assertThat(first.headers().texts("X-A")).containsExactly("1");
            assertThat(first.headers().texts("Contact")).hasSize(1);
            assertThat(first.body()).hasSize(1);
            bob.accept("active;expires=600");
            subscription.awaitOk();
            bob.told("terminated;reason=deactivated", 200);
            var again = Notifying.of(phone);
            assertThat(again.subscribe().callId()).isEqualTo("s@alice");
            assertThat(again.subscribe().from().tag()).isNotEqualTo(first.from().tag());
            assertThat(again.subscribe().to().tag()).isEmpty();
            assertThat(again.subscribe().headers().texts("Expires")).containsExactly("600");
            assertThat(again.subscribe().body()).hasSize(1);
            again.accept("terminated;reason=noresource");
            subscription.ended().await();
            quiet(world, alice);
          }
        });
  }

  // 423 asks for more: the edited one is sent with it
  @Test
  void aLongerTimeIsAskedForWhereTheNotifierWantsIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription =
                alice.prepare(presence().expires(Duration.ofMinutes(1))).edit(s -> s).send();
            Notifying.of(phone).answer(423, "Min-Expires: 900");
            var bob = Notifying.of(phone);
            assertThat(bob.subscribe().headers().texts("Expires")).containsExactly("900");
            bob.accept("active;expires=900");
            subscription.awaitOk();
            subscription.forget();
            subscription.ended().await();
            quiet(world, alice);
          }
        });
  }

  // --SUBSCRIBE (900, filter)--> --SUBSCRIBE (0, X-Bye)--> in the dialog
  @Test
  void aRefreshIsWrittenAndSoIsTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var subscription = alice.subscribe(presence().accept(MediaType.TEXT_PLAIN));
            assertThat(subscription.prepare().await()).as("not begun").isEmpty();
            var bob = Notifying.of(phone);
            bob.accept("active;expires=3600");
            subscription.awaitOk();
            var draft = subscription.prepare().await().orElseThrow();
            assertThat(draft.request().headers().texts("Expires")).containsExactly("3600");
            assertThat(draft.request().headers().texts("Accept")).containsExactly("text/plain");
            assertThat(draft.request().to().tag()).contains("n");
            assertThat(subscription.prepare("other").await()).isEmpty();
            var longer =
                draft.edit(s -> s.set(HeaderName.EXPIRES, 900L).body(FILTER, new byte[] {'f'}));
            var outcome = longer.send();
            var refresh = bob.awaitRefresh();
            assertThat(refresh.headers().texts("Expires")).containsExactly("900");
            assertThat(refresh.headers().texts("Event")).containsExactly("presence");
            assertThat(refresh.body()).hasSize(1);
            assertThat(subscription.prepare().await()).as("one at a time").isEmpty();
            assertThat(longer.send().await().isOk()).isFalse();
            bob.answer(200, "Expires: 900");
            bob.told("active;expires=900", 200);
            assertThat(outcome.await().isOk()).isTrue();
            world.advance(Duration.ofSeconds(868));
            assertThat(bob.awaitRefresh().headers().texts("Expires")).containsExactly("900");
            bob.answer(200);
            bob.told("active;expires=900", 200);

            var last = subscription.prepare("n").await().orElseThrow();
            var ended = last.edit(s -> s.set(HeaderName.EXPIRES, 0L).raw("X-Bye", "1")).send();
            assertThat(bob.awaitRefresh().headers().texts("X-Bye")).containsExactly("1");
            bob.answer(200, "Expires: 0");
            bob.told("terminated;reason=timeout", 200);
            assertThat(ended.await().isOk()).isTrue();
            assertThat(subscription.ended().await().isOk()).isTrue();
            quiet(world, alice);
          }
        });
  }

  @Test
  void aReferOutsideCallsIsWrittenAndForgotten(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = Scene.bob(world);
          try (var alice = Scene.alice(world)) {
            var options =
                ReferOptions.to("sip:carol@10.0.0.3").at("sip:bob@10.0.0.2").callId("r@alice");
            var draft = alice.prepare(options);
            assertThat(draft.request().headers().texts("Refer-To"))
                .containsExactly("<sip:carol@10.0.0.3>");
            assertThatThrownBy(() -> draft.edit(r -> r.remove(HeaderName.REFER_TO)).send())
                .isInstanceOf(IllegalArgumentException.class);
            var transfer = draft.edit(refer -> refer.raw("Subject", "now")).send();
            var refer = phone.request(Method.REFER);
            assertThat(refer.callId()).isEqualTo("r@alice");
            assertThat(refer.headers().texts("Subject")).containsExactly("now");
            assertThat(refer.headers().texts("Contact")).hasSize(1);
            var leg = phone.callee(refer, "n");
            leg.reply(refer, 202);
            leg.send(Method.NOTIFY, QuietReport::trying);
            phone.response(200, Method.NOTIFY);
            assertThat(transfer.progress()).contains(Status.TRYING);
            transfer.forget();
            assertThat(transfer.outcome().await().isOk()).isFalse();
            leg.send(Method.NOTIFY, QuietReport::trying);
            phone.response(481, Method.NOTIFY);

            alice.refer(options.callId("r2@alice"));
            assertThat(phone.request(Method.REFER).callId()).isEqualTo("r2@alice");
          }
        });
  }

  /** What the phone reports. */
  private static final class QuietReport {
    static org.offhook.message.SipRequest.Builder trying(
        org.offhook.message.SipRequest.Builder notify) {
      return notify
          .raw("Event", "refer")
          .raw("Subscription-State", "active;expires=60")
          .raw("Contact", "<sip:phone@10.0.0.2>")
          .body(
              MediaType.parse("message/sipfrag"),
              "SIP/2.0 100 Trying\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
