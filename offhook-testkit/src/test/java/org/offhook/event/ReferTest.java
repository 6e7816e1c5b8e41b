package org.offhook.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;
import static org.offhook.Transfers.frag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.Call;
import org.offhook.IncomingRefer;
import org.offhook.ReferOptions;
import org.offhook.SubscriptionEvent;
import org.offhook.TransferOutcome;
import org.offhook.Transfers;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipFrag;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.Capabilities;

/** REFER in both roles, against a phone: RFC 3515, RFC 4488, RFC 7647. */
@ExtendWith(SimWorldExtension.class)
@EndsQuiet
class ReferTest {

  private static final String CAROL = "sip:carol@10.0.0.3";
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  @Rfc("CALL-46")
  void aReferHasExactlyOneReferTo(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            Transfers.answered(alice, phone, leg);
            leg.send(Method.REFER, builder -> builder.set(HeaderName.CONTACT, phone.contact()));
            phone.response(400, Method.REFER);
            leg.send(
                Method.REFER,
                builder ->
                    builder
                        .set(HeaderName.CONTACT, phone.contact())
                        .raw("Refer-To", "<" + CAROL + ">")
                        .raw("Refer-To", "<sip:dave@10.0.0.4>"));
            phone.response(400, Method.REFER);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // <--REFER-- --200--> --NOTIFY 100--> ; --NOTIFY 180--> ; --NOTIFY 486 (terminated)-->
  @Test
  @Rfc({"CALL-46", "CALL-47"})
  void anAcceptedReferIsAnswered200AndItsProgressToldToTheEnd(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            var call = Transfers.answered(alice, phone, leg);
            var refers = new ArrayList<IncomingRefer>();
            alice.onRefer(
                refer -> {
                  refers.add(refer);
                  refer.acceptWithoutCall();
                });
            Transfers.refer(phone, leg, CAROL);
            phone.response(200, Method.REFER);
            var trying = phone.request(Method.NOTIFY);
            assertThat(frag(trying)).isEqualTo("SIP/2.0 100 Trying");
            assertThat(trying.headers().text("Event")).contains("refer");
            assertThat(trying.headers().text("Content-Type").orElseThrow())
                .startsWith("message/sipfrag");
            leg.reply(trying, 200);
            var refer = refers.getFirst();
            assertThat(refer.call()).containsSame(call);
            assertThat(refer.referTo().uri().toString()).isEqualTo(CAROL);
            refer.notify(Status.RINGING);
            var ringing = phone.request(Method.NOTIFY);
            assertThat(frag(ringing)).isEqualTo("SIP/2.0 180 Ringing");
            assertThat(ringing.headers().text("Subscription-State").orElseThrow())
                .startsWith("active;expires=");
            leg.reply(ringing, 200);
            refer.notify(Status.BUSY_HERE);
            var last = phone.request(Method.NOTIFY);
            assertThat(frag(last)).isEqualTo("SIP/2.0 486 Busy Here");
            assertThat(last.headers().text("Subscription-State"))
                .contains("terminated;reason=noresource");
            leg.reply(last, 200);
            refer.notify(Status.OK);
            phone.silence(Duration.ofSeconds(1));
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("CALL-48")
  void theSecondReferInADialogIsNamedByItsNumber(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            Transfers.answered(alice, phone, leg);
            alice.onRefer(IncomingRefer::acceptWithoutCall);
            var events = new ArrayList<String>();
            for (int i = 0; i < 2; i++) {
              var refer = Transfers.refer(phone, leg, CAROL);
              phone.response(200, Method.REFER);
              var notify = phone.request(Method.NOTIFY);
              events.add(notify.headers().text("Event").orElseThrow());
              events.add("refer;id=" + refer.cSeq().number());
              leg.reply(notify, 481);
            }
            assertThat(events.get(0)).isEqualTo("refer");
            assertThat(events.get(2)).isEqualTo(events.get(3));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  // two transfers in one call: the NOTIFYs tell them apart
  @Test
  @Rfc({"CALL-48", "EVT-05"})
  void twoTransfersInOneCallEndEachByItsOwnNotify(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var up = Transfers.up(alice, phone);
            var leg = up.leg();
            var one = up.call().transfer(ReferOptions.to(CAROL).keepCall());
            var first = phone.request(Method.REFER);
            leg.reply(first, 202);
            var two = up.call().transfer(ReferOptions.to("sip:dave@10.0.0.4").keepCall());
            var second = phone.request(Method.REFER);
            assertThat(second.headers().text("Refer-To")).contains("<sip:dave@10.0.0.4>");
            leg.reply(second, 202);
            var id = "refer;id=" + second.cSeq().number();
            Transfers.notify(phone, leg, id, "terminated;reason=noresource", "SIP/2.0 486 Busy");
            phone.response(200, Method.NOTIFY);
            assertThat(two.outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.Refused.class,
                    refused -> assertThat(refused.status()).isEqualTo(Status.BUSY_HERE));
            assertThat(one.outcome().isDone()).isFalse();
            Transfers.notify(phone, leg, id, "active", "SIP/2.0 100 Trying");
            phone.response(481, Method.NOTIFY);
            Transfers.notify(phone, leg, "refer", "terminated;reason=noresource", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            assertThat(one.outcome().await().isOk()).isTrue();
            up.end();
          }
        });
  }

  @Test
  @Rfc("CALL-49")
  void aReferThatIsNotWantedIsRefusedByPolicyOrAfter20Seconds(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            var call = Transfers.answered(alice, phone, leg);
            alice.onRefer(refer -> refer.reject(Status.PROVIDE_REFERRER_IDENTITY));
            Transfers.refer(phone, leg, CAROL);
            phone.response(429, Method.REFER);
            var undecided = new ArrayList<IncomingRefer>();
            alice.onRefer(undecided::add);
            Transfers.refer(phone, leg, "sip:carol@10.0.0.3;method=BYE");
            var before = world.now();
            phone.awaitResponse(603, Method.REFER);
            assertThat(world.now().minus(before)).isCloseTo(Duration.ofSeconds(20), SECOND);
            assertThat(undecided.getFirst().isForCall()).isFalse();
            alice.reconfigure(
                options ->
                    options.capabilities(
                        Capabilities.DEFAULT.withAllow(List.of(Method.INVITE, Method.BYE))));
            Transfers.refer(phone, leg, CAROL);
            phone.response(405, Method.REFER);
            assertThat(call.state()).isEqualTo(Call.State.ESTABLISHED);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("CALL-50")
  void withReferSubFalseOnBothSidesNobodyIsTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            Transfers.answered(alice, phone, leg);
            var refers = new ArrayList<IncomingRefer>();
            alice.onRefer(
                refer -> {
                  refers.add(refer);
                  refer.acceptWithoutCall();
                });
            leg.send(
                Method.REFER,
                builder ->
                    builder
                        .set(HeaderName.CONTACT, phone.contact())
                        .raw("Require", "norefersub")
                        .raw("Refer-Sub", "false")
                        .raw("Refer-To", "<" + CAROL + ">"));
            var accepted = phone.response(200, Method.REFER);
            assertThat(accepted.headers().text("Refer-Sub")).contains("false");
            refers.getFirst().notify(Status.OK);
            phone.silence(Duration.ofSeconds(2));
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
          }
        });
  }

  @Test
  @Rfc("CALL-50")
  void aPeerThatDoesNotWaiveTheReportReportsAsUsual(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var up = Transfers.up(alice, phone);
            var wish = ReferOptions.to(CAROL).unreported().keepCall();
            var reported = up.call().transfer(wish);
            var refer = phone.request(Method.REFER);
            assertThat(refer.headers().text("Refer-Sub")).contains("false");
            up.leg().reply(refer, 202);
            alice.sleep(Duration.ofSeconds(1));
            assertThat(reported.outcome().isDone()).isFalse();
            Transfers.notify(phone, up.leg(), "refer", "terminated", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            assertThat(reported.outcome().await()).isInstanceOf(TransferOutcome.Succeeded.class);
            var waived = up.call().transfer(wish);
            var again = phone.request(Method.REFER);
            phone.send(up.leg().response(again, 200).raw("Refer-Sub", "false").build());
            assertThat(waived.outcome().await()).isInstanceOf(TransferOutcome.Accepted.class);
            up.end();
          }
        });
  }

  // --REFER--> <--NOTIFY 100-- <--202-- <--NOTIFY 200 : in a dialog that the NOTIFY made
  @Test
  @Rfc({"EVT-02", "CALL-48"})
  void aReferOutsideADialogTakesTheNotifyThatComesBeforeItsAnswer(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var transfer = alice.refer(ReferOptions.to(CAROL).at("sip:bob@10.0.0.2"));
            var refer = phone.request(Method.REFER);
            assertThat(refer.to().tag()).isEmpty();
            assertThat(refer.headers().text("Referred-By")).contains("<sip:alice@10.0.0.1>");
            var leg = phone.callee(refer, "b");
            Transfers.notify(phone, leg, "refer", "active;expires=60", "SIP/2.0 100 Trying");
            phone.response(200, Method.NOTIFY);
            leg.reply(refer, 202);
            Transfers.notify(phone, leg, "refer", "terminated;reason=noresource", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            assertThat(transfer.outcome().await().isOk()).isTrue();
            assertThat(transfer.progress()).contains(Status.OK);
            var seen = new ArrayList<Integer>();
            for (var e = alice.events().poll(); e.isPresent(); e = alice.events().poll()) {
              if (e.get() instanceof SubscriptionEvent.ReferProgress progress) {
                seen.add(progress.status().code());
              }
            }
            assertThat(seen).containsExactly(100, 200);
          }
        });
  }

  @Test
  @Rfc("EVT-33")
  void aBodyThatIsNoFragmentIsNoResult(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var up = Transfers.up(alice, phone);
            var transfer = up.call().transfer(CAROL);
            up.leg().reply(phone.request(Method.REFER), 202);
            Transfers.notify(phone, up.leg(), "refer", "active;expires=9", "hello: \u0001 SIP/2.0");
            phone.response(200, Method.NOTIFY);
            assertThat(transfer.progress()).isEmpty();
            Transfers.notify(
                phone,
                up.leg(),
                "refer",
                "terminated;reason=noresource",
                "\r\nsip/2.0 603 No\r\nX: y");
            phone.response(200, Method.NOTIFY);
            assertThat(transfer.outcome().await())
                .isInstanceOfSatisfying(
                    TransferOutcome.Refused.class,
                    refused -> assertThat(refused.status().code()).isEqualTo(603));
            assertThat(up.call().state()).isEqualTo(Call.State.ESTABLISHED);
            up.end();
          }
        });
  }

  @Test
  void aFragmentIsReadWhateverItIs() {
    assertThat(SipFrag.parse(new byte[0]).status()).isEmpty();
    assertThat(SipFrag.parse(new byte[] {0, (byte) 0xff, '\r'}).status()).isEmpty();
    for (var line : List.of("SIP/2.0 99 x", "SIP/2.0 2000 x", "SIP/2.0 20", "SIP/3.0 200 OK")) {
      assertThat(SipFrag.parse(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)).status())
          .isEmpty();
    }
    var whole =
        SipFrag.parse(
            "SIP/2.0 200\nTo: <sip:c@d>;\n tag=1\nbroken\n\nbody: no"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(whole.status().orElseThrow().code()).isEqualTo(200);
    assertThat(whole.header(HeaderName.TO)).contains("<sip:c@d>; tag=1");
    assertThat(whole.headers()).hasSize(1);
    assertThat(new String(whole.toBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo("SIP/2.0 200\r\nTo: <sip:c@d>; tag=1\r\n");
  }

  // --REFER--> <--202-- <--BYE-- --200--> <--NOTIFY (200, terminated)-- --200-->
  @Test
  @Rfc("DLG-36")
  void theDialogOutlivesTheCallUntilTheLastNotify(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var up = Transfers.up(alice, phone);
            var transfer = up.call().transfer(CAROL);
            up.leg().reply(phone.request(Method.REFER), 202);
            up.end();
            up.call().ended().await();
            Transfers.notify(
                phone, up.leg(), "refer", "terminated;reason=noresource", "SIP/2.0 200 OK");
            phone.response(200, Method.NOTIFY);
            assertThat(transfer.outcome().await()).isInstanceOf(TransferOutcome.Succeeded.class);
            Transfers.notify(phone, up.leg(), "refer", "terminated", "SIP/2.0 200 OK");
            phone.response(481, Method.NOTIFY);
          }
        });
  }

  // the phone hangs up before the REFER is decided: 200 and NOTIFY all the same
  @Test
  @Rfc("DLG-36")
  void aReferIsServedThoughTheCallEndsBeforeItIsDecided(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var phone = bob(world);
              var alice = alice(world)) {
            var leg = phone.caller("one");
            Transfers.answered(alice, phone, leg);
            var refers = new ArrayList<IncomingRefer>();
            alice.onRefer(refers::add);
            Transfers.refer(phone, leg, CAROL);
            leg.send(Method.BYE);
            phone.response(200, Method.BYE);
            refers.getFirst().acceptWithoutCall();
            phone.response(200, Method.REFER);
            leg.reply(phone.request(Method.NOTIFY), 200);
            refers.getFirst().notify(Status.OK);
            var last = phone.request(Method.NOTIFY);
            assertThat(frag(last)).isEqualTo("SIP/2.0 200 OK");
            leg.reply(last, 200);
          }
        });
  }
}
