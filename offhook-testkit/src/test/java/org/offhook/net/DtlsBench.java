package org.offhook.net;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/** A DTLS client on one simulated host, a server on another, and datagrams made by hand. */
final class DtlsBench implements AutoCloseable {

  static final int PORT = 5061;

  /** What a handler is told that a datagram came by; it is not looked at. */
  private static final DatagramPort NOWHERE =
      new DatagramPort() {
        @Override
        public InetSocketAddress local() {
          return new InetSocketAddress(0);
        }

        @Override
        public String send(InetSocketAddress remote, byte[] payload) {
          return "nowhere";
        }

        @Override
        public long dropped() {
          return 0;
        }

        @Override
        public void close() {}
      };

  final SimWorld world;
  final SimHost here;
  final SimHost there;
  final Network client;
  final Network server;
  final Party left = new Party();
  final List<Party> accepted = new ArrayList<>();
  @Nullable DatagramHandler atServer;
  DtlsSettings settings = DtlsSettings.DEFAULT;
  TlsSettings clientTls = DtlsCertificates.settings("alice");
  TlsSettings serverTls = DtlsCertificates.settings("bob");

  DtlsBench() {
    this(1);
  }

  DtlsBench(long seed) {
    world = new SimWorld(seed);
    here = world.host("here", "10.0.0.1", "10.0.0.3", "2001:db8::1");
    there = world.host("there", "10.0.0.2", "2001:db8::2");
    client = here.attach("client");
    server = there.attach("server");
  }

  /** What one side of an association saw. */
  static final class Party implements DtlsHandler {
    final List<String> messages = new ArrayList<>();
    final List<String> ends = new ArrayList<>();
    @Nullable DtlsAssociation association;

    @Override
    public void opened(DtlsAssociation opened) {
      association = opened;
    }

    @Override
    public void received(DtlsAssociation from, byte[] message) {
      messages.add(new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void closed(DtlsAssociation gone, String reason) {
      ends.add(reason);
    }

    DtlsAssociation association() {
      if (association == null) {
        throw new AssertionError("there is no association; ends: " + ends);
      }
      return association;
    }

    boolean isOpen() {
      return association != null && association.isOpen();
    }
  }

  /** Takes datagrams and does nothing; sends what it is told. */
  static final class Raw implements DatagramHandler {
    final List<byte[]> received = new ArrayList<>();

    @Override
    public void received(DatagramPort port, InetSocketAddress remote, byte[] payload) {
      received.add(payload);
    }
  }

  DtlsServerPort listen() {
    return listen(there.address(PORT));
  }

  DtlsServerPort listen(InetSocketAddress at) {
    return listen(at, Duration.ZERO);
  }

  /** A server on a host where each computation takes {@code time}, all at once. */
  DtlsServerPort listenWhereComputingTakes(Duration time) {
    return listen(there.address(PORT), time);
  }

  private DtlsServerPort listen(InetSocketAddress at, Duration computing) {
    InvocationHandler watched =
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "bindDatagram" -> atServer = (DatagramHandler) arguments[1];
            case "compute" -> {
              server.loop().after(computing, (Runnable) arguments[0]);
              server.loop().after(computing, (Runnable) arguments[1]);
              return true;
            }
            default -> {}
          }
          return method.invoke(server, arguments);
        };
    var loader = Network.class.getClassLoader();
    var network = (Network) Proxy.newProxyInstance(loader, new Class<?>[] {Network.class}, watched);
    return world.onLoop(
        server, () -> new DtlsServerPort(network, serverTls, settings, at, this::accept));
  }

  /** Somebody else sends this to both sides, each in the other's name. */
  void forge(DtlsAssociation toClient, byte[] payload) {
    world.onLoop(client, () -> toClient.received(payload));
    var handler = atServer;
    if (handler != null) {
      world.onLoop(server, () -> handler.received(NOWHERE, toClient.local(), payload));
    }
  }

  private DtlsHandler accept(DtlsAssociation association) {
    var party = new Party();
    accepted.add(party);
    return party;
  }

  /** The server's side of the newest association. */
  Party right() {
    return accepted.getLast();
  }

  /** Opens from the client's first address to bob. */
  DtlsAssociation open() {
    return open("bob.example", there.address(PORT), left);
  }

  DtlsAssociation open(String domain, InetSocketAddress remote, Party party) {
    boolean v6 = remote.getAddress() instanceof Inet6Address;
    return open(new InetSocketAddress(v6 ? "2001:db8::1" : "10.0.0.1", 0), domain, remote, party);
  }

  DtlsAssociation open(
      InetSocketAddress local, String domain, InetSocketAddress remote, Party party) {
    return world.onLoop(
        client,
        () -> {
          var port = new DtlsClientPort(client, clientTls, settings, local);
          return port.open(new PeerName(domain, remote), party);
        });
  }

  /** A socket of the client's host that is no DTLS at all. */
  DatagramPort raw(String address, int port, Raw handler) {
    var local = new InetSocketAddress(address, port);
    return world.onLoop(client, () -> client.bindDatagram(local, handler));
  }

  void send(DatagramPort from, byte[] payload) {
    String fault = world.onLoop(client, () -> from.send(there.address(PORT), payload));
    if (fault != null) {
      throw new AssertionError(fault);
    }
  }

  @Nullable String say(Network of, Party party, String text) {
    return world.onLoop(of, () -> party.association().send(text.getBytes(StandardCharsets.UTF_8)));
  }

  void advance(long millis) {
    world.advance(Duration.ofMillis(millis));
  }

  @Override
  public void close() {
    world.close();
  }
}
