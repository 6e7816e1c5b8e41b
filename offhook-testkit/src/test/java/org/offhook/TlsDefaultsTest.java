package org.offhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.Status;
import org.offhook.net.PeerName;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.TlsLayer;
import org.offhook.net.TlsSettings;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;
import org.offhook.testkit.TestAuthority;
import org.offhook.testkit.TestCertificate;
import org.offhook.transport.Flow;
import org.offhook.transport.WireTap;

/** What TLS takes where nothing is said: RFC 3261 §18.2.2, RFC 5922 §4. */
@ExtendWith(SimWorldExtension.class)
class TlsDefaultsTest {

  private static final TestAuthority CA = TestAuthority.create("Test CA");

  private static EndpointOptions.Builder options(SimHost host, TestCertificate shown) {
    var address = host.address().getHostAddress();
    return EndpointOptions.builder()
        .host(host)
        .listen(Listen.tls(address, 5061))
        .aor("sip:" + host.name() + "@" + address)
        .closeWithin(Duration.ZERO)
        .tls(TlsSettings.builder().trust(CA.trust()).certificate(shown.identity()).build());
  }

  private static TestCertificate address(String text) {
    return CA.certificate().address(text).issue();
  }

  /** First lines of what arrives. */
  private static final class Heard implements WireTap {
    final List<String> lines = new ArrayList<>();

    @Override
    public void received(Flow flow, byte[] message, long nanos) {
      lines.add(new String(message, US_ASCII).lines().findFirst().orElse(""));
    }

    @Override
    public void sent(Flow flow, byte[] message, long nanos) {}
  }

  /** A client of TLS that says one thing. */
  private record Speaker(String text) implements StreamHandler {
    @Override
    public void connected(StreamConnection connection) {
      connection.write(text.replace("\n", "\r\n").getBytes(US_ASCII));
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {}

    @Override
    public void closed(StreamConnection connection, String reason) {}
  }

  /** From 10.0.0.2 to alice, by a connection that no endpoint knows. */
  private static void say(SimHost from, SimHost to, String text) {
    var network = from.attach("raw");
    var layer = new TlsLayer(network, TlsSettings.builder().trust(CA.trust()).build());
    InetSocketAddress target = to.address(5061);
    network
        .loop()
        .execute(
            () ->
                layer.open(
                    below -> network.connectStream(from.address(), target, below),
                    new PeerName("10.0.0.1", target),
                    new Speaker(text)));
  }

  // <--MESSAGE, Via 10.0.0.2 without a port-- | the connection breaks | --200--> 10.0.0.2:5061
  @Test
  void anAnswerWithoutItsConnectionGoesToTheDefaultPort(SimWorld world) throws Exception {
    world.run(
        () -> {
          var heard = new Heard();
          var here = world.host("alice", "10.0.0.1");
          var there = world.host("bob", "10.0.0.2");
          try (var alice = Endpoint.start(options(here, address("10.0.0.1")).build());
              var bob = Endpoint.start(options(there, address("10.0.0.2")).tap(heard).build())) {
            say(
                there,
                here,
                """
                MESSAGE sip:alice@10.0.0.1;transport=tls SIP/2.0
                Via: SIP/2.0/TLS 10.0.0.2;branch=z9hG4bKbare
                From: <sip:bob@10.0.0.2>;tag=1
                To: <sip:alice@10.0.0.1>
                Call-ID: bare
                CSeq: 1 MESSAGE
                Content-Length: 0

                """);
            var request = ((RequestEvent.Received) alice.events().take()).request();
            world.network().breakConnections(here, there);
            alice.sleep(Duration.ofMillis(10));
            request.respond(Status.OK);
            alice.sleep(Duration.ofMillis(100));
            assertThat(heard.lines).containsExactly("SIP/2.0 200 OK");
            assertThat(bob.events().size()).isZero();
          }
        });
  }

  // example.com is served by pbx.host.test: it must show a certificate for example.com
  @Test
  void theDomainIsCheckedNotTheServerThatRecordsName(SimWorld world) throws Exception {
    world
        .nameServer("10.0.0.53")
        .zone(
            """
            example.com. 60 NAPTR 1 1 "s" "SIPS+D2T" "" _sips._tcp.example.com.
            _sips._tcp.example.com. 60 SRV 1 1 5061 pbx.host.test.
            pbx.host.test. 60 A 10.0.0.2
            """);
    world.run(
        () -> {
          var there = world.host("bob", "10.0.0.2");
          var right = CA.certificate().domain("example.com").issue();
          var wrong = CA.certificate().domain("pbx.host.test").dns("pbx.host.test").issue();
          try (var alice =
              Endpoint.start(
                  options(world.host("alice", "10.0.0.1"), address("10.0.0.1")).build())) {
            try (var bob = Endpoint.start(options(there, wrong).build())) {
              var refused = alice.options("sips:bob@example.com").await();
              assertThat(refused.reason()).contains("wrong name: expected example.com");
              assertThat(bob.events().size()).isZero();
            }
            alice.sleep(Duration.ofMinutes(2));
            try (var bob = Endpoint.start(options(there, right).build())) {
              assertThat(alice.options("sips:bob@example.com").await().isOk()).isTrue();
              assertThat(bob.listening()).hasSize(1);
            }
          }
        });
  }
}
