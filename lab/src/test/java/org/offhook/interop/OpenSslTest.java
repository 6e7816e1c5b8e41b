package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
import org.offhook.RequestOutcome;
import org.offhook.StillPendingException;
import org.offhook.message.Method;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import org.offhook.testing.Rfc;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;

/** TLS of real sockets against the openssl command, as client and as server: RFC 9325. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(60)
class OpenSslTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final String OPTIONS =
      """
      OPTIONS sip:127.0.0.1 SIP/2.0
      Via: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK1;rport
      Max-Forwards: 5
      From: <sip:a@127.0.0.1>;tag=1
      To: <sip:127.0.0.1>
      Call-ID: 1
      CSeq: 1 OPTIONS
      Content-Length: 0

      """
          .replace("\n", "\r\n");

  @TempDir private Path folder;

  @BeforeAll
  static void needs() {
    Debian.openssl();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static TestCertificate server() {
    return CA.certificate().domain("example.com").address("127.0.0.1").issue();
  }

  private static Endpoint listening(TlsSettings.Builder tls) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.tls("127.0.0.1", 0))
            .listen(Listen.tls("::1", 0))
            .tls(tls.build())
            .build());
  }

  /** What {@code openssl s_client} prints that asks OPTIONS. */
  private static String ask(Endpoint endpoint, String... more) throws Exception {
    return ask(endpoint, 0, more);
  }

  private static String ask(Endpoint endpoint, int listener, String... more) throws Exception {
    try (var child = client(endpoint, listener, more)) {
      child.await("answer", Phones.PATIENCE, () -> isOver(child) || hasAnswer(child));
      return child.output();
    }
  }

  private static Child client(Endpoint endpoint, int listener, String... more) throws Exception {
    var where = endpoint.listening().get(listener).toString().replaceFirst("tls:", "");
    var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", where));
    command.addAll(List.of(more));
    var child = Child.talkTo(command);
    try {
      child.say(OPTIONS);
    } catch (IOException e) {
      // It has ended already, and says why.
      child.exit(Phones.PATIENCE);
    }
    return child;
  }

  private static boolean isOver(Child child) {
    return !child.process().isAlive();
  }

  private static boolean hasAnswer(Child child) throws IOException {
    return child.output().contains("SIP/2.0 200 OK");
  }

  @ParameterizedTest
  @CsvSource({"0, TLSv1.3", "0, TLSv1.2", "1, TLSv1.3"})
  void optionsAreAnswered(int listener, String version) throws Exception {
    var ca = file("ca.pem", CA.pem());
    try (var endpoint = listening(TlsSettings.builder().certificate(server().identity()))) {
      var option = version.replace("TLSv1.", "-tls1_");
      var answer = ask(endpoint, listener, option, "-CAfile", ca, "-verify_return_error");
      assertThat(answer)
          .contains("Verify return code: 0 (ok)")
          .contains(version)
          .contains("SIP/2.0 200 OK");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-tls1_1", "-tls1"})
  @Rfc("NET-37")
  void olderVersionsAreRefused(String version) throws Exception {
    try (var endpoint = listening(TlsSettings.builder().certificate(server().identity()))) {
      assertThat(ask(endpoint, version, "-cipher", "ALL:@SECLEVEL=0"))
          .contains("alert protocol version")
          .doesNotContain("SIP/2.0 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"aNULL", "eNULL", "kRSA", "AES128-SHA", "ECDHE-RSA-AES128-SHA"})
  @Rfc("NET-37")
  void weakSuitesAreRefused(String suites) throws Exception {
    var rsa = CA.rsaCertificate().domain("example.com").issue();
    try (var endpoint = listening(TlsSettings.builder().certificate(rsa.identity()))) {
      assertThat(ask(endpoint, "-tls1_2", "-cipher", suites + ":@SECLEVEL=0"))
          .contains("handshake failure")
          .doesNotContain("SIP/2.0 200");
    }
  }

  @Test
  void theChosenSuiteIsSeen() throws Exception {
    var suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
    try (var endpoint =
        listening(TlsSettings.builder().certificate(server().identity()).cipherSuites(suite))) {
      assertThat(ask(endpoint))
          .contains("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384")
          .contains("SIP/2.0 200 OK");
    }
  }

  @Test
  @Rfc("NET-37")
  void renegotiationIsRefused() throws Exception {
    try (var endpoint = listening(TlsSettings.builder().certificate(server().identity()))) {
      try (var child = client(endpoint, 0, "-tls1_2")) {
        child.await("answer", Phones.PATIENCE, () -> hasAnswer(child));
        child.say("R\n");
        child.exit(Phones.PATIENCE);
        assertThat(child.output()).contains("RENEGOTIATING");
      }
    }
  }

  @Test
  void aClientCertificateIsDemanded() throws Exception {
    var phone = CA.certificate().uri("sip:alice@example.com").issue();
    var pair = file("alice.pem", phone.pem() + phone.keyPem());
    try (var endpoint =
        listening(
            TlsSettings.builder()
                .trust(CA.trust())
                .certificate(server().identity())
                .clientCertificates(ClientCertificates.NEED))) {
      assertThat(ask(endpoint, "-cert", pair)).contains("SIP/2.0 200 OK");
      assertThat(ask(endpoint)).contains("alert certificate required").doesNotContain("200 OK");
    }
  }

  /** Another certificate in the same files is shown to whoever connects next. */
  @Test
  void certificatesAreReadAnewWhenTheirFilesChange() throws Exception {
    var first = server();
    var path = Path.of(file("both.pem", first.pem() + first.keyPem()));
    try (var endpoint = listening(TlsSettings.builder().certificate(TlsIdentity.pem(path)))) {
      var earlier = ask(endpoint, "-showcerts");
      var second = server();
      file("both.pem", "damaged\n");
      assertThat(certificate(ask(endpoint, "-showcerts"))).isEqualTo(certificate(earlier));
      file("both.pem", second.pem() + second.keyPem());
      assertThat(certificate(ask(endpoint, "-showcerts"))).isNotEqualTo(certificate(earlier));
    }
  }

  private static String certificate(String output) {
    return output.substring(
        output.indexOf("-----BEGIN CERTIFICATE"), output.indexOf("-----END CERTIFICATE"));
  }

  /** {@code openssl s_server}, which sends the fatal alert unrecognized_name to whom it fits. */
  private Child server(int port, TestCertificate shown, String... more) throws Exception {
    var pair = file("server.pem", shown.pem() + shown.keyPem());
    var command =
        new ArrayList<>(
            List.of("openssl", "s_server", "-accept", "127.0.0.1:" + port, "-cert", pair));
    command.addAll(List.of("-servername", "sip.example.com", "-servername_fatal"));
    command.addAll(List.of("-cert2", pair, "-naccept", "1"));
    command.addAll(List.of(more));
    var child = Child.talkTo(command);
    child.await("ACCEPT", Phones.PATIENCE, () -> child.output().contains("ACCEPT"));
    return child;
  }

  private static RequestOutcome options(String host, int port) throws InterruptedException {
    var tls = TlsSettings.builder().trust(TlsTrust.certificates(List.of(CA.own()))).build();
    try (var endpoint =
        Endpoint.start(
            EndpointOptions.builder().listen(Listen.udp("127.0.0.1", 0)).tls(tls).build())) {
      return endpoint
          .request(
              RequestOptions.of(Method.OPTIONS, "sip:" + host)
                  .nextHop("sip:" + host + ":" + port + ";maddr=127.0.0.1;transport=tls"))
          .await(Duration.ofSeconds(2));
    }
  }

  @Test
  @Rfc("NET-40")
  void theServerSeesTheNameOfTheDomain() throws Exception {
    int port = Ports.one();
    var shown = CA.certificate().dns("sip.example.com").dns("other.example.com").issue();
    try (var child = server(port, shown)) {
      assertThat(options("other.example.com", port).reason())
          .contains("the peer does not know the name it was called by (unrecognized_name)");
      assertThat(child.exit(Phones.PATIENCE)).isNotNegative();
    }
    try (var child = server(port, shown, "-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305")) {
      assertThatThrownBy(() -> options("sip.example.com", port))
          .isInstanceOf(StillPendingException.class);
      assertThat(child.output())
          .contains("Hostname in TLS extension: \"sip.example.com\"")
          .contains("CIPHER is ECDHE-ECDSA-CHACHA20-POLY1305")
          .contains("OPTIONS sip:sip.example.com SIP/2.0");
    }
  }
}
