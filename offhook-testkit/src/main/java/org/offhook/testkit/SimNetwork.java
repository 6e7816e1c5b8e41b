package org.offhook.testkit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.testkit.Transcript.Fate;

/** The links, routes and host names of a simulated world. */
public final class SimNetwork {

  private static final int UDP_IPV4 = 28;
  private static final int UDP_IPV6 = 48;

  private record Pair(SimHost from, SimHost to) {}

  private final Scheduler scheduler;
  private final Transcript transcript;
  private final SimRandom random;
  private final SimLink all = new SimLink(null).latency(Duration.ofMillis(1));
  private final SimLink inside = new SimLink(null);
  private final Map<Pair, SimLink> links = new HashMap<>();
  private final Map<Pair, SimPath> paths = new HashMap<>();
  private final SimAddresses owners = new SimAddresses();
  private final SimNames names = new SimNames();
  private int operations;
  private int failing;

  SimNetwork(Scheduler scheduler, Transcript transcript, SimRandom random) {
    this.scheduler = scheduler;
    this.transcript = transcript;
    this.random = random;
  }

  /** The default for every link between two hosts. */
  public SimLink all() {
    return all;
  }

  /** The link between two hosts, both directions; inside one host if they are the same. */
  public SimLink between(SimHost a, SimHost b) {
    if (a == b) {
      return inside;
    }
    var link = links.computeIfAbsent(new Pair(a, b), key -> new SimLink(all));
    links.putIfAbsent(new Pair(b, a), link);
    return link;
  }

  /** One direction of a link; what is not set there is taken from {@link #between}. */
  public SimLink oneWay(SimHost from, SimHost to) {
    var pair = new Pair(from, to);
    var both = between(from, to);
    var reverse = links.get(new Pair(to, from));
    if (both != reverse) {
      return both;
    }
    var link = new SimLink(both);
    links.put(pair, link);
    paths.remove(pair);
    return link;
  }

  /** Resets all TCP connections between two hosts: both ends are told at once. */
  public void breakConnections(SimHost a, SimHost b) {
    a.connections().stream()
        .filter(end -> end.peerHost() == b)
        .toList()
        .forEach(end -> end.breakDown("connection reset"));
  }

  /** Gives a name to addresses, for look-ups on every host; none: the name has no address. */
  public void name(String hostName, String... addresses) {
    names.put(hostName, List.of(addresses).stream().map(Names::literal).toList());
  }

  /** How long a look-up takes; default 1 ms. */
  public void lookUpTime(Duration time) {
    names.lookUpTime(time);
  }

  /**
   * Makes the n-th operation fail, from 1: each datagram that is sent, stream that is opened, piece
   * that is written to one (steps of a TLS handshake among them) and name that is looked up, of all
   * hosts, is one. A stream that fails is gone at both ends. 0: none. For sweeps over all n up to
   * {@link #operations}.
   */
  public void failOperation(int n) {
    failing = n;
  }

  /** Operations that could have failed so far. */
  public int operations() {
    return operations;
  }

  /** Counts an operation; true if it is the one to fail. */
  boolean failsNow() {
    return ++operations == failing;
  }

  /** Host names and name servers. */
  SimNames names() {
    return names;
  }

  SimRandom random() {
    return random;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  Transcript transcript() {
    return transcript;
  }

  void own(SimHost host, InetAddress address) {
    owners.own(host, address);
    names.add(host.name(), address);
  }

  void disown(InetAddress address) {
    owners.disown(address);
  }

  void add(SimNat nat) {
    owners.own(nat);
  }

  void remove(SimNat nat) {
    owners.disown(nat);
  }

  /** Who has an address, seen from a host. */
  @Nullable SimHost owner(SimHost from, InetAddress address) {
    if (address.isLoopbackAddress()) {
      return from;
    }
    var nat = from.nat();
    var neighbour = nat == null ? null : nat.owner(address);
    return neighbour != null ? neighbour : owners.host(address);
  }

  /** Whether an address is that of a router: what arrives there unasked is thrown away. */
  boolean isNat(InetAddress address) {
    return owners.nat(address) != null;
  }

  /** The way of one datagram, with the addresses as they are at its end. */
  private record Way(InetSocketAddress from, InetSocketAddress to, SimHost target) {}

  /** Translates where routers are on the way; null: nobody gets it. */
  private @Nullable Way way(SimHost sender, InetSocketAddress from, InetSocketAddress to) {
    var own = sender.nat();
    var direct = owner(sender, to.getAddress());
    if (direct != null && (own == null || direct.nat() == own || direct == sender)) {
      return new Way(from, to, direct);
    }
    var source = own == null ? from : own.outbound(from, to);
    var other = owners.nat(to.getAddress());
    if (other == null) {
      return direct == null ? null : new Way(source, to, direct);
    }
    var inner = other.inbound(to, source);
    var target = inner == null ? null : other.owner(inner.getAddress());
    return inner == null || target == null ? null : new Way(source, inner, target);
  }

  SimPath path(SimHost from, SimHost to) {
    var pair = new Pair(from, to);
    var path = paths.get(pair);
    if (path == null) {
      var link = from == to ? inside : links.get(pair);
      path = new SimPath(from, to, link == null ? between(from, to) : link);
      paths.put(pair, path);
    }
    return path;
  }

  /** Takes a datagram from a port; what becomes of it is in the transcript. */
  void send(SimDatagramPort port, InetSocketAddress to, byte[] payload) {
    var way = way(port.host(), port.local(), to);
    if (way == null) {
      boolean reported = all.reportsErrors() && !isNat(to.getAddress());
      lose(port, to, payload, Fate.UNREACHABLE, reported ? "no route to host" : null);
      return;
    }
    var target = way.target();
    var path = path(port.host(), target);
    var link = path.link();
    var left = random.chance(link.truncateRate()) ? cut(payload) : payload;
    var packet = new SimPacket(way.from(), way.to(), left, path.nextIndex());
    var size = payload.length + (to.getAddress() instanceof Inet6Address ? UDP_IPV6 : UDP_IPV4);
    if (path.isDown()) {
      lose(port, to, payload, Fate.UNREACHABLE, null);
    } else if (size > link.mtuBytes()) {
      lose(port, to, payload, Fate.TOO_BIG, link.reportsErrors() ? "message too long" : null);
    } else if (link.drops(packet)) {
      lose(port, to, payload, Fate.DROPPED, null);
    } else if (random.chance(link.lossRate())) {
      lose(port, to, payload, Fate.LOST, null);
    } else {
      carry(port, target, path, packet, size);
    }
  }

  private byte[] cut(byte[] payload) {
    return Arrays.copyOf(payload, (int) random.upTo(Math.max(0, payload.length - 1)));
  }

  private void carry(
      SimDatagramPort port, SimHost target, SimPath path, SimPacket packet, int size) {
    var now = scheduler.now();
    var link = path.link();
    var late = random.chance(link.reorderRate());
    var arrival = path.datagramArrival(now, size, random);
    if (arrival < 0) {
      lose(port, packet.to(), packet.payload(), Fate.LOST, null);
      return;
    }
    if (late) {
      arrival += 1 + random.upTo(2 * link.latencyNanos() + 20_000_000L);
    }
    transcript.packet(
        now, packet.from(), packet.to(), packet.payload(), late ? Fate.REORDERED : Fate.SENT);
    scheduler.later(arrival - now, () -> target.arrive(packet, port));
    if (random.chance(link.duplicateRate())) {
      transcript.packet(now, packet.from(), packet.to(), packet.payload(), Fate.DUPLICATED);
      var copy = arrival + random.upTo(link.latencyNanos());
      scheduler.later(copy - now, () -> target.arrive(packet, port));
    }
  }

  /** A datagram reached a host where nobody takes it. */
  void refused(SimDatagramPort port, SimHost by, SimPacket packet) {
    var back = path(by, port.host());
    if (back.link().reportsErrors() && !back.isDown()) {
      scheduler.later(
          back.link().latencyNanos(), () -> port.unreachable(packet.to(), "port unreachable"));
    }
  }

  private void lose(
      SimDatagramPort port,
      InetSocketAddress to,
      byte[] payload,
      Fate fate,
      @Nullable String reported) {
    transcript.packet(scheduler.now(), port.local(), to, payload, fate);
    if (reported != null) {
      scheduler.later(0, () -> port.unreachable(to, reported));
    }
  }
}
