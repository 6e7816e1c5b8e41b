package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** Real sockets on loopback. */
@Timeout(30)
class SystemHostTest {

  private static final NetworkSettings SETTINGS = NetworkSettings.DEFAULT.withQueues(16, 256 << 10);

  private final Network a = new SystemHost(SETTINGS).attach("a");
  private final Network b = new SystemHost(SETTINGS).attach("b");
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private static <T> T on(Network network, Callable<T> body) throws Exception {
    var result = new CompletableFuture<T>();
    network
        .loop()
        .execute(
            () -> {
              try {
                result.complete(body.call());
              } catch (Throwable failure) {
                result.completeExceptionally(failure);
              }
            });
    try {
      return result.get(10, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static void run(Network network, Runnable body) throws Exception {
    on(
        network,
        () -> {
          body.run();
          return true;
        });
  }

  private static InetAddress literal(String text) {
    return Addresses.literal(text).orElseThrow();
  }

  private static InetSocketAddress anyPort(String host) {
    return new InetSocketAddress(literal(host), 0);
  }

  private DatagramPort deafPort(Network network, InetSocketAddress local) throws Exception {
    return on(network, () -> network.bindDatagram(local, (port, remote, payload) -> {}));
  }

  private StreamListener listen(StreamAcceptor acceptor) throws Exception {
    return on(b, () -> b.listenStream(anyPort("127.0.0.1"), acceptor));
  }

  private StreamConnection connect(StreamListener to, String name) throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    return on(a, () -> a.connectStream(loopback, to.local(), new Recorder(name)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String event() throws InterruptedException {
    var event = events.poll(10, TimeUnit.SECONDS);
    assertThat(event).as("an event within 10 s").isNotNull();
    return event;
  }

  /** What came by TCP may lead to a request by UDP before all of it is read. */
  @Test
  void watchingAPortLeavesWhatIsBeingReadAlone() throws Exception {
    var port = deafPort(b, anyPort("127.0.0.1"));
    var peer = deafPort(a, anyPort("127.0.0.1")).local();
    var read = new CompletableFuture<String>();
    var reader =
        new StreamHandler() {
          @Override
          public void received(StreamConnection connection, ByteBuffer bytes) {
            var text = new StringBuilder().append((char) bytes.get());
            port.expectAnswer(peer);
            while (bytes.hasRemaining()) {
              text.append((char) bytes.get());
            }
            read.complete(text.toString());
          }

          @Override
          public void closed(StreamConnection connection, String reason) {}
        };
    var connection = connect(listen(accepted -> reader), "client");
    run(a, () -> connection.write(bytes("abc")));
    assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo("abc");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void datagramsGoBothWays(String host) throws Exception {
    var server = on(b, () -> b.bindDatagram(anyPort(host), DatagramPort::send));
    var client =
        on(
            a,
            () ->
                a.bindDatagram(
                    anyPort(host),
                    (port, remote, payload) ->
                        events.add(
                            remote.equals(server.local())
                                + new String(payload, StandardCharsets.UTF_8))));
    run(a, () -> assertThat(client.send(server.local(), bytes("x".repeat(9000)))).isNull());
    assertThat(event()).isEqualTo("true" + "x".repeat(9000));
  }

  // a hundred datagrams wait when the socket is first looked at; it reads 64 in one turn
  @Test
  void aSocketIsBehindUntilItHasReadAllThatArrived() throws Exception {
    var behind = new LinkedBlockingQueue<Boolean>();
    var held = new CountDownLatch(1);
    var server =
        on(
            b,
            () ->
                b.bindDatagram(
                    anyPort("127.0.0.1"), (port, remote, payload) -> behind.add(port.isBehind())));
    b.loop()
        .execute(
            () -> {
              try {
                held.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    var client = deafPort(a, anyPort("127.0.0.1"));
    run(
        a,
        () -> {
          for (int n = 0; n < 100; n++) {
            assertThat(client.send(server.local(), bytes("x"))).isNull();
          }
        });
    held.countDown();
    for (int n = 0; n < 100; n++) {
      assertThat(behind.poll(10, TimeUnit.SECONDS)).as("datagram %d", n).isEqualTo(n >= 64);
    }
    assertThat(on(b, server::isBehind)).isFalse();
  }

  @Test
  void portOfAClosedSocketIsFreeInTheSameTurn() throws Exception {
    var again =
        on(
            a,
            () -> {
              var first = a.bindDatagram(anyPort("127.0.0.1"), (port, remote, payload) -> {});
              first.close();
              return a.bindDatagram(first.local(), (port, remote, payload) -> {});
            });
    assertThat(again.local().getPort()).isPositive();
  }

  @Test
  void bindFailuresSayWhichAddressWhyAndWhatToDo() throws Exception {
    var taken = deafPort(a, anyPort("127.0.0.1")).local();
    assertThatThrownBy(() -> deafPort(b, taken))
        .isInstanceOf(NetException.class)
        .hasMessage(
            "cannot listen on udp:127.0.0.1:"
                + taken.getPort()
                + ": the port is in use; stop the other program or choose another port");
    var listener = listen(connection -> new Recorder("b"));
    assertThatThrownBy(() -> on(a, () -> a.listenStream(listener.local(), c -> new Recorder("a"))))
        .isInstanceOf(NetException.class)
        .hasMessageContaining("tcp:127.0.0.1:")
        .hasMessageContaining("in use");
    assertThatThrownBy(() -> deafPort(b, anyPort("192.0.2.77")))
        .isInstanceOf(NetException.class)
        .hasMessageContaining("not one of this host's; use one of [")
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> deafPort(b, anyPort("0.0.0.0")))
        .isInstanceOf(NetException.class)
        .hasMessageContaining("wildcard");
  }

  @Test
  void sendFailuresAreValues() throws Exception {
    var client = deafPort(a, anyPort("127.0.0.1"));
    var local = client.local();
    assertThat(on(a, () -> client.send(local, new byte[65_508]))).contains("too long");
    var ipv6 = new InetSocketAddress(literal("::1"), 9);
    assertThat(on(a, () -> client.send(ipv6, new byte[1]))).contains("family");
    var unresolved = InetSocketAddress.createUnresolved("x", 9);
    assertThat(on(a, () -> client.send(unresolved, new byte[1]))).contains("resolved");
    run(a, client::close);
    assertThat(on(a, () -> client.send(local, new byte[1]))).isEqualTo("socket closed");
  }

  @Test
  void streamCarriesBytesWrittenBeforeItIsOpenAndEndsCleanly() throws Exception {
    var listener = listen(connection -> new Echo());
    var loopback = InetAddress.getLoopbackAddress();
    var connection =
        on(
            a,
            () -> {
              var opened = a.connectStream(loopback, listener.local(), new Recorder("a"));
              opened.write(bytes("one "));
              opened.write(bytes("two"));
              return opened;
            });
    assertThat(event()).isEqualTo("a connected");
    assertThat(event()).isEqualTo("a one two");
    assertThat(connection.local().getPort()).isPositive();
    run(
        a,
        () -> {
          connection.write(bytes("last words"));
          connection.close();
        });
    assertThat(event()).isEqualTo("echo closed by peer");
  }

  @Test
  void refusedConnectionIsTold() throws Exception {
    var listener = listen(connection -> new Recorder("b"));
    run(b, listener::close);
    run(b, () -> {});
    connect(listener, "a");
    assertThat(event()).isEqualTo("a connection refused");
  }

  @Test
  void resetIsTold() throws Exception {
    var accepted = new CompletableFuture<StreamConnection>();
    var listener =
        listen(
            connection -> {
              accepted.complete(connection);
              return new Recorder("b");
            });
    connect(listener, "a");
    assertThat(event()).isEqualTo("a connected");
    run(b, accepted.get(10, TimeUnit.SECONDS)::abort);
    assertThat(event()).isEqualTo("a connection reset");
  }

  @Test
  void answerOfAConnectionThatIsClosedAtOnceArrives() throws Exception {
    var listener =
        listen(
            connection -> {
              connection.write(bytes("go away"));
              connection.close();
              return new Recorder("b");
            });
    var connection = connect(listener, "a");
    run(a, () -> connection.write(new byte[100_000]));
    assertThat(List.of(event(), event(), event()))
        .containsExactly("a connected", "a go away", "a closed by peer");
  }

  @Test
  void peerThatNeverReadsFillsTheBoundedQueueAndDisturbsNobody() throws Exception {
    var slow = new CompletableFuture<StreamConnection>();
    var listener =
        listen(
            connection -> {
              connection.readable(false);
              slow.complete(connection);
              return new Counter();
            });
    var connection = connect(listener, "a");
    assertThat(event()).isEqualTo("a connected");
    var written = 0L;
    var piece = new byte[10_000];
    Arrays.fill(piece, (byte) 'x');
    while (on(a, () -> connection.write(piece))) {
      written += piece.length;
    }
    assertThat(written).isGreaterThan(SETTINGS.queues().streamBytes() - 10_000L);
    var quick = connect(listen(c -> new Echo()), "quick");
    assertThat(event()).isEqualTo("quick connected");
    run(a, () -> quick.write(bytes("hello")));
    assertThat(event()).isEqualTo("quick hello");
    run(b, () -> slow.join().readable(true));
    run(a, connection::close);
    assertThat(event()).isEqualTo("counted " + written);
  }

  @Test
  void namesAreLookedUpWithoutBlocking() throws Exception {
    for (var name : List.of("localhost", "192.0.2.1", "[2001:db8::1]", "")) {
      a.lookUp(name, found -> events.add(name + " " + a.loop().onLoop() + " " + found));
    }
    var answers = new ArrayList<>(List.of(event(), event(), event(), event()));
    assertThat(answers)
        .contains(" true []")
        .anyMatch(answer -> answer.startsWith("localhost true [/127.0.0.1"))
        .contains("192.0.2.1 true [/192.0.2.1]", "[2001:db8::1] true [/2001:db8:0:0:0:0:0:1]");
  }

  @Test
  void sourceAddressFollowsTheRoute() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    assertThat(on(a, () -> a.localAddressTowards(loopback))).isEqualTo(loopback);
    for (var local : a.localAddresses()) {
      assertThat(on(a, () -> a.localAddressTowards(local))).isIn(a.localAddresses());
    }
  }

  @Test
  void closeLeavesNoThreadAndNoPort() throws Exception {
    var network = new SystemHost().attach("short-lived");
    var socket = deafPort(network, anyPort("127.0.0.1")).local();
    var listener =
        on(network, () -> network.listenStream(anyPort("127.0.0.1"), c -> new Recorder("x")));
    network.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("short-lived"));
    assertThat(network.loop().execute(() -> {})).isFalse();
    deafPort(a, socket);
    on(a, () -> a.listenStream(listener.local(), c -> new Recorder("x")));
  }

  @Test
  void peerThatOnlyHalfClosesStillGetsItsAnswer() throws Exception {
    var listener = listen(connection -> new Echo());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.local().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes("question"));
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes("question"));
    }
    assertThat(event()).isEqualTo("echo closed by peer");
  }

  @Test
  void connectionThatIsNotAnsweredTimesOut() throws Exception {
    var hasty = new SystemHost(SETTINGS.withConnectTimeout(Duration.ofMillis(200))).attach("hasty");
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var remote = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
      for (var n = 0; n < 6; n++) {
        on(hasty, () -> hasty.connectStream(full.getInetAddress(), remote, new Recorder("c")));
      }
      var told = new ArrayList<String>();
      for (var n = 0; n < 6; n++) {
        told.add(event());
      }
      assertThat(told).contains("c connect timed out");
    } finally {
      hasty.close();
    }
  }

  @Test
  @Rfc("NET-49")
  void socketsCarryTheTrafficClassThatIsSet() throws Exception {
    var marked = new SystemHost(NetworkSettings.DEFAULT.withTrafficClass(0x60)).attach("marked");
    try {
      var socket = (UdpSocket) deafPort(marked, anyPort("127.0.0.1"));
      assertThat(socket.channel().getOption(StandardSocketOptions.IP_TOS)).isEqualTo(0x60);
      var plain = (UdpSocket) deafPort(a, anyPort("127.0.0.1"));
      assertThat(plain.channel().getOption(StandardSocketOptions.IP_TOS)).isZero();
    } finally {
      marked.close();
    }
  }

  @Test
  void burstOfDatagramsLosesNone() throws Exception {
    var count = new AtomicInteger();
    var server =
        on(
            b,
            () ->
                b.bindDatagram(
                    anyPort("127.0.0.1"),
                    (port, remote, payload) -> {
                      if (count.incrementAndGet() % 500 == 0) {
                        events.add(String.valueOf(count));
                      }
                    }));
    var client = deafPort(a, anyPort("127.0.0.1"));
    for (var burst = 1; burst <= 4; burst++) {
      run(
          a,
          () -> {
            for (var n = 0; n < 500; n++) {
              client.send(server.local(), new byte[100]);
            }
          });
      assertThat(event()).isEqualTo(String.valueOf(burst * 500));
    }
    assertThat(client.dropped()).isZero();
  }

  private class Recorder implements StreamHandler {
    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public void connected(StreamConnection connection) {
      events.add(name + " connected");
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      events.add(name + " " + StandardCharsets.UTF_8.decode(bytes));
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      events.add(name + " " + reason);
    }
  }

  private final class Echo extends Recorder {
    Echo() {
      super("echo");
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      var copy = new byte[bytes.remaining()];
      bytes.get(copy);
      connection.write(copy);
    }
  }

  private final class Counter extends Recorder {
    private long count;

    Counter() {
      super("counter");
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        count += bytes.get() == 'x' ? 1 : 1_000_000_000;
      }
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      events.add("counted " + count);
    }
  }
}
