package org.offhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an endpoint takes of the machine, and that it gives it back. */
@Timeout(60)
class StartAndStopTest {

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private static Endpoint start(String host, int port) throws InterruptedException {
    return Endpoint.start(
        EndpointOptions.builder()
            .listen(Listen.sip(host, port))
            .closeWithin(Duration.ofSeconds(2))
            .build());
  }

  private static int port(Endpoint endpoint) {
    return endpoint.listening().getFirst().address().getPort();
  }

  private static long descriptors() throws IOException {
    try (var all = Files.list(DESCRIPTORS)) {
      return all.count();
    }
  }

  /** Platform threads of endpoints that do not end within some seconds. */
  private static List<String> threads() throws InterruptedException {
    var left = new ArrayList<String>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("offhook") && !thread.join(Duration.ofSeconds(5))) {
        left.add(thread.getName());
      }
    }
    return left;
  }

  private static void exchange(int port) throws InterruptedException {
    try (var callee = start("127.0.0.1", port);
        var caller = start("127.0.0.1", 0)) {
      for (var transport : List.of("udp", "tcp")) {
        var target = "sip:127.0.0.1:" + port(callee) + ";transport=" + transport;
        caller.options(target).awaitOk(Duration.ofSeconds(20));
      }
    }
  }

  @Test
  void startsAndStopsOnOnePortAndLeavesNothing() throws Exception {
    assumeTrue(Files.isDirectory(DESCRIPTORS));
    int port;
    try (var first = start("127.0.0.1", 0)) {
      port = port(first);
    }
    exchange(port);
    assertThat(threads()).isEmpty();
    long descriptors = descriptors();
    for (int i = 0; i < 5; i++) {
      exchange(port);
    }
    assertThat(threads()).isEmpty();
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors);
  }

  @Test
  void aPortIsFreeAsSoonAsItsEndpointIsClosed() throws Exception {
    int port;
    try (var first = start("127.0.0.1", 0)) {
      port = port(first);
    }
    for (int i = 0; i < 200; i++) {
      try (var again = start("127.0.0.1", port)) {
        assertThat(port(again)).isEqualTo(port);
      }
    }
  }

  @Test
  void anEndpointHearsOnlyAtItsAddress() throws Exception {
    assumeTrue(System.getProperty("os.name").contains("Linux"));
    try (var endpoint = start("127.0.0.2", 0);
        var peer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      assertThat(endpoint.listening())
          .allMatch(each -> each.address().getAddress().getHostAddress().equals("127.0.0.2"));
      peer.setSoTimeout(500);
      assertThatThrownBy(() -> ask(peer, "127.0.0.1", port(endpoint)))
          .isInstanceOf(IOException.class);
      assertThat(ask(peer, "127.0.0.2", port(endpoint))).startsWith("SIP/2.0 200");
    }
  }

  private static String ask(DatagramSocket from, String host, int port) throws IOException {
    var request =
        """
        OPTIONS sip:%1$s SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%2$d;branch=z9hG4bKask%1$s;rport
        From: <sip:peer@127.0.0.1>;tag=1
        To: <sip:%1$s>
        Call-ID: ask-%1$s
        CSeq: 1 OPTIONS
        Content-Length: 0

        """
            .formatted(host, from.getLocalPort())
            .replace("\n", "\r\n")
            .getBytes(US_ASCII);
    from.send(new DatagramPacket(request, request.length, InetAddress.getByName(host), port));
    var answer = new DatagramPacket(new byte[4_000], 4_000);
    from.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), US_ASCII);
  }
}
