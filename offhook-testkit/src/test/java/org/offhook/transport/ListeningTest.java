package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.Method;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.Network;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;
import org.offhook.transaction.RawPeer;

/** Listening sockets and the address that each peer sees: RFC 3261 §18. */
class ListeningTest {

  private static final List<TransportKind> BOTH = List.of(TransportKind.UDP, TransportKind.TCP);

  private final SimWorld world = new SimWorld(1);
  private final SimHost host =
      world.host("alice", "10.0.0.1", "10.1.0.1", "2001:db8::1", "fe80::1%7");
  private final Network network = host.attach("alice");
  private final TransportLayer transport = new TransportLayer(network);

  @AfterEach
  void close() {
    world.onLoop(network, () -> transport.close());
    assertThat(world.alive()).allMatch(line -> line.contains("peer"));
    world.close();
  }

  private ListenResult listen(List<TransportKind> kinds, String address, int port) {
    return world.onLoop(network, () -> transport.listen(kinds, address, port));
  }

  private List<String> opened(ListenResult result) {
    return ((ListenResult.Opened) result).sockets().stream().map(Listening::toString).toList();
  }

  private Flow udpTo(String address) {
    return world.onLoop(
        network, () -> transport.flowTo(Bench.hop(TransportKind.UDP, address, 5060)));
  }

  @Test
  @Rfc("NET-23")
  void udpAndTcpListenAtOneAddressAndPort() {
    assertThat(opened(listen(BOTH, "10.0.0.1", 5060)))
        .containsExactly("udp:10.0.0.1:5060", "tcp:10.0.0.1:5060");
    assertThat(opened(listen(BOTH, "10.0.0.1", 5070))).hasSize(2);
    assertThat(transport.listening()).hasSize(4);
  }

  @Test
  @Rfc("NET-46")
  void aWildcardOpensOneSocketPerAddressOfItsFamily() {
    assertThat(opened(listen(List.of(TransportKind.UDP), "0.0.0.0", 5060)))
        .containsExactly("udp:10.0.0.1:5060", "udp:10.1.0.1:5060", "udp:127.0.0.1:5060");
    assertThat(opened(listen(List.of(TransportKind.TCP), "[::]", 5060)))
        .containsExactly("tcp:[2001:db8::1]:5060", "tcp:[fe80::1]:5060", "tcp:[::1]:5060");
    assertThat(opened(listen(List.of(TransportKind.UDP), "*", 5080))).hasSize(6);
  }

  @Test
  @Rfc("NET-48")
  void portZeroGivesOnePortForAllAndItIsTheOneInVia() {
    var sockets = ((ListenResult.Opened) listen(BOTH, "0.0.0.0", 0)).sockets();
    assertThat(sockets).hasSize(6);
    assertThat(sockets.stream().map(socket -> socket.address().getPort()).distinct()).hasSize(1);
    int port = sockets.getFirst().address().getPort();
    assertThat(port).isPositive();
    assertThat(udpTo("10.0.0.9").sentBy()).isEqualTo(new SentBy("10.0.0.1", port));
  }

  @Test
  @Rfc("NET-48")
  void aBusyPortIsRefusedWithAReasonAndNothingStaysOpen() {
    host.occupy(5060);
    var result = listen(BOTH, "0.0.0.0", 5060);
    assertThat(((ListenResult.Refused) result).reason()).contains("5060").contains("in use");
    assertThat(transport.listening()).isEmpty();
    assertThat(((ListenResult.Refused) listen(BOTH, "192.0.2.1", 5060)).reason())
        .contains("192.0.2.1");
    assertThat(((ListenResult.Refused) listen(BOTH, "no-address", 5060)).reason())
        .contains("no-address");
    assertThat(transport.listening()).isEmpty();
    listen(List.of(TransportKind.TCP), "10.1.0.1", 5090);
    assertThat(listen(BOTH, "0.0.0.0", 5090)).isInstanceOf(ListenResult.Refused.class);
    assertThat(transport.listening()).hasSize(1);
  }

  @Test
  @Rfc("NET-48")
  void anInterfaceThatComesBackIsListenedOnAgain() {
    listen(BOTH, "0.0.0.0", 5060);
    host.removeAddress("10.1.0.1");
    host.addAddress("10.2.0.1");
    assertThat(world.onLoop(network, () -> transport.rescan())).isTrue();
    assertThat(transport.listening().stream().map(Listening::toString))
        .contains("udp:10.2.0.1:5060", "tcp:10.2.0.1:5060", "udp:10.0.0.1:5060")
        .doesNotContain("udp:10.1.0.1:5060", "tcp:10.1.0.1:5060");
    assertThat(world.onLoop(network, () -> transport.rescan())).isFalse();
    host.addAddress("10.1.0.1");
    world.onLoop(network, () -> transport.rescan());
    assertThat(udpTo("10.1.0.9").sentBy().host()).isEqualTo("10.1.0.1");
  }

  @Test
  @Rfc({"NET-47", "NET-24"})
  void theAddressInViaIsTheListeningOneThatRoutingChoosesForThePeer() {
    listen(List.of(TransportKind.UDP), "0.0.0.0", 5062);
    assertThat(udpTo("10.1.0.77").sentBy()).isEqualTo(new SentBy("10.1.0.1", 5062));
    assertThat(udpTo("10.0.0.77").sentBy()).isEqualTo(new SentBy("10.0.0.1", 5062));
    assertThat(udpTo("127.0.0.1").sentBy()).isEqualTo(new SentBy("127.0.0.1", 5062));
  }

  @Test
  @Rfc("NET-47")
  void aPublicAddressReplacesTheListeningOneInVia() {
    listen(List.of(TransportKind.UDP), "10.0.0.1", 5060);
    nat(NatPolicy.DEFAULT.publicAddress("203.0.113.5"));
    assertThat(udpTo("192.0.2.77").sentBy()).isEqualTo(new SentBy("203.0.113.5", 5060));
    assertThat(udpTo("10.0.0.77").sentBy()).isEqualTo(new SentBy("10.0.0.1", 5060));
    nat(NatPolicy.DEFAULT.publicAddress("sip.example.com:6060").always(true));
    assertThat(udpTo("10.0.0.77").sentBy()).isEqualTo(new SentBy("sip.example.com", 6060));
    nat(NatPolicy.DEFAULT);
    assertThat(udpTo("192.0.2.77").sentBy()).isEqualTo(new SentBy("10.0.0.1", 5060));
  }

  private void nat(NatPolicy policy) {
    world.onLoop(network, () -> transport.nat(policy));
  }

  @Test
  @Rfc({"NET-46", "NET-24"})
  void eachFamilyUsesItsOwnAddressAndNoScope() {
    listen(BOTH, "*", 5060);
    assertThat(udpTo("2001:db8::77").sentBy()).isEqualTo(new SentBy("[2001:db8::1]", 5060));
    assertThat(udpTo("fe80::77").sentBy().host()).isEqualTo("[fe80::1]");
    var tcp =
        world.onLoop(
            network, () -> transport.flowTo(Bench.hop(TransportKind.TCP, "2001:db8::77", 5060)));
    assertThat(tcp.sentBy()).isEqualTo(new SentBy("[2001:db8::1]", 5060));
  }

  @Test
  void withoutASocketOfTheFamilySendingFailsWithAReason() {
    listen(List.of(TransportKind.UDP), "10.0.0.1", 5060);
    var reasons = new java.util.ArrayList<String>();
    var flow = udpTo("2001:db8::77");
    world.onLoop(network, () -> flow.send(new byte[1], reasons::add));
    world.advance(Duration.ZERO);
    assertThat(reasons).hasSize(1);
    assertThat(flow.isAlive()).isFalse();
  }

  // the peer asks 10.1.0.1, although 10.0.0.1 is the nearer address: 10.1.0.1 answers
  @Test
  @Rfc("NET-20")
  void theAnswerLeavesFromTheAddressThatWasAsked() {
    listen(List.of(TransportKind.UDP), "0.0.0.0", 5060);
    transport.receiver(
        new MessageReceiver() {
          @Override
          public void request(org.offhook.message.SipRequest request, Flow flow) {
            var ok = SipResponse.to(request, Status.OK).build();
            transport.respond(ok, request, flow, SendListener.IGNORE);
          }

          @Override
          public void response(SipResponse response, Flow flow) {}
        });
    var peer = new RawPeer(world, "10.0.0.2");
    for (var asked : List.of("10.1.0.1", "10.0.0.1")) {
      peer.sendTo(
          Bench.address(asked, 5060),
          PeerRequests.over("UDP", "z9hG4bK" + asked, Method.OPTIONS).build().toBytes());
      world.advance(Duration.ofMillis(10));
      assertThat(peer.last().from()).isEqualTo(Bench.address(asked, 5060));
    }
  }
}
