package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.CallEnd;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.OfferOutcome;
import org.offhook.message.HeaderName;
import org.offhook.net.TlsSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.EndsQuiet;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;

/** WebSocket on TLS: RFC 7118 §5, with the identity of RFC 5922 below it. */
@ExtendWith(SimWorldExtension.class)
class SecureWebSocketTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private final ArrayList<IncomingCall> calls = new ArrayList<>();

  private Endpoint bob(SimWorld world) throws InterruptedException {
    world.network().name("ws.example.com", "10.0.0.1");
    var identity = CA.certificate().dns("ws.example.com").issue().identity();
    var bob =
        Endpoint.start(
            EndpointOptions.builder()
                .host(world.host("bob", "10.0.0.1"))
                .listen(Listen.wss("10.0.0.1", 443))
                .tls(TlsSettings.builder().certificate(identity).build())
                .aor("sip:bob@ws.example.com")
                .build());
    bob.onCall(
        call -> {
          calls.add(call);
          call.answer(WebSocketSite.BOB).awaitOk();
        });
    return bob;
  }

  private static Endpoint alice(SimWorld world, TestAuthority trusted) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .host(world.host("alice", "10.0.0.2"))
            .tls(TlsSettings.builder().trust(trusted.trust()).build())
            .aor("sip:alice@example.com")
            .build());
  }

  @Test
  @Rfc("NET-43")
  @EndsQuiet
  void callsByTheDefaultPortSayWssInViaAndWsInUris(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice = alice(world, CA)) {
            var call = alice.call("sip:bob@ws.example.com;transport=wss", WebSocketSite.ALICE);
            call.outcome().awaitOk();
            bob.sleep(Duration.ofSeconds(1));
            var invite = calls.getFirst().request();
            assertThat(invite.topVia().transport()).isEqualTo("WSS");
            assertThat(invite.headers().get(HeaderName.CONTACT).orElseThrow().uri().toString())
                .endsWith(".invalid;transport=ws");
            assertThat(calls.getFirst().hold().await()).isInstanceOf(OfferOutcome.Accepted.class);
            assertThat(call.hold().await()).isInstanceOf(OfferOutcome.Accepted.class);
            calls.getFirst().hangUp().await();
            assertThat(call.ended().await().cause()).isEqualTo(CallEnd.Cause.REMOTE_HANG_UP);
          }
        });
  }

  @Test
  @EndsQuiet
  void anUnknownAuthorityIsRefusedBeforeWebSocketBegins(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice = alice(world, TestAuthority.create("Other CA"))) {
            var outcome = alice.options("sip:bob@ws.example.com;transport=wss").await();
            assertThat(outcome.toString()).contains("certificate");
          }
        });
  }

  @Test
  @EndsQuiet
  void wsAtAPortForWssAndTheOtherWayRoundAreTold(SimWorld world) throws Exception {
    world.run(
        () -> {
          try (var bob = bob(world);
              var alice = alice(world, CA)) {
            bob.listen(Listen.ws("10.0.0.1", 80));
            var plain = alice.options("sip:bob@ws.example.com:443;transport=ws").await();
            assertThat(plain.toString()).contains("it speaks TLS");
            var secure = alice.options("sip:bob@ws.example.com:80;transport=wss").await();
            assertThat(secure.toString()).contains("speaks no TLS");
          }
        });
  }
}
