package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Replaces;
import org.offhook.message.SipUri;
import org.offhook.message.UriRequest;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Attended transfer, RFC 5589 §7: alice talks to bob and to carol, and connects them. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class AttendedTransferTest {

  private static Call up(Endpoint from, String target) throws InterruptedException {
    var call = from.call(target, Scene.SDP);
    call.outcome().awaitOk();
    return call;
  }

  /** Bob and carol answer; what they are called with, and bob's new call. */
  private record Party(
      Endpoint bob, Endpoint carol, List<IncomingCall> bobs, List<IncomingCall> carols) {

    static Party of(SimWorld world) throws InterruptedException {
      var bobs = new ArrayList<IncomingCall>();
      var carols = new ArrayList<IncomingCall>();
      var bob = Transfers.answering(world, "bob", "10.0.0.2", bobs);
      bob.onRefer(IncomingRefer::accept);
      return new Party(bob, Transfers.answering(world, "carol", "10.0.0.3", carols), bobs, carols);
    }

    void connected(Call toBob, Call toCarol) throws InterruptedException {
      assertThat(toBob.ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
      var end = toCarol.ended().await();
      assertThat(end.cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
      assertThat(end.isAnsweredElsewhere()).isTrue();
      assertThat(carols).hasSize(2);
      assertThat(carols.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.REPLACED);
      assertThat(carols.getLast().replaces()).containsSame(carols.getFirst());
      assertThat(carols.getLast().state()).isEqualTo(Call.State.ESTABLISHED);
      assertThat(bobs.getFirst().ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
      assertThat(bob.calls().await()).isEqualTo(1);
      carols.getLast().hangUp().await();
    }

    void close() {
      bob.close();
      carol.close();
    }
  }

  /**
   *
   *
   * <pre>
   * carol          alice           bob
   *   |<== call 2 ===>|<== call 1 ===>|
   *   |               |---- REFER --->|   Refer-To: carol?Replaces=call 2
   *   |<---------- INVITE (Replaces) -|
   *   |------------- 200 ------------>|
   *   |----- BYE ---->|<- NOTIFY 200 -|
   *   |               |----- BYE ---->|
   * </pre>
   */
  @Test
  @Rfc({"CALL-52", "CALL-42"})
  void theTwoPeersTalkAndBothCallsEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          var party = Party.of(world);
          try (var alice = Scene.alice(world)) {
            var toBob = up(alice, "sip:bob@10.0.0.2");
            var toCarol = up(alice, "sip:carol@10.0.0.3");
            toBob.transfer(toCarol).outcome().awaitOk();
            var invite = party.carols().getLast().request();
            assertThat(invite.headers().text("Referred-By")).contains("<sip:alice@10.0.0.1>");
            party.connected(toBob, toCarol);
          }
          party.close();
        });
  }

  @Test
  @Rfc("CALL-52")
  void theOtherCallMayLiveInAnotherEndpoint(SimWorld world) throws Exception {
    world.run(
        () -> {
          var party = Party.of(world);
          try (var alice = Scene.alice(world);
              var desk = Scene.endpoint(world, "desk", "10.0.0.4", options -> options)) {
            var toBob = up(alice, "sip:bob@10.0.0.2");
            var toCarol = up(desk, "sip:carol@10.0.0.3");
            toBob.transfer(toCarol).outcome().awaitOk();
            party.connected(toBob, toCarol);
          }
          party.close();
        });
  }

  @Test
  @Rfc("CALL-52")
  void aCallThatCameInIsReplacedToo(SimWorld world) throws Exception {
    world.run(
        () -> {
          var calls = new ArrayList<IncomingCall>();
          var bobs = new ArrayList<IncomingCall>();
          try (var alice = Transfers.answering(world, "alice", "10.0.0.1", calls);
              var bob = Transfers.answering(world, "bob", "10.0.0.2", bobs);
              var carol = Transfers.answering(world, "carol", "10.0.0.3", new ArrayList<>())) {
            bob.onRefer(IncomingRefer::accept);
            var carols = up(carol, "sip:alice@10.0.0.1");
            var toBob = up(alice, "sip:bob@10.0.0.2");
            toBob.transfer(calls.getFirst()).outcome().awaitOk();
            assertThat(carols.ended().await().cause()).isEqualTo(CallEnd.Cause.REPLACED);
            toBob.ended().await();
            assertThat(carol.calls().await()).isEqualTo(1);
          }
        });
  }

  @Test
  void aTargetThatHungUpMeanwhileIsAFailureAndTheCallStays(SimWorld world) throws Exception {
    world.run(
        () -> {
          var party = Party.of(world);
          try (var alice = Scene.alice(world)) {
            var toBob = up(alice, "sip:bob@10.0.0.2");
            var toCarol = up(alice, "sip:carol@10.0.0.3");
            var transfer = toBob.transfer(toCarol);
            toCarol.hangUp().await();
            assertThat(transfer.outcome().await())
                .isInstanceOfAny(TransferOutcome.Refused.class, TransferOutcome.Failed.class);
            assertThat(toBob.state()).isEqualTo(Call.State.ESTABLISHED);
            assertThat(toBob.transfer(toCarol).outcome().await())
                .isInstanceOf(TransferOutcome.Failed.class);
            toBob.hangUp().await();
          }
          party.close();
        });
  }

  // the phone is the transferee: it sees carol's tags in Refer-To, from carol's side
  @Test
  @Rfc("CALL-52")
  void referToHasTheTagsAsTheTargetHasThem(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = Scene.bob(world);
              var carol = new Phone(world, "carol", "10.0.0.3", "10.0.0.1");
              var alice = Scene.alice(world)) {
            var up = Transfers.up(alice, phone);
            var other = alice.call("sip:carol@10.0.0.3", Scene.SDP);
            var invite = carol.request(Method.INVITE);
            var carols = carol.callee(invite, "c");
            carols.reply(invite, 200, Phone.SDP);
            carol.request(Method.ACK);
            other.outcome().awaitOk();
            var transfer = up.call().transfer(other);
            var refer = phone.request(Method.REFER);
            var target = refer.headers().get(HeaderName.REFER_TO).map(NameAddr::uri).orElseThrow();
            assertThat(target.toString())
                .startsWith("sip:phone@10.0.0.3?Replaces=")
                .contains("%3Bto-tag%3Dc")
                .contains("%3Bfrom-tag%3D" + invite.from().tag().orElseThrow());
            var row = UriRequest.from((SipUri) target).headers().getFirst();
            assertThat(Replaces.parse(row.value()))
                .isEqualTo(Replaces.of(invite.callId(), "c", invite.from().tag().orElseThrow()));
            up.leg().reply(refer, 202);
            Transfers.notify(phone, up.leg(), "refer", "terminated", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            transfer.outcome().awaitOk();
            up.leg().reply(phone.request(Method.BYE), 200);
            carols.reply(carol.request(Method.BYE), 200);
          }
        });
  }

  /**
   * Carol's phone does not know Replaces: bob's call is one more for her.
   *
   * <pre>
   * carol          alice           bob
   *   |<== call 2 ===>|<== call 1 ===>|
   *   |               |---- REFER --->|   Refer-To: carol?Replaces=call 2
   *   |               |<- NOTIFY 200 -|
   *   |<---- BYE -----|----- BYE ---->|
   * </pre>
   */
  @Test
  void bothCallsEndThoughTheTargetReplacesNone(SimWorld world) throws Exception {
    world.run(
        () -> {
          var carols = new ArrayList<IncomingCall>();
          try (var phone = Scene.bob(world);
              var carol = Transfers.answering(world, "carol", "10.0.0.3", carols);
              var alice = Scene.alice(world)) {
            var up = Transfers.up(alice, phone);
            var toCarol = up(alice, "sip:carol@10.0.0.3");
            var transfer = up.call().transfer(toCarol);
            up.leg().reply(phone.request(Method.REFER), 202);
            Transfers.notify(phone, up.leg(), "refer", "terminated", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            transfer.outcome().awaitOk();
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(toCarol.ended().await().cause()).isEqualTo(CallEnd.Cause.LOCAL_HANG_UP);
            assertThat(carols.getFirst().ended().await().cause())
                .isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(carol.calls().await()).isZero();
          }
        });
  }

  @Test
  void anUnreportedTransferLeavesTheOtherCallToItsTarget(SimWorld world) throws Exception {
    world.run(
        () -> {
          var carols = new ArrayList<IncomingCall>();
          try (var phone = Scene.bob(world);
              var carol = Transfers.answering(world, "carol", "10.0.0.3", carols);
              var alice = Scene.alice(world)) {
            var up = Transfers.up(alice, phone);
            var toCarol = up(alice, "sip:carol@10.0.0.3");
            var transfer = up.call().transfer(ReferOptions.to(toCarol).unreported());
            phone.send(
                up.leg()
                    .response(phone.request(Method.REFER), 202)
                    .raw("Refer-Sub", "false")
                    .build());
            assertThat(transfer.outcome().await()).isInstanceOf(TransferOutcome.Accepted.class);
            up.leg().reply(phone.request(Method.BYE), 200);
            assertThat(toCarol.state()).isEqualTo(Call.State.ESTABLISHED);
            assertThat(carols.getFirst().state()).isEqualTo(Call.State.ESTABLISHED);
            carols.getFirst().hangUp().await();
            toCarol.ended().await();
          }
        });
  }

  // the phone is the transferor: alice calls carol with what Refer-To says, and nothing harmful
  @Test
  @Rfc("CALL-52")
  void theTransfereesInviteCarriesReplacesAndReferredBy(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = Scene.bob(world);
              var carol = new Phone(world, "carol", "10.0.0.3", "10.0.0.1");
              var alice = Scene.alice(world)) {
            var leg = phone.caller("one");
            Transfers.answered(alice, phone, leg);
            alice.onRefer(
                refer -> {
                  assertThat(refer.replaces()).contains(Replaces.of("x@y", "1", "2"));
                  refer.accept();
                });
            leg.send(
                Method.REFER,
                builder ->
                    builder
                        .set(HeaderName.CONTACT, phone.contact())
                        .raw("Referred-By", "<sip:phone@10.0.0.2>")
                        .raw(
                            "Refer-To",
                            "<sip:carol@10.0.0.3?Replaces=x%40y%3Bto-tag%3D1%3Bfrom-tag%3D2"
                                + "&Route=%3Csip%3Aevil.example%3Blr%3E&To=%3Csip%3Ax%40y%3E>"));
            phone.response(200, Method.REFER);
            leg.reply(phone.request(Method.NOTIFY), 200);
            var invite = carol.request(Method.INVITE);
            assertThat(invite.requestUri().toString()).isEqualTo("sip:carol@10.0.0.3");
            assertThat(invite.headers().get(HeaderName.REPLACES))
                .contains(Replaces.of("x@y", "1", "2"));
            assertThat(invite.headers().text("Referred-By")).contains("<sip:phone@10.0.0.2>");
            assertThat(invite.headers().text("Route")).isEmpty();
            assertThat(invite.hasBody()).isTrue();
            var carols = carol.callee(invite, "c");
            carols.reply(invite, 481);
            carol.request(Method.ACK);
            var last = phone.request(Method.NOTIFY);
            assertThat(Transfers.frag(last)).startsWith("SIP/2.0 481");
            leg.reply(last, 200);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // a Call-ID of 300 signs that must be escaped: Refer-To carries all of it, and carol knows it
  @Test
  @Rfc("CALL-52")
  void aVeryLongCallIdIsReplacedToo(SimWorld world) throws Exception {
    var id = "a%3B?<>[{}]".repeat(30) + "@10.0.0.1";
    world.run(
        () -> {
          var party = Party.of(world);
          try (var alice = Scene.alice(world)) {
            var toBob = up(alice, "sip:bob@10.0.0.2");
            var toCarol =
                alice
                    .prepare(CallOptions.to("sip:carol@10.0.0.3").offer(Scene.SDP))
                    .edit(invite -> invite.set(HeaderName.CALL_ID, id))
                    .send();
            toCarol.outcome().awaitOk();
            assertThat(toCarol.callId()).isEqualTo(id);
            toBob.transfer(toCarol).outcome().awaitOk();
            var replaces =
                party.carols().getLast().request().headers().get(HeaderName.REPLACES).orElseThrow();
            assertThat(replaces.callId()).isEqualTo(id).hasSizeGreaterThan(256);
            party.connected(toBob, toCarol);
          }
          party.close();
        });
  }
}
