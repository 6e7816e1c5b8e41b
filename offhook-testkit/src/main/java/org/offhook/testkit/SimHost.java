package org.offhook.testkit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.offhook.net.Host;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.Subnet;

/** A machine of the simulated world. Several endpoints may live on it; they share its ports. */
public final class SimHost implements Host {

  private static final int FIRST_EPHEMERAL = 49_152;

  private record Prefixes(int ipv4, int ipv6) {}

  private final String name;
  private final long seed;
  private final SimNetwork network;
  private final @Nullable SimNat nat;
  private final Set<InetAddress> addresses = new LinkedHashSet<>();
  private final Map<InetSocketAddress, SimDatagramPort> datagramPorts = new LinkedHashMap<>();
  private final Map<InetSocketAddress, SimStreamListener> listeners = new LinkedHashMap<>();
  private final Set<SimStream> connections = new LinkedHashSet<>();
  private final List<SimAttachment> attachments = new ArrayList<>();
  private final SimFaults faults = new SimFaults();
  private int nextPort = FIRST_EPHEMERAL;
  private Prefixes prefixes = new Prefixes(24, 64);

  SimHost(String name, long seed, SimNetwork network, @Nullable SimNat nat) {
    this.nat = nat;
    this.name = name;
    this.seed = seed;
    this.network = network;
  }

  /** The name that other hosts can look up. */
  public String name() {
    return name;
  }

  /** The first address. */
  public InetAddress address() {
    return addresses.iterator().next();
  }

  /** The first address with a port. */
  public InetSocketAddress address(int port) {
    return new InetSocketAddress(address(), port);
  }

  /** All addresses, loopback excluded. */
  public List<InetAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** Adds an address, as a new interface would. */
  public SimHost addAddress(String numeric) {
    var address = Names.literal(numeric);
    if (nat != null) {
      nat.enter(this, address);
    } else {
      network.own(this, address);
    }
    addresses.add(address);
    return this;
  }

  /** How many leading bits the addresses of its subnets share; default 24, and 64 for IPv6. */
  public SimHost prefixes(int ipv4, int ipv6) {
    prefixes = new Prefixes(ipv4, ipv6);
    return this;
  }

  Subnet subnet(InetAddress own) {
    return new Subnet(own, own instanceof Inet6Address ? prefixes.ipv6() : prefixes.ipv4());
  }

  /** Takes an address away; sockets on it stay, but nothing reaches them. */
  public SimHost removeAddress(String numeric) {
    var address = Names.literal(numeric);
    if (addresses.remove(address)) {
      if (nat != null) {
        nat.leave(address);
      } else {
        network.disown(address);
      }
    }
    return this;
  }

  /** Whether new TCP connections to this host are refused, although something listens. */
  public SimHost refuseStreams(boolean refused) {
    faults.refuseStreams = refused;
    return this;
  }

  /** Whether TCP connections to this host are neither accepted nor refused. */
  public SimHost ignoreStreams(boolean ignored) {
    faults.ignoreStreams = ignored;
    return this;
  }

  /** Whether this host leaves what arrives on its TCP connections unread. */
  public SimHost neverRead(boolean never) {
    faults.neverRead = never;
    if (!never) {
      List.copyOf(connections).forEach(SimStream::drain);
    }
    return this;
  }

  /** Pulls the cable: nothing leaves, nothing arrives. */
  public SimHost unplug() {
    faults.unplugged = true;
    return this;
  }

  /** Puts the cable back. */
  public SimHost plug() {
    faults.unplugged = false;
    return this;
  }

  /** Another program takes a port, UDP and TCP, on all addresses. */
  public SimHost occupy(int port) {
    faults.occupied.add(port);
    return this;
  }

  /** The other program ends. */
  public SimHost vacate(int port) {
    faults.occupied.remove(port);
    return this;
  }

  /** From now on sending a datagram fails at once with this reason; null: no more. */
  public SimHost failSends(@Nullable String reason) {
    faults.sendFailure = reason;
    return this;
  }

  /**
   * Its UDP sockets tell from now on that more has arrived than was read, though all is; or, with
   * false, that all was read.
   */
  public SimHost behind(boolean isBehind) {
    faults.isBehind = isBehind;
    return this;
  }

  @Override
  public Network attach(String loopName) {
    return attach(loopName, false);
  }

  /** For a part of the world itself, such as a name server: it is always alive. */
  Network attachService(String loopName) {
    return attach(loopName, true);
  }

  private Network attach(String loopName, boolean service) {
    network.scheduler().checkThread();
    var label = name + "/" + loopName;
    var random = SimRandom.of(seed, name + "/" + attachments.size());
    var loop = new SimLoop(network.scheduler(), random, label);
    var attachment = new SimAttachment(this, loop, service);
    attachments.add(attachment);
    return attachment;
  }

  @Override
  public String toString() {
    return name;
  }

  /** The router that it is behind, if there is one. */
  @Nullable SimNat nat() {
    return nat;
  }

  SimNetwork network() {
    return network;
  }

  boolean isUnplugged() {
    return faults.unplugged;
  }

  SimFaults faults() {
    return faults;
  }

  @Nullable String sendFailure() {
    return network.failsNow() ? "injected failure" : faults.sendFailure;
  }

  List<SimAttachment> attachments() {
    return attachments;
  }

  Set<SimStream> connections() {
    return connections;
  }

  Iterable<SimDatagramPort> datagramPorts() {
    return datagramPorts.values();
  }

  Iterable<SimStreamListener> listeners() {
    return listeners.values();
  }

  /** Where a new socket is bound. */
  InetSocketAddress bindable(InetSocketAddress wanted, boolean stream) throws NetException {
    var address = wanted.getAddress();
    if (address == null || address.isAnyLocalAddress()) {
      throw new NetException(wanted + " is a wildcard address: listen on each local address");
    }
    if (!address.isLoopbackAddress() && !addresses.contains(address)) {
      throw new NetException(
          "cannot listen on "
              + Transcript.text(wanted)
              + ": the address is not one of this host's; use one of "
              + addresses);
    }
    var taken = stream ? listeners : datagramPorts;
    if (wanted.getPort() == 0) {
      return new InetSocketAddress(address, freePort(address, taken));
    }
    if (faults.occupied.contains(wanted.getPort()) || taken.containsKey(wanted)) {
      throw new NetException(
          "cannot listen on "
              + (stream ? "tcp:" : "udp:")
              + Transcript.text(wanted)
              + ": the port is in use; stop the other program or choose another port");
    }
    return wanted;
  }

  private int freePort(InetAddress address, Map<InetSocketAddress, ?> taken) {
    while (true) {
      var port = ephemeralPort();
      if (!faults.occupied.contains(port)
          && !taken.containsKey(new InetSocketAddress(address, port))) {
        return port;
      }
    }
  }

  int ephemeralPort() {
    var port = nextPort;
    nextPort = port == 65_535 ? FIRST_EPHEMERAL : port + 1;
    return port;
  }

  void bind(SimDatagramPort port) {
    datagramPorts.put(port.local(), port);
  }

  void bind(SimStreamListener listener) {
    listeners.put(listener.local(), listener);
  }

  void release(SimDatagramPort port) {
    datagramPorts.remove(port.local(), port);
  }

  void release(SimStreamListener listener) {
    listeners.remove(listener.local(), listener);
  }

  @Nullable SimStreamListener listener(InetSocketAddress local) {
    return listeners.get(local);
  }

  /** A datagram reached this host. */
  void arrive(SimPacket packet, SimDatagramPort sender) {
    if (isUnplugged() && sender.host() != this) {
      return;
    }
    var port = datagramPorts.get(packet.to());
    if (port != null) {
      port.received(packet);
    } else {
      var now = network.scheduler().now();
      network
          .transcript()
          .note(now, "nobody at " + Transcript.text(packet.to()) + " for " + packet.firstLine());
      network.refused(sender, this, packet);
    }
  }

  /** The source address towards a destination: the one with the longest common prefix. */
  InetAddress addressTowards(InetAddress remote) {
    var ipv6 = remote instanceof Inet6Address;
    var best = Names.literal(ipv6 ? "::1" : "127.0.0.1");
    if (remote.isLoopbackAddress()) {
      return best;
    }
    var longest = -1;
    for (var address : addresses) {
      if (address instanceof Inet6Address == ipv6 && commonBits(address, remote) > longest) {
        longest = commonBits(address, remote);
        best = address;
      }
    }
    return best;
  }

  private static int commonBits(InetAddress a, InetAddress b) {
    var x = a.getAddress();
    var y = b.getAddress();
    for (var i = 0; i < x.length; i++) {
      if (x[i] != y[i]) {
        return i * 8 + Integer.numberOfLeadingZeros((x[i] ^ y[i]) & 0xff) - 24;
      }
    }
    return x.length * 8;
  }
}
