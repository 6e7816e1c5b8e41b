package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.Listen;
import org.offhook.net.WebSocketSettings;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** A WebSocket client that listens nowhere, behind a server: RFC 7118 §8. */
@ExtendWith(SimWorldExtension.class)
class WebSocketCallsTest {

  @Test
  @EndsQuiet
  void aClientRegistersAndIsCalledThroughItsConnection(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new WebSocketSite(world)) {
            var alice = site.client("alice", "10.0.0.1");
            alice.register("sip:example.com").awaitOk();
            var contact = site.server.bindings("alice").getFirst().contact().uri().toString();
            assertThat(contact).matches("sip:alice@[a-z]+\\.invalid;transport=ws");
            alice.onCall(
                call -> {
                  call.answer(WebSocketSite.ALICE).awaitOk();
                  alice.sleep(Duration.ofSeconds(1));
                  call.hangUp().await();
                });
            var bob = site.phone("bob", "10.0.0.2");
            var call = bob.call("sip:alice@example.com", WebSocketSite.BOB);
            call.outcome().awaitOk();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  @Test
  @EndsQuiet
  void aClientCallsAPhoneThatHangsUp(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var site = new WebSocketSite(world)) {
            var alice = site.client("alice", "10.0.0.1");
            var bob = site.phone("bob", "10.0.0.2");
            bob.register("sip:example.com").awaitOk();
            bob.onCall(
                call -> {
                  call.answer(WebSocketSite.BOB).awaitOk();
                  bob.sleep(Duration.ofSeconds(1));
                  call.hangUp().await();
                });
            var call = alice.call("sip:bob@example.com", WebSocketSite.ALICE);
            call.outcome().awaitOk();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
            assertThat(site.server.counters().connections()).as("by name and address").isOne();
            assertThat(alice.options("sip:bob@example.com").await().isOk()).isTrue();
          }
        });
  }

  @Test
  void theServerServesItsPathAndOriginsOnly(SimWorld world) {
    var settings = WebSocketSettings.DEFAULT.withPath("/sip").withOrigins("https://a.example");
    var options =
        SipServerOptions.builder()
            .host(world.host("server", "10.0.0.1"))
            .listen(Listen.ws("10.0.0.1", 80))
            .webSocket(settings)
            .build();
    try (var server = world.run(() -> SipServer.start(options))) {
      assertThat(server.listening()).hasSize(1);
      var sip = "Sec-WebSocket-Protocol: sip";
      var good = Wire.request("/sip", sip, "Origin: https://a.example");
      var elsewhere = Wire.request("/", sip);
      var stranger = Wire.request("/sip", sip, "Origin: https://b.example");
      assertThat(new Wire(world, "10.0.0.3").connect().send(good).take()).contains(" 101 ");
      assertThat(new Wire(world, "10.0.0.4").connect().send(elsewhere).take()).contains(" 404 ");
      assertThat(new Wire(world, "10.0.0.5").connect().send(stranger).take()).contains(" 403 ");
    }
  }
}
