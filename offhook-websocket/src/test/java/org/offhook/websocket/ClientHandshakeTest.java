package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Limit;
import org.offhook.net.WebSocketSettings;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** How an endpoint connects, and what it says of servers that are none: RFC 6455 §4.1. */
@ExtendWith(SimWorldExtension.class)
class ClientHandshakeTest {

  private static final Pattern KEY = Pattern.compile("Sec-WebSocket-Key: (\\S+)");

  private static Endpoint client(SimWorld world, UnaryOperator<WebSocketSettings> change) {
    world.network().name("ws.example.com", "10.0.0.2");
    return world.run(
        () ->
            Endpoint.start(
                EndpointOptions.builder()
                    .host(world.host("client", "10.0.0.1"))
                    .webSocket(change.apply(WebSocketSettings.DEFAULT))
                    .aor("sip:alice@example.com")
                    .build()));
  }

  private static String accept(String request) {
    var key = KEY.matcher(request);
    assertThat(key.find()).isTrue();
    return "HTTP/1.1 101 Fine\r\n"
        + "Connection: upgrade\r\n"
        + "Upgrade: WebSocket\r\n"
        + "Sec-WebSocket-Accept: "
        + Handshake.accept(key.group(1))
        + "\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
  }

  @Test
  @Rfc("NET-43")
  void theHandshakeNamesHostPathAndSubprotocolAndThenMessagesAreMasked(SimWorld world) {
    var server = new Wire(world, "10.0.0.2").listen("10.0.0.2");
    try (var client =
        client(world, settings -> settings.withPath("/sip").withHeader("Cookie", "a=b"))) {
      var pending = client.options("sip:bob@ws.example.com;transport=ws");
      world.advance(Duration.ofSeconds(1));
      var request = server.take();
      assertThat(request)
          .startsWith("GET /sip HTTP/1.1\r\nHost: ws.example.com\r\n")
          .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n")
          .contains("\r\nSec-WebSocket-Protocol: sip\r\n", "\r\nSec-WebSocket-Version: 13\r\n")
          .contains("\r\nCookie: a=b\r\n")
          .endsWith("\r\n\r\n");
      server.send(accept(request));
      var frame = server.take();
      assertThat(frame.charAt(0)).isEqualTo('\u0081');
      assertThat(frame.charAt(1) & 0x80).as("masked").isEqualTo(0x80);
      var sip = new StringBuilder();
      for (int i = 8; i < frame.length(); i++) {
        sip.append((char) (frame.charAt(i) ^ frame.charAt(4 + (i - 8) % 4)));
      }
      assertThat(sip.toString())
          .startsWith("OPTIONS sip:bob@ws.example.com;transport=ws SIP/2.0\r\n")
          .containsPattern("\r\nVia: SIP/2.0/WS [a-z]{12}\\.invalid;");
      assertThat(pending.isDone()).isFalse();
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("HTTP/1.1 404 Not Found\r\n\r\n", "404 Not Found"),
        Arguments.of("HTTP/1.1 301 Moved\r\nLocation: /ws\r\n\r\n", "points to '/ws'"),
        Arguments.of("HTTP/1.1 101 Fine\r\n\r\n", "does not upgrade"),
        Arguments.of("SIP/2.0 400 Bad Request\r\n\r\n", "neither HTTP nor WebSocket"),
        Arguments.of("\u0015\u0003\u0001", "it speaks TLS"),
        Arguments.of("\u0000\u0001", "does not speak HTTP"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @Rfc("NET-43")
  void aServerThatIsNoneIsNamedWithItsFault(String answer, String reason) {
    try (var world = new SimWorld(1);
        var client = client(world, settings -> settings)) {
      var server = new Wire(world, "10.0.0.2").listen("10.0.0.2");
      var pending = client.options("sip:bob@ws.example.com;transport=ws");
      world.advance(Duration.ofSeconds(1));
      server.send(answer);
      assertThat(world.run(() -> pending.await().toString())).contains(reason);
    }
  }

  static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("Accept: ", "Accept: x", "no WebSocket server"),
        Arguments.of("-Protocol: sip", "-Protocol: chat", "subprotocol 'sip'"),
        Arguments.of("Sec-WebSocket-Protocol: sip\r\n", "", "subprotocol 'sip'"),
        Arguments.of("sip\r\n", "sip\r\nSec-WebSocket-Extensions: x\r\n", "extension"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  @Rfc("NET-43")
  void a101ThatDoesNotFitIsNoConnection(String from, String to, String reason) {
    try (var world = new SimWorld(1);
        var client = client(world, settings -> settings)) {
      var server = new Wire(world, "10.0.0.2").listen("10.0.0.2");
      var pending = client.options("sip:bob@ws.example.com;transport=ws");
      world.advance(Duration.ofSeconds(1));
      server.send(accept(server.take()).replace(from, to));
      assertThat(world.run(() -> pending.await().toString())).contains(reason);
      assertThat(server.closed()).isNotNull();
    }
  }

  // the connection opens, the answer to GET comes too late or just in time
  @ParameterizedTest
  @ValueSource(ints = {3, 15})
  @Rfc("SEC-04")
  void theHandshakeHasATimeOfItsOwn(int seconds) {
    var times = ServerHandshakeTest.handshake(seconds);
    try (var world = new SimWorld(1);
        var client = client(world, settings -> settings.withTimes(times))) {
      var server = new Wire(world, "10.0.0.2").listen("10.0.0.2");
      var pending = client.options("sip:bob@ws.example.com;transport=ws");
      world.advance(Duration.ofSeconds(seconds).minusMillis(100));
      assertThat(server.closed()).isNull();
      world.advance(Duration.ofMillis(200));
      assertThat(server.closed()).isNotNull();
      assertThat(world.run(() -> pending.await().toString())).contains("WebSocket handshake");
      assertThat(world.run(() -> client.stats().await().refused(Limit.SLOW_PEER))).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsSilentOrGoneIsReported(SimWorld world) {
    try (var client = client(world, settings -> settings)) {
      var nobody = client.options("sip:bob@10.0.0.2:81;transport=ws");
      new Wire(world, "10.0.0.2").listen("10.0.0.2");
      var silent = client.options("sip:bob@10.0.0.2;transport=ws");
      assertThat(world.run(() -> nobody.await().toString())).contains("refused");
      assertThat(world.run(() -> silent.await().toString())).contains("in time");
      assertThat(world.now()).isLessThan(Duration.ofSeconds(12));
    }
  }
}
