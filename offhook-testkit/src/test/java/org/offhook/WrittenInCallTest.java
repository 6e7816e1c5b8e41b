package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.SipFrag;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/** What the application writes inside a call: answers to changes, ACK, PRACK, and NOTIFY. */
@ExtendWith(SimWorldExtension.class)
class WrittenInCallTest {

  private static final MediaType MIXED = MediaType.parse("multipart/mixed;boundary=b");

  private static String text(SipMessage message, String name) {
    return String.join(",", message.headers().texts(name));
  }

  private static byte[] parts() {
    return ("--b\r\nContent-Type: application/sdp\r\n\r\n"
            + Scene.SDP
            + "\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Rows that are written by itself otherwise, as the application wants them. */
  private static SipResponse.Builder edited(SipResponse.Builder response) {
    return response
        .remove(HeaderName.CONTACT)
        .raw("Contact", "<sip:elsewhere@10.0.0.1>")
        .remove(HeaderName.ALLOW)
        .remove(HeaderName.SUPPORTED)
        .raw("Supported", "none-such")
        .remove(HeaderName.SERVER)
        .raw("Server", "mine");
  }

  private static void isEdited(SipMessage message) {
    assertThat(text(message, "Contact")).isEqualTo("<sip:elsewhere@10.0.0.1>");
    assertThat(text(message, "Allow")).isEmpty();
    assertThat(text(message, "Supported")).isEqualTo("none-such");
    assertThat(text(message, "Server")).isEqualTo("mine");
  }

  private static IncomingOffer offer(OutgoingCall call) throws InterruptedException {
    while (true) {
      if (call.events().take() instanceof CallEvent.OfferReceived event) {
        return event.offer();
      }
    }
  }

  private static Endpoint asking(SimWorld world) throws InterruptedException {
    return alice(world, options -> options.automatic(Automatic.ANSWER_OFFER, AutoMode.OFF));
  }

  // <--INVITE-- --183 (written)--> --200 (written, two parts)--> <--ACK--
  @Test
  @EndsQuiet
  void aReinviteIsAnsweredInTwoStepsWithWhatTheApplicationWrote(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = asking(world)) {
            var up = Up.of(alice, phone);
            up.leg().invite(Phone.sdp(41000));
            var offer = offer(up.call());
            var progress = offer.prepare(Status.of(183, "Thinking")).await().orElseThrow();
            assertThat(progress.headers().contains(HeaderName.CONTACT)).isTrue();
            offer.respond(progress.toBuilder().raw("X-Mood", "good").build());
            var heard = phone.awaitResponse(183, Method.INVITE);
            assertThat(heard.reason()).isEqualTo("Thinking");
            assertThat(text(heard, "X-Mood")).isEqualTo("good");
            assertThat(offer.isAnswered()).isFalse();
            assertThatThrownBy(() -> offer.respond(heard.toBuilder().status(Status.OK).build()))
                .isInstanceOf(IllegalArgumentException.class);

            var ok = offer.prepare(Status.OK).await().orElseThrow();
            offer.respond(edited(ok.toBuilder()).body(MIXED, parts()).build());
            var answer = phone.awaitResponse(200, Method.INVITE);
            isEdited(answer);
            assertThat(answer.body()).isEqualTo(parts());
            up.leg().ack(answer);
            assertThat(offer.isAnswered()).isTrue();
            assertThat(offer.prepare(Status.OK).await()).isEmpty();
            alice.sleep(Duration.ofSeconds(1));
            assertThat(up.call().remoteDescription()).contains(Phone.sdp(41000));
            up.call().hangUp();
            up.leg().reply(phone.request(Method.BYE), 200);
          }
          phone.close();
        });
  }

  // <--UPDATE-- --200 (written)--> <--UPDATE-- --488 (written)-->
  @Test
  @EndsQuiet
  void anUpdateIsAnsweredAndRefusedWithWhatTheApplicationWrote(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = asking(world)) {
            var up = Up.of(alice, phone);
            up.leg()
                .send(
                    Method.UPDATE,
                    update ->
                        update
                            .set(HeaderName.CONTACT, phone.contact())
                            .body(MediaType.APPLICATION_SDP, Phone.sdp(41000).toBytes()));
            var offer = offer(up.call());
            var ok = offer.prepare(Status.OK).await().orElseThrow();
            assertThatThrownBy(
                    () -> offer.respond(ok.toBuilder().status(Status.RINGING).noBody().build()))
                .isInstanceOf(IllegalArgumentException.class);
            offer.respond(
                edited(ok.toBuilder())
                    .body(MediaType.APPLICATION_SDP, Scene.SDP.toBytes())
                    .build());
            var answer = phone.awaitResponse(200, Method.UPDATE);
            isEdited(answer);
            assertThat(answer.hasBody()).isTrue();

            up.leg()
                .send(
                    Method.UPDATE,
                    update ->
                        update
                            .set(HeaderName.CONTACT, phone.contact())
                            .body(MediaType.APPLICATION_SDP, Phone.sdp(42000).toBytes()));
            var next = offer(up.call());
            var no = next.prepare(Status.of(488, "Not Like This")).await().orElseThrow();
            next.respond(no.toBuilder().body(MediaType.parse("text/plain"), parts()).build());
            var refusal = phone.awaitResponse(488, Method.UPDATE);
            assertThat(refusal.reason()).isEqualTo("Not Like This");
            assertThat(refusal.body()).isEqualTo(parts());
            assertThat(up.call().remoteDescription()).contains(Phone.sdp(41000));
            up.call().hangUp();
            up.leg().reply(phone.request(Method.BYE), 200);
          }
          phone.close();
        });
  }

  // --INVITE--> <--200-- ... --ACK (written)--> <--200 again-- --the same ACK-->
  @Test
  @EndsQuiet
  void anAckIsSentAsTheApplicationWroteIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, o -> o.automatic(Automatic.ACK, AutoMode.OFF))) {
            var call = Scene.callBob(alice);
            assertThat(call.prepareAcknowledgement().await()).isEmpty();
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            var ok =
                leg.response(invite, 200)
                    .raw("Record-Route", "<sip:10.0.0.2;lr>")
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build();
            phone.send(ok);
            call.outcome().awaitOk();
            var ack = call.prepareAcknowledgement().await().orElseThrow();
            assertThat(text(ack, "Route")).isEqualTo("<sip:10.0.0.2;lr>");
            assertThat(ack.cSeq().number()).isEqualTo(invite.cSeq().number());
            assertThatThrownBy(() -> call.acknowledge(invite))
                .isInstanceOf(IllegalArgumentException.class);
            call.acknowledge(
                ack.toBuilder()
                    .remove(HeaderName.ROUTE)
                    .raw("User-Agent", "mine")
                    .set(HeaderName.CALL_ID, "another")
                    .body(MediaType.parse("text/plain"), parts())
                    .build());
            var heard = phone.request(Method.ACK);
            assertThat(heard.callId()).isEqualTo(invite.callId());
            assertThat(text(heard, "Route")).isEmpty();
            assertThat(text(heard, "User-Agent")).isEqualTo("mine");
            assertThat(heard.body()).isEqualTo(parts());
            phone.send(ok);
            assertThat(phone.request(Method.ACK).toBytes()).isEqualTo(heard.toBytes());
            call.acknowledge(ack);
            phone.silence(Duration.ofSeconds(1));
            call.hangUp();
            leg.reply(phone.request(Method.BYE), 200);
          }
          phone.close();
        });
  }

  // --INVITE (no offer)--> <--200 (offer)-- --ACK (written, answer)-->
  @Test
  @EndsQuiet
  void anAckThatTheApplicationWroteAnswersALateOffer(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            leg.reply(invite, 200, Phone.SDP);
            offer(call);
            var ack = call.prepareAcknowledgement().await().orElseThrow();
            call.acknowledge(ack.toBuilder().raw("X-Mood", "good").body(MIXED, parts()).build());
            var heard = phone.request(Method.ACK);
            assertThat(text(heard, "X-Mood")).isEqualTo("good");
            assertThat(heard.body()).isEqualTo(parts());
            assertThat(call.localDescription()).isPresent();
            call.hangUp();
            leg.reply(phone.request(Method.BYE), 200);
          }
          phone.close();
        });
  }

  // --INVITE--> <--180 (RSeq 7)-- ... --PRACK (written)--> <--200--
  @Test
  @EndsQuiet
  void aPrackIsSentOnceAsTheApplicationWroteIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, o -> o.automatic(Automatic.PRACK, AutoMode.OFF))) {
            var call = alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP).ownEvents());
            var invite = phone.request(Method.INVITE);
            var leg = phone.callee(invite, "b");
            phone.send(
                leg.response(invite, 180)
                    .raw("Require", "100rel")
                    .set(HeaderName.RSEQ, 7L)
                    .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes())
                    .build());
            var ringing = ((CallEvent.Progress) call.events().take()).response();
            phone.silence(Duration.ofSeconds(1));
            var draft = call.preparePrack(ringing).await().orElseThrow();
            assertThat(text(draft.request(), "RAck")).isEqualTo("7 1 INVITE");
            var edited =
                draft.edit(
                    prack ->
                        prack
                            .raw("X-Mood", "good")
                            .body(MediaType.APPLICATION_SDP, Scene.SDP.toBytes()));
            var done = edited.send();
            var prack = phone.request(Method.PRACK);
            assertThat(text(prack, "X-Mood")).isEqualTo("good");
            assertThat(prack.cSeq().number()).isEqualTo(2);
            phone.send(
                leg.response(prack, 200)
                    .body(MediaType.APPLICATION_SDP, Phone.sdp(42000).toBytes())
                    .build());
            assertThat(done.await()).isInstanceOf(RequestOutcome.Answered.class);
            assertThat(edited.send().await()).isInstanceOf(RequestOutcome.Failed.class);
            assertThat(call.preparePrack(ringing).await()).isEmpty();
            assertThat(call.remoteDescription()).contains(Phone.sdp(42000));
            leg.reply(invite, 486);
            phone.awaitRequest(Method.ACK);
          }
          phone.close();
        });
  }

  private static List<IncomingRefer> refers(Endpoint alice) {
    var refers = new ArrayList<IncomingRefer>();
    alice.onRefer(refers::add);
    return refers;
  }

  // <--REFER-- --202 (written)--> --NOTIFY (written)--> --NOTIFY (written, terminated)-->
  @Test
  @EndsQuiet
  void aReferIsAcceptedAndReportedWithWhatTheApplicationWrote(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var refers = refers(alice);
            var up = Transfers.up(alice, phone);
            Transfers.refer(phone, up.leg(), "sip:carol@10.0.0.3");
            alice.sleep(Duration.ofMillis(10));
            var refer = refers.getFirst();
            assertThat(refer.prepareNotify().await()).isEmpty();
            var accepted = refer.prepare(Status.ACCEPTED).await().orElseThrow();
            assertThatThrownBy(
                    () -> refer.respond(accepted.toBuilder().status(Status.RINGING).build()))
                .isInstanceOf(IllegalArgumentException.class);
            refer.respond(accepted.toBuilder().raw("X-Mood", "good").build());
            assertThat(text(phone.response(202, Method.REFER), "X-Mood")).isEqualTo("good");

            var draft = refer.prepareNotify().await().orElseThrow();
            assertThat(text(draft.request(), "Event")).isEqualTo("refer");
            assertThat(text(draft.request(), "Subscription-State")).startsWith("active;expires=");
            var frag = "SIP/2.0 180 Ding\r\nX-Queue: 3\r\n\r\n".getBytes(StandardCharsets.UTF_8);
            var told =
                draft
                    .edit(
                        notify ->
                            notify
                                .remove(HeaderName.CONTACT)
                                .raw("Contact", "<sip:elsewhere@10.0.0.1>")
                                .raw("X-Mood", "better")
                                .body(SipFrag.TYPE, frag))
                    .send();
            var first = phone.request(Method.NOTIFY);
            assertThat(first.body()).isEqualTo(frag);
            assertThat(text(first, "X-Mood")).isEqualTo("better");
            assertThat(text(first, "Contact")).isEqualTo("<sip:elsewhere@10.0.0.1>");
            up.leg().reply(first, 200);
            assertThat(told.await()).isInstanceOf(NotifyOutcome.Delivered.class);

            up.end();
            refer
                .prepareNotify()
                .await()
                .orElseThrow()
                .edit(
                    notify ->
                        notify
                            .remove(HeaderName.SUBSCRIPTION_STATE)
                            .raw("Subscription-State", "terminated;reason=giveup")
                            .body(SipFrag.TYPE, SipFrag.of(Status.OK).toBytes()))
                .send();
            var last = phone.request(Method.NOTIFY);
            assertThat(text(last, "Subscription-State")).isEqualTo("terminated;reason=giveup");
            up.leg().reply(last, 200);
            alice.sleep(Duration.ofMillis(10));
            assertThat(refer.prepareNotify().await()).isEmpty();
          }
          phone.close();
        });
  }

  // <--REFER-- --202 (written)--> half a second later: --NOTIFY 100-->
  @Test
  @EndsQuiet
  void aSubscriptionOfAReferBeginsWithANotifyInAnyCase(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var refers = refers(alice);
            var up = Transfers.up(alice, phone);
            Transfers.refer(phone, up.leg(), "sip:carol@10.0.0.3");
            alice.sleep(Duration.ofMillis(10));
            var refer = refers.getFirst();
            refer.respond(refer.prepare(Status.OK).await().orElseThrow());
            phone.response(200, Method.REFER);
            phone.silence(Duration.ofMillis(400));
            var first = phone.request(Method.NOTIFY);
            assertThat(first.body()).isEqualTo(SipFrag.of(Status.TRYING).toBytes());
            up.leg().reply(first, 200);
            refer.notify(Status.OK);
            up.leg().reply(phone.request(Method.NOTIFY), 200);

            Transfers.refer(phone, up.leg(), "sip:dave@10.0.0.3");
            alice.sleep(Duration.ofMillis(10));
            var other = refers.getLast();
            var no = other.prepare(Status.DECLINE).await().orElseThrow();
            other.respond(no.toBuilder().body(MIXED, parts()).build());
            assertThat(phone.response(603, Method.REFER).body()).isEqualTo(parts());
            up.end();
          }
          phone.close();
        });
  }

  // --INVITE (rows)--> : rows of one's own take the place of those that are written by itself
  @Test
  @EndsQuiet
  void rowsOfAChangeTakeThePlaceOfThoseThatAreWrittenByItself(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            var rows =
                java.util.List.of(
                    new HeaderRow("m", "<sip:elsewhere@10.0.0.1>"),
                    new HeaderRow("Allow", "INVITE, ACK, BYE"));
            up.call().offer(Scene.SDP, rows);
            var invite = phone.request(Method.INVITE);
            assertThat(text(invite, "Contact")).isEqualTo("<sip:elsewhere@10.0.0.1>");
            assertThat(text(invite, "Allow")).isEqualTo("INVITE, ACK, BYE");
            up.leg().reply(invite, 200, Phone.SDP);
            phone.request(Method.ACK);
            up.call().hangUp();
            up.leg().reply(phone.request(Method.BYE), 200);
          }
          phone.close();
        });
  }
}
