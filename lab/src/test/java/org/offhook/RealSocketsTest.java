package org.offhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Status;
import org.offhook.net.NetworkSettings;
import org.offhook.net.SystemHost;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testing.Rfc;
import org.offhook.transport.NatPolicy;
import org.offhook.ua.Capabilities;

/** Endpoints on unusual sockets, with unusual messages, on loopback. */
@Timeout(60)
class RealSocketsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SessionDescription SDP =
      SessionDescription.audio("127.0.0.1", 40000, RtpMap.PCMU);

  private static Endpoint start(Listen where, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    return Endpoint.start(
        edit.apply(EndpointOptions.builder().listen(where).closeWithin(Duration.ZERO)).build());
  }

  private static Endpoint start(String host) throws InterruptedException {
    return start(Listen.sip(host, 0), options -> options);
  }

  private static String uri(Endpoint endpoint, String transport) {
    for (var socket : endpoint.listening()) {
      var text = socket.toString();
      if (text.startsWith(transport)) {
        return "sip:" + text.substring(text.indexOf(':') + 1) + ";transport=" + transport;
      }
    }
    throw new AssertionError("no " + transport + " in " + endpoint.listening());
  }

  private static void answers(Endpoint caller, String target) throws InterruptedException {
    assertThat(caller.options(target).await(PATIENCE)).isInstanceOf(RequestOutcome.Answered.class);
  }

  // INVITE --> (ICMP port unreachable), at once and not after 32 s
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "[::1]"})
  @Rfc({"TX-11", "NET-14"})
  void aCallToAClosedUdpPortFailsAtOnce(String host) throws Exception {
    assumeTrue(System.getProperty("os.name").contains("Linux"));
    int closed;
    try (var socket = new DatagramSocket(0, InetAddress.getByName(host))) {
      closed = socket.getLocalPort();
    }
    try (var caller = start(host)) {
      var call = caller.call("sip:bob@" + host + ":" + closed + ";transport=udp", SDP);
      var outcome = call.outcome().await(Duration.ofSeconds(10));
      assertThat(outcome).isInstanceOf(CallOutcome.Failed.class);
      assertThat(outcome.toString()).contains("port unreachable");
    }
  }

  @Test
  void theFirstRegisterOfAConnectionCanShowItsOwnPort() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    try (var server = new ServerSocket(0, 1, loopback);
        var caller =
            start(
                Listen.sip("127.0.0.1", 0),
                options -> options.nat(NatPolicy.DEFAULT.connectionPort(true)))) {
      server.setSoTimeout((int) PATIENCE.toMillis());
      caller.register("sip:127.0.0.1:" + server.getLocalPort() + ";transport=tcp");
      try (var connection = server.accept();
          var lines =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
        var contact =
            lines.lines().filter(line -> line.startsWith("Contact:")).findFirst().orElseThrow();
        assertThat(contact).contains("@127.0.0.1:" + connection.getPort() + ";transport=tcp");
      }
    }
  }

  @Test
  void socketsThatAreHandedInAreListenedOnAndClosedInTheEnd() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    var datagrams = DatagramChannel.open().bind(new InetSocketAddress(loopback, 0));
    var streams = ServerSocketChannel.open().bind(new InetSocketAddress(loopback, 0));
    try (var caller = start("127.0.0.1")) {
      try (var endpoint =
          start(Listen.on(datagrams), options -> options.listen(Listen.on(streams)))) {
        for (var transport : List.of("udp", "tcp")) {
          answers(caller, uri(endpoint, transport));
        }
        assertThat(endpoint.listening().getFirst().address())
            .isEqualTo(new InetSocketAddress(loopback, datagrams.socket().getLocalPort()));
      }
    }
    assertThat(datagrams.isOpen()).isFalse();
    assertThat(streams.isOpen()).isFalse();
    assertThatThrownBy(() -> Listen.on(datagrams)).hasMessageContaining("bind");
  }

  @Test
  void endpointsThatShareAPortEachServeAPartOfThePeers() throws Exception {
    var host = new SystemHost(NetworkSettings.DEFAULT.withSharedPort(true));
    Set<String> served = ConcurrentHashMap.newKeySet();
    try (var one = start(Listen.sip("127.0.0.1", 0), options -> options.host(host));
        var two =
            start(
                Listen.sip("127.0.0.1", one.listening().getFirst().address().getPort()),
                options -> options.host(host))) {
      one.onRequest(request -> note(served, "one", request));
      two.onRequest(request -> note(served, "two", request));
      for (int i = 0; i < 50 && served.size() < 4; i++) {
        try (var caller = start("127.0.0.1")) {
          caller.message(uri(one, "udp"), "hello").await(PATIENCE);
          caller.message(uri(one, "tcp"), "hello").await(PATIENCE);
        }
      }
    }
    assertThat(served).containsExactlyInAnyOrder("one UDP", "one TCP", "two UDP", "two TCP");
  }

  private static void note(Set<String> served, String who, IncomingRequest request) {
    served.add(who + " " + request.request().topVia().transport());
    request.respond(Status.OK);
  }

  @ParameterizedTest
  @CsvSource({"udp, 60000", "tcp, 1048000"})
  @Rfc("NET-30")
  void largeBodiesArriveWhole(String transport, int size) throws Exception {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.PUBLISH);
    var publishing = Capabilities.DEFAULT.withAllow(methods);
    try (var caller = start("127.0.0.1");
        var callee =
            start(Listen.sip("127.0.0.1", 0), options -> options.capabilities(publishing))) {
      callee.onRequest(
          request ->
              request.respond(
                  request.request().body().length == size ? Status.OK : Status.BAD_REQUEST));
      var answer =
          caller
              .request(
                  RequestOptions.of(Method.PUBLISH, uri(callee, transport))
                      .header("Event", "presence")
                      .body(MediaType.TEXT_PLAIN, new byte[size]))
              .await(PATIENCE);
      assertThat(answer.isOk()).as(answer.toString()).isTrue();
    }
  }

  @Test
  void aFreePairOfPortsCanBeOpened() throws Exception {
    try (var endpoint = start("127.0.0.1");
        var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      int from = taken.getLocalPort() & ~1;
      var pair = endpoint.freePortPair("127.0.0.1", from, Math.min(from + 99, 65_535)).await();
      assertThat(pair).isPresent();
      assertThat(pair.get().rtp()).isNotEqualTo(from);
      try (var rtp = new DatagramSocket(pair.get().rtpAddress());
          var rtcp = new DatagramSocket(pair.get().rtcpAddress())) {
        assertThat(rtp.getLocalPort() % 2).isZero();
        assertThat(rtcp.getLocalPort()).isEqualTo(rtp.getLocalPort() + 1);
      }
    }
  }
}
