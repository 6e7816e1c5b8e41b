package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** TLS on simulated connections: RFC 8446, RFC 5246, RFC 9325. */
class TlsHandshakeTest {

  private final TlsBench bench = new TlsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  @Rfc("NET-37")
  void versionThreeIsPreferredAndBothSidesTalk() {
    bench.listen(TlsBench.forServer().build());
    var end = bench.connect(TlsBench.forClient().build());
    assertThat(end.closed).isNull();
    assertThat(end.connected).isEqualTo(1);
    assertThat(bench.accepted().connected).isEqualTo(1);
    assertThat(end.peer().protocol()).isEqualTo("TLSv1.3");
    assertThat(end.peer().identities()).isEqualTo(Set.of("example.com"));
    bench.write(bench.client, end, "hello");
    bench.write(bench.server, bench.accepted(), "good day");
    assertThat(bench.accepted().text()).isEqualTo("hello");
    assertThat(end.text()).isEqualTo("good day");
  }

  @Test
  void whatIsWrittenBeforeTheHandshakeWaitsForIt() {
    bench.listen(TlsBench.forServer().build());
    var end = bench.begin(new TlsLayer(bench.client, TlsBench.forClient().build()), "example.com");
    assertThat(end.connection().isOpen()).isFalse();
    bench.write(bench.client, end, "early");
    assertThat(bench.accepted().text()).isEqualTo("early");
    assertThat(end.connection().isOpen()).isTrue();
  }

  @Test
  void aMegabyteArrivesWhole() {
    bench.listen(TlsBench.forServer().build());
    var end = bench.connect(TlsBench.forClient().build());
    var large = new byte[1_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }
    bench.write(bench.client, end, large);
    assertThat(Arrays.equals(bench.accepted().bytes.toByteArray(), large)).isTrue();
  }

  @Test
  void byteByByteIsEnough() {
    bench.world.network().all().segments(1);
    bench.listen(TlsBench.forServer().build());
    var end = bench.connect(TlsBench.forClient().build());
    bench.write(bench.client, end, "slow");
    bench.write(bench.server, bench.accepted(), "indeed");
    assertThat(bench.accepted().text()).isEqualTo("slow");
    assertThat(end.text()).isEqualTo("indeed");
  }

  @Test
  @Rfc("NET-37")
  void versionTwoIsSpokenWithThoseWhoHaveNoOther() {
    bench.listen(TlsBench.forServer().build());
    var end = bench.connect(onlyVersionTwo());
    assertThat(end.peer().protocol()).isEqualTo("TLSv1.2");
    assertThat(end.peer().cipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    bench.write(bench.client, end, "hello");
    assertThat(bench.accepted().text()).isEqualTo("hello");
  }

  private static TlsSettings onlyVersionTwo() {
    return TlsBench.forClient().cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256").build();
  }

  @Test
  void aMinimumIsKept() {
    bench.listen(TlsBench.forServer().minimum(TlsVersion.TLS_1_3).build());
    var end = bench.connect(onlyVersionTwo());
    assertThat(end.closed)
        .contains("example.com failed: the peer speaks no version in common (protocol_version)");
    assertThat(bench.accepted().closed).contains("the peer speaks no version that is allowed here");
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, 1, 2})
  @Rfc("NET-37")
  void olderVersionsAreRefusedByAnAlert(byte minor) {
    bench.listen(TlsBench.forServer().build());
    var end = bench.plain();
    bench.write(bench.client, end, greeting(minor, 0xc009));
    assertThat(end.bytes.toByteArray()).as("an alert").startsWith(21, 3);
    assertThat(end.bytes.toByteArray()[6]).as("protocol_version").isEqualTo((byte) 70);
    assertThat(bench.accepted().closed).contains("the peer speaks no version that is allowed here");
  }

  /** RC4, export, anonymous, NULL, static RSA, triple DES: RFC 9325 §4.1. */
  @ParameterizedTest
  @ValueSource(ints = {0x0005, 0x0003, 0x0034, 0xc006, 0x003c, 0xc008})
  @Rfc("NET-37")
  void weakSuitesAreRefusedByAnAlert(int suite) {
    bench.listen(
        TlsBench.forServer()
            .serverCertificate(
                TlsBench.CA.rsaCertificate().domain("example.com").issue().identity())
            .build());
    var end = bench.plain();
    bench.write(bench.client, end, greeting(3, suite));
    assertThat(end.bytes.toByteArray()).as("an alert").startsWith(21, 3);
    assertThat(end.bytes.toByteArray()[6]).as("handshake_failure").isEqualTo((byte) 40);
    assertThat(bench.accepted().closed).contains("the peer offers no cipher suite");
  }

  /** A ClientHello with one cipher suite and no extension. */
  private static byte[] greeting(int minor, int suite) {
    var hello = ByteBuffer.allocate(50).put(new byte[] {22, 3, 1, 0, 45, 1, 0, 0, 41});
    hello.put((byte) 3).put((byte) minor).put(new byte[32]).put((byte) 0);
    hello.putShort((short) 2).putShort((short) suite).put((byte) 1).put((byte) 0);
    return hello.array();
  }

  @Test
  void suitesThatProtectNothingCannotBeNamed() {
    for (var suite :
        List.of(
            "TLS_RSA_WITH_NULL_SHA",
            "TLS_DH_anon_WITH_AES_128_GCM_SHA256",
            "SSL_RSA_EXPORT_WITH_RC4_40_MD5",
            "TLS_ECDHE_RSA_WITH_RC4_128_SHA")) {
      assertThatThrownBy(() -> TlsSettings.builder().cipherSuites(suite))
          .hasMessageContaining(suite + " protects nothing");
    }
    assertThatThrownBy(() -> TlsSettings.builder().cipherSuites("TLS_FANCY").build().load())
        .isInstanceOf(TlsException.class)
        .hasMessageStartingWith("the JDK does not have the cipher suite TLS_FANCY");
  }

  @Test
  void noSuiteInCommonIsSaidOnBothSides() {
    bench.listen(
        TlsBench.forServer().cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384").build());
    var end = bench.connect(onlyVersionTwo());
    assertThat(end.closed).contains("the peer finds no cipher suite or certificate in common");
    assertThat(bench.accepted().closed).contains("the peer offers no cipher suite");
  }

  @Test
  @Rfc("NET-40")
  void theDomainIsNamedToTheServerWhichPicksItsCertificateByIt() {
    bench.listen(
        TlsBench.forServer()
            .serverCertificate(TlsBench.CA.certificate().dns("sip.two.example").issue().identity())
            .build());
    var first = bench.connect(TlsBench.forClient().build(), "example.com");
    var second = bench.connect(TlsBench.forClient().build(), "SIP.two.example.");
    assertThat(first.closed).isNull();
    assertThat(first.peer().identities()).isEqualTo(Set.of("example.com"));
    assertThat(second.closed).isNull();
    assertThat(second.peer().identities()).isEqualTo(Set.of("sip.two.example"));
  }

  @Test
  @Rfc("NET-40")
  void anAddressIsNotNamed() {
    var hello = new TlsBench.End();
    bench.listen(connection -> hello);
    bench.begin(new TlsLayer(bench.client, TlsBench.forClient().build()), "sip.seen.example");
    bench.settle();
    assertThat(hello.text()).contains("sip.seen.example");
    for (var address : List.of("10.0.0.2", "[2001:db8::2]")) {
      hello.bytes.reset();
      bench.begin(new TlsLayer(bench.client, TlsBench.forClient().build()), address);
      bench.settle();
      assertThat(hello.text()).isNotEmpty().doesNotContain("10.0.0.2").doesNotContain("2001:db8");
    }
  }

  @Test
  void aSessionIsResumedAndItsPeerCheckedAgain() {
    bench.listen(TlsBench.forServer().build());
    var asked = new AtomicInteger();
    var layer =
        new TlsLayer(
            bench.client,
            TlsBench.forClient()
                .decision(
                    peer -> asked.incrementAndGet() < 3 ? Optional.empty() : Optional.of("no more"))
                .build());
    var first = bench.connect(layer, "example.com");
    bench.write(bench.server, bench.accepted(), "the ticket has come");
    var second = bench.connect(layer, "example.com");
    assertThat(second.peer().identities()).isEqualTo(Set.of("example.com"));
    assertThat(second.peer().certificates()).isEqualTo(first.peer().certificates());
    assertThat(asked).hasValue(2);
    var third = bench.connect(layer, "example.com");
    assertThat(third.closed).endsWith("failed: no more");
  }
}
