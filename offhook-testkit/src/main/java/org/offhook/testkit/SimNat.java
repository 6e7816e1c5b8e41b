package org.offhook.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A router with address translation before some hosts of a simulated world (RFC 4787, RFC 5382):
 * the rest of the world sees them at the router's address, at ports that the router chooses, and
 * reaches them only where they have sent to.
 *
 * <pre>{@code
 * var nat = world.nat("203.0.113.1").kind(SimNat.Kind.SYMMETRIC).lifetime(Duration.ofSeconds(30));
 * var alice = nat.host("alice", "192.168.0.10");
 * // ... registers from there ...
 * nat.moveBindings(); // as after a restart of the router
 * }</pre>
 */
public final class SimNat {

  /** How ports are chosen for UDP, and who may answer there (RFC 4787 §4.1, §5). */
  public enum Kind {
    /** One port per socket; everybody may send to it. */
    FULL_CONE,
    /** One port per socket; only who was sent to may answer. */
    PORT_RESTRICTED,
    /** One port per socket and destination; only that destination may answer. */
    SYMMETRIC
  }

  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 59_999;

  /** What a mapping is for; {@code to} is null where all destinations share one. */
  private record Key(InetSocketAddress inner, @Nullable InetSocketAddress to) {}

  private static final class Mapping {
    private final InetSocketAddress inner;
    private final InetSocketAddress outer;
    private final Map<InetSocketAddress, Long> sentTo = new HashMap<>();
    private long lastUse;

    Mapping(InetSocketAddress inner, InetSocketAddress outer) {
      this.inner = inner;
      this.outer = outer;
    }
  }

  private final SimWorld world;
  private final SimNetwork network;
  private final Map<InetAddress, SimHost> inside = new LinkedHashMap<>();
  private final Map<Key, Mapping> mappings = new LinkedHashMap<>();
  private InetAddress address;
  private Kind kind = Kind.PORT_RESTRICTED;
  private long lifetime = Duration.ofSeconds(60).toNanos();
  private int nextPort = FIRST_PORT;

  SimNat(SimWorld world, String address) {
    this.world = world;
    this.network = world.network();
    this.address = Names.literal(address);
    network.add(this);
  }

  /** Adds a host behind the router; nobody outside can look its name up. */
  public SimHost host(String name, String... addresses) {
    return world.behind(this, name, addresses);
  }

  /** The address that the world sees. */
  public InetAddress address() {
    return address;
  }

  /** The router gets another address; what went through the old one is cut off. */
  public SimNat address(String numeric) {
    network.remove(this);
    address = Names.literal(numeric);
    network.add(this);
    return moveBindings();
  }

  /** How ports are chosen; default {@link Kind#PORT_RESTRICTED}. */
  public SimNat kind(Kind other) {
    kind = other;
    return this;
  }

  /** How long a UDP binding lasts after the last datagram from inside; default 60 s. */
  public SimNat lifetime(Duration time) {
    lifetime = time.toNanos();
    return this;
  }

  /**
   * Forgets all bindings, as after a restart of the router: datagrams from inside get other ports,
   * and on connections through it nothing arrives any more.
   */
  public SimNat moveBindings() {
    mappings.clear();
    for (var host : inside.values()) {
      for (var stream : List.copyOf(host.connections())) {
        if (stream.peerHost() != null && stream.peerHost().nat() != this) {
          stream.sever();
        }
      }
    }
    return this;
  }

  /** Where a socket inside is seen by a destination now; empty: there is no binding. */
  public Optional<InetSocketAddress> binding(InetSocketAddress inner, InetSocketAddress to) {
    var known = mappings.get(key(inner, to));
    return known == null || isOver(known.lastUse) ? Optional.empty() : Optional.of(known.outer);
  }

  void enter(SimHost host, InetAddress numeric) {
    if (inside.putIfAbsent(numeric, host) != null) {
      throw new IllegalArgumentException(numeric + " is taken behind " + this);
    }
  }

  void leave(InetAddress numeric) {
    inside.remove(numeric);
  }

  @Nullable SimHost owner(InetAddress numeric) {
    return inside.get(numeric);
  }

  private Key key(InetSocketAddress inner, InetSocketAddress to) {
    return new Key(inner, kind == Kind.SYMMETRIC ? to : null);
  }

  private boolean isOver(long lastUse) {
    return network.scheduler().now() - lastUse > lifetime;
  }

  /** A datagram leaves: where it comes from, seen from outside. */
  InetSocketAddress outbound(InetSocketAddress inner, InetSocketAddress to) {
    var key = key(inner, to);
    var known = mappings.get(key);
    if (known == null || isOver(known.lastUse)) {
      known = new Mapping(inner, new InetSocketAddress(address, freePort()));
      mappings.put(key, known);
    }
    known.lastUse = network.scheduler().now();
    known.sentTo.put(to, known.lastUse);
    return known.outer;
  }

  private int freePort() {
    int port = nextPort;
    nextPort = port == LAST_PORT ? FIRST_PORT : port + 1;
    return port;
  }

  /** A connection is opened from inside: where it comes from, seen from outside. */
  InetSocketAddress outboundStream() {
    return new InetSocketAddress(address, freePort());
  }

  /** A datagram arrives for the router's address: who inside gets it; null if nobody does. */
  @Nullable InetSocketAddress inbound(InetSocketAddress outer, InetSocketAddress from) {
    for (var mapping : new ArrayList<>(mappings.values())) {
      if (mapping.outer.equals(outer) && !isOver(mapping.lastUse)) {
        var sent = mapping.sentTo.get(from);
        boolean open = kind == Kind.FULL_CONE || (sent != null && !isOver(sent));
        return open ? mapping.inner : null;
      }
    }
    return null;
  }

  @Override
  public String toString() {
    return "NAT " + address.getHostAddress();
  }
}
