package org.offhook.transport;

import java.time.Duration;

/**
 * How the flows of registrations are kept alive through NATs and firewalls: RFC 5626 §3.5 and §4.4,
 * RFC 6223. Immutable.
 *
 * <pre>{@code
 * NatPolicy.DEFAULT.keepAlive(KeepAlivePolicy.DEFAULT.withDatagrams(Duration.ofSeconds(20),
 *     Duration.ofSeconds(25)))
 * }</pre>
 *
 * <p>A time that the registrar names (Flow-Timer, {@code keep=}) goes before these: then pings come
 * after 80 to 100 % of it.
 *
 * @param when for which registrars
 * @param probe what is sent over UDP
 * @param datagrams between two pings over UDP; default 15 to 30 s, and 24 to 29 s where outbound is
 *     in use
 * @param streams between two pings over a connection; default 95 to 120 s
 * @param pongWithin how long a connection may leave a ping unanswered; default 10 s
 */
public record KeepAlivePolicy(
    When when, Probe probe, Pace datagrams, Pace streams, Duration pongWithin) {

  /** Which registrations' flows are kept alive; those with outbound always are. */
  public enum When {
    /** Those that a NAT or firewall may lie before: not on a directly attached subnet. */
    BEYOND_SUBNET,
    /** All. */
    ALWAYS,
    /** None but those that the registrar asked for by Flow-Timer or {@code keep}. */
    ASKED
  }

  /** What is sent over UDP. */
  public enum Probe {
    /** STUN as long as it is answered; line ends to registrars that never do. */
    AUTO,
    /** STUN binding requests (RFC 5626 §4.4.2). */
    STUN,
    /** Line ends, which nobody answers. */
    CRLF
  }

  /** A random time between two bounds. */
  public record Pace(Duration shortest, Duration longest) {

    /** Checks the order. */
    public Pace {
      if (shortest.toMillis() < 1 || shortest.compareTo(longest) > 0) {
        throw new IllegalArgumentException(
            "a pace needs two times above 0, the shorter one first: " + shortest + ", " + longest);
      }
    }

    static Pace seconds(long shortest, long longest) {
      return new Pace(Duration.ofSeconds(shortest), Duration.ofSeconds(longest));
    }

    /** 80 to 100 % of a time that the peer named (RFC 5626 §4.4.1, RFC 6223 §4.5). */
    static Pace within(Duration named) {
      return new Pace(named.multipliedBy(4).dividedBy(5), named);
    }
  }

  /** RFC 5626 §4.4.2: UDP with outbound and no Flow-Timer. */
  static final Pace OUTBOUND_DATAGRAMS = Pace.seconds(24, 29);

  /** The defaults as above. */
  public static final KeepAlivePolicy DEFAULT =
      new KeepAlivePolicy(
          When.BEYOND_SUBNET,
          Probe.AUTO,
          Pace.seconds(15, 30),
          Pace.seconds(95, 120),
          Duration.ofSeconds(10));

  /** Checks the values. */
  public KeepAlivePolicy {
    if (pongWithin.isNegative() || pongWithin.isZero()) {
      throw new IllegalArgumentException("the time for a pong must be above 0: " + pongWithin);
    }
  }

  /** The same for all flows, with one period for both kinds of transport. */
  public KeepAlivePolicy always(Duration period) {
    return withWhen(When.ALWAYS).withDatagrams(period, period).withStreams(period, period);
  }

  /** The same for other registrars. */
  public KeepAlivePolicy withWhen(When other) {
    return new KeepAlivePolicy(other, probe, datagrams, streams, pongWithin);
  }

  /** The same with other datagrams. */
  public KeepAlivePolicy withProbe(Probe other) {
    return new KeepAlivePolicy(when, other, datagrams, streams, pongWithin);
  }

  /** The same with another pace over UDP. */
  public KeepAlivePolicy withDatagrams(Duration shortest, Duration longest) {
    return new KeepAlivePolicy(when, probe, new Pace(shortest, longest), streams, pongWithin);
  }

  /** The same with another pace over connections. */
  public KeepAlivePolicy withStreams(Duration shortest, Duration longest) {
    return new KeepAlivePolicy(when, probe, datagrams, new Pace(shortest, longest), pongWithin);
  }

  /** The same with another patience. */
  public KeepAlivePolicy withPongWithin(Duration time) {
    return new KeepAlivePolicy(when, probe, datagrams, streams, time);
  }
}
