package org.offhook.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.testing.Rfc;

/** What {@link NetworkSettings} does to real sockets, on loopback. */
@Timeout(30)
class SocketOptionsTest {

  private final List<Network> networks = new ArrayList<>();
  private final Network peer = network(NetworkSettings.DEFAULT);
  private final BlockingQueue<InetSocketAddress> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    networks.forEach(Network::close);
  }

  private Network network(NetworkSettings settings) {
    var network = new SystemHost(settings).attach("n" + networks.size());
    networks.add(network);
    return network;
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

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(Addresses.literal(host).orElseThrow(), port);
  }

  /** Notes where connections come from. */
  private StreamListener server(String host) throws Exception {
    return on(
        peer,
        () ->
            peer.listenStream(
                at(host, 0),
                connection -> {
                  seen.add(connection.remote());
                  return new Quiet();
                }));
  }

  private StreamConnection connect(Network from, StreamListener to) throws Exception {
    var local = to.local().getAddress();
    return on(from, () -> from.connectStream(local, to.local(), new Quiet()));
  }

  private InetSocketAddress source() throws InterruptedException {
    var source = seen.poll(10, TimeUnit.SECONDS);
    assertThat(source).as("a connection within 10 s").isNotNull();
    return source;
  }

  private static PortRange freeRange(int size) throws Exception {
    for (int first = 21_000; first < 29_000; first += size) {
      var free = true;
      for (int port = first; free && port < first + size; port++) {
        try (var channel = ServerSocketChannel.open()) {
          channel.bind(at("127.0.0.1", port));
        } catch (java.io.IOException e) {
          free = false;
        }
      }
      if (free) {
        return PortRange.of(first, first + size - 1);
      }
    }
    throw new AssertionError("no free ports");
  }

  @Test
  void connectionsStartFromTheGivenPortsInTurnAndFailWhenNoneIsLeft() throws Exception {
    var range = freeRange(3);
    var client = network(NetworkSettings.DEFAULT.withOutgoingPorts(range));
    var server = server("127.0.0.1");
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      connect(client, server);
      ports.add(source().getPort());
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("connected");
    }
    assertThat(ports).containsExactly(range.first(), range.first() + 1, range.last());
    connect(client, server);
    assertThat(told.poll(10, TimeUnit.SECONDS)).contains("no port from " + range);
    connect(client, server("127.0.0.1"));
    assertThat(source().getPort()).as("to another server").isBetween(range.first(), range.last());
  }

  @Test
  void connectionsStartFromTheGivenAddressAndFirstTowardsItsKindOnly() throws Exception {
    var client = network(NetworkSettings.DEFAULT.withSourceAddress("127.0.0.77"));
    connect(client, server("127.0.0.1"));
    assertThat(source().getAddress()).isEqualTo(at("127.0.0.77", 0).getAddress());
    var target = at("127.0.0.1", 0).getAddress();
    assertThat(on(client, () -> client.localAddressTowards(target)))
        .isEqualTo(at("127.0.0.77", 0).getAddress());
    var other = network(NetworkSettings.DEFAULT.withSourceAddress("192.0.2.7"));
    assertThat(on(other, () -> other.localAddressTowards(target))).isEqualTo(target);
    connect(client, server("::1"));
    assertThat(source().getAddress()).isEqualTo(at("::1", 0).getAddress());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void connectionsStartFromTheListeningPortWhichStaysClosedToOthers(String host) throws Exception {
    var client = network(NetworkSettings.DEFAULT.withOutgoingFromListeningPort(true));
    var listener = on(client, () -> client.listenStream(at(host, 0), c -> new Quiet()));
    var first = server(host);
    connect(client, first);
    assertThat(source()).isEqualTo(listener.local());
    connect(client, server(host));
    assertThat(source()).as("to another server").isEqualTo(listener.local());
    connect(client, first);
    assertThat(source().getPort())
        .as("a second one to the same server")
        .isNotEqualTo(listener.local().getPort());
    assertThatThrownBy(() -> on(peer, () -> peer.listenStream(listener.local(), c -> new Quiet())))
        .hasMessageContaining("in use");
    connect(peer, listener);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("connected");
  }

  @Test
  void aSharedPortIsListenedOnByTwoAndEachGetsAPart() throws Exception {
    var shared = NetworkSettings.DEFAULT.withSharedPort(true);
    var counts = new LinkedBlockingQueue<Integer>();
    var one = network(shared);
    var two = network(shared);
    DatagramHandler first = (port, remote, payload) -> counts.add(1);
    DatagramHandler second = (port, remote, payload) -> counts.add(2);
    // The port must be free for streams too, which others of this machine take at random.
    int free = freeRange(1).first();
    var local = on(one, () -> one.bindDatagram(at("127.0.0.1", free), first)).local();
    on(two, () -> two.bindDatagram(local, second));
    on(one, () -> one.listenStream(local, c -> new Quiet()));
    on(two, () -> two.listenStream(local, c -> new Quiet()));
    for (int i = 0; i < 40; i++) {
      var port = on(peer, () -> peer.bindDatagram(at("127.0.0.1", 0), (p, r, b) -> {}));
      on(peer, () -> String.valueOf(port.send(local, new byte[] {1})));
    }
    var who = new HashSet<Integer>();
    for (int i = 0; i < 40; i++) {
      who.add(counts.poll(10, TimeUnit.SECONDS));
    }
    assertThat(who).containsExactlyInAnyOrder(1, 2);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 24, 96", "127.0.0.1, 26, 104", "::1, 46, 184"})
  @Rfc("NET-49")
  void socketsCarryTheDscpThatIsSet(String host, int codePoint, int octet) throws Exception {
    var marked = network(NetworkSettings.DEFAULT.withDscp(codePoint));
    var socket = (UdpSocket) on(marked, () -> marked.bindDatagram(at(host, 0), (p, r, b) -> {}));
    assertThat(socket.channel().getOption(StandardSocketOptions.IP_TOS)).isEqualTo(octet);
    var plain = (UdpSocket) on(peer, () -> peer.bindDatagram(at(host, 0), (p, r, b) -> {}));
    assertThat(plain.channel().getOption(StandardSocketOptions.IP_TOS)).isZero();
    assertThatThrownBy(() -> NetworkSettings.DEFAULT.withDscp(64)).hasMessageContaining("63");
  }

  @Test
  void aSocketThatIsHandedInIsReadAndClosedLikeAnyOther() throws Exception {
    var datagrams = DatagramChannel.open().bind(at("127.0.0.1", 0));
    var streams = ServerSocketChannel.open().bind(at("127.0.0.1", 0));
    var owner = network(NetworkSettings.DEFAULT);
    var heard = new LinkedBlockingQueue<String>();
    var port = on(owner, () -> owner.adoptDatagram(datagrams, (p, r, b) -> heard.add("udp")));
    var listener = on(owner, () -> owner.adoptStream(streams, c -> new Quiet()));
    assertThat(port.local()).isEqualTo(datagrams.getLocalAddress());
    var sender = on(peer, () -> peer.bindDatagram(at("127.0.0.1", 0), (p, r, b) -> {}));
    on(peer, () -> String.valueOf(sender.send(port.local(), new byte[] {1})));
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("udp");
    connect(peer, listener);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("connected");
    on(
        owner,
        () -> {
          port.close();
          listener.close();
          return true;
        });
    assertThat(datagrams.isOpen()).isFalse();
    assertThat(streams.isOpen()).isFalse();
    try (var everywhere = DatagramChannel.open().bind(new InetSocketAddress(0))) {
      assertThatThrownBy(() -> on(owner, () -> owner.adoptDatagram(everywhere, (p, r, b) -> {})))
          .hasMessageContaining("bind it to one address");
    }
  }

  // the request's second socket takes what that peer sends; everybody else's datagrams, and the
  // port itself, stay with the first one
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  @Rfc("NET-14")
  void aClosedPortOfAPeerIsToldAtOnceAndNothingOfOthersIsLost(String host) throws Exception {
    assumeTrue(System.getProperty("os.name").contains("Linux"));
    var client = network(NetworkSettings.DEFAULT);
    var heard = new LinkedBlockingQueue<String>();
    var socket =
        (UdpSocket)
            on(
                client,
                () ->
                    client.bindDatagram(
                        at(host, 0),
                        new DatagramHandler() {
                          @Override
                          public void received(DatagramPort p, InetSocketAddress r, byte[] b) {
                            heard.add(new String(b, java.nio.charset.StandardCharsets.US_ASCII));
                          }

                          @Override
                          public void unreachable(
                              DatagramPort p, InetSocketAddress r, String reason) {
                            heard.add(r.getPort() + " " + reason);
                          }
                        }));
    InetSocketAddress closed;
    try (var channel = DatagramChannel.open().bind(at(host, 0))) {
      closed = (InetSocketAddress) channel.getLocalAddress();
    }
    var open = on(peer, () -> peer.bindDatagram(at(host, 0), DatagramPort::send));
    var stranger = on(peer, () -> peer.bindDatagram(at(host, 0), DatagramPort::send));
    for (var to : List.of(open.local(), closed)) {
      on(client, () -> request(socket, to, "ask"));
    }
    assertThat(List.of(next(heard), next(heard)))
        .containsExactlyInAnyOrder("ask", closed.getPort() + " port unreachable");
    on(client, () -> request(socket, open.local(), "again"));
    assertThat(next(heard)).isEqualTo("again");
    assertThat(on(client, socket::siblings)).as("a peer that answered is known").isZero();
    on(client, () -> request(socket, closed, "anew"));
    on(peer, () -> String.valueOf(stranger.send(socket.local(), ascii("hello"))));
    assertThat(List.of(next(heard), next(heard)))
        .containsExactlyInAnyOrder("hello", closed.getPort() + " port unreachable");
    assertThatThrownBy(() -> on(peer, () -> peer.bindDatagram(socket.local(), (p, r, b) -> {})))
        .hasMessageContaining("in use");
  }

  private static String next(BlockingQueue<String> queue) throws InterruptedException {
    return String.valueOf(queue.poll(10, TimeUnit.SECONDS));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  private static boolean request(UdpSocket socket, InetSocketAddress to, String text) {
    socket.expectAnswer(to);
    return socket.send(to, ascii(text)) == null;
  }

  private final class Quiet implements StreamHandler {
    @Override
    public void connected(StreamConnection connection) {
      told.add("connected");
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      bytes.position(bytes.limit());
    }

    @Override
    public void closed(StreamConnection connection, String reason) {
      told.add(reason);
    }
  }
}
