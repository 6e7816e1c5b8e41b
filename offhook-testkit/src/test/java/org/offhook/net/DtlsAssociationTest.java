package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One association between a client and a server (RFC 6347), on a link without faults. */
class DtlsAssociationTest {

  private final DtlsBench bench = new DtlsBench();

  @AfterEach
  void close() {
    bench.close();
  }

  private void open() {
    bench.listen();
    bench.open();
    bench.advance(100);
    assertThat(bench.left.ends).isEmpty();
    assertThat(bench.left.isOpen()).isTrue();
    assertThat(bench.right().isOpen()).isTrue();
  }

  // ClientHello -> <- HelloVerifyRequest, ClientHello + cookie -> <- ServerHello ..., keys ->, ...
  @Test
  void messagesGoBothWaysEachInOneDatagram() {
    open();
    int before = bench.world.log().lines().size();
    bench.say(bench.client, bench.left, "hello");
    String longest = "x".repeat(1 << 14);
    bench.say(bench.server, bench.right(), longest);
    bench.advance(10);
    assertThat(bench.left.messages).containsExactly(longest);
    assertThat(bench.right().messages).containsExactly("hello");
    assertThat(bench.world.log().lines()).hasSize(before + 2);
    assertThat(bench.say(bench.client, bench.left, longest + "x")).contains("too long for DTLS");
    assertThat(bench.left.isOpen()).isTrue();
  }

  @Test
  void bothSidesKnowWhoThePeerIs() {
    open();
    var peer = Objects.requireNonNull(bench.left.association().tls());
    assertThat(peer.protocol()).isEqualTo("DTLSv1.2");
    assertThat(peer.identities()).contains("bob.example");
    assertThat(peer.cipherSuite()).contains("ECDHE").contains("GCM");
    var unknown = Objects.requireNonNull(bench.right().association().tls());
    assertThat(unknown.certificates()).as("no client certificate was asked for").isEmpty();
  }

  @Test
  void aClientCertificateIsDemandedWhereItShallBe() {
    bench.serverTls =
        DtlsCertificates.builder("bob").clientCertificates(ClientCertificates.NEED).build();
    open();
    var peer = Objects.requireNonNull(bench.right().association().tls());
    assertThat(peer.identities()).contains("alice.example");
  }

  @Test
  void aClientWithoutTheCertificateThatIsDemandedIsTold() {
    bench.serverTls =
        DtlsCertificates.builder("bob").clientCertificates(ClientCertificates.NEED).build();
    bench.clientTls = DtlsCertificates.trusting().build();
    bench.listen();
    bench.open();
    bench.advance(100);
    assertThat(bench.left.ends).hasSize(1);
    assertThat(bench.left.ends.getFirst()).contains("certificate");
    assertThat(bench.accepted).isEmpty();
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefusedWithAReason() {
    bench.serverTls = DtlsCertificates.settings("stranger");
    bench.listen();
    bench.open();
    bench.advance(100);
    assertThat(bench.left.ends).hasSize(1);
    assertThat(bench.left.ends.getFirst()).startsWith("unknown CA: ");
    assertThat(bench.accepted).isEmpty();
    assertThat(bench.world.timers()).as("the alert has ended the other side too").isZero();
  }

  @Test
  void theNameThatWasCalledMustBeInTheCertificate() {
    bench.listen();
    bench.open("carol.example", bench.there.address(DtlsBench.PORT), bench.left);
    bench.advance(100);
    assertThat(bench.left.ends).hasSize(1);
    assertThat(bench.left.ends.getFirst()).startsWith("wrong name: expected carol.example");
    assertThat(bench.accepted).isEmpty();
  }

  @Test
  void ipv6IsNoDifferent() {
    var remote = new InetSocketAddress("2001:db8::2", DtlsBench.PORT);
    bench.listen(remote);
    bench.open("bob.example", remote, bench.left);
    bench.advance(100);
    bench.say(bench.client, bench.left, "hello");
    bench.advance(10);
    assertThat(bench.right().messages).containsExactly("hello");
  }

  @Test
  void closingSaysGoodbyeAndLeavesNothing() {
    open();
    bench.world.onLoop(bench.client, () -> bench.left.association().close());
    bench.advance(10);
    assertThat(bench.left.ends).as("one's own end is no news").isEmpty();
    assertThat(bench.right().ends).containsExactly("closed by peer");
    assertThat(bench.say(bench.client, bench.left, "late")).contains("not open");
    assertThat(bench.world.alive()).as("the client's socket is gone").hasSize(1);
  }

  @Test
  void aPeerThatIsSilentIsGivenUp() {
    bench.raw("10.0.0.3", 5061, new DtlsBench.Raw());
    bench.open("bob.example", new InetSocketAddress("10.0.0.3", 5061), bench.left);
    bench.advance(15_999);
    assertThat(bench.left.ends).isEmpty();
    bench.advance(1);
    assertThat(bench.left.ends).containsExactly("no answer to the DTLS handshake within 16 s");
    assertThat(bench.world.timers()).isZero();
  }

  @Test
  void aClosedPortIsKnownAtOnceWhereTheNetworkTells() {
    bench.world.network().all().icmp(true);
    bench.open();
    bench.advance(10);
    assertThat(bench.left.ends).containsExactly("port unreachable");
  }

  @Test
  void aMessageThatArrivesTwiceIsHandedUpOnce() {
    open();
    bench.world.network().all().duplicate(1);
    for (int i = 0; i < 100; i++) {
      bench.say(bench.client, bench.left, "message " + i);
    }
    bench.advance(100);
    assertThat(bench.right().messages).hasSize(100).doesNotHaveDuplicates();
  }

  // whatever anybody sends in the peer's name: the association goes on, and keeps nothing of it
  @Test
  void whatDoesNotBelongIsIgnored() {
    open();
    bench.say(bench.client, bench.left, "before");
    bench.advance(10);
    for (byte[] payload : garbage()) {
      bench.forge(bench.left.association(), payload);
    }
    bench.advance(10);
    bench.say(bench.client, bench.left, "after");
    bench.say(bench.server, bench.right(), "answer");
    bench.advance(10);
    assertThat(bench.right().messages).containsExactly("before", "after");
    assertThat(bench.left.messages).containsExactly("answer");
  }

  @Test
  void whatDoesNotBelongDoesNotEndAHandshake() {
    bench.listen();
    bench.world.network().all().latency(Duration.ofMillis(20));
    var mine = bench.open();
    for (int step = 0; step < 12; step++) {
      bench.advance(10);
      garbage().forEach(payload -> bench.forge(mine, payload));
    }
    bench.advance(2_000);
    assertThat(bench.left.ends).isEmpty();
    assertThat(bench.left.isOpen()).isTrue();
    assertThat(bench.right().isOpen()).isTrue();
  }

  private static List<byte[]> garbage() {
    var all = new ArrayList<byte[]>();
    all.add(new byte[0]);
    all.add("OPTIONS sip:bob@bob.example SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    for (int type = 19; type <= 24; type++) {
      for (int epoch = 0; epoch < 3; epoch++) {
        for (int length : new int[] {0, 1, 2, 12, 40, 300}) {
          all.add(record(type, epoch, length, length));
          all.add(record(type, epoch, length, 0xFFFF));
        }
      }
    }
    return all;
  }

  /** A record of zeros; {@code said} is the length in its header. */
  private static byte[] record(int type, int epoch, int length, int said) {
    var bytes = new byte[13 + length];
    bytes[0] = (byte) type;
    bytes[1] = (byte) 0xFE;
    bytes[2] = (byte) 0xFD;
    bytes[4] = (byte) epoch;
    bytes[10] = 77;
    bytes[11] = (byte) (said >> 8);
    bytes[12] = (byte) said;
    return bytes;
  }
}
