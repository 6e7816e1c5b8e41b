package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.net.TlsSettings;
import org.offhook.net.TransportKind;
import org.offhook.sdp.SessionDescription;
import org.offhook.server.Authenticate;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.TestAuthority;

/** A browser registers at the embedded registrar by WebSocket, calls and is called (RFC 7118). */
@Timeout(120)
class BrowserTest {

  private static final String FINGERPRINT = "AB:".repeat(31) + "AB";

  @BeforeAll
  static void needs() {
    Debian.browser();
  }

  /** What a browser accepts as the other side of its media (RFC 8829), which there are not here. */
  private static SessionDescription media(String setup) {
    return SessionDescription.of(
        """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF 0
        c=IN IP4 127.0.0.1
        a=mid:0
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:0 PCMU/8000
        a=ice-ufrag:abcd
        a=ice-pwd:abcdefghijklmnopqrstuvwx
        a=fingerprint:sha-256 %s
        a=setup:%s
        """
            .formatted(FINGERPRINT, setup)
            .replace("\n", "\r\n"));
  }

  private static SipServer server(Listen webSocket) throws InterruptedException {
    var identity = TestAuthority.create("Test CA").certificate().address("127.0.0.1").issue();
    return SipServer.start(
        SipServerOptions.builder()
            .listen(webSocket, Listen.sip("127.0.0.1", 0))
            .tls(TlsSettings.builder().certificate(identity.identity()).build())
            .domain("example.com")
            .user("page", "secret")
            .user("bob", "secret")
            .authenticate(Authenticate.ALL)
            // All that the libraries in browsers know.
            .algorithms(DigestAlgorithm.MD5)
            .build());
  }

  private static int port(SipServer server, TransportKind kind) {
    return server.listening().stream()
        .filter(socket -> socket.kind() == kind)
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private static Endpoint bob(SipServer server) throws InterruptedException {
    return Phones.start(
        "bob",
        builder ->
            builder
                .aor("sip:bob@example.com")
                .credentials("bob", "secret")
                .outboundProxy("sip:127.0.0.1:" + port(server, TransportKind.UDP) + ";lr"));
  }

  // page            registrar and proxy            bob
  //  --REGISTER, INVITE----->------------INVITE----->
  //  <------------200, BYE---<------------200, BYE---
  //  <---------------INVITE--<--------------INVITE---
  //  ---200----------------->----------------------->
  //  <------------------BYE--<-----------------BYE---
  @ParameterizedTest
  @CsvSource({"sip.js,ws", "jssip,wss"})
  @Rfc({"NET-43", "NET-44"})
  void aPageRegistersCallsAndIsCalled(String library, String scheme) throws Exception {
    var taken = new CompletableFuture<IncomingCall>();
    try (var server = server(Listen.parse(scheme + ":127.0.0.1:0"));
        var bob = bob(server)) {
      bob.onCall(
          call -> {
            call.answer(media("active")).awaitOk(Phones.PATIENCE);
            taken.complete(call);
          });
      bob.register("sip:example.com").outcome().awaitOk(Phones.PATIENCE);
      var query =
          Map.of(
              "library", library,
              "server",
                  scheme + "://127.0.0.1:" + port(server, TransportKind.of(scheme).orElseThrow()),
              "user", "page",
              "password", "secret",
              "domain", "example.com",
              "target", "sip:bob@example.com");
      try (var page = Browser.open(query)) {
        page.awaitStep("registered");
        var binding = server.bindings("page").getFirst();
        assertThat(binding.contact().uri().toString()).contains(".invalid;transport=ws");
        page.awaitStep("established");
        bob.sleep(Duration.ofMillis(100));
        Phones.hangUp(taken.get(30, TimeUnit.SECONDS));
        page.awaitStep("over");
        var call = bob.call("sip:page@example.com", media("actpass"));
        call.outcome().awaitOk(Phones.PATIENCE);
        Phones.hangUp(call);
        page.awaitStep("called");
        page.awaitStep("unregistered");
        page.awaitStep("done");
        assertThat(server.bindings("page")).isEmpty();
      }
    }
  }
}
