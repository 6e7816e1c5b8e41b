package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offhook.testing.Rfc;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;

/** Whether a server is believed: RFC 5922 §7, RFC 5924 §4, RFC 5280. */
class TlsVerificationTest {

  private static final String FAILED = "the TLS handshake with example.com failed: ";
  private final TlsBench bench = new TlsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private TlsBench.End connect(TestCertificate.Draft shown, TlsSettings.Builder client) {
    return connect(shown, client, "example.com");
  }

  private TlsBench.End connect(
      TestCertificate.Draft shown, TlsSettings.Builder client, String domain) {
    bench.listen(TlsSettings.builder().certificate(shown.issue().identity()).build());
    return bench.connect(client.build(), domain);
  }

  private static TestCertificate.Draft draft() {
    return TlsBench.CA.certificate();
  }

  private static void assertBelieved(TlsBench.End end) {
    assertThat(end.closed).isNull();
    assertThat(end.peer().verified()).isTrue();
  }

  /** Client and server are told; nothing passed, and nobody was told that all is well. */
  private void assertRefused(TlsBench.End end, String reason) {
    assertThat(end.closed).startsWith(FAILED).contains(reason);
    assertThat(end.connected).isZero();
    assertThat(end.connection().isOpen()).isFalse();
    assertThat(end.connection().tls()).isNull();
    assertThat(bench.accepted().closed)
        .matches("(?s).*(the peer refuses this side's certificate|the peer gave up).*");
  }

  @Test
  @Rfc({"NET-38", "NET-39"})
  void aCertificateOfAnotherDomainIsRefused() {
    var end =
        connect(
            draft().domain("elsewhere.test").dns("www.elsewhere.test").address("10.0.0.2"),
            TlsBench.forClient());
    assertRefused(
        end,
        "wrong name: expected example.com, the certificate is for sip:elsewhere.test,"
            + " www.elsewhere.test, 10.0.0.2");
  }

  /** What was written before is not sent to the wrong one. */
  @Test
  @Rfc("NET-39")
  void nothingIsSentToWhoIsNotBelieved() {
    bench.listen(
        TlsSettings.builder()
            .certificate(draft().domain("elsewhere.test").issue().identity())
            .build());
    var end = bench.begin(new TlsLayer(bench.client, TlsBench.forClient().build()), "example.com");
    bench.write(bench.client, end, "secret");
    assertThat(end.closed).contains("wrong name");
    assertThat(bench.accepted().bytes.size()).isZero();
    assertThat(bench.world.onLoop(bench.client, () -> end.connection().write(new byte[1])))
        .isFalse();
  }

  @Test
  @Rfc("NET-38")
  void anExpiredCertificateIsRefusedWithItsDate() {
    assertRefused(
        connect(draft().domain("example.com").expired(), TlsBench.forClient()),
        "the certificate CN=test, O=Offhook tests expired on 2020-02-01T00:00:00Z");
  }

  @Test
  @Rfc("NET-38")
  void aCertificateThatIsNotValidYetIsRefused() {
    var from = Instant.parse("2040-01-01T00:00:00Z");
    assertRefused(
        connect(
            draft().domain("example.com").valid(from, from.plusSeconds(1)), TlsBench.forClient()),
        "is valid from 2040-01-01T00:00:00Z only: is this host's clock right?");
  }

  @Test
  @Rfc("NET-38")
  void anUnknownAuthorityIsNamed() {
    assertRefused(
        connect(TlsBench.OTHER_CA.certificate().domain("example.com"), TlsBench.forClient()),
        "unknown CA: the issuer of the certificate CN=test, O=Offhook tests, CN=Unknown CA,"
            + " O=Offhook tests, is not trusted");
  }

  @Test
  void anAuthorityOfTheSameNameIsNotTheSame() {
    var imposter = TestAuthority.create("Test CA");
    assertRefused(
        connect(imposter.certificate().domain("example.com"), TlsBench.forClient()),
        "does not follow from a trusted CA");
  }

  @Test
  void theJdksListDoesNotHaveTheTestsAuthority() {
    assertRefused(connect(draft().domain("example.com"), TlsSettings.builder()), "unknown CA");
  }

  @Test
  void anIntermediateAuthorityIsFollowedToItsRoot() {
    var middle = TlsBench.CA.intermediate("Middle CA");
    assertBelieved(connect(middle.certificate().domain("example.com"), TlsBench.forClient()));
  }

  @Test
  void aCertificateThatIsNoAuthorityIssuesNothing() {
    var leaf = draft().commonName("no CA").domain("example.com").issue();
    var forged = TlsBench.CA.pretender(leaf).certificate().domain("example.com").issue();
    bench.listen(TlsSettings.builder().certificate(forged.identity()).build());
    assertRefused(bench.connect(TlsBench.forClient().build()), "does not follow from a trusted CA");
  }

  @Test
  void aServersOwnCertificateMayBeTrustedItself() {
    var own = TlsBench.OTHER_CA.certificate().domain("example.com").issue();
    bench.listen(TlsSettings.builder().certificate(own.identity()).build());
    var client = TlsSettings.builder().trust(TlsTrust.certificates(own.chain()));
    assertBelieved(bench.connect(client.build()));
  }

  /** RFC 5922 §7.1: DNS names count only where there is no SIP URI. */
  @Test
  @Rfc("NET-38")
  void aSipUriPrecedesDnsNames() {
    var end = connect(draft().domain("other.test").dns("example.com"), TlsBench.forClient());
    assertRefused(end, "wrong name: expected example.com");
  }

  @Test
  @Rfc("NET-38")
  void aDnsNameCountsWithoutASipUri() {
    assertBelieved(
        connect(
            draft().dns("Example.COM").uri("https://example.com").uri("sip:alice@other.test"),
            TlsBench.forClient()));
  }

  @Test
  @Rfc("NET-38")
  void aUriWithAUserOrOfAnotherSchemeIsNoDomain() {
    for (var uri : List.of("sip:alice@example.com", "sips:example.com", "https://example.com")) {
      assertRefused(connect(draft().uri(uri), TlsBench.forClient()), "wrong name");
    }
  }

  @Test
  @Rfc("NET-38")
  void aNameMatchesWholeOnly() {
    for (var name : List.of("sip.example.com", "com", "xample.com", ".example.com")) {
      assertRefused(connect(draft().dns(name), TlsBench.forClient()), "wrong name");
    }
  }

  @Test
  @Rfc("NET-38")
  void wildcardsCountOnlyWhenSwitchedOn() {
    var shown = draft().dns("*.example.com");
    bench.listen(TlsSettings.builder().certificate(shown.issue().identity()).build());
    var strict = TlsBench.forClient().build();
    assertThat(bench.connect(strict, "sip.example.com").closed).contains("wrong name");
    var lenient = TlsBench.forClient().wildcards(true).build();
    assertBelieved(bench.connect(lenient, "sip.example.com"));
    for (var other : List.of("example.com", "a.sip.example.com", "sip.example.org")) {
      assertThat(bench.connect(lenient, other).closed).as(other).contains("wrong name");
    }
  }

  @Test
  @Rfc("NET-38")
  void theCommonNameCountsOnlyWhenSwitchedOnAndAlone() {
    assertRefused(connect(draft().commonName("example.com"), TlsBench.forClient()), "wrong name");
    var lenient = TlsBench.forClient().commonName(true);
    assertBelieved(connect(draft().commonName("example.com"), lenient));
    assertRefused(
        connect(draft().commonName("example.com").dns("other.test"), lenient), "wrong name");
    assertRefused(
        connect(draft().commonName("example.com").address("10.0.0.2"), lenient), "wrong name");
  }

  @Test
  void anAddressIsShownByAnAddressOnly() {
    bench.listen(
        TlsSettings.builder()
            .certificate(draft().address("10.0.0.2").address("2001:db8::2").issue().identity())
            .build());
    var client = TlsBench.forClient().build();
    assertBelieved(bench.connect(client, "10.0.0.2"));
    assertBelieved(bench.connect(client, "[2001:db8:0:0::2]"));
    assertThat(bench.connect(client, "10.0.0.3").closed).contains("wrong name: expected 10.0.0.3");
    assertThat(bench.connect(client, "example.com").closed).contains("wrong name");
  }

  /** RFC 5924 §4. */
  @Test
  @Rfc("NET-41")
  void theExtendedUseMustFitTheRole() {
    assertRefused(
        connect(draft().domain("example.com").forClients(), TlsBench.forClient()),
        "is not for a server: its extended key usage is clientAuth");
    assertBelieved(
        connect(draft().domain("example.com").forClients().forSip(), TlsBench.forClient()));
    assertBelieved(connect(draft().domain("example.com").forServers(), TlsBench.forClient()));
    assertBelieved(connect(draft().domain("example.com").use("2.5.29.37.0"), TlsBench.forClient()));
    var strict = TlsBench.forClient().certificateUse(CertificateUse.SIP_ONLY);
    assertRefused(
        connect(draft().domain("example.com").forServers(), strict),
        "its extended key usage is serverAuth");
    assertBelieved(connect(draft().domain("example.com").forSip(), strict));
  }

  @Test
  @Rfc("NET-38")
  void theKeyUsageMustAllowSignatures() {
    assertRefused(
        connect(draft().domain("example.com").forEncipherment(), TlsBench.forClient()),
        "has no digitalSignature");
  }

  @Test
  void aPinnedKeyIsDemandedEvenIfNothingElseIsVerified(@TempDir Path folder) throws Exception {
    var shown = draft().domain("example.com").issue();
    var key =
        Files.write(folder.resolve("key.der"), shown.certificate().getPublicKey().getEncoded());
    var pin = PublicKeyPin.of(shown.certificate()).toString();
    var other = draft().domain("example.com").issue().certificate();
    bench.listen(TlsSettings.builder().certificate(shown.identity()).build());
    assertBelieved(bench.connect(TlsBench.forClient().pin(pin).build()));
    assertBelieved(bench.connect(TlsBench.forClient().pin(key).build()));
    assertBelieved(bench.connect(TlsBench.forClient().pin(other).pin(shown.certificate()).build()));
    assertRefused(
        bench.connect(TlsBench.forClient().pin(other).build()),
        "pin mismatch: the server's key is " + pin);
    assertRefused(
        bench.connect(TlsSettings.builder().insecure().pin(other).build()), "pin mismatch");
    var unverified = bench.connect(TlsSettings.builder().insecure().pin(pin).build());
    assertThat(unverified.closed).isNull();
  }

  @Test
  @Rfc("NET-39")
  void onlyTheNamedOptionEndsVerification() {
    bench.listen(
        TlsSettings.builder()
            .certificate(
                TlsBench.OTHER_CA.certificate().domain("other.test").expired().issue().identity())
            .build());
    assertRefused(bench.connect(TlsBench.forClient().build()), "expired");
    var end = bench.connect(TlsSettings.builder().insecure().build());
    assertThat(end.closed).isNull();
    assertThat(end.peer().verified()).isFalse();
    assertThat(end.peer().identities()).as("none was verified").isEmpty();
    assertThat(end.peer().certificates()).hasSize(1);
  }

  @Test
  @Rfc("NET-39")
  void theApplicationHasTheLastWord() {
    var asked = new ArrayList<TrustDecision.Peer>();
    var accepting =
        TlsBench.forClient()
            .decision(
                peer -> {
                  asked.add(peer);
                  return Optional.empty();
                });
    assertBelieved(connect(draft().domain("other.test"), accepting));
    assertThat(asked.getFirst().fault()).startsWith("wrong name");
    assertThat(asked.getFirst().domain()).isEqualTo("example.com");
    assertThat(asked.getFirst().server()).isTrue();
    var refusing = TlsBench.forClient().decision(peer -> Optional.of("I do not like it"));
    assertRefused(connect(draft().domain("example.com"), refusing), "I do not like it");
    var failing =
        TlsBench.forClient()
            .decision(
                peer -> {
                  throw new IllegalStateException("oops");
                });
    assertRefused(connect(draft().domain("example.com"), failing), "own check failed");
  }

  @Test
  @Rfc("NET-41")
  void aClientIsAskedForItsCertificateAndNamed() {
    var alice = draft().uri("sip:alice@example.com").dns("phone.example.com").issue();
    bench.listen(TlsBench.forServer().clientCertificates(ClientCertificates.NEED).build());
    var end = bench.connect(TlsBench.forClient().clientCertificate(alice.identity()).build());
    bench.write(bench.client, end, "hello");
    assertThat(bench.accepted().text()).isEqualTo("hello");
    var peer = bench.accepted().peer();
    assertThat(peer.verified()).isTrue();
    assertThat(peer.users()).isEqualTo(Set.of("sip:alice@example.com"));
    assertThat(peer.identities()).isEqualTo(Set.of("phone.example.com"));
    assertThat(peer.certificates()).isEqualTo(alice.chain());
  }

  @Test
  @Rfc("NET-41")
  void aClientWithoutCertificateIsLetInOnlyWhereItIsNotNeeded() {
    bench.listen(TlsBench.forServer().clientCertificates(ClientCertificates.NEED).build());
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(bench.accepted().closed)
        .endsWith("the peer shows no certificate, which is demanded");
    assertThat(bench.accepted().connected).isZero();
    assertThat(end.closed).contains("the peer demands a client certificate");
    bench.listen(TlsBench.forServer().clientCertificates(ClientCertificates.WANT).build());
    bench.write(bench.client, bench.connect(TlsBench.forClient().build()), "hello");
    assertThat(bench.accepted().text()).isEqualTo("hello");
    assertThat(bench.accepted().peer().verified()).isFalse();
  }

  @Test
  @Rfc("NET-41")
  void aClientWithABadCertificateIsRefused() {
    bench.listen(TlsBench.forServer().clientCertificates(ClientCertificates.WANT).build());
    refusesClient(TlsBench.OTHER_CA.certificate(), "unknown CA");
    refusesClient(draft().expired(), "expired on 2020-02-01");
    refusesClient(
        draft().forServers(), "is not for a client: its extended key usage is serverAuth");
    bench.listen(
        TlsBench.forServer()
            .clientCertificates(ClientCertificates.WANT)
            .certificateUse(CertificateUse.ANY_TLS_ROLE)
            .build());
    var proxy = draft().domain("example.org").forServers().issue();
    bench.connect(TlsBench.forClient().clientCertificate(proxy.identity()).build());
    assertThat(bench.accepted().peer().identities()).isEqualTo(Set.of("example.org"));
  }

  private void refusesClient(TestCertificate.Draft shown, String reason) {
    bench.connect(TlsBench.forClient().clientCertificate(shown.issue().identity()).build());
    assertThat(bench.accepted().closed).contains(reason);
    assertThat(bench.accepted().connected).isZero();
  }

  @Test
  void eachDomainIsShownTheCertificateOfItsAccount() {
    bench.listen(
        TlsBench.forServer()
            .serverCertificate(draft().dns("two.test").issue().identity())
            .clientCertificates(ClientCertificates.NEED)
            .build());
    var client =
        TlsBench.forClient()
            .clientCertificate(draft().uri("sip:a@one.test").issue().identity())
            .clientCertificate("Two.test", draft().uri("sip:a@two.test").issue().identity())
            .build();
    bench.connect(client, "example.com");
    assertThat(bench.accepted().peer().users()).isEqualTo(Set.of("sip:a@one.test"));
    bench.connect(client, "two.test");
    assertThat(bench.accepted().peer().users()).isEqualTo(Set.of("sip:a@two.test"));
  }
}
