package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.auth.Credentials;
import org.offhook.message.BodyPart;
import org.offhook.message.CallInfo;
import org.offhook.message.Diversion;
import org.offhook.message.Features;
import org.offhook.message.HeaderName;
import org.offhook.message.HistoryEntry;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Multipart;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.Reason;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What messages of a call tell beside identity and media, read and written. */
@ExtendWith(SimWorldExtension.class)
class CallDetailsTest {

  private static final CallOptions TO_BOB = CallOptions.to("sip:bob@10.0.0.2").offer(Scene.SDP);

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static IncomingCall incoming(
      Phone phone, Endpoint alice, UnaryOperator<SipRequest.Builder> edit)
      throws InterruptedException {
    phone.caller("c1").send(Method.INVITE, edit);
    return ((CallEvent.Incoming) alice.events().take()).call();
  }

  @Test
  @Rfc({"CALL-66", "CALL-65", "CALL-62"})
  void whatAnInviteTellsIsReadAndNothingIsFetched(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                incoming(
                    phone,
                    alice,
                    invite ->
                        invite
                            .raw("Subject", "the lamp is out")
                            .raw("Priority", "Emergency")
                            .raw("Organization", "Harbour office")
                            .raw("Reply-To", "Ilse <sip:ilse@harbour.example>")
                            .raw("In-Reply-To", "one@a.example, two@b.example")
                            .raw("Alert-Info", "<urn:alert:service:call-waiting>")
                            .raw("Alert-Info", "<http://10.0.0.2/ring.wav>;info=loud")
                            .raw("Call-Info", "<http://10.0.0.2/face.png>;purpose=icon")
                            .raw("Call-Info", "<sip:10.0.0.2>;answer-after=0")
                            .raw("Diversion", "<sip:desk@10.0.0.3>;reason=no-answer")
                            .raw("History-Info", "<sip:desk@10.0.0.3>;index=1")
                            .raw("History-Info", "<sip:alice@10.0.0.1>;index=1.1;mp=1")
                            .raw("Privacy", "id;history")
                            .raw("Reason", "SIP;cause=302")
                            .raw("Accept-Contact", "*;video;require")
                            .raw("Reject-Contact", "*;automata")
                            .raw("Request-Disposition", "no-fork")
                            .set(
                                HeaderName.CONTACT,
                                Features.NONE.with("audio").on(phone.contact())));
            var details = call.details();
            assertThat(details.subject()).contains("the lamp is out");
            assertThat(details.priority()).isEqualTo("emergency");
            assertThat(details.organization()).contains("Harbour office");
            assertThat(details.replyTo().flatMap(NameAddr::displayName)).contains("Ilse");
            assertThat(details.inReplyTo()).containsExactly("one@a.example", "two@b.example");
            assertThat(details.alertInfo())
                .extracting(one -> one.uri().toString())
                .containsExactly("urn:alert:service:call-waiting", "http://10.0.0.2/ring.wav");
            assertThat(details.callInfo())
                .extracting(CallInfo::purpose)
                .containsExactly("icon", "info");
            assertThat(details.answerAfter()).contains(Duration.ZERO);
            assertThat(details.diversions())
                .extracting(Diversion::reason)
                .containsExactly("no-answer");
            assertThat(details.history())
                .extracting(HistoryEntry::index)
                .containsExactly("1", "1.1");
            assertThat(details.privacy()).contains(Privacy.ID.and(Privacy.HISTORY));
            assertThat(details.reasons().getFirst().is("SIP", 302)).isTrue();
            assertThat(details.acceptContact()).hasToString("[*;video;require]");
            assertThat(details.rejectContact()).hasToString("[*;automata]");
            assertThat(details.requestDisposition().asks("no-fork")).isTrue();
            assertThat(details.features().has("audio")).isTrue();
            alice.sleep(Duration.ofSeconds(5));
            assertThat(phone.got())
                .extracting(got -> got.message().startLine())
                .allMatch(line -> line.startsWith("SIP/2.0 100 "));
            call.reject(Status.BUSY_HERE);
          }
        });
  }

  @Test
  @Rfc("CALL-66")
  void anInviteThatTellsNothingIsReadAsSuch(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var details =
                incoming(phone, alice, invite -> invite.raw("Subject", "").raw("Reply-To", "<"))
                    .details();
            assertThat(details.subject()).isEmpty();
            assertThat(details.priority()).isEqualTo("normal");
            assertThat(details.replyTo()).isEmpty();
            assertThat(details.privacy()).isEmpty();
            assertThat(details.answerAfter()).isEmpty();
            assertThat(details.features()).isEqualTo(Features.NONE);
            assertThat(details.body(MediaType.APPLICATION_SDP)).isEmpty();
          }
        });
  }

  @Test
  void aPartBesideTheSessionDescriptionIsReadByItsType(SimWorld world) throws Exception {
    var pidf = MediaType.of("application", "pidf+xml");
    var place = "<presence/>".getBytes(StandardCharsets.UTF_8);
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var body =
                Multipart.mixed(
                    BodyPart.of(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()),
                    BodyPart.of(pidf, place).with("Content-ID", "<place@10.0.0.2>"));
            var call = incoming(phone, alice, invite -> invite.body(body.type(), body.toBytes()));
            var part = call.details().body(pidf).orElseThrow();
            assertThat(part.content()).isEqualTo(place);
            assertThat(part.contentId()).contains("place@10.0.0.2");
            assertThat(call.details().body(MediaType.of("text", "html"))).isEmpty();
            assertThat(call.offer()).contains(Phone.SDP);
            var alone = call.details().body(MediaType.of("multipart", "*"));
            assertThat(alone.flatMap(BodyPart::multipart)).isPresent();
            call.reject(Status.BUSY_HERE);
          }
        });
  }

  // --- features of this side ---

  @Test
  @Rfc("CALL-62")
  void ownFeaturesStandInEveryContact(SimWorld world) throws Exception {
    var features = Features.NONE.with("audio").with("methods", "INVITE", "BYE");
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.features(features))) {
            var up = Up.of(alice, phone);
            assertThat(up.contact())
                .hasToString("<sip:alice@10.0.0.1:5060>;audio;methods=\"INVITE,BYE\"");
            var leg = phone.caller("c2");
            leg.invite(Phone.SDP);
            CallEvent event;
            do {
              event = (CallEvent) alice.events().take();
            } while (!(event instanceof CallEvent.Incoming));
            ((CallEvent.Incoming) event).call().answer(Scene.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(ok.headers().get(HeaderName.CONTACT).map(Features::of)).contains(features);
            leg.ack(ok);
            alice.register("sip:10.0.0.2");
            var register = phone.awaitRequest(Method.REGISTER);
            assertThat(register.headers().get(HeaderName.CONTACT).map(Features::of))
                .contains(features);
          }
        });
  }

  // --- Reason ---

  @Test
  @Rfc("CALL-55")
  void theReasonIsSaidInByeCancelAndRefusal(SimWorld world) throws Exception {
    var elsewhere = Reason.sip(Status.OK).withText("Call completed elsewhere");
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            up.call().hangUp(Reason.q850(16), Reason.sip(Status.OK));
            var bye = phone.request(Method.BYE);
            assertThat(bye.headers().texts("Reason"))
                .containsExactly("Q.850;cause=16", "SIP;cause=200;text=\"OK\"");
            up.leg().reply(bye, 200);

            var second = alice.call(TO_BOB);
            var invite = phone.request(Method.INVITE);
            phone.callee(invite, "c").reply(invite, 180);
            alice.sleep(Duration.ofMillis(1));
            second.hangUp(elsewhere);
            assertThat(phone.request(Method.CANCEL).headers().text("Reason"))
                .contains("SIP;cause=200;text=\"Call completed elsewhere\"");
            phone.forget();

            var leg = phone.caller("c3");
            leg.invite(Phone.SDP);
            SipEvent event;
            do {
              event = alice.events().take();
            } while (!(event instanceof CallEvent.Incoming));
            ((CallEvent.Incoming) event).call().reject(Status.BUSY_HERE, Reason.q850(17));
            assertThat(phone.awaitResponse(486, Method.INVITE).headers().texts("Reason"))
                .containsExactly("Q.850;cause=17");
          }
        });
  }

  // --- preconditions ---

  @Test
  @Rfc("CALL-70")
  void preconditionsAreRefusedWhereRequiredAndKeptWhereNot(SimWorld world) throws Exception {
    var lines =
        List.of("a=curr:qos e2e none", "a=des:qos mandatory e2e sendrecv", "a=conf:qos e2e recv");
    var sdp =
        SessionDescription.of(text(Phone.SDP.toBytes()) + String.join("\r\n", lines) + "\r\n");
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var leg = phone.caller("c1");
            leg.send(
                Method.INVITE,
                invite ->
                    invite
                        .raw("Require", "precondition")
                        .body(MediaType.APPLICATION_SDP, sdp.toBytes()));
            var refusal = phone.awaitResponse(420, Method.INVITE);
            assertThat(refusal.headers().all(HeaderName.UNSUPPORTED))
                .containsExactly("precondition");
            assertThat(alice.events().poll()).isEmpty();

            phone.caller("c2").invite(sdp);
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            assertThat(text(call.offer().orElseThrow().toBytes()).lines()).containsAll(lines);
            call.reject(Status.BUSY_HERE);
            alice.call(CallOptions.to("sip:bob@10.0.0.2").offer(sdp));
            var own = phone.awaitRequest(Method.INVITE);
            assertThat(text(own.body()).lines()).containsAll(lines);
          }
        });
  }

  // --- signed identity ---

  private static final String SIGNED =
      "eyJhbGciOiJFUzI1NiJ9..c2ln;info=<https://cert.example.org/a.pem>;alg=ES256;ppt=shaken";

  // --INVITE, Identity--> <--401-- --INVITE with credentials, Identity-->
  @Test
  @Rfc("CALL-71")
  void aSignedIdentityPassesUnharmedAlsoWhenTheCallIsRepeated(SimWorld world) throws Exception {
    var date = "Sat, 28 Nov 2026 21:30:00 GMT";
    var secret = Credentials.builder("alice").anyRealm().password("secret").build();
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.credentials(secret))) {
            alice.call(
                TO_BOB
                    .from(NameAddr.parse("\"Alice\" <sip:+15551234@10.0.0.2;user=phone>"))
                    .header("Identity", SIGNED)
                    .header("Date", date));
            var first = phone.request(Method.INVITE);
            phone.send(
                phone
                    .callee(first, "b")
                    .response(first, 401)
                    .raw("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"")
                    .build());
            phone.request(Method.ACK);
            var second = phone.request(Method.INVITE);
            assertThat(second.headers().contains(HeaderName.AUTHORIZATION)).isTrue();
            for (var invite : List.of(first, second)) {
              assertThat(invite.headers().texts("Identity")).containsExactly(SIGNED);
              assertThat(invite.headers().texts("Date")).containsExactly(date);
              assertThat(invite.from().uri()).hasToString("sip:+15551234@10.0.0.2;user=phone");
            }
          }
        });
  }

  @Test
  @Rfc("CALL-71")
  void aReceivedIdentityIsReadByteForByte(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call =
                incoming(
                    phone,
                    alice,
                    invite -> invite.raw("y", SIGNED).raw("Identity", SIGNED + ";x=\"a,b\""));
            assertThat(call.request().headers().all(HeaderName.IDENTITY))
                .containsExactly(SIGNED, SIGNED + ";x=\"a,b\"");
            call.reject(Status.USE_IDENTITY_HEADER);
            assertThat(phone.awaitResponse(428, Method.INVITE).reason())
                .isEqualTo("Use Identity Header");
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "428,Use Identity Header",
    "436,Bad Identity Info",
    "437,Unsupported Credential",
    "438,Invalid Identity Header",
    "607,Unwanted",
    "608,Rejected",
  })
  @Rfc("CALL-71")
  void refusalsForIdentityAreToldApart(int code, String words, SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var call = alice.call(TO_BOB);
            var invite = phone.request(Method.INVITE);
            phone.send(
                phone
                    .callee(invite, "b")
                    .response(invite, code)
                    .raw("Call-Info", "<https://block.example/jcard>;purpose=jcard")
                    .build());
            var refused = (CallOutcome.Refused) call.outcome().await();
            assertThat(refused.status().code()).isEqualTo(code);
            assertThat(refused.status().reason()).isEqualTo(words);
            assertThat(CallInfo.all(refused.response()))
                .extracting(CallInfo::purpose)
                .containsExactly("jcard");
            phone.request(Method.ACK);
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }
}
