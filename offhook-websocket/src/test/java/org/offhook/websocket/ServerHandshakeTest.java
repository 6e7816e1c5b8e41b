package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Limit;
import org.offhook.Listen;
import org.offhook.net.WebSocketSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** What a listening endpoint answers to handshakes: RFC 6455 §4.2, RFC 7118 §4. */
@ExtendWith(SimWorldExtension.class)
class ServerHandshakeTest {

  private static final String SIP = "Sec-WebSocket-Protocol: sip";

  static Endpoint listening(SimWorld world, UnaryOperator<WebSocketSettings> change) {
    return world.run(
        () ->
            Endpoint.start(
                EndpointOptions.builder()
                    .host(world.host("server", "10.0.0.1"))
                    .listen(Listen.ws("10.0.0.1", 80))
                    .webSocket(change.apply(WebSocketSettings.DEFAULT))
                    .aor("sip:bob@10.0.0.1")
                    .build()));
  }

  static Endpoint listening(SimWorld world) {
    return listening(world, settings -> settings);
  }

  @Test
  @Rfc("NET-43")
  void aBrowserIsWelcomeInOnePieceOrByteByByte(SimWorld world) {
    try (var server = listening(world)) {
      var request = Wire.request("/?token=1", "Sec-WebSocket-Protocol: xmpp, sip");
      var whole = new Wire(world, "10.0.0.3").connect().send(request);
      var pieces = new Wire(world, "10.0.0.4").connect().trickle(Wire.bytes(request));
      var welcome = whole.take();
      assertThat(welcome)
          .startsWith("HTTP/1.1 101 ")
          .contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .contains("\r\nSec-WebSocket-Protocol: sip\r\n")
          .endsWith("\r\n\r\n");
      assertThat(pieces.take()).isEqualTo(welcome);
    }
  }

  static Stream<Arguments> refusals() {
    var get = Wire.request("/", SIP);
    return Stream.of(
        Arguments.of(Wire.options("1"), "400 ", "not plain SIP"),
        Arguments.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "426 ", "RFC 7118"),
        Arguments.of(get.replace(": 13", ": 8"), "426 ", "version 13"),
        Arguments.of(Wire.request("/"), "400 ", "subprotocol 'sip'"),
        Arguments.of(Wire.request("/", SIP + "s"), "400 ", "subprotocol 'sip'"),
        Arguments.of(Wire.request("/chat", SIP), "404 ", "path /"),
        Arguments.of(get.replace(Wire.KEY, "c2hvcnQ="), "400 ", "Sec-WebSocket-Key"),
        Arguments.of(get.replace("GET", "POST"), "405 ", "not GET"),
        Arguments.of(get.replace("HTTP/1.1", "HTTP/1.0"), "505 ", "HTTP/1.1"),
        Arguments.of(get.replace("Host", "Hots"), "400 ", "Host"),
        Arguments.of("GET / HTTP/1.1\r\n: a\r\n\r\n", "400 ", "malformed"),
        Arguments.of("\0\1\2\3", "400 ", "HTTP"),
        Arguments.of("\u0016\3\1\2", "400 ", "TLS"),
        Arguments.of("GET /" + "a".repeat(20_000), "400 ", "16384"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @Rfc("NET-43")
  void whatIsNoHandshakeForSipIsRefusedWithItsReason(String request, String status, String reason) {
    try (var world = new SimWorld(1);
        var server = listening(world)) {
      var good = new Wire(world, "10.0.0.3").connect().upgrade();
      var bad = new Wire(world, "10.0.0.4").connect().send(request);
      assertThat(bad.take())
          .startsWith("HTTP/1.1 " + status)
          .contains("\r\nSec-WebSocket-Version: 13\r\n")
          .contains(reason);
      assertThat(bad.closed()).isNotNull();
      assertThat(good.send(Wire.text(Wire.options("2"))).take()).contains("SIP/2.0 200 OK");
    }
  }

  @Test
  void onlyPagesOfTheAllowedOriginsMayConnectAndClientsThatAreNoPages(SimWorld world) {
    try (var server =
        listening(world, settings -> settings.withOrigins("https://phone.example.com"))) {
      var program = new Wire(world, "10.0.0.3").connect().send(Wire.request("/", SIP));
      var good =
          new Wire(world, "10.0.0.4")
              .connect()
              .send(Wire.request("/", SIP, "Origin: https://phone.example.com"));
      var bad =
          new Wire(world, "10.0.0.5")
              .connect()
              .send(Wire.request("/", SIP, "Origin: https://evil.example"));
      assertThat(program.take()).startsWith("HTTP/1.1 101 ");
      assertThat(good.take()).startsWith("HTTP/1.1 101 ");
      assertThat(bad.take()).startsWith("HTTP/1.1 403 ").contains("origin");
    }
  }

  @Test
  void aPeerThatDoesNotFinishItsHandshakeIsLeft(SimWorld world) {
    try (var server = listening(world)) {
      var slow = new Wire(world, "10.0.0.3").connect().send("GET / HTTP/1.1\r\n");
      world.advance(Duration.ofSeconds(9));
      assertThat(slow.closed()).isNull();
      world.advance(Duration.ofSeconds(2));
      assertThat(slow.closed()).isNotNull();
    }
  }

  private static long slow(SimWorld world, Endpoint endpoint) {
    return world.run(() -> endpoint.stats().await().refused(Limit.SLOW_PEER));
  }

  // the time is that of the whole handshake, whatever trickles in meanwhile
  @Test
  @Rfc("SEC-04")
  void whoTakesTooLongForTheHandshakeIsCountedAndOthersGoOn(SimWorld world) {
    try (var server = listening(world, settings -> settings.withTimes(handshake(3)))) {
      var good = new Wire(world, "10.0.0.3").connect().upgrade();
      var silent = new Wire(world, "10.0.0.4").connect();
      var slow = new Wire(world, "10.0.0.5").connect();
      for (int i = 0; i < 40 && slow.closed() == null; i++) {
        slow.send("GET / HTTP/1.1\r\nX-Slow: yes".substring(i % 20, i % 20 + 1));
      }
      assertThat(world.now()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
      assertThat(silent.closed()).isNotNull();
      assertThat(slow(world, server)).isEqualTo(2);
      assertThat(good.send(Wire.text(Wire.options("1"))).take()).contains("SIP/2.0 200 OK");
      world.advance(Duration.ofSeconds(20));
      assertThat(good.closed()).isNull();
      assertThat(slow(world, server)).isEqualTo(2);
    }
  }

  static WebSocketSettings.Times handshake(int seconds) {
    var usual = WebSocketSettings.DEFAULT.times();
    return new WebSocketSettings.Times(
        Duration.ofSeconds(seconds), usual.message(), usual.ping(), usual.pong());
  }
}
