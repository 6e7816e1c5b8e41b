package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.RegistrationOutcome;
import org.offhook.interop.Kamailio.Shown;
import org.offhook.net.TlsIdentity;
import org.offhook.net.TlsSettings;
import org.offhook.net.TlsTrust;
import org.offhook.testing.Rfc;

/** Offhook endpoints at Kamailio over TLS: RFC 5922 against OpenSSL. */
@Execution(ExecutionMode.SAME_THREAD)
@Timeout(120)
class KamailioTlsTest {

  private static @Nullable Kamailio started;

  @BeforeAll
  static void start() throws Exception {
    Debian.kamailio();
    started = Kamailio.start(Map.of("KAM_AUTH", "all", "KAM_TLS_MORE", "1"));
  }

  @AfterAll
  static void stop() {
    if (started != null) {
      started.close();
    }
  }

  private static Kamailio kamailio() {
    return Objects.requireNonNull(started);
  }

  private static Path file(String name) {
    return kamailio().certificate(name);
  }

  private static TlsSettings.Builder trusting(String ca) {
    return TlsSettings.builder().trust(TlsTrust.pem(file(ca)));
  }

  private static TlsIdentity identity(String name) {
    return TlsIdentity.pem(file(name + ".pem"), file(name + ".key"));
  }

  private static Endpoint endpoint(Kamailio.User user, String host, Shown port, TlsSettings tls)
      throws InterruptedException {
    return Phones.start(
        user.name(),
        builder ->
            (tls.canListen()
                    ? builder.listen(Listen.tls(host.equals("[::1]") ? "::1" : "127.0.0.1", 0))
                    : builder)
                .tls(tls)
                .aor(user.uri())
                .credentials(user.name(), user.password())
                .outboundProxy("sip:" + host + ":" + kamailio().port(port) + ";transport=tls"));
  }

  private static RegistrationOutcome register(String host, Shown port, TlsSettings tls)
      throws InterruptedException {
    try (var endpoint = endpoint(kamailio().newUser(), host, port, tls)) {
      return endpoint.register("sip:" + Kamailio.DOMAIN).outcome().await(Phones.PATIENCE);
    }
  }

  /** A phone without a certificate listens nowhere: it is called by its own connection. */
  @ParameterizedTest
  @CsvSource({"127.0.0.1, true", "127.0.0.1, false", "[::1], true"})
  void registersAndCallsThroughIt(String host, boolean listens) throws Exception {
    var tls =
        listens
            ? trusting("ca.pem").certificate(identity("client")).build()
            : trusting("ca.pem").build();
    var alice = kamailio().newUser();
    var bob = kamailio().newUser();
    try (var caller = endpoint(alice, host, Shown.SERVER, tls);
        var callee = endpoint(bob, host, Shown.SERVER, tls)) {
      var taken = new CompletableFuture<IncomingCall>();
      callee.onCall(
          call -> {
            taken.complete(call);
            Phones.ANSWER.handle(call);
          });
      for (var one : List.of(caller, callee)) {
        one.register("sip:" + Kamailio.DOMAIN).outcome().awaitOk(Phones.PATIENCE);
      }
      var call = Phones.established(caller, bob.uri());
      var incoming = taken.get(30, TimeUnit.SECONDS);
      assertThat(incoming.request().topVia().transport()).isEqualTo("TLS");
      assertThat(incoming.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
      call.hold().awaitOk(Phones.PATIENCE);
      Phones.hangUp(call);
      Phones.awaitHangUp(incoming);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EXPIRED    | expired on 2020-02-01T00:00:00Z",
        "WRONG_HOST | wrong name: expected 127.0.0.1, the certificate is for elsewhere.test",
        "UNTRUSTED  | unknown CA: the issuer of the certificate CN=interop.test, O=interop,"
            + " CN=Unknown Test CA, O=interop, is not trusted"
      })
  @Rfc({"NET-38", "NET-39"})
  void aBadCertificateIsRefusedWithItsFault(Shown shown, String fault) throws Exception {
    var outcome = register("127.0.0.1", shown, trusting("ca.pem").build());
    assertThat(outcome.isOk()).isFalse();
    assertThat(outcome.reason())
        .contains("the TLS handshake with 127.0.0.1 failed")
        .contains(fault);
  }

  @Test
  void aGoodCertificateOfAnAuthorityThatIsNotTrustedIsRefused() throws Exception {
    var outcome = register("127.0.0.1", Shown.SERVER, trusting("otherca.pem").build());
    assertThat(outcome.reason()).contains("unknown CA").contains("CN=Interop Test CA");
    assertThat(register("127.0.0.1", Shown.SERVER, TlsSettings.defaults()).reason())
        .contains("unknown CA");
  }

  /** The name is that of the URI; where it leads is another matter. */
  @Test
  @Rfc("NET-38")
  void theDomainOfTheUriCountsNotTheAddress() throws Exception {
    var tls = trusting("ca.pem").build();
    assertThat(register("interop.test;maddr=127.0.0.1", Shown.SERVER, tls).reason())
        .doesNotContain("TLS");
  }

  @Test
  @Rfc("NET-41")
  void theServerMayDemandACertificate() throws Exception {
    var shown = trusting("ca.pem").clientCertificate(identity("client")).build();
    assertThat(register("127.0.0.1", Shown.MUTUAL, shown).isOk()).isTrue();
    assertThat(register("127.0.0.1", Shown.MUTUAL, trusting("ca.pem").build()).reason())
        .contains("the peer demands a client certificate");
    var foreign = trusting("ca.pem").clientCertificate(identity("untrusted")).build();
    assertThat(register("127.0.0.1", Shown.MUTUAL, foreign).reason())
        .contains("the peer refuses this side's certificate");
  }

  @Test
  void verificationCanBeSwitchedOffByName() throws Exception {
    assertThat(
            register("127.0.0.1", Shown.EXPIRED, TlsSettings.builder().insecure().build()).isOk())
        .isTrue();
  }

  @Test
  void theCommandRegistersOrSaysWhyNot() throws Exception {
    var user = kamailio().newUser();
    try (var good = command(user, Shown.SERVER, "--ca", file("ca.pem").toString());
        var bad = command(user, Shown.EXPIRED, "--ca", file("ca.pem").toString())) {
      assertThat(good.exit(Phones.PATIENCE)).as(good.output()).isZero();
      assertThat(bad.exit(Phones.PATIENCE)).as(bad.output()).isEqualTo(3);
      assertThat(bad.output().lines().filter(line -> line.contains("expired on 2020-02-01")))
          .as(bad.output())
          .hasSize(1);
    }
  }

  private static Child command(Kamailio.User user, Shown port, String... more) throws Exception {
    var proxy = "sip:127.0.0.1:" + kamailio().port(port) + ";transport=tls";
    var all =
        new ArrayList<>(List.of("register", "sip:" + Kamailio.DOMAIN, "--once", "--proxy", proxy));
    all.addAll(List.of("--aor", user.uri(), "--password", user.password()));
    all.addAll(List.of(more));
    return OffhookCommand.start(all.toArray(new String[0]));
  }
}
