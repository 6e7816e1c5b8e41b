package org.offhook.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.dns.Located;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.net.TransportKind;
import org.offhook.testing.Rfc;
import org.offhook.transaction.Bench;
import org.offhook.transaction.PeerRequests;
import org.offhook.transaction.RecordingServer;
import org.offhook.transaction.RecordingUser;

/** UDP, and when a stream is taken instead: RFC 3261 §18.1.1, RFC 5626 §4.4. */
class DatagramTest {

  private final Bench bench = new Bench();

  @AfterEach
  void close() {
    bench.close();
  }

  private static SipRequest ofSize(int bytes) {
    var plain = Bench.request(Method.MESSAGE).build();
    var padding = bytes - plain.toBytes().length - "X-Padding: \r\n".length();
    return plain.toBuilder().set(HeaderName.of("X-Padding"), "x".repeat(padding)).build();
  }

  @Test
  @Rfc("NET-33")
  void keepAlivesStunAndTinyDatagramsAreIgnored() {
    var stun = new byte[20];
    stun[1] = 1;
    stun[4] = 0x21;
    stun[5] = 0x12;
    for (var noise :
        new byte[][] {
          {},
          {0},
          {0, 0, 0, 0},
          {'a', 'b', 'c', 'd'},
          "\r\n\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
          stun
        }) {
      bench.peer.send(noise);
    }
    assertThat(bench.transport.counters().ignored()).isEqualTo(6);
    assertThat(bench.transport.counters().malformed()).isZero();
    assertThat(bench.peer.got).isEmpty();
  }

  @Test
  @Rfc("NET-22")
  void requestsFrom1300BytesPreferAStreamWhereOneIsListenedOn() {
    assertThat(bench.onLoop(() -> bench.transport.prefersStream(ofSize(1_100)))).isFalse();
    assertThat(bench.onLoop(() -> bench.transport.prefersStream(ofSize(1_301)))).isTrue();
    bench.act(
        () ->
            bench.transport.listening().stream()
                .filter(socket -> socket.kind() == TransportKind.TCP)
                .forEach(bench.transport::close));
    assertThat(bench.onLoop(() -> bench.transport.prefersStream(ofSize(1_301)))).isFalse();
  }

  // 1,500 bytes: by TCP with a TCP Via; the peer refuses TCP: by UDP, new branch, UDP Via
  @Test
  @Rfc("NET-22")
  void aLongRequestGoesByTcpAndByUdpWhenThatIsRefused() {
    var request = ofSize(1_500);
    var user = new RecordingUser();
    bench.act(() -> bench.layer.request(request, candidates(request).get(0), user));
    bench.advance(1);
    assertThat(bench.peer.last().request().topVia().transport()).isEqualTo("TCP");
    assertThat(bench.peer.connections).hasSize(1);
    bench.world.network().breakConnections(bench.host, bench.peer.host);
    bench.peer.host.refuseStreams(true);
    bench.advance(1);
    assertThat(user.told).containsExactly("transport");
    bench.act(() -> bench.layer.request(request, candidates(request).get(1), user));
    assertThat(bench.peer.last().request().topVia().transport()).isEqualTo("UDP");
    assertThat(bench.peer.last().request().topVia().branch())
        .isNotEqualTo(bench.peer.got.getFirst().request().topVia().branch());
  }

  private List<Flow> candidates(SipRequest request) {
    var flows = new ArrayList<Flow>();
    bench
        .transport
        .locator()
        .locate(
            Uri.parse("sip:" + Bench.PEER),
            bench.transport.prefersStream(request),
            located -> {
              for (var hop : ((Located.Found) located).hops()) {
                flows.add(bench.transport.flowTo(hop));
              }
            });
    return flows;
  }

  @Test
  void theTapSeesEveryMessageBothWaysAndCountersCountThem() {
    var seen = new ArrayList<String>();
    bench.act(
        () ->
            bench.transport.tap(
                new WireTap() {
                  @Override
                  public void received(Flow flow, byte[] message, long nanos) {
                    seen.add("in " + flow.remote().getPort() + " " + message.length);
                  }

                  @Override
                  public void sent(Flow flow, byte[] message, long nanos) {
                    seen.add("out " + flow.remote().getPort() + " " + message.length);
                  }
                }));
    var server = new RecordingServer();
    bench.layer.server(server);
    var request = PeerRequests.over("UDP", "z9hG4bKtap", Method.OPTIONS).build();
    bench.peer.send(request);
    bench.peer.send("not SIP at all".getBytes(StandardCharsets.UTF_8));
    bench.options(bench.udp(), new RecordingUser());
    assertThat(seen)
        .containsExactly(
            "in 5060 " + request.toBytes().length,
            "in 5060 14",
            "out 5060 " + bench.peer.last().bytes().length);
    assertThat(bench.transport.counters().received()).isEqualTo(2);
    assertThat(bench.transport.counters().sent()).isEqualTo(1);
  }
}
