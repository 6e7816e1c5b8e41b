package org.offhook.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.offhook.loop.UserThreads;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NameServers;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamAcceptor;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamListener;

/** One endpoint's share of a simulated host. */
final class SimAttachment implements Network {

  private final SimHost host;
  private final SimLoop loop;

  private final boolean service;

  SimAttachment(SimHost host, SimLoop loop, boolean service) {
    this.host = host;
    this.loop = loop;
    this.service = service;
  }

  /** Whether it belongs to the world, not to what is tested. */
  boolean isService() {
    return service;
  }

  SimHost host() {
    return host;
  }

  SimNetwork network() {
    return host.network();
  }

  @Override
  public SimLoop loop() {
    return loop;
  }

  @Override
  public UserThreads userThreads() {
    return network().scheduler().baton();
  }

  @Override
  public DatagramPort bindDatagram(InetSocketAddress local, DatagramHandler handler)
      throws NetException {
    loop.assertOnLoop();
    var port = new SimDatagramPort(this, host.bindable(local, false), handler);
    host.bind(port);
    return port;
  }

  @Override
  public StreamListener listenStream(InetSocketAddress local, StreamAcceptor acceptor)
      throws NetException {
    loop.assertOnLoop();
    var listener = new SimStreamListener(this, host.bindable(local, true), acceptor);
    host.bind(listener);
    return listener;
  }

  @Override
  public boolean isFree(InetSocketAddress datagramAddress) {
    try {
      host.bindable(datagramAddress, false);
      return true;
    } catch (NetException e) {
      return false;
    }
  }

  @Override
  public StreamConnection connectStream(
      InetAddress local, InetSocketAddress remote, StreamHandler handler) {
    loop.assertOnLoop();
    var stream = new SimStream(this, new InetSocketAddress(local, 0), remote);
    stream.connect(handler);
    return stream;
  }

  @Override
  public List<InetAddress> localAddresses() {
    var addresses = new ArrayList<>(host.addresses());
    addresses.add(Names.literal("127.0.0.1"));
    addresses.add(Names.literal("::1"));
    return List.copyOf(addresses);
  }

  @Override
  public boolean isDirectlyAttached(InetAddress remote) {
    return remote.isLoopbackAddress()
        || host.addresses().stream().anyMatch(own -> host.subnet(own).contains(remote));
  }

  @Override
  public InetAddress localAddressTowards(InetAddress remote) {
    loop.assertOnLoop();
    return host.addressTowards(remote);
  }

  @Override
  public void lookUp(String hostName, Consumer<List<InetAddress>> answer) {
    loop.assertOnLoop();
    var name = hostName.replaceAll("^\\[(.*)]$", "$1");
    if (Names.isLiteral(name)) {
      loop.execute(() -> answer.accept(List.of(Names.literal(name))));
    } else if (name.toLowerCase(Locale.ROOT).equals("localhost")) {
      loop.execute(() -> answer.accept(List.of(Names.literal("127.0.0.1"), Names.literal("::1"))));
    } else {
      List<InetAddress> found = network().failsNow() ? List.of() : network().names().find(name);
      network()
          .scheduler()
          .later(
              network().names().lookUpTime().toNanos(), () -> loop.run(() -> answer.accept(found)));
    }
  }

  /** In the simulated world computing takes no time. */
  @Override
  public boolean compute(Runnable task, Runnable then) {
    loop.execute(
        () -> {
          task.run();
          loop.execute(then);
        });
    return true;
  }

  @Override
  public void nameServers(Consumer<NameServers> answer) {
    loop.assertOnLoop();
    answer.accept(new NameServers(network().names().servers(), Map.of()));
  }

  @Override
  public void close() {
    loop.execute(this::end);
  }

  /** Closes all sockets and ends the loop now. */
  void end() {
    sockets().forEach(SimDatagramPort::release);
    listeners().forEach(SimStreamListener::release);
    connections().forEach(SimStream::close);
    loop.end();
  }

  List<SimDatagramPort> sockets() {
    var own = new ArrayList<SimDatagramPort>();
    for (var port : host.datagramPorts()) {
      if (port.owner() == this) {
        own.add(port);
      }
    }
    return own;
  }

  List<SimStreamListener> listeners() {
    var own = new ArrayList<SimStreamListener>();
    for (var listener : host.listeners()) {
      if (listener.owner() == this) {
        own.add(listener);
      }
    }
    return own;
  }

  List<SimStream> connections() {
    return host.connections().stream().filter(stream -> stream.owner() == this).toList();
  }

  @Override
  public String toString() {
    return loop.toString();
  }
}
