package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipFrag;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Drafts of {@link Call#prepare} whose methods change the call: INVITE, UPDATE, BYE, REFER. */
@ExtendWith(SimWorldExtension.class)
class CallDraftTest {

  private static Draft<Pending<RequestOutcome>> draft(Call call, Method method)
      throws InterruptedException {
    return call.prepare(method).await().orElseThrow();
  }

  private static void accept(Up up, SipRequest change) {
    up.leg().reply(change, 200, Phone.SDP);
  }

  // --INVITE--> <--200-- --ACK-->, --INVITE--> <--488-- --ACK-->, --INVITE without offer-->
  @Test
  void anInviteChangesTheSessionOrAsksForAnOffer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var draft = draft(up.call(), Method.INVITE);
            assertThat(draft.request().cSeq().method()).isEqualTo(Method.INVITE);
            var offering =
                draft.edit(
                    invite ->
                        invite
                            .raw("X-Mood", "good")
                            .body(MediaType.APPLICATION_SDP, Scene.SDP.toBytes()));
            var changed = offering.send();
            var invite = phone.request(Method.INVITE);
            assertThat(invite.headers().texts("X-Mood")).containsExactly("good");
            assertThat(invite.headers().texts("Contact")).hasSize(1);
            assertThat(invite.hasBody()).isTrue();
            accept(up, invite);
            phone.request(Method.ACK);
            assertThat(changed.await()).isInstanceOf(RequestOutcome.Answered.class);

            var refused = offering.send();
            up.leg().reply(phone.request(Method.INVITE), 488);
            phone.request(Method.ACK);
            assertThat(refused.await())
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answered -> assertThat(answered.status().code()).isEqualTo(488));
            assertThat(up.call().state()).isEqualTo(Call.State.ESTABLISHED);

            draft.send();
            var question = phone.request(Method.INVITE);
            assertThat(question.hasBody()).isFalse();
            up.leg().reply(question, 500);
            phone.request(Method.ACK);
            up.leg().send(Method.BYE);
            up.call().ended().await();
          }
          phone.close();
        });
  }

  // --UPDATE--> <--200--, with an offer --UPDATE--> <--200--
  @Test
  void anUpdateGoesOneAtATimeWithAnOfferOrWithout(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up =
                Up.of(
                    alice,
                    phone,
                    CallOptions.to("sip:bob@10.0.0.2"),
                    answer -> answer.raw("Allow", "INVITE, ACK, BYE, CANCEL, UPDATE"));
            var draft = draft(up.call(), Method.UPDATE);
            var bare = draft.edit(update -> update.raw("X-Mood", "good")).send();
            var offer = Scene.SDP.toBytes();
            var offered = draft.edit(u -> u.body(MediaType.APPLICATION_SDP, offer)).send();
            var update = phone.request(Method.UPDATE);
            assertThat(update.hasBody()).isFalse();
            assertThat(update.headers().texts("X-Mood")).containsExactly("good");
            phone.silence(Duration.ofMillis(300));
            up.leg().reply(update, 200);
            var second = phone.request(Method.UPDATE);
            assertThat(second.hasBody()).isTrue();
            accept(up, second);
            bare.awaitOk();
            offered.awaitOk();
            up.leg().send(Method.BYE);
            up.call().ended().await();
          }
          phone.close();
        });
  }

  // --BYE--> <--200--, and before the call is up --CANCEL-->
  @Test
  void aByeEndsTheCallAsItWasWritten(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var draft =
                draft(up.call(), Method.BYE)
                    .edit(
                        bye ->
                            bye.raw("Reason", "SIP;cause=200")
                                .body(MediaType.TEXT_PLAIN, new byte[] {1}));
            var outcome = draft.send();
            var again = draft.send();
            var bye = phone.request(Method.BYE);
            assertThat(bye.headers().texts("Reason")).containsExactly("SIP;cause=200");
            assertThat(bye.body()).hasSize(1);
            assertThat(up.call().ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            up.leg().reply(bye, 200);
            assertThat(outcome.awaitOk()).isInstanceOf(RequestOutcome.Answered.class);
            assertThat(again.await()).isInstanceOf(RequestOutcome.Failed.class);

            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 180);
            alice.sleep(Duration.ofMillis(10));
            var early = draft(call, Method.BYE).send();
            leg.reply(phone.request(Method.CANCEL), 200);
            leg.reply(invite, 487);
            phone.request(Method.ACK);
            assertThat(early.await()).isInstanceOf(RequestOutcome.Failed.class);
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.CANCELLED);
          }
          phone.close();
        });
  }

  // --REFER--> <--202-- <--NOTIFY 200-- ; --REFER--> <--603--
  @Test
  void aReferIsReportedOnAndLeavesTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var carol = NameAddr.parse("<sip:carol@10.0.0.3>");
            var draft = draft(up.call(), Method.REFER);
            assertThat(draft.request().headers().contains(HeaderName.REFERRED_BY)).isTrue();
            var whole = draft.edit(refer -> refer.set(HeaderName.REFER_TO, carol));
            var outcome = whole.send();
            var refer = phone.request(Method.REFER);
            assertThat(refer.to().tag()).contains("b");
            up.leg().reply(refer, 202);
            outcome.awaitOk();
            up.leg()
                .send(
                    Method.NOTIFY,
                    notify ->
                        notify
                            .raw("Event", "refer")
                            .raw("Subscription-State", "terminated;reason=noresource")
                            .body(SipFrag.TYPE, SipFrag.of(Status.OK).toBytes()));
            phone.response(200, Method.NOTIFY);
            var progress = up.call().events().take();
            assertThat(progress)
                .isInstanceOfSatisfying(
                    CallEvent.TransferProgress.class,
                    told -> assertThat(told.status()).isEqualTo(Status.OK));

            var refused = whole.send();
            up.leg().reply(phone.request(Method.REFER), 603);
            assertThat(refused.await())
                .isInstanceOfSatisfying(
                    RequestOutcome.Answered.class,
                    answered -> assertThat(answered.status()).isEqualTo(Status.DECLINE));
            assertThat(up.call().state()).isEqualTo(Call.State.ESTABLISHED);
            up.leg().send(Method.BYE);
            up.call().ended().await();
          }
          phone.close();
        });
  }
}
