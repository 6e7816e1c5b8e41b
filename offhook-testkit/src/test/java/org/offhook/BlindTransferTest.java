package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.Seed;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Blind transfer, RFC 5589 §6: alice transfers bob to carol. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class BlindTransferTest {

  private static final String CAROL = "sip:carol@10.0.0.3";

  private static Endpoint carol(SimWorld world, CallHandler handler) throws InterruptedException {
    var carol = Scene.endpoint(world, "carol", "10.0.0.3", options -> options);
    carol.onCall(handler);
    return carol;
  }

  private static Call callOfBob(Endpoint alice) throws InterruptedException {
    var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
    call.outcome().awaitOk();
    return call;
  }

  private static List<Integer> progress(Call call) {
    var seen = new ArrayList<Integer>();
    for (var e = call.events().poll(); e.isPresent(); e = call.events().poll()) {
      if (e.get() instanceof CallEvent.TransferProgress told) {
        seen.add(told.status().code());
      }
    }
    return seen;
  }

  /**
   *
   *
   * <pre>
   * alice          bob            carol
   *   |--- REFER --->|              |
   *   |<---- 200 ----|              |
   *   |<- NOTIFY 100 |--- INVITE -->|
   *   |<- NOTIFY 180 |<---- 180 ----|
   *   |<- NOTIFY 200 |<---- 200 ----|
   *   |---- BYE ---->|---- ACK ---->|
   * </pre>
   */
  @Test
  @Rfc({"CALL-51", "CALL-47"})
  void thePeerCallsTheTargetAndTheTransferorsCallEnds(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          var next = new ArrayList<OutgoingCall>();
          var asked = new ArrayList<IncomingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol =
                  carol(
                      world,
                      call -> {
                        asked.add(call);
                        call.ring();
                        call.answer(Scene.SDP).await();
                        call.ended().await();
                      })) {
            bob.onRefer(refer -> next.add(refer.accept()));
            var call = callOfBob(alice);
            var transfer = call.transfer(CAROL);
            assertThat(transfer.outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.Succeeded.class,
                    done -> assertThat(done.status()).isEqualTo(Status.OK));
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            assertThat(progress(call)).contains(100, 200).endsWith(200);
            assertThat(calls.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(next.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);
            var invite = asked.getFirst().request();
            assertThat(invite.headers().text("Referred-By")).contains("<sip:alice@10.0.0.1>");
            assertThat(invite.requestUri().toString()).isEqualTo(CAROL);
            assertThat(asked.getFirst().offer().orElseThrow().media()).hasSize(1);
            assertThat(carol.calls().await()).isEqualTo(1);
            next.getFirst().hangUp().await();
          }
        });
  }

  @Test
  @Rfc({"CALL-51", "CALL-47"})
  void aBusyTargetLeavesTheCallAsItIs(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol = carol(world, call -> call.reject(Status.BUSY_HERE))) {
            bob.onRefer(IncomingRefer::accept);
            var call = callOfBob(alice);
            assertThat(call.transfer(CAROL).outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BUSY_HERE));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            call.hold().awaitOk();
            assertThat(carol.calls().await()).isZero();
            call.hangUp().await();
          }
        });
  }

  @Test
  @Rfc("CALL-49")
  void aPeerThatDoesNotWantToLeavesTheCallAsItIs(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls)) {
            bob.onRefer(refer -> refer.reject(Status.FORBIDDEN));
            var call = callOfBob(alice);
            assertThat(call.transfer(CAROL).outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.NotAccepted.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.FORBIDDEN));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            call.hangUp().await();
          }
        });
  }

  @Test
  @Rfc("DLG-36")
  void theTransferorMayHangUpAtOnceAndStillHearsHowItWent(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          var next = new ArrayList<OutgoingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol =
                  carol(
                      world,
                      call -> {
                        call.ring();
                        call.answer(Scene.SDP).await();
                        call.ended().await();
                      })) {
            bob.onRefer(refer -> next.add(refer.accept()));
            var call = callOfBob(alice);
            var transfer = call.transfer(CAROL);
            call.hangUp().await();
            assertThat(transfer.outcome().await()).isInstanceOf(TransferOutcome.Succeeded.class);
            assertThat(next.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);
            assertThat(carol.calls().await()).isEqualTo(1);
            next.getFirst().hangUp().await();
          }
        });
  }

  // alice's endpoint is gone while carol still rings
  @Test
  void theReferredCallGoesOnWithoutItsTransferor(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          var next = new ArrayList<OutgoingCall>();
          var alice = Scene.alice(world);
          try (var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol =
                  carol(
                      world,
                      call -> {
                        call.endpoint.endpoint().sleep(Duration.ofSeconds(5));
                        call.answer(Scene.SDP).await();
                        call.ended().await();
                      })) {
            bob.onRefer(refer -> next.add(refer.accept()));
            var call = callOfBob(alice);
            var transfer = call.transfer(CAROL);
            bob.sleep(Duration.ofSeconds(1));
            alice.close();
            assertThat(transfer.outcome().await()).isInstanceOf(TransferOutcome.Failed.class);
            next.getFirst().outcome().awaitOk();
            assertThat(carol.calls().await()).isEqualTo(1);
            next.getFirst().hangUp().await();
          }
        });
  }

  @Test
  @Seed(5)
  @Rfc("CALL-47")
  void aTransferComesToItsEndThoughManyMessagesAreLost(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol =
                  carol(
                      world,
                      call -> {
                        call.ring();
                        call.answer(Scene.SDP).await();
                        call.ended().await();
                      })) {
            bob.onRefer(IncomingRefer::accept);
            world.network().all().loss(0.15).duplicate(0.05).reorder(0.1);
            for (int i = 0; i < 10; i++) {
              var call = callOfBob(alice);
              assertThat(call.transfer(CAROL).outcome().await())
                  .isInstanceOf(TransferOutcome.Succeeded.class);
              call.ended().await();
            }
            assertThat(carol.calls().await()).isEqualTo(10);
            world.network().all().reset();
          }
        });
  }

  // the phone has a GRUU: --REFER (new dialog, Target-Dialog)-->
  @Test
  @Rfc("CALL-51")
  void aPeerWithGruuIsAskedInANewDialogThatNamesTheCall(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = Scene.bob(world);
              var alice = Scene.alice(world)) {
            var call = Scene.callBob(alice);
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 200)
                    .set(
                        HeaderName.CONTACT,
                        Contact.of(SipUri.parse("sip:phone@10.0.0.2;gr=urn:uuid:1")))
                    .raw("Supported", "gruu, tdialog")
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            phone.request(Method.ACK);
            call.outcome().awaitOk();
            var transfer = call.transfer(CAROL);
            var refer = phone.request(Method.REFER);
            assertThat(refer.to().tag()).isEmpty();
            assertThat(refer.callId()).isNotEqualTo(invite.callId());
            assertThat(refer.requestUri().toString()).contains("gr=urn:uuid:1");
            var target = refer.headers().get(HeaderName.TARGET_DIALOG).orElseThrow();
            assertThat(target.callId()).isEqualTo(invite.callId());
            assertThat(target.localTag()).isEqualTo("b");
            assertThat(target.remoteTag()).isEqualTo(invite.from().tag().orElseThrow());
            var other = phone.callee(refer, "r");
            other.reply(refer, 200);
            Transfers.notify(phone, other, "refer", "terminated", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            transfer.outcome().awaitOk();
            leg.reply(phone.request(Method.BYE), 200);
            call.ended().await();
          }
        });
  }

  // bob is asked outside the call, which is named as proof
  @Test
  @Rfc("CALL-51")
  void aReferInANewDialogBelongsToTheCallThatItNames(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          var refers = new ArrayList<IncomingRefer>();
          var next = new ArrayList<OutgoingCall>();
          try (var alice = Scene.alice(world);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", calls);
              var carol =
                  carol(
                      world,
                      call -> {
                        call.answer(Scene.SDP).await();
                        call.ended().await();
                      })) {
            bob.onRefer(
                refer -> {
                  refers.add(refer);
                  next.add(refer.accept());
                });
            var call = callOfBob(alice);
            var transfer =
                alice.refer(ReferOptions.to(CAROL).at("sip:bob@10.0.0.2").targetDialog(call));
            transfer.outcome().awaitOk();
            assertThat(refers.getFirst().call()).containsSame(calls.getFirst());
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            assertThat(carol.calls().await()).isEqualTo(1);
            next.getFirst().hangUp().await();
            call.hangUp().await();
          }
        });
  }

  // the endpoint's queue: SubscriptionEvent.ReferReceived, CallEvent.TransferRequested
  @Test
  void withoutHandlerTheWishComesAsAnEvent(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = Scene.bob(world);
              var alice = Scene.alice(world)) {
            var up = Transfers.up(alice, phone);
            Transfers.refer(phone, up.leg(), CAROL);
            var event = (CallEvent.TransferRequested) up.call().events().take();
            event.refer().reject(Status.DECLINE);
            phone.response(603, Method.REFER);
            var other = phone.caller("two");
            Transfers.refer(phone, other, CAROL);
            var outside = (SubscriptionEvent.ReferReceived) alice.events().take();
            assertThat(outside.refer().call()).isEmpty();
            outside.refer().reject(Status.DECLINE);
            phone.response(603, Method.REFER);
            up.end();
          }
        });
  }
}
