package org.offhook.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sockets of a {@link SystemHost} are opened. Copies with one value changed come from the
 * {@code with} methods.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .host(new SystemHost(NetworkSettings.DEFAULT
 *         .withDscp(NetworkSettings.CS3)
 *         .withOutgoingPorts(PortRange.of(20000, 20999))))
 * }</pre>
 *
 * @param queues what may wait to be sent
 * @param times of connections
 * @param sockets options of all sockets
 * @param outgoing where connections start from
 */
public record NetworkSettings(Queues queues, Times times, Sockets sockets, Outgoing outgoing) {

  /** DSCP that RFC 4594 §2.3 proposes for signalling. */
  public static final int CS3 = 24;

  /** DSCP that many networks use for signalling: assured forwarding, class 3. */
  public static final int AF31 = 26;

  /** DSCP of signalling that telephone networks use (RFC 4594 §2.3). */
  public static final int CS5 = 40;

  /** DSCP of audio (RFC 3246): expedited forwarding; not for signalling. */
  public static final int EF = 46;

  /** All defaults. */
  public static final NetworkSettings DEFAULT =
      new NetworkSettings(
          new Queues(1024, 5 << 18),
          new Times(Duration.ofSeconds(5), Duration.ofSeconds(2)),
          new Sockets(4 << 20, 0, true, false, true),
          new Outgoing(null, null, PortRange.ANY, false));

  /**
   * What may wait to be sent.
   *
   * @param datagrams that wait in a UDP socket when the system takes no more; default 1024
   * @param streamBytes that wait on a TCP connection whose peer does not read; default 1.25 MB,
   *     somewhat more than the longest message
   */
  public record Queues(int datagrams, int streamBytes) {

    /** Checks ranges. */
    public Queues {
      if (datagrams < 1 || streamBytes < 1) {
        throw new IllegalArgumentException("queues need room: give positive numbers");
      }
    }
  }

  /**
   * Times of TCP connections.
   *
   * @param connect to open one, shorter than Timer B and F so that another address can be tried;
   *     default 5 s
   * @param linger for what is unsent when it is closed; default 2 s
   */
  public record Times(Duration connect, Duration linger) {

    /** Checks ranges. */
    public Times {
      if (connect.isNegative() || connect.isZero() || linger.isNegative()) {
        throw new IllegalArgumentException("timeouts must be positive");
      }
    }
  }

  /**
   * Options of all sockets.
   *
   * @param buffer bytes of receive and of send buffer asked of the system for a UDP socket; it may
   *     grant less; default 4 MB
   * @param trafficClass the IP traffic class byte, the DSCP in its upper six bits; 0, the default,
   *     leaves it alone
   * @param reuseAddress whether a TCP port may be taken whose old connections linger
   *     (SO_REUSEADDR); default true
   * @param sharedPort whether several sockets may listen on one port (SO_REUSEPORT); default false
   * @param portUnreachable whether a closed UDP port of a peer is noticed at once; default true
   */
  public record Sockets(
      int buffer,
      int trafficClass,
      boolean reuseAddress,
      boolean sharedPort,
      boolean portUnreachable) {

    /** Checks ranges. */
    public Sockets {
      if (buffer < 0) {
        throw new IllegalArgumentException("a buffer of " + buffer + " bytes");
      }
      if (trafficClass < 0 || trafficClass > 255) {
        throw new IllegalArgumentException("a traffic class is from 0 to 255: " + trafficClass);
      }
    }
  }

  /**
   * Where outgoing TCP connections start from.
   *
   * @param ipv4 the source address towards IPv4 peers; null, the default, leaves it to routing
   * @param ipv6 the source address towards IPv6 peers; null, the default, leaves it to routing
   * @param ports the source ports, taken in turn; default any
   * @param listeningPort whether the port of the listening socket is taken before all others;
   *     default false
   */
  public record Outgoing(
      @Nullable InetAddress ipv4,
      @Nullable InetAddress ipv6,
      PortRange ports,
      boolean listeningPort) {

    /** The source address towards a peer; null if routing decides. */
    @Nullable InetAddress towards(InetAddress remote) {
      var source = remote instanceof Inet6Address ? ipv6 : ipv4;
      return source != null && source.isLoopbackAddress() == remote.isLoopbackAddress()
          ? source
          : null;
    }
  }

  /** A copy. */
  public NetworkSettings withSocketBuffer(int bytes) {
    return with(
        new Sockets(
            bytes,
            sockets.trafficClass,
            sockets.reuseAddress,
            sockets.sharedPort,
            sockets.portUnreachable));
  }

  /** A copy. */
  public NetworkSettings withQueues(int datagrams, int streamBytes) {
    return new NetworkSettings(new Queues(datagrams, streamBytes), times, sockets, outgoing);
  }

  /** A copy with another time that a TCP connection may take to open. */
  public NetworkSettings withConnectTimeout(Duration timeout) {
    return new NetworkSettings(queues, new Times(timeout, times.linger), sockets, outgoing);
  }

  /** A copy with another traffic class byte; {@link #withDscp} sets its upper six bits. */
  public NetworkSettings withTrafficClass(int octet) {
    return with(
        new Sockets(
            sockets.buffer,
            octet,
            sockets.reuseAddress,
            sockets.sharedPort,
            sockets.portUnreachable));
  }

  /**
   * A copy whose packets carry this DSCP (RFC 2474), such as {@link #CS3} or {@link #AF31}; 0
   * leaves it alone. Systems other than Linux may ignore it for IPv6.
   *
   * @throws IllegalArgumentException if it is not from 0 to 63
   */
  public NetworkSettings withDscp(int codePoint) {
    if (codePoint < 0 || codePoint > 63) {
      throw new IllegalArgumentException("a DSCP is from 0 to 63: " + codePoint);
    }
    return withTrafficClass(codePoint << 2);
  }

  /** A copy. */
  public NetworkSettings withReuseAddress(boolean reuse) {
    return with(
        new Sockets(
            sockets.buffer,
            sockets.trafficClass,
            reuse,
            sockets.sharedPort,
            sockets.portUnreachable));
  }

  /**
   * A copy whose listening sockets share their port with others of the same user that do so too
   * (SO_REUSEPORT): several endpoints on one port, each on a core of its own. The system gives each
   * peer address and port to one of them. A TCP connection stays with its endpoint; by UDP the
   * answers to an endpoint's own requests may reach another one, so let such endpoints be called,
   * and call from a port of their own. The error for a port that is in use does not come then.
   */
  public NetworkSettings withSharedPort(boolean shared) {
    return with(
        new Sockets(
            sockets.buffer,
            sockets.trafficClass,
            sockets.reuseAddress,
            shared,
            sockets.portUnreachable));
  }

  /**
   * A copy that notices, or not, that a peer's UDP port is closed: on Linux, for the first request
   * to a peer, by a second socket on the same port that is connected to that peer for up to a
   * second; requests fail then at once rather than after 32 s. Elsewhere it has no effect.
   */
  public NetworkSettings withPortUnreachable(boolean noticed) {
    return with(
        new Sockets(
            sockets.buffer,
            sockets.trafficClass,
            sockets.reuseAddress,
            sockets.sharedPort,
            noticed));
  }

  /**
   * A copy whose TCP connections, and whose UDP requests where it listens on that address, leave
   * from an address of this host towards peers of its family. Loopback peers are still reached from
   * loopback.
   *
   * @throws IllegalArgumentException if it is no numeric address
   */
  public NetworkSettings withSourceAddress(String numeric) {
    var address = IpLiteral.parse(numeric);
    if (address == null || address.isAnyLocalAddress()) {
      throw new IllegalArgumentException(
          "'" + numeric + "' is no address of this host; give a numeric one such as 192.0.2.7");
    }
    return address instanceof Inet6Address
        ? with(new Outgoing(outgoing.ipv4, address, outgoing.ports, outgoing.listeningPort))
        : with(new Outgoing(address, outgoing.ipv6, outgoing.ports, outgoing.listeningPort));
  }

  /** A copy whose TCP connections start from these ports, taken in turn; a taken one is skipped. */
  public NetworkSettings withOutgoingPorts(PortRange ports) {
    return with(new Outgoing(outgoing.ipv4, outgoing.ipv6, ports, outgoing.listeningPort));
  }

  /**
   * A copy whose TCP connections start from the port of the listening socket of the same address,
   * as some firewalls want. Where that is not possible, since a connection between the same two
   * ports lingers, another port is taken.
   */
  public NetworkSettings withOutgoingFromListeningPort(boolean wanted) {
    return with(new Outgoing(outgoing.ipv4, outgoing.ipv6, outgoing.ports, wanted));
  }

  private NetworkSettings with(Sockets other) {
    return new NetworkSettings(queues, times, other, outgoing);
  }

  private NetworkSettings with(Outgoing other) {
    return new NetworkSettings(queues, times, sockets, other);
  }
}
