package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.Scene.alice;
import static org.offhook.Scene.bob;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.Capabilities;

/** INFO and its packages: RFC 6086. Alice called the phone. */
@ExtendWith(SimWorldExtension.class)
class InfoPackagesTest {

  private static final MediaType XML = MediaType.of("application", "x-conf+xml");

  private static List<String> announced(SipMessage message) {
    return message.headers().all(HeaderName.RECV_INFO).stream()
        .map(ParameterizedToken::value)
        .toList();
  }

  private static SipResponse inform(Phone phone, Phone.Leg leg, String infoPackage, int status)
      throws InterruptedException {
    leg.send(
        Method.INFO, info -> info.raw("Info-Package", infoPackage).body(XML, new byte[] {'x'}));
    return phone.response(status, Method.INFO);
  }

  @Test
  @Rfc("CALL-56")
  void announcedPackagesAreTakenAndOthersRefusedWith469(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.infoPackages("conf", "tones"))) {
            var up = Up.of(alice, phone);
            assertThat(announced(up.invite())).containsExactly("conf", "tones");
            inform(phone, up.leg(), "CONF;x=1", 200);
            assertThat(((CallEvent.InfoReceived) up.next()).infoPackage()).contains("CONF");
            assertThat(announced(inform(phone, up.leg(), "other", 469)))
                .containsExactly("conf", "tones");
            inform(phone, up.leg(), "\"garbage", 469);
            assertThat(up.call().events().poll()).isEmpty();
            assertThat(up.call().state()).isEqualTo(Call.State.ESTABLISHED);
            alice.reconfigure(options -> options.infoPackages("other"));
            alice.sleep(Duration.ofMillis(1));
            inform(phone, up.leg(), "other", 200);
          }
        });
  }

  /** The application answers itself, such as after it has asked somebody else. */
  @Test
  void infoAndMessageWaitForTheApplicationIfItWants(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice =
              alice(world, options -> options.automatic(Automatic.ANSWER_INFO, AutoMode.MANUAL))) {
            var up = Up.of(alice, phone);
            for (var method : List.of(Method.INFO, Method.MESSAGE)) {
              up.leg().send(method, info -> info.raw("Info-Package", "x").body(XML, new byte[1]));
              phone.silence(Duration.ofSeconds(1));
              var received = (CallEvent.RequestReceived) up.next();
              received.request().respond(Status.of(488));
              phone.response(488, method);
            }
          }
        });
  }

  @Test
  @Rfc("CALL-56")
  void withoutPackagesNothingIsAnnouncedAndAllAreRefused(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            assertThat(up.invite().headers().contains(HeaderName.RECV_INFO)).isFalse();
            var refusal = inform(phone, up.leg(), "conf", 469);
            assertThat(refusal.headers().text("Recv-Info")).contains("");
          }
        });
  }

  @Test
  @Rfc("CALL-56")
  void theCalleeAnnouncesInItsAnswerAndKnowsWhatTheCallerTakes(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world, options -> options.infoPackages("conf"))) {
            var leg = phone.caller("c1");
            leg.send(
                Method.INVITE,
                invite ->
                    invite
                        .raw("Recv-Info", "tones, conf")
                        .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            var call = ((CallEvent.Incoming) alice.events().take()).call();
            call.answer(Scene.SDP);
            var ok = phone.awaitResponse(200, Method.INVITE);
            assertThat(announced(ok)).containsExactly("conf");
            leg.ack(ok);
            call.outcome().awaitOk();
            assertThat(call.infoPackages()).contains(List.of("tones", "conf"));
          }
        });
  }

  // --INVITE--> <--200, Recv-Info: conf-- ... <--re-INVITE, Recv-Info: (none)--
  @Test
  @Rfc("CALL-56")
  void infoOfAPackageGoesOnlyToAPeerThatTakesIt(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up =
                Up.of(
                    alice,
                    phone,
                    CallOptions.to("sip:bob@10.0.0.2"),
                    ok -> ok.raw("Recv-Info", "conf"));
            assertThat(up.call().infoPackages()).contains(List.of("conf"));
            var sent = up.call().info("Conf", XML, "<x/>".getBytes(StandardCharsets.UTF_8));
            var info = phone.request(Method.INFO);
            assertThat(info.headers().text("Info-Package")).contains("Conf");
            assertThat(info.headers().text("Content-Disposition")).contains("Info-Package");
            assertThat(info.contentType()).contains(XML);
            up.leg().reply(info, 200);
            sent.awaitOk();
            assertThat(up.call().info("tones", XML, new byte[0]).await())
                .isInstanceOf(RequestOutcome.Failed.class)
                .extracting(Outcome::reason)
                .asString()
                .contains("tones");

            up.leg()
                .send(
                    Method.INVITE,
                    invite ->
                        invite
                            .raw("Recv-Info", "")
                            .body(MediaType.APPLICATION_SDP, Phone.SDP.toBytes()));
            up.leg().ack(phone.awaitResponse(200, Method.INVITE));
            alice.sleep(Duration.ofMillis(1));
            assertThat(up.call().infoPackages()).contains(List.of());
            assertThat(up.call().info("conf", XML, new byte[0]).await().isOk()).isFalse();
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  @Rfc("CALL-56")
  void aPeerThatAnnouncedNothingIsSentNoPackage(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            var up = Up.of(alice, phone);
            assertThat(up.call().infoPackages()).isEqualTo(Optional.empty());
            assertThat(up.call().info("conf", XML, new byte[0]).await())
                .isInstanceOf(RequestOutcome.Failed.class);
            phone.silence(Duration.ofSeconds(1));
          }
        });
  }

  @Test
  @Rfc("CALL-56")
  void aBodyThatIsNotTakenIsRefusedWith415(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          var relay = MediaType.of("application", "dtmf-relay");
          try (var alice =
              alice(
                  world,
                  options ->
                      options.capabilities(
                          Capabilities.DEFAULT.withAccept(Map.of(Method.INFO, List.of(relay)))))) {
            var up = Up.of(alice, phone);
            up.leg().send(Method.INFO);
            phone.response(200, Method.INFO);
            up.leg().send(Method.INFO, info -> info.body(XML, new byte[] {'x'}));
            var refusal = phone.response(415, Method.INFO);
            assertThat(refusal.headers().all(HeaderName.ACCEPT)).containsExactly(relay);
          }
        });
  }

  @Test
  @Rfc("CALL-56")
  void outsideACallInfoIsAnswered481(SimWorld world) throws Exception {
    world.run(
        () -> {
          var phone = bob(world);
          try (var alice = alice(world)) {
            phone.caller("nowhere").send(Method.INFO);
            phone.response(481, Method.INFO);
            assertThat(alice.events().poll()).isEmpty();
          }
        });
  }
}
