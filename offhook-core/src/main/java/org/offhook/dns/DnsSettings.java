package org.offhook.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;
import org.offhook.net.NameServers;
import org.offhook.net.TransportKind;

/**
 * How the servers for a URI are found (RFC 3263). Immutable; copies with one value changed come
 * from the {@code with} methods.
 *
 * <pre>{@code
 * EndpointOptions.builder()
 *     .dns(DnsSettings.DEFAULT.withServers("192.0.2.53", "[2001:db8::53]:5353").withNaptr(false))
 * }</pre>
 */
public final class DnsSettings {

  /**
   * The system's name servers; NAPTR and SRV asked for; 1.5 s for a try, 4 s for a question, 10 s
   * for all questions about one URI; 1000 answers kept; 256 records of an answer used; addresses
   * ordered automatically.
   */
  public static final DnsSettings DEFAULT = new DnsSettings(new Values());

  private static final int MOST_PORTS = 65_535;

  private final Values values;

  private DnsSettings(Values values) {
    this.values = values;
  }

  /** The values; changed only while they belong to nobody else. */
  private static final class Values {
    List<InetSocketAddress> servers = List.of();
    boolean naptr = true;
    boolean srv = true;
    boolean secureFirst;
    List<TransportKind> transports = List.of();
    Times times = new Times(Duration.ofMillis(1500), Duration.ofSeconds(4), Duration.ofSeconds(10));
    int cacheSize = 1000;
    int mostRecords = 256;
    AddressPreference addresses = AddressPreference.AUTOMATIC;
    Map<String, List<InetAddress>> overrides = Map.of();
    @Nullable Duration failover;

    Values() {}

    Values(Values other) {
      servers = other.servers;
      naptr = other.naptr;
      srv = other.srv;
      secureFirst = other.secureFirst;
      transports = other.transports;
      times = other.times;
      cacheSize = other.cacheSize;
      mostRecords = other.mostRecords;
      addresses = other.addresses;
      overrides = other.overrides;
      failover = other.failover;
    }
  }

  private interface Change {
    void apply(Values values);
  }

  private DnsSettings with(Change change) {
    var copy = new Values(values);
    change.apply(copy);
    return new DnsSettings(copy);
  }

  /**
   * How long name servers may take.
   *
   * @param tryWithin until the next server, or the same one again, is asked
   * @param questionWithin until a question about addresses is given up; one for NAPTR or SRV
   *     records, without which a domain may still be reached, after two tries
   * @param locateWithin until a URI counts as not to be located, whatever is still asked
   */
  public record Times(Duration tryWithin, Duration questionWithin, Duration locateWithin) {

    /** Checks that all are positive and in order. */
    public Times {
      if (tryWithin.isNegative()
          || tryWithin.isZero()
          || questionWithin.compareTo(tryWithin) < 0
          || locateWithin.compareTo(questionWithin) < 0) {
        throw new IllegalArgumentException(
            "a try takes more than nothing, a question at least as long as a try, and locating at"
                + " least as long as a question: not "
                + List.of(tryWithin, questionWithin, locateWithin));
      }
    }
  }

  /** The name servers to ask; empty: those of the system. */
  public List<InetSocketAddress> servers() {
    return values.servers;
  }

  /** How many records of one answer are used, the first ones; each may cost further questions. */
  public int mostRecords() {
    return values.mostRecords;
  }

  /**
   * A copy that uses so many records of an answer.
   *
   * @throws IllegalArgumentException if it is less than one
   */
  public DnsSettings withMostRecords(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("an answer needs room for one record at least");
    }
    return with(copy -> copy.mostRecords = most);
  }

  /** Whether NAPTR records choose the transport (RFC 3263 §4.1). */
  public boolean naptr() {
    return values.naptr;
  }

  /** Whether SRV records are asked for (RFC 3263 §4.2). */
  public boolean srv() {
    return values.srv;
  }

  /** Whether sip URIs that leave the transport open try TLS first where a domain offers it. */
  public boolean secureFirst() {
    return values.secureFirst;
  }

  /** The transports to take where a URI names none; empty: as the endpoint listens. */
  public List<TransportKind> transports() {
    return values.transports;
  }

  /** How long name servers may take. */
  public Times times() {
    return values.times;
  }

  /** How many answers are kept; 0: none. */
  public int cacheSize() {
    return values.cacheSize;
  }

  /** Which addresses of a host are tried, and in what order. */
  public AddressPreference addresses() {
    return values.addresses;
  }

  /** Addresses that stand for names, whatever a name server says; names in lower case. */
  public Map<String, List<InetAddress>> overrides() {
    return values.overrides;
  }

  /** After what time without any answer a request goes on to its next address. */
  public Optional<Duration> failover() {
    return Optional.ofNullable(values.failover);
  }

  /**
   * Asks these name servers instead of the system's; none: the system's again. Names that they do
   * not know are not looked up elsewhere.
   *
   * @param servers numeric addresses, with or without port: {@code 192.0.2.53}, {@code
   *     192.0.2.53:5353}, {@code 2001:db8::53}, {@code [2001:db8::53]:5353}
   * @throws IllegalArgumentException if one is not numeric
   */
  public DnsSettings withServers(String... servers) {
    var parsed = new ArrayList<InetSocketAddress>();
    for (var server : servers) {
      parsed.add(server(server));
    }
    return withServers(parsed);
  }

  /** As {@link #withServers(String...)}. */
  public DnsSettings withServers(List<InetSocketAddress> servers) {
    for (var server : servers) {
      if (server.isUnresolved() || server.getPort() == 0) {
        throw new IllegalArgumentException(
            "a name server is a numeric address with a port, not " + server);
      }
    }
    var copy = List.copyOf(servers);
    return with(to -> to.servers = copy);
  }

  private static InetSocketAddress server(String text) {
    var whole = IpLiteral.parse(text);
    if (whole != null) {
      return new InetSocketAddress(whole, NameServers.PORT);
    }
    int colon = text.lastIndexOf(':');
    var address = colon < 0 ? null : IpLiteral.parse(text.substring(0, colon));
    int port = colon < 0 ? -1 : port(text.substring(colon + 1));
    if (address == null || port < 1) {
      throw new IllegalArgumentException(
          "'" + text + "' is no name server: write it as 192.0.2.53, or 192.0.2.53:5353");
    }
    return new InetSocketAddress(address, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port <= MOST_PORTS ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** Whether NAPTR records are asked for; default true. Off helps with servers that stay silent. */
  public DnsSettings withNaptr(boolean asked) {
    return with(to -> to.naptr = asked);
  }

  /** Whether SRV records are asked for; default true. Without them there is no NAPTR either. */
  public DnsSettings withSrv(boolean asked) {
    return with(to -> to.srv = asked);
  }

  /**
   * Whether sip URIs that leave the transport open try TLS first; default false. Says nothing where
   * {@link #withTransports} says an order.
   */
  public DnsSettings withSecureFirst(boolean preferred) {
    return with(to -> to.secureFirst = preferred);
  }

  /**
   * The transports to take where a URI names none, in order of liking: NAPTR and SRV records choose
   * among them, and where there are none the first is taken (RFC 3263 §4.1). None, the default:
   * UDP, then TCP, and what NAPTR records offer; an endpoint without a UDP socket takes what it
   * listens by, TCP or TLS. A {@code sips} URI goes by TLS whatever is said here.
   *
   * <pre>{@code
   * DnsSettings.DEFAULT.withTransports(TransportKind.TLS) // sip:alice@example.com goes by TLS too
   * }</pre>
   */
  public DnsSettings withTransports(TransportKind... liked) {
    var copy = List.copyOf(new LinkedHashSet<>(List.of(liked)));
    return with(to -> to.transports = copy);
  }

  /** How long name servers may take; default 1.5 s, 4 s and 10 s. */
  public DnsSettings withTimes(Times times) {
    return with(to -> to.times = times);
  }

  /** How many answers are kept, as long as they say; default 1000, 0 keeps none. */
  public DnsSettings withCacheSize(int answers) {
    if (answers < 0) {
      throw new IllegalArgumentException("the cache cannot keep " + answers + " answers");
    }
    return with(to -> to.cacheSize = answers);
  }

  /** Which addresses are tried, and in what order; default {@link AddressPreference#AUTOMATIC}. */
  public DnsSettings withAddresses(AddressPreference preference) {
    return with(to -> to.addresses = preference);
  }

  /**
   * Lets a name stand for these addresses; nobody is asked about it then, neither for NAPTR nor for
   * SRV records.
   *
   * @throws IllegalArgumentException if one is not a numeric address, or there is none
   */
  public DnsSettings withOverride(String name, String... addresses) {
    return withOverrides(
        map -> {
          map.put(Names.key(name), Names.numeric(addresses));
          return map;
        });
  }

  /** Forgets the override of a name. */
  public DnsSettings withoutOverride(String name) {
    return withOverrides(
        map -> {
          map.remove(Names.key(name));
          return map;
        });
  }

  private DnsSettings withOverrides(UnaryOperator<Map<String, List<InetAddress>>> change) {
    var changed = Map.copyOf(change.apply(new LinkedHashMap<>(values.overrides)));
    return with(to -> to.overrides = changed);
  }

  /**
   * Lets a request go on to its next address when the one before has answered nothing for this
   * time; the last address has all the time of RFC 3261 (Timers B and F). Default: each address has
   * all of it.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public DnsSettings withFailover(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("an address needs some time to answer, not " + time);
    }
    return with(to -> to.failover = time);
  }
}
