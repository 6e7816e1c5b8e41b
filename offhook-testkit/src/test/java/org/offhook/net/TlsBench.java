package org.offhook.net;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.TestAuthority;

/** Two hosts of a simulated world that speak TLS with each other, or one of them with anybody. */
final class TlsBench implements AutoCloseable {

  static final TestAuthority CA = TestAuthority.create("Test CA");
  static final TestAuthority OTHER_CA = TestAuthority.create("Unknown CA");
  private static final int PORT = 5061;

  final SimWorld world = new SimWorld(7);
  final SimHost left = world.host("left", "10.0.0.1", "2001:db8::1");
  final SimHost right = world.host("right", "10.0.0.2", "2001:db8::2");
  final Network client = left.attach("client");
  final Network server = right.attach("server");
  final List<End> accepted = new ArrayList<>();
  @Nullable TlsLayer listener;
  private @Nullable StreamListener socket;

  /** What one end of a connection heard. */
  static final class End implements StreamHandler {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    @Nullable StreamConnection connection;
    @Nullable String closed;
    int connected;
    int pieces;

    @Override
    public void connected(StreamConnection opened) {
      connection = opened;
      connected++;
    }

    @Override
    public void received(StreamConnection from, ByteBuffer more) {
      pieces++;
      var piece = new byte[more.remaining()];
      more.get(piece);
      bytes.writeBytes(piece);
    }

    @Override
    public void closed(StreamConnection gone, String reason) {
      if (closed != null) {
        throw new IllegalStateException("closed twice: " + closed + ", " + reason);
      }
      closed = reason;
    }

    String text() {
      return bytes.toString(StandardCharsets.US_ASCII);
    }

    StreamConnection connection() {
      if (connection == null) {
        throw new AssertionError("no connection: " + closed);
      }
      return connection;
    }

    TlsPeer peer() {
      var peer = connection().tls();
      if (peer == null) {
        throw new AssertionError("TLS is not through: " + closed);
      }
      return peer;
    }
  }

  /** A server for example.com. */
  static TlsSettings.Builder forServer() {
    return TlsSettings.builder()
        .trust(CA.trust())
        .certificate(CA.certificate().domain("example.com").issue().identity());
  }

  /** A client that believes the test's authority. */
  static TlsSettings.Builder forClient() {
    return TlsSettings.builder().trust(CA.trust());
  }

  void listen(TlsSettings settings) {
    var layer = new TlsLayer(server, settings);
    listener = layer;
    listen(
        below ->
            layer.accept(
                below,
                upper -> {
                  var end = new End();
                  end.connection = upper;
                  accepted.add(end);
                  return end;
                }));
  }

  /** Listens for plain TCP, instead of how it was before. */
  void listen(StreamAcceptor acceptor) {
    world.onLoop(
        server,
        () -> {
          if (socket != null) {
            socket.close();
          }
          socket = server.listenStream(new InetSocketAddress(right.address(), PORT), acceptor);
        });
  }

  InetSocketAddress address() {
    return right.address(PORT);
  }

  /** Connects to example.com, and waits for what comes of it. */
  End connect(TlsSettings settings) {
    return connect(settings, "example.com");
  }

  End connect(TlsSettings settings, String domain) {
    return connect(new TlsLayer(client, settings), domain);
  }

  End connect(TlsLayer layer, String domain) {
    var end = begin(layer, domain);
    settle();
    return end;
  }

  /** Connects, and does not wait. */
  End begin(TlsLayer layer, String domain) {
    var end = new End();
    world.onLoop(
        client,
        () -> {
          end.connection =
              layer.open(
                  below -> client.connectStream(left.address(), address(), below),
                  new PeerName(domain, address()),
                  end);
        });
    return end;
  }

  /** Connects without TLS. */
  End plain() {
    var end = new End();
    world.onLoop(
        client,
        () -> {
          end.connection = client.connectStream(left.address(), address(), end);
        });
    settle();
    return end;
  }

  void write(Network by, End end, String text) {
    write(by, end, text.getBytes(StandardCharsets.US_ASCII));
  }

  void write(Network by, End end, byte[] bytes) {
    boolean taken = world.onLoop(by, () -> end.connection().write(bytes));
    if (!taken) {
      throw new AssertionError("not written");
    }
    settle();
  }

  void settle() {
    world.advance(Duration.ofSeconds(1));
  }

  int unfinished() {
    return world.onLoop(server, () -> Objects.requireNonNull(listener).unfinished());
  }

  End accepted() {
    return accepted.getLast();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    world.close();
  }
}
