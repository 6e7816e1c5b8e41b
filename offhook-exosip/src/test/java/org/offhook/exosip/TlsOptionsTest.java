package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.ExosipOption.SET_TLS_CERTIFICATES_INFO;
import static org.offhook.exosip.ExosipOption.SET_TLS_VERIFY_CERTIFICATE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.net.ClientCertificates;
import org.offhook.net.TlsSettings;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;

/** Options 500 and 501 on whole contexts. */
@ExtendWith(SimWorldExtension.class)
class TlsOptionsTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");
  private static final TestAuthority OTHER = TestAuthority.create("Unknown CA");
  private static final TestCertificate SERVER = CA.certificate().address("10.0.0.2").issue();
  private static final TestCertificate CLIENT = CA.certificate().address("10.0.0.1").issue();
  private static final TestCertificate WILD = CA.certificate().dns("*.example.com").issue();
  private static final String BOB = "sip:bob@10.0.0.2;transport=tls";

  @TempDir
  @SuppressWarnings("NullAway.Init") // by JUnit
  Path folder;

  @BeforeEach
  void write() throws IOException, GeneralSecurityException {
    write("ca.pem", CA.pem());
    write("other.pem", OTHER.pem());
    write("server", SERVER);
    write("client", CLIENT);
    write("wild", WILD);
    write("client-both.pem", CLIENT.pem() + CLIENT.keyPem());
    Files.write(folder.resolve("locked.key"), locked(CLIENT));
    Files.write(folder.resolve("right.der"), SERVER.certificate().getPublicKey().getEncoded());
    Files.write(folder.resolve("wrong.der"), CLIENT.certificate().getPublicKey().getEncoded());
  }

  private void write(String name, TestCertificate certificate) throws IOException {
    write(name + ".pem", certificate.pem());
    write(name + ".key", certificate.keyPem());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static byte[] locked(TestCertificate certificate)
      throws IOException, GeneralSecurityException {
    var name = "PBEWithHmacSHA256AndAES_256";
    var key =
        SecretKeyFactory.getInstance(name).generateSecret(new PBEKeySpec("secret".toCharArray()));
    var cipher = Cipher.getInstance(name);
    cipher.init(Cipher.ENCRYPT_MODE, key, new PBEParameterSpec(new byte[16], 1000));
    var sealed = cipher.doFinal(certificate.key().getEncoded());
    var parameters = AlgorithmParameters.getInstance("PBES2");
    parameters.init(cipher.getParameters().getEncoded());
    var der = new EncryptedPrivateKeyInfo(parameters, sealed).getEncoded();
    var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return ("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            + text
            + "\n-----END ENCRYPTED PRIVATE KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private TlsContext server(String name) {
    return new TlsContext()
        .rootCaCert(file("ca.pem"))
        .server(file(name + ".pem"), file(name + ".key"), "");
  }

  private static Exosip serving(SimWorld world, TlsContext tls) {
    var bob = new Exosip(world.host("bob", "10.0.0.2"));
    bob.setOption(SET_TLS_CERTIFICATES_INFO, tls);
    bob.listenAddr(Exosip.TCP, "10.0.0.2", 5061, Exosip.IPV4, true);
    return bob;
  }

  private interface Step {
    void with(Exosip exosip);
  }

  private static Exosip asking(SimWorld world, boolean before, Step set) {
    var alice = new Exosip(world.host("alice", "10.0.0.1"));
    if (before) {
      set.with(alice);
    }
    alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
    if (!before) {
      set.with(alice);
    }
    return alice;
  }

  /** What comes of a message by TLS, which the server answers if it arrives. */
  private EventType outcome(
      SimWorld world, TlsContext server, boolean before, String to, Step set) {
    var told = new AtomicReference<>(MESSAGE_REQUESTFAILURE);
    world.run(
        () -> {
          var bob = serving(world, server);
          var alice = asking(world, before, set);
          told.set(answer(alice, bob, to));
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
    return Objects.requireNonNull(told.get());
  }

  private static EventType answer(Exosip alice, Exosip bob, String to) {
    alice
        .message()
        .sendRequest(alice.message().buildRequest("MESSAGE", to, "sip:alice@10.0.0.1", null));
    var come = bob.eventWait(2, 0);
    if (come != null && come.type() == EventType.MESSAGE_NEW) {
      bob.message().sendAnswer(come.tid(), 200, null);
    }
    var told = alice.eventWait(60, 0);
    return told == null ? EventType.MESSAGE_PROCEEDING : told.type();
  }

  // listening by TLS without a certificate to show: a client, which goes by TLS unasked
  @Test
  void aClientNeedsNoCertificateToShow(SimWorld world) {
    world.run(
        () -> {
          var bob = serving(world, server("server"));
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          alice.setOption(SET_TLS_CERTIFICATES_INFO, new TlsContext().rootCaCert(file("ca.pem")));
          alice.listenAddr(Exosip.TCP, "10.0.0.1", 5061, Exosip.IPV4, true);
          assertThat(alice.listening()).isEmpty();
          assertThat(answer(alice, bob, "sip:bob@10.0.0.2")).isEqualTo(MESSAGE_ANSWERED);
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  // such a client listens by UDP as well, before or after: what names no transport goes by UDP
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatListensByUdpTooGoesByUdp(boolean before, SimWorld world) {
    world.run(
        () -> {
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          alice.listenAddr(
              before ? Exosip.UDP : Exosip.TCP, "10.0.0.1", 5062, Exosip.IPV4, !before);
          alice.listenAddr(before ? Exosip.TCP : Exosip.UDP, "10.0.0.1", 5062, Exosip.IPV4, before);
          assertThat(answer(alice, bob, "sip:bob@10.0.0.2")).isEqualTo(MESSAGE_ANSWERED);
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  private static EventType wanted(boolean works) {
    return works ? MESSAGE_ANSWERED : MESSAGE_REQUESTFAILURE;
  }

  @ParameterizedTest
  @CsvSource({
    "ca.pem, 1, true, true",
    "ca.pem, 1, false, true",
    "ca.pem, 5, true, true",
    "ca.pem, 5, false, true",
    "other.pem, 1, false, false",
    "other.pem, 0, true, true",
    "other.pem, 0, false, true",
    "'', 1, true, false",
    "'', 5, false, false",
    "'', 0, true, true"
  })
  void options500And501DecideWhomToBelieve(
      String root, int bits, boolean before, boolean works, SimWorld world) {
    var tls = new TlsContext().rootCaCert(root.isEmpty() ? "" : file(root));
    assertThat(
            outcome(
                world,
                server("server"),
                before,
                BOB,
                exosip -> {
                  exosip.setOption(SET_TLS_VERIFY_CERTIFICATE, bits);
                  exosip.setOption(SET_TLS_CERTIFICATES_INFO, tls);
                }))
        .isEqualTo(wanted(works));
  }

  @ParameterizedTest
  @CsvSource({"1, false, true", "3, true, true", "1, false, false", "3, true, false"})
  void bit2AllowsWildcards(int bits, boolean works, boolean before, SimWorld world) {
    assertThat(
            outcome(
                world,
                server("wild"),
                before,
                "sip:bob@sip.example.com;transport=tls",
                exosip -> {
                  exosip.setOption(ExosipOption.ADD_DNS_CACHE, "sip.example.com", "10.0.0.2");
                  exosip.setOption(
                      SET_TLS_CERTIFICATES_INFO, new TlsContext().rootCaCert(file("ca.pem")));
                  exosip.setOption(SET_TLS_VERIFY_CERTIFICATE, bits);
                }))
        .isEqualTo(wanted(works));
  }

  @ParameterizedTest
  @CsvSource({"right.der, true", "wrong.der, false"})
  void aPinCountsWithoutVerificationToo(String pin, boolean works, SimWorld world) {
    var tls = new TlsContext().publicKeyPinned(file(pin));
    assertThat(
            outcome(
                world,
                server("server"),
                false,
                BOB,
                exosip -> {
                  exosip.setOption(SET_TLS_VERIFY_CERTIFICATE, 0);
                  exosip.setOption(SET_TLS_CERTIFICATES_INFO, tls);
                }))
        .isEqualTo(wanted(works));
  }

  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, true",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256, 0x08000000, true",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0x08000000, false"
  })
  void suitesAndVersionsAreThoseThatWereNamed(
      String ciphers, String flags, boolean works, SimWorld world) {
    var tls = new TlsContext().rootCaCert(file("ca.pem")).cipherList(ciphers);
    assertThat(
            outcome(
                world,
                server("server").tlsFlags(Long.decode(flags)),
                true,
                BOB,
                exosip -> exosip.setOption(SET_TLS_CERTIFICATES_INFO, tls)))
        .isEqualTo(wanted(works));
  }

  @ParameterizedTest
  @CsvSource({
    "client.key, '', true",
    "locked.key, secret, true",
    "client-both.pem, '', true",
    "'', '', false"
  })
  void theClientShowsItsCertificate(String key, String password, boolean works, SimWorld world) {
    var tls = new TlsContext().rootCaCert(file("ca.pem"));
    if (!key.isEmpty()) {
      tls.client(key.endsWith(".pem") ? "" : file("client.pem"), file(key), password);
    }
    world.run(
        () -> {
          var bob = serving(world, server("server"));
          bob.change(
              builder ->
                  builder.tls(
                      TlsSettings.builder()
                          .trust(CA.trust())
                          .serverCertificate(SERVER.identity())
                          .clientCertificates(ClientCertificates.NEED)
                          .build()));
          var alice =
              asking(world, false, exosip -> exosip.setOption(SET_TLS_CERTIFICATES_INFO, tls));
          assertThat(answer(alice, bob, BOB)).isEqualTo(wanted(works));
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  @Test
  void whatCannotBeUsedIsRefusedAtOnceAndNothingChanges() {
    var exosip = new Exosip();
    for (var tls :
        new TlsContext[] {
          new TlsContext().client(file("client.pem"), "", ""),
          new TlsContext().client("", file("client.key"), ""),
          new TlsContext().client(file("client.pem"), file("server.key"), ""),
          new TlsContext().client(file("client.pem"), file("locked.key"), "wrong"),
          new TlsContext().client(file("client.pem"), file("locked.key"), ""),
          new TlsContext().rootCaCert(file("nowhere.pem")),
          new TlsContext().cipherList("HIGH:!kRSA"),
          new TlsContext().cipherList("TLS_RSA_WITH_NULL_SHA256"),
          new TlsContext().tlsFlags(0x2000_0000L),
          new TlsContext().dtlsFlags(0x0800_0000L)
        }) {
      assertThatThrownBy(() -> exosip.setOption(SET_TLS_CERTIFICATES_INFO, tls))
          .isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
    assertThat(exosip.setOption(SET_TLS_VERIFY_CERTIFICATE, 1)).isZero();
    exosip.listenAddr(Exosip.UDP, "127.0.0.1", 0, Exosip.IPV4, false);
    exosip.quit();
  }
}
