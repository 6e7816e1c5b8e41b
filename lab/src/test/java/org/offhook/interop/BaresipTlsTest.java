package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.OutgoingCall;
import org.offhook.net.TlsSettings;
import org.offhook.sdp.Direction;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;

/** baresip calls Offhook and is called by it over TLS. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class BaresipTlsTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  @TempDir private Path folder;

  @BeforeAll
  static void needs() {
    Debian.baresip();
  }

  private static TestCertificate certificate() {
    return CA.rsaCertificate().address("127.0.0.1").address("::1").issue();
  }

  private Baresip baresip(boolean six) throws Exception {
    var shown = certificate();
    var pair = Files.writeString(folder.resolve("pair.pem"), shown.keyPem() + shown.pem());
    var ca = Files.writeString(folder.resolve("ca.pem"), CA.pem());
    return Baresip.start(
        Map.of(
            "BS_CERT", pair.toString(),
            "BS_CA", ca.toString(),
            "BS_IPV6", six ? "1" : "0"));
  }

  private static Endpoint endpoint() throws InterruptedException {
    var tls = TlsSettings.builder().trust(CA.trust()).certificate(certificate().identity());
    return Phones.start(
        "alice",
        builder ->
            builder
                .listen(Listen.tls("::1", 0))
                .listen(Listen.tls("127.0.0.1", 0))
                .tls(tls.build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]"})
  void isCalledHeldAndHungUp(String host) throws Exception {
    try (var baresip = baresip(host.startsWith("["));
        var endpoint = endpoint()) {
      var call = established(endpoint, baresip, host);
      call.hold().awaitOk(Phones.PATIENCE);
      assertThat(Phones.peerDirection(call)).isIn(Direction.RECVONLY, Direction.INACTIVE);
      Phones.hangUp(call);
      var second = established(endpoint, baresip, host);
      baresip.tell("hangup");
      Phones.awaitHangUp(second);
    }
  }

  private static OutgoingCall established(Endpoint endpoint, Baresip baresip, String host)
      throws InterruptedException {
    var media = SessionDescription.audio(host.replaceAll("[\\[\\]]", ""), 40_000, RtpMap.PCMU);
    var call = endpoint.call(baresip.secureUri(host), media);
    call.outcome().awaitOk(Phones.PATIENCE);
    return call;
  }

  @Test
  void callsAndHangsUp() throws Exception {
    try (var baresip = baresip(false);
        var endpoint = endpoint()) {
      var taken = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            taken.add(call);
            Phones.ANSWER.handle(call);
          });
      int port = endpoint.listening().getLast().address().getPort();
      baresip.tell("dial-wait", "sip:alice@127.0.0.1:" + port + ";transport=tls", "20");
      var call = Phones.next(taken);
      assertThat(call.request().topVia().transport()).isEqualTo("TLS");
      baresip.tell("hangup");
      Phones.awaitHangUp(call);
    }
  }
}
