package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RequestOptions;
import org.offhook.message.Method;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsSettings;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;
import org.offhook.testing.Rfc;
import org.offhook.testkit.TestAuthority;

/** SIP by DTLS on real sockets: with the openssl command in both roles, and between endpoints. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class OpenSslDtlsTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final String OPTIONS =
      """
      OPTIONS sip:127.0.0.1 SIP/2.0\r
      Via: SIP/2.0/DTLS-UDP 127.0.0.1:9;branch=z9hG4bK1;rport\r
      Max-Forwards: 5\r
      From: <sip:a@127.0.0.1>;tag=1\r
      To: <sip:127.0.0.1>\r
      Call-ID: 1\r
      CSeq: 1 OPTIONS\r
      Content-Length: 0\r
      \r
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void needs() {
    Debian.openssl();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static TlsSettings.Builder tls() {
    var shown = CA.certificate().domain("example.com").address("127.0.0.1").address("::1");
    return TlsSettings.builder().trust(CA.trust()).certificate(shown.issue().identity());
  }

  private static Endpoint endpoint(TlsSettings.Builder tls, Listen where)
      throws InterruptedException {
    return Endpoint.start(EndpointOptions.builder().listen(where).tls(tls.build()).build());
  }

  /** What {@code openssl s_client} prints that asks OPTIONS. */
  private static String ask(Endpoint endpoint, String... more) throws Exception {
    var where = endpoint.listening().getFirst().toString().replaceFirst("dtls:", "");
    var command = new ArrayList<>(List.of("openssl", "s_client", "-dtls1_2", "-connect", where));
    command.addAll(List.of(more));
    try (var child = Child.talkTo(command)) {
      child.say(OPTIONS);
      child.await(
          "answer",
          Phones.PATIENCE,
          () -> !child.process().isAlive() || child.output().contains("SIP/2.0 200 OK"));
      return child.output();
    }
  }

  // s_client: handshake, OPTIONS -> <- 200
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  @Rfc("NET-45")
  void optionsOfOpensslAreAnswered(String address) throws Exception {
    try (var endpoint = endpoint(tls(), Listen.dtls(address, 0))) {
      assertThat(ask(endpoint, "-CAfile", file("ca.pem", CA.pem()), "-verify_return_error"))
          .contains("Verify return code: 0 (ok)")
          .contains("DTLSv1.2")
          .contains("SIP/2.0 200 OK");
    }
  }

  @Test
  void smallDatagramsAndAClientCertificateAreTaken() throws Exception {
    var phone = CA.certificate().uri("sip:alice@example.com").issue();
    var pair = file("alice.pem", phone.pem() + phone.keyPem());
    try (var endpoint =
        endpoint(tls().clientCertificates(ClientCertificates.NEED), Listen.dtls("127.0.0.1", 0))) {
      assertThat(ask(endpoint, "-cert", pair, "-mtu", "256")).contains("SIP/2.0 200 OK");
      assertThat(ask(endpoint)).contains("alert").doesNotContain("200 OK");
    }
  }

  /** {@code openssl s_server}, which does not know what it is told. */
  private Child server(String address, int port, String... more) throws Exception {
    var shown = CA.certificate().domain("example.com").issue();
    var pair = file("server.pem", shown.pem() + shown.keyPem());
    String where = address.contains(":") ? "[" + address + "]:" + port : address + ":" + port;
    var command =
        new ArrayList<>(
            List.of("openssl", "s_server", "-dtls1_2", "-accept", where, "-cert", pair));
    command.addAll(List.of(more));
    var child = Child.talkTo(command);
    child.await("ACCEPT", Phones.PATIENCE, () -> child.output().contains("ACCEPT"));
    return child;
  }

  /** The answer to the request that it printed, perhaps several times. */
  private static String answer(String printed) {
    int from = printed.indexOf("OPTIONS sip:");
    var request = printed.substring(from, printed.indexOf("Content-Length", from));
    var answer = new StringBuilder("SIP/2.0 200 OK\r\n");
    var fields = Pattern.compile("^(Via|From|To|Call-ID|CSeq): .*$", Pattern.MULTILINE);
    var found = fields.matcher(request);
    while (found.find()) {
      answer.append(found.group().strip()).append("\r\n");
    }
    return answer.append("Content-Length: 0\r\n\r\n").toString();
  }

  // OPTIONS -> s_server, with and without its own cookies, whole and in small pieces <- 200
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 1200, -msg", "::1, 1200, -msg", "127.0.0.1, 300, -listen"})
  @Rfc("NET-45")
  void opensslIsAskedForItsOptions(String address, int mtu, String option) throws Exception {
    int port = Ports.one();
    try (var child = server(address, port, "-mtu", "" + mtu, option);
        var endpoint = endpoint(tls(), Listen.dtls(address, 0))) {
      var host = address.contains(":") ? "[" + address + "]" : address;
      var pending =
          endpoint.request(
              RequestOptions.of(Method.OPTIONS, "sip:example.com")
                  .nextHop("sip:example.com:" + port + ";maddr=" + host + ";transport=dtls-udp"));
      child.await("request", Phones.PATIENCE, () -> child.output().contains("Content-Length: 0"));
      assertThat(child.output()).contains("OPTIONS sip:example.com SIP/2.0", "SIP/2.0/DTLS-UDP");
      child.say(answer(child.output()));
      var outcome = pending.await(Phones.PATIENCE);
      assertThat(outcome.isOk()).as(outcome.reason()).isTrue();
    }
  }

  @Test
  void endpointsRegisterAndCallByDtls() throws Exception {
    var settings = tls().build();
    try (var server =
            SipServer.start(
                SipServerOptions.builder()
                    .listen(Listen.dtls("127.0.0.1", 0))
                    .domain("example.com")
                    .tls(settings)
                    .build());
        var alice = phone("alice", server, settings);
        var bob = phone("bob", server, settings)) {
      alice.register("sip:example.com").outcome().awaitOk();
      bob.register("sip:example.com").outcome().awaitOk();
      bob.onCall(call -> call.answer(Phones.SDP).await());
      var call = alice.call("sip:bob@example.com", Phones.SDP);
      assertThat(call.outcome().await(Duration.ofSeconds(20)).isOk()).isTrue();
      assertThat(call.hangUp().await(Duration.ofSeconds(20))).isNotNull();
    }
  }

  private static Endpoint phone(String name, SipServer server, TlsSettings tls)
      throws InterruptedException {
    var port = server.listening().getFirst().address().getPort();
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.dtls("127.0.0.1", 0))
            .aor("sip:" + name + "@example.com")
            .outboundProxy("sip:127.0.0.1:" + port + ";transport=dtls-udp;lr")
            .tls(tls)
            .build());
  }
}
