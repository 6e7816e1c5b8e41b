package org.offhook.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;

/** RFC 3263 §4 without NAPTR and SRV. */
class NextHopLocatorTest {

  private final SimWorld world = new SimWorld(1);
  private final Network network = world.host("alice", "10.0.0.1", "2001:db8::1").attach("alice");
  private final NextHopLocator locator = new NextHopLocator(network);

  @AfterEach
  void close() {
    world.close();
  }

  private Located locate(String uri, boolean preferStream) {
    var answers = new ArrayList<Located>();
    world.onLoop(network, () -> locator.locate(Uri.parse(uri), preferStream, answers::add));
    world.advance(Duration.ofSeconds(1));
    assertThat(answers).hasSize(1);
    return answers.getFirst();
  }

  private List<String> hops(String uri, boolean preferStream) {
    return switch (locate(uri, preferStream)) {
      case Located.Found found ->
          found.hops().stream()
              .map(hop -> new org.offhook.transport.Listening(hop.kind(), hop.address()).toString())
              .toList();
      case Located.Failed failed -> List.of("failed: " + failed.reason());
    };
  }

  @Test
  @Rfc("NET-01")
  void theFirstRouteDecidesElseTheRequestUri() {
    var request = SipRequest.builder(Method.OPTIONS, SipUri.parse("sip:bob@example.com")).build();
    assertThat(NextHopLocator.nextHop(request)).hasToString("sip:bob@example.com");
    var routed =
        request.toBuilder()
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:p1.example.com;lr>"))
            .add(HeaderName.ROUTE, NameAddr.parse("<sip:p2.example.com;lr>"))
            .build();
    assertThat(NextHopLocator.nextHop(routed)).hasToString("sip:p1.example.com;lr");
  }

  @Test
  @Rfc("NET-01")
  void maddrIsTheTargetHost() {
    assertThat(hops("sip:bob@example.com:5070;maddr=192.0.2.7", false))
        .containsExactly("udp:192.0.2.7:5070");
  }

  @Test
  @Rfc({"NET-02", "NET-03"})
  void aNumericHostNeedsNoLookUp() {
    var answers = new ArrayList<Located>();
    world.onLoop(
        network,
        () -> {
          locator.locate(Uri.parse("sip:192.0.2.7"), false, answers::add);
          assertThat(answers).hasSize(1);
        });
    assertThat(hops("sip:192.0.2.7", false)).containsExactly("udp:192.0.2.7:5060");
    assertThat(hops("sip:192.0.2.7:5099", false)).containsExactly("udp:192.0.2.7:5099");
    assertThat(hops("sip:bob@[2001:db8::2]:5099", false)).containsExactly("udp:[2001:db8::2]:5099");
    assertThat(hops("sip:192.0.2.7;transport=TCP", false)).containsExactly("tcp:192.0.2.7:5060");
    assertThat(hops("sip:192.0.2.7;transport=udp", true)).containsExactly("udp:192.0.2.7:5060");
    world.onLoop(
        network, () -> locator.settings(DnsSettings.DEFAULT.withTransports(TransportKind.UDP)));
    assertThat(hops("sip:192.0.2.7", true))
        .containsExactly("tcp:192.0.2.7:5060", "udp:192.0.2.7:5060");
    assertThat(hops("sip:192.0.2.7", false)).containsExactly("udp:192.0.2.7:5060");
  }

  @Test
  @Rfc({"NET-04", "NET-07"})
  void aNameGivesAllItsAddresses() {
    world.network().name("bob.example.com", "10.0.0.2", "2001:db8::2");
    assertThat(hops("sip:bob.example.com:5070", false))
        .containsExactly("udp:[2001:db8::2]:5070", "udp:10.0.0.2:5070");
    assertThat(hops("sip:bob.example.com;transport=tcp", false))
        .containsExactly("tcp:[2001:db8::2]:5060", "tcp:10.0.0.2:5060");
    var found = (Located.Found) locate("sip:bob.example.com", false);
    assertThat(found.hops().getFirst().domain()).isEqualTo("bob.example.com");
    assertThat(hops("sip:nobody.example.com", false).getFirst())
        .isEqualTo("failed: host nobody.example.com has no address");
  }

  @Test
  @Rfc("NET-22")
  void aLongRequestIsOfferedTcpBeforeUdpUnlessTheUriFixesTheTransport() {
    assertThat(hops("sip:192.0.2.7", true))
        .containsExactly("tcp:192.0.2.7:5060", "udp:192.0.2.7:5060");
    assertThat(hops("sip:192.0.2.7;transport=udp", true)).containsExactly("udp:192.0.2.7:5060");
    world.onLoop(
        network, () -> locator.settings(DnsSettings.DEFAULT.withTransports(TransportKind.UDP)));
    assertThat(hops("sip:192.0.2.7", true))
        .containsExactly("tcp:192.0.2.7:5060", "udp:192.0.2.7:5060");
    assertThat(hops("sip:192.0.2.7", false)).containsExactly("udp:192.0.2.7:5060");
  }

  @Test
  @Rfc("NET-10")
  void aSipsUriIsNeverSentOverAnotherTransport() {
    assertThat(hops("sips:bob@192.0.2.7", false).getFirst()).startsWith("failed: a sips URI");
    assertThat(hops("sips:bob@192.0.2.7;transport=tcp", true).getFirst())
        .startsWith("failed: a sips URI");
  }

  @Test
  void otherSchemesAndTransportsAreRefusedWithAReason() {
    assertThat(hops("tel:+123", false).getFirst()).startsWith("failed: no server");
    assertThat(hops("sip:192.0.2.7;transport=sctp", false).getFirst())
        .isEqualTo("failed: transport sctp is not spoken by this endpoint");
  }
}
