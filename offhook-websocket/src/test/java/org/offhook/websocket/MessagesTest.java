package org.offhook.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.Limit;
import org.offhook.testing.Rfc;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Messages, pings and ends of WebSocket connections, byte by byte: RFC 6455 §5, RFC 7118 §5. */
@ExtendWith(SimWorldExtension.class)
class MessagesTest {

  private static final String OK = "SIP/2.0 200 OK";

  private static byte[] joined(byte[]... parts) {
    return Stream.of(parts)
        .reduce(
            new byte[0],
            (a, b) -> {
              var sum = Arrays.copyOf(a, a.length + b.length);
              System.arraycopy(b, 0, sum, a.length, b.length);
              return sum;
            });
  }

  @Test
  @Rfc("NET-43")
  void oneMessageIsOneFrameTextOrBinaryWithoutContentLength(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var peer = new Wire(world, "10.0.0.3").connect().upgrade();
      var answer = peer.send(Wire.text(Wire.options("1"))).take();
      int length = answer.charAt(2) << 8 | answer.charAt(3);
      assertThat(answer.substring(0, 2)).as("text, final, unmasked").isEqualTo("\u0081~");
      assertThat(answer.substring(4)).startsWith(OK).hasSize(length);
      assertThat(answer).contains("Via: SIP/2.0/WS abc.invalid;branch=z9hG4bK1;received=10.0.0.3");
      assertThat(peer.send(Wire.frame(0x82, Wire.bytes(Wire.options("2")))).take()).contains(OK);
    }
  }

  // a fragment, then Pings for ever: they are whole, the message is not
  @Test
  @Rfc("SEC-04")
  void aMessageThatDoesNotEndIsNotKeptOpenByPings(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var peer = new Wire(world, "10.0.0.3").connect().upgrade();
      peer.send(Wire.text(Wire.options("1"))).send(Wire.frame(0x01, Wire.bytes("OPTIONS ")));
      for (int i = 0; i < 10 && peer.closed() == null; i++) {
        peer.send(Wire.frame(0x89, Wire.bytes("hi")));
        world.advance(Duration.ofSeconds(5));
      }
      assertThat(peer.closed()).isNotNull();
      assertThat(world.now()).isLessThan(Duration.ofSeconds(40));
      assertThat(world.run(() -> server.stats().await().refused(Limit.SLOW_PEER))).isEqualTo(1);
    }
  }

  @Test
  @Rfc("NET-43")
  void fragmentsWithAPingBetweenSplitAnywhereMakeOneMessage(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var message = Wire.bytes(Wire.options("1"));
      var wire =
          joined(
              Wire.frame(0x01, Arrays.copyOf(message, 40)),
              Wire.frame(0x89, Wire.bytes("hi")),
              Wire.frame(0x00, new byte[0]),
              Wire.frame(0x80, Arrays.copyOfRange(message, 40, message.length)));
      var peer = new Wire(world, "10.0.0.3").connect().upgrade();
      assertThat(peer.send(wire).take()).startsWith("\u008a\u0002hi").containsOnlyOnce(OK);
      var other = joined(wire, Wire.text(Wire.options("2")));
      assertThat(peer.trickle(other).take().split(OK, -1)).as("1 again, and 2").hasSize(3);
    }
  }

  @Test
  @Rfc("NET-44")
  void keepAlivesByLineEndsAndByPingAreAnswered(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var peer = new Wire(world, "10.0.0.3").connect().upgrade();
      assertThat(peer.send(Wire.text("\r\n\r\n")).take()).isEqualTo("\u0081\u0002\r\n");
      assertThat(peer.send(Wire.text("\r\n")).take()).as("a pong").isEmpty();
      assertThat(peer.send(Wire.frame(0x89, Wire.bytes("x"))).take()).isEqualTo("\u008a\u0001x");
      assertThat(peer.send(Wire.frame(0x8a, new byte[0])).take()).isEmpty();
    }
  }

  @Test
  @Rfc("NET-44")
  void aSilentPeerIsPingedAndLeftIfItDoesNotAnswer(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var lively = new Wire(world, "10.0.0.3").connect().upgrade();
      lively.send(Wire.text(Wire.options("1"))).take();
      world.advance(Duration.ofSeconds(31));
      assertThat(lively.take()).isEqualTo("\u0089\0");
      lively.send(Wire.frame(0x8a, new byte[0]));
      world.advance(Duration.ofSeconds(20));
      assertThat(lively.closed()).isNull();
      world.advance(Duration.ofSeconds(15));
      assertThat(lively.take()).isEqualTo("\u0089\0");
      world.advance(Duration.ofSeconds(10));
      assertThat(lively.closed()).isNotNull();
    }
  }

  @Test
  void aCloseIsAnsweredWithItsCode(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var coded = new Wire(world, "10.0.0.3").connect().upgrade();
      coded.send(Wire.frame(0x88, Wire.bytes("\u0003\u00e9bye")));
      assertThat(coded.take()).isEqualTo("\u0088\u0002\u0003\u00e9");
      assertThat(coded.closed()).isNotNull();
      var bare = new Wire(world, "10.0.0.4").connect().upgrade();
      assertThat(bare.send(Wire.frame(0x88, new byte[0])).take()).isEqualTo("\u0088\0");
    }
  }

  static Stream<Arguments> faults() {
    var part = Wire.frame(0x01, Wire.bytes("a"));
    var half = new byte[600_000];
    return Stream.of(
        Arguments.of("no mask", new byte[] {(byte) 0x81, 1, 'a'}, 1002),
        Arguments.of("reserved bit", Wire.frame(0xc1, Wire.bytes("a")), 1002),
        Arguments.of("unknown opcode", Wire.frame(0x83, Wire.bytes("a")), 1002),
        Arguments.of("unknown control", Wire.frame(0x8b, Wire.bytes("a")), 1002),
        Arguments.of("fragmented ping", Wire.frame(0x09, Wire.bytes("a")), 1002),
        Arguments.of("long ping", Wire.frame(0x89, new byte[126]), 1002),
        Arguments.of("continues nothing", Wire.frame(0x80, Wire.bytes("a")), 1002),
        Arguments.of("two at once", joined(part, part), 1002),
        Arguments.of("a code for nobody", Wire.frame(0x88, Wire.bytes("\u0003\u00ed")), 1002),
        Arguments.of("half a code", Wire.frame(0x88, new byte[1]), 1002),
        Arguments.of("no UTF-8", Wire.frame(0x81, Wire.bytes("\u00ff")), 1007),
        Arguments.of("half a character", Wire.frame(0x81, Wire.bytes("a\u00c3")), 1007),
        Arguments.of("too long", Arrays.copyOf(Wire.frame(0x82, new byte[1_200_000]), 20), 1009),
        Arguments.of(
            "absurdly long",
            new byte[] {(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4},
            1009),
        Arguments.of(
            "too long in parts", joined(Wire.frame(0x02, half), Wire.frame(0x00, half)), 1009));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aBrokenRuleClosesWithItsCodeAndDisturbsNobody(String what, byte[] wire, int code) {
    try (var world = new SimWorld(1);
        var server = ServerHandshakeTest.listening(world)) {
      var good = new Wire(world, "10.0.0.3").connect().upgrade();
      var bad = new Wire(world, "10.0.0.4").connect().upgrade().send(wire);
      world.advance(Duration.ofSeconds(3));
      var answer = bad.take();
      assertThat(answer).as(what).startsWith("\u0088");
      assertThat(answer.charAt(2) << 8 | answer.charAt(3)).as(what).isEqualTo(code);
      assertThat(bad.closed()).isNotNull();
      assertThat(good.send(Wire.text(Wire.options("1"))).take()).contains(OK);
    }
  }

  @Test
  void aMessageThatDoesNotEndIsGivenUp(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var slow = new Wire(world, "10.0.0.3").connect().upgrade();
      slow.send(Wire.text(Wire.options("1")));
      slow.send(Wire.frame(0x01, Wire.bytes("OPTIONS")));
      for (int i = 0; i < 31; i++) {
        world.advance(Duration.ofMillis(900));
        slow.send(Wire.frame(0x00, Wire.bytes("x")));
      }
      assertThat(slow.closed()).isNull();
      world.advance(Duration.ofSeconds(2));
      assertThat(slow.closed()).isNotNull();
    }
  }

  @Test
  void whateverComesIsAnsweredOrRefused(SimWorld world) {
    try (var server = ServerHandshakeTest.listening(world)) {
      var random = new Random(7);
      for (int i = 0; i < 150; i++) {
        var peer = new Wire(world, "10.0.1." + (i + 1)).connect().upgrade();
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        peer.send(random.nextBoolean() ? noise : Wire.frame(noise.length & 0x8f, noise));
        peer.send(Wire.frame(0x88, new byte[0]));
        world.advance(Duration.ofSeconds(45));
        assertThat(peer.closed()).as("connection %s", i).isNotNull();
      }
      var good = new Wire(world, "10.0.0.3").connect().upgrade();
      assertThat(good.send(Wire.text(Wire.options("1"))).take()).contains(OK);
    }
  }
}
