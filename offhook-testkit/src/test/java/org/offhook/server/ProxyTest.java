package org.offhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.Listen;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Checks, routes and flows of forwarded requests (RFC 3261 §16.3 to §16.6, §16.11). */
@ExtendWith(SimWorldExtension.class)
class ProxyTest {

  private static final String BOB = "sip:bob@example.com";

  private interface Script {
    void play(Site site, ScriptedPeer caller, ScriptedPeer bob) throws Exception;
  }

  private static void proxied(SimWorld world, Script script) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            var bob = site.phone("desk", "bob", "10.0.0.2");
            script.play(site, site.caller(), bob);
            assertThat(site.server.counters().faults()).isZero();
          }
        });
  }

  private static List<String> routes(ScriptedPeer peer, HeaderName<NameAddr> name) {
    return peer.last().headers().all(name).stream().map(NameAddr::toString).toList();
  }

  @Test
  void aRequestLosesOneHopAndGainsViaAndRecordRoute(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin("INVITE", BOB, request -> request.raw("X-Unknown", "a,  b")).expect(100);
          bob.expect("INVITE");
          assertThat(bob.request().requestUri()).hasToString("sip:desk@10.0.0.2:5060");
          assertThat(bob.request().maxForwards()).hasValue(69);
          assertThat(bob.request().headers().all(HeaderName.VIA)).hasSize(2);
          assertThat(bob.request().headers().text("X-Unknown")).contains("a,  b");
          assertThat(routes(bob, HeaderName.RECORD_ROUTE))
              .containsExactly("<sip:10.0.0.9:5060;lr>");
        });
  }

  @Test
  @Rfc("SEC-13")
  void aRequestWithoutHopsLeftIsServedHereButNotForwarded(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller
              .begin("INVITE", BOB, request -> request.set(HeaderName.MAX_FORWARDS, 0))
              .expect(483)
              .send("ACK")
              .begin(
                  "OPTIONS", "sip:example.com", request -> request.set(HeaderName.MAX_FORWARDS, 0))
              .expect(200);
          assertThat(site.server.counters().forwarded()).isZero();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS, sip:example.com, 200",
    "INVITE, sip:example.com, 405",
    "SUBSCRIBE, sip:10.0.0.9, 405",
    "FETCH, sip:example.com, 501",
    "MESSAGE, sip:nobody@example.com, 404",
    "MESSAGE, sip:carol@example.com, 480",
    "MESSAGE, http://example.com/, 416",
    "MESSAGE, sip:x@nowhere.example, 500"
  })
  void whatCannotBeForwardedIsRefused(String method, String uri, int status, SimWorld world)
      throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin(method, uri).expect(status);
          if (status == 200 || status == 405 || status == 501) {
            caller.header("Allow", allow -> assertThat(allow).isEqualTo("OPTIONS, REGISTER"));
          }
        });
  }

  @Test
  void anExtensionThatTheProxyWouldHaveToKnowIsRefused(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) ->
            caller
                .begin("MESSAGE", BOB, request -> request.raw("Proxy-Require", "sec-agree"))
                .expect(420)
                .header("Unsupported", value -> assertThat(value).isEqualTo("sec-agree")));
  }

  @Test
  void aLoopIsFoundAtItsFirstReturn(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          world.network().name("loop.example", "10.0.0.9");
          caller.begin("MESSAGE", "sip:x@loop.example").expect(482);
          assertThat(site.server.counters().forwarded()).isEqualTo(1);
        });
  }

  @Test
  void aSpiralIsNoLoop(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller
              .begin(
                  "REGISTER",
                  "sip:example.com",
                  request ->
                      request
                          .set(HeaderName.TO, NameAddr.parse("<sip:carol@example.com>"))
                          .set(HeaderName.CONTACT, Contact.parse("<sip:bob@example.com>")))
              .expect(200);
          caller.begin("INVITE", "sip:carol@example.com").expect(100);
          bob.expect("INVITE").reply(180).reply(200);
          assertThat(bob.request().maxForwards()).hasValue(68);
          caller.expect(180).expect(200).send("ACK");
          bob.expect("ACK").send("BYE");
          caller.expect("BYE").reply(200);
          bob.expect(200);
        });
  }

  @Test
  void inDialogRequestsFollowTheRecordedRouteFromBothSides(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin("INVITE", BOB).expect(100);
          bob.expect("INVITE").reply(200);
          caller.expect(200).send("ACK");
          assertThat(routes(caller, HeaderName.RECORD_ROUTE))
              .containsExactly("<sip:10.0.0.9:5060;lr>");
          bob.expect("ACK");
          assertThat(bob.request().headers().contains(HeaderName.ROUTE)).isFalse();
          assertThat(bob.request().headers().all(HeaderName.VIA)).hasSize(2);
          bob.send("INFO");
          caller.expect("INFO", info -> assertThat(info.maxForwards()).hasValue(69)).reply(200);
          bob.expect(200);
          caller.send("BYE");
          bob.expect("BYE").reply(200);
          caller.expect(200);
        });
  }

  @Test
  void aStrictRouterBeforeTheProxyIsUnderstood(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin(
              "MESSAGE",
              "sip:10.0.0.9:5060;lr",
              request -> request.raw("Route", "<sip:desk@10.0.0.2:5060>"));
          bob.expect("MESSAGE");
          assertThat(bob.request().requestUri()).hasToString("sip:desk@10.0.0.2:5060");
          assertThat(bob.request().headers().contains(HeaderName.ROUTE)).isFalse();
        });
  }

  @Test
  void aStrictRouterBehindTheProxyGetsItsForm(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin(
              "MESSAGE",
              "sip:x@10.0.0.77",
              request -> request.raw("Route", "<sip:10.0.0.9;lr>, <sip:10.0.0.2>"));
          bob.expect("MESSAGE");
          assertThat(bob.request().requestUri()).hasToString("sip:10.0.0.2");
          assertThat(routes(bob, HeaderName.ROUTE)).containsExactly("<sip:x@10.0.0.77>");
        });
  }

  @Test
  void aRecordedPathIsTheRouteToItsContact(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          bob.begin(
                  "REGISTER",
                  "sip:example.com",
                  request ->
                      request
                          .set(HeaderName.TO, NameAddr.parse("<sip:carol@example.com>"))
                          .raw("Path", "<sip:10.0.0.2;lr>"))
              .expect(200);
          caller.begin("MESSAGE", "sip:carol@example.com");
          bob.expect("MESSAGE");
          assertThat(routes(bob, HeaderName.ROUTE)).containsExactly("<sip:10.0.0.2;lr>");
        });
  }

  /** Each side gets a Record-Route of its own transport (RFC 5658). */
  @Test
  void betweenUDPAndTCPBothSidesAreRecorded(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            var bob = site.phone("desk", "bob", "10.0.0.2", TransportKind.TCP, "");
            var caller = site.caller();
            caller.begin("INVITE", BOB).expect(100);
            bob.expect("INVITE");
            assertThat(routes(bob, HeaderName.RECORD_ROUTE))
                .containsExactly("<sip:10.0.0.9:5060;transport=tcp;lr>", "<sip:10.0.0.9:5060;lr>");
            bob.reply(200);
            caller.expect(200).send("ACK");
            bob.expect("ACK").send("BYE");
            caller.expect("BYE", bye -> assertThat(bye.topVia().transport()).isEqualTo("UDP"));
            caller.reply(200);
            bob.expect(200);
          }
        });
  }

  @Test
  void requestsTakeTheConnectionThatTheirTargetRegisteredBy(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            var bob = site.phone("desk", "bob", "10.0.0.2", TransportKind.TCP, "");
            world.hosts().stream()
                .filter(host -> host.name().equals("desk"))
                .forEach(host -> host.refuseStreams(true));
            bob.after(Duration.ofMinutes(10));
            var caller = site.caller();
            caller.begin("INVITE", BOB).expect(100);
            bob.expect("INVITE").reply(200);
            caller.expect(200).send("ACK");
            bob.expect("ACK");
            assertThat(site.server.counters().connections()).isEqualTo(1);
          }
        });
  }

  @Test
  void aLostConnectionIsReplacedByOneToTheContact(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world)) {
            var bob = site.phone("desk", "bob", "10.0.0.2", TransportKind.TCP, "");
            bob.disconnect().after(Duration.ofSeconds(1));
            var caller = site.caller();
            caller.begin("MESSAGE", BOB);
            bob.expect("MESSAGE").reply(200);
            caller.expect(200);
          }
        });
  }

  @Test
  void withoutRecordRouteTheDialogGoesItsOwnWay(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new Site(world, options -> options.recordRoute(false))) {
            var bob = site.phone("desk", "bob", "10.0.0.2");
            var caller = site.caller();
            caller.begin("INVITE", BOB);
            bob.expect("INVITE");
            assertThat(routes(bob, HeaderName.RECORD_ROUTE)).isEmpty();
          }
        });
  }

  @Test
  void aServerWithTwoAddressesAnswersAndRecordsTheOneInUse(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var server =
                  SipServer.start(
                      SipServerOptions.builder()
                          .host(world.host("proxy", "10.0.0.9", "192.168.0.9"))
                          .listen(Listen.sip("0.0.0.0", 5060))
                          .domain("example.com")
                          .build());
              var bob = ScriptedPeer.on(world.host("bob", "192.168.0.2"));
              var caller = ScriptedPeer.on(world.host("caller", "10.0.0.1"))) {
            assertThat(server.listening()).hasSizeGreaterThanOrEqualTo(4);
            bob.identity(BOB)
                .towards("192.168.0.9", 5060)
                .begin(
                    "REGISTER",
                    "sip:example.com",
                    request -> request.set(HeaderName.TO, NameAddr.parse("<" + BOB + ">")))
                .expect(200);
            caller.towards("10.0.0.9", 5060).begin("INVITE", BOB).expect(100);
            bob.expect("INVITE").reply(200);
            assertThat(routes(bob, HeaderName.RECORD_ROUTE))
                .containsExactly("<sip:192.168.0.9:5060;lr>", "<sip:10.0.0.9:5060;lr>");
            caller.expect(200).send("ACK").send("BYE");
            bob.expect("ACK").expect("BYE").reply(200);
            caller.expect(200);
          }
        });
  }

  @Test
  void anAckForAnAddressOfRecordFindsItsOnlyContact(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin("ACK", BOB);
          bob.expect("ACK");
          caller.begin("ACK", "sip:carol@example.com").silence(Duration.ofSeconds(1));
          assertThat(site.server.counters().acknowledgements()).isEqualTo(1);
        });
  }

  @Test
  void aRequestIsNotChangedByMergingWithAnotherCopy(SimWorld world) throws Exception {
    proxied(
        world,
        (site, caller, bob) -> {
          caller.begin("MESSAGE", BOB);
          bob.expect("MESSAGE").reply(200);
          caller.expect(200).after(Duration.ofSeconds(1)).again("MESSAGE").expectAgain(200);
          bob.silence(Duration.ofSeconds(1));
          assertThat(site.server.counters().requests()).isEqualTo(2);
        });
  }
}
