package org.offhook.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/** A peer that only has one TCP connection, and sends and sees bytes. */
final class Wire implements StreamHandler {

  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final SimWorld world;
  private final SimHost host;
  private final Network network;
  private final StringBuilder seen = new StringBuilder();
  private @Nullable StreamConnection connection;
  private @Nullable String closed;

  /** A host of its own at this address. */
  Wire(SimWorld world, String address) {
    this.world = world;
    this.host = world.host("wire-" + address, address);
    this.network = host.attach("wire");
  }

  static InetSocketAddress address(String literal, int port) {
    return new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse(literal)), port);
  }

  /** Connects to 10.0.0.1:80. */
  Wire connect() {
    var to = address("10.0.0.1", 80);
    InetAddress from = world.onLoop(network, () -> network.localAddressTowards(to.getAddress()));
    connection = world.onLoop(network, () -> network.connectStream(from, to, this));
    advance();
    return this;
  }

  /** Takes one connection at port 80 of its address. */
  Wire listen(String address) {
    world.onLoop(
        network,
        () -> {
          var unused =
              network.listenStream(
                  address(address, 80),
                  accepted -> {
                    connection = accepted;
                    return this;
                  });
        });
    return this;
  }

  private void advance() {
    world.advance(Duration.ofMillis(100));
  }

  /** Sends bytes in one piece, or in large ones. */
  Wire send(byte[] bytes) {
    for (int at = 0; at < bytes.length; at += 60_000) {
      var piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 60_000));
      world.onLoop(network, () -> Objects.requireNonNull(connection).write(piece));
      advance();
    }
    return this;
  }

  /** Sends bytes without waiting for anything. */
  void write(byte[] bytes) {
    world.onLoop(network, () -> Objects.requireNonNull(connection).write(bytes));
  }

  /** Reads no more from now on. */
  void deaf() {
    host.neverRead(true);
  }

  /** Sends bytes one by one. */
  Wire trickle(byte[] bytes) {
    for (byte b : bytes) {
      world.onLoop(network, () -> Objects.requireNonNull(connection).write(new byte[] {b}));
      world.advance(Duration.ofMillis(1));
    }
    advance();
    return this;
  }

  Wire send(String text) {
    return send(bytes(text));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The handshake of a browser; forgets the answer. */
  Wire upgrade() {
    send(request("/", "Sec-WebSocket-Protocol: sip"));
    seen.setLength(0);
    return this;
  }

  /** A request as browsers write it. */
  static String request(String target, String... rows) {
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: 10.0.0.1\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + KEY
        + "\r\n"
        + String.join("\r\n", rows)
        + "\r\n\r\n";
  }

  /** A masked frame of a client; its first byte as given. */
  static byte[] frame(int first, byte[] payload) {
    byte[] mask = {1, 2, 3, 4};
    int extended = payload.length > 65_535 ? 8 : payload.length > 125 ? 2 : 0;
    var frame = ByteBuffer.allocate(2 + extended + 4 + payload.length).put((byte) first);
    frame.put((byte) (0x80 | (extended == 8 ? 127 : extended == 2 ? 126 : payload.length)));
    if (extended == 8) {
      frame.putLong(payload.length);
    } else if (extended == 2) {
      frame.putShort((short) payload.length);
    }
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    return frame.array();
  }

  static byte[] text(String payload) {
    return frame(0x81, bytes(payload));
  }

  static String options(String branch) {
    return "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/WS abc.invalid;branch=z9hG4bK"
        + branch
        + "\r\nFrom: <sip:alice@example.com>;tag=1\r\nTo: <sip:10.0.0.1>\r\nCall-ID: "
        + branch
        + "\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n\r\n";
  }

  /** What arrived since the last call, a char for each byte. */
  String take() {
    var text = seen.toString();
    seen.setLength(0);
    return text;
  }

  /** Why the connection is gone; null if it is not. */
  @Nullable String closed() {
    return closed;
  }

  @Override
  public void received(StreamConnection from, ByteBuffer bytes) {
    var copy = new byte[bytes.remaining()];
    bytes.get(copy);
    seen.append(new String(copy, StandardCharsets.ISO_8859_1));
  }

  @Override
  public void closed(StreamConnection gone, String reason) {
    closed = reason;
  }
}
