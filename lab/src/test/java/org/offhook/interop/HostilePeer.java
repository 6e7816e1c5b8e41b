package org.offhook.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.offhook.Endpoint;
import org.offhook.architecture.Project;

/** What hostile and broken peers send to a port on loopback. It takes no part in the protocol. */
final class HostilePeer {

  private static final int RANDOM_BYTES = 1 << 20;
  private static final int PIECE = 1400;
  private static final int UNREAD_REQUESTS = 20_000;

  private final InetSocketAddress target;

  HostilePeer(int port) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The torture messages, which the parser's own tests judge one by one. */
  static List<Path> torture() throws IOException {
    var folder = Project.root().resolve("offhook-core/src/test/resources/torture");
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sip")).sorted().toList();
    }
  }

  void tortureByDatagram() throws IOException {
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (var file : torture()) {
        var bytes = Files.readAllBytes(file);
        socket.send(new DatagramPacket(bytes, Math.min(bytes.length, 65_507), target));
      }
    }
  }

  /** Each message on a connection of its own, which half of the time is closed at once. */
  void tortureByStream() throws IOException {
    for (var file : torture()) {
      try (var socket = new Socket(target.getAddress(), target.getPort())) {
        socket.getOutputStream().write(Files.readAllBytes(file));
        socket.setSoTimeout(50);
        if (file.hashCode() % 2 == 0) {
          socket.getInputStream().read();
        }
      } catch (IOException e) {
        // the endpoint may close the connection, or have nothing to say
      }
    }
  }

  void randomByDatagram(long seed) throws IOException {
    var random = new Random(seed);
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      for (int sent = 0; sent < RANDOM_BYTES; sent += PIECE) {
        var bytes = new byte[PIECE];
        random.nextBytes(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, target));
      }
    }
  }

  /** Goes on with a new connection where the endpoint closes one. */
  void randomByStream(long seed) throws IOException {
    var random = new Random(seed);
    int sent = 0;
    while (sent < RANDOM_BYTES) {
      try (var socket = new Socket(target.getAddress(), target.getPort())) {
        while (sent < RANDOM_BYTES) {
          var bytes = new byte[PIECE];
          random.nextBytes(bytes);
          sent += bytes.length;
          socket.getOutputStream().write(bytes);
        }
      } catch (IOException e) {
        // closed by the endpoint: the rest goes over another one
      }
    }
  }

  /** Sends an INVITE at one byte a second, for this long. */
  void dribble(Endpoint clock, Duration time) throws IOException, InterruptedException {
    try (var socket = new Socket(target.getAddress(), target.getPort())) {
      var bytes = "INVITE sip:slow@127.0.0.1 SIP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < time.toSeconds(); i++) {
        socket.getOutputStream().write(bytes[i % bytes.length]);
        clock.sleep(Duration.ofSeconds(1));
      }
    }
  }

  /** A connection that asks and asks, and never reads an answer; the caller closes it. */
  SocketChannel neverRead() throws IOException {
    var channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    channel.connect(target);
    channel.configureBlocking(false);
    for (int i = 0; i < UNREAD_REQUESTS; i++) {
      var request = ByteBuffer.wrap(options(i).getBytes(StandardCharsets.US_ASCII));
      try {
        channel.write(request);
      } catch (IOException e) {
        return channel; // the endpoint has had enough
      }
      if (request.hasRemaining()) {
        return channel;
      }
    }
    return channel;
  }

  private static String options(int number) {
    return String.join(
        "\r\n",
        "OPTIONS sip:service@127.0.0.1 SIP/2.0",
        "Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bKunread" + number,
        "Max-Forwards: 70",
        "From: <sip:unread@127.0.0.1>;tag=1",
        "To: <sip:service@127.0.0.1>",
        "Call-ID: unread-" + number,
        "CSeq: 1 OPTIONS",
        "Content-Length: 0",
        "",
        "");
  }
}
