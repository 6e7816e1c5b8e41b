package org.offhook.transport;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;

/**
 * Which address an endpoint shows in Contact and Via, and how it keeps its way through NATs open:
 * RFC 3581, RFC 5626, RFC 8489. Immutable.
 *
 * <pre>{@code
 * EndpointOptions.builder().nat(NatPolicy.DEFAULT.publicAddress("203.0.113.7"));
 * EndpointOptions.builder().nat(NatPolicy.DEFAULT.stun("stun.example.com:3478").learnFromVia(false));
 * }</pre>
 *
 * <p>The first of these that is known goes into Contact: the address for the account's domain, the
 * fixed address, what the peer itself reports in Via, what the account's registrar reported, what
 * STUN found, the listening address. Towards a directly attached subnet it is the listening
 * address, unless the peer there reports another one.
 *
 * @param fixed the public address; null: none. Its port 0 stands for that of the listening socket.
 *     It goes into Via too
 * @param domains addresses to show for the accounts of one domain, by its exact name in lower case
 * @param discovery how the address is found out
 * @param always whether directly attached peers see the public address too; default no
 * @param media whether session descriptions that name one of this host's addresses get the public
 *     one instead; default no: they are not touched
 * @param reuse whether every request in a dialog takes the connection or UDP addresses that its
 *     last message took, as long as they live, whatever the peer's Contact says; default no: those
 *     of outbound registrations only
 * @param keepAlive how flows are kept alive
 */
public record NatPolicy(
    @Nullable SentBy fixed,
    Map<String, SentBy> domains,
    Discovery discovery,
    boolean always,
    boolean media,
    boolean reuse,
    KeepAlivePolicy keepAlive) {

  /**
   * How the own address is found out and shown.
   *
   * @param fromVia from {@code received} and {@code rport} in the answers to own requests
   * @param rport whether requests ask by {@code rport} in Via for the port that they seem to come
   *     from, so that answers come back to it (RFC 3581 §3); default yes. Without it answers go to
   *     the port of the Via, which a NAT may not let through
   * @param stun a STUN server; null: none
   * @param inVia whether an address that was found goes into Via as well as into Contact
   * @param connectionPort whether Contact shows the local port of the TCP or TLS connection that a
   *     message goes by, rather than the port that is listened on: for servers that look for the
   *     connection to a Contact by its address and do not know outbound (RFC 5626); nobody can
   *     connect to that port. Default no
   */
  public record Discovery(
      boolean fromVia,
      boolean rport,
      @Nullable SentBy stun,
      boolean inVia,
      boolean connectionPort) {}

  private static final int STUN_PORT = 3478;

  /** Learns from Via; no fixed address, no STUN server. */
  public static final NatPolicy DEFAULT =
      new NatPolicy(
          null,
          Map.of(),
          new Discovery(true, true, null, false, false),
          false,
          false,
          false,
          KeepAlivePolicy.DEFAULT);

  /** Keeps a copy. */
  public NatPolicy {
    domains = Map.copyOf(domains);
  }

  /**
   * The same with a fixed public address; null: with none.
   *
   * @param address as {@code 203.0.113.7}, {@code sip.example.com:5070} or {@code [2001:db8::7]}
   * @throws IllegalArgumentException if it is not of that form
   */
  public NatPolicy publicAddress(@Nullable String address) {
    var parsed = address == null ? null : parse(address, 0);
    return new NatPolicy(parsed, domains, discovery, always, media, reuse, keepAlive);
  }

  /**
   * As {@link #publicAddress(String)}, with its port apart.
   *
   * @param host a name or a numeric address, IPv6 with or without brackets; null: none
   * @param port 0 or less: as it was, at first that of the listening socket
   */
  public NatPolicy publicAddress(@Nullable String host, int port) {
    return publicAddress(joined(host, port > 0 || fixed == null ? port : fixed.port()));
  }

  /**
   * The same with an address to show for the accounts of one domain, whatever else is known; null:
   * with none for it.
   *
   * @throws IllegalArgumentException as {@link #publicAddress}
   */
  public NatPolicy forDomain(String domain, @Nullable String address) {
    var changed = new HashMap<>(domains);
    if (address == null) {
      changed.remove(domain.toLowerCase(Locale.ROOT));
    } else {
      changed.put(domain.toLowerCase(Locale.ROOT), parse(address, 0));
    }
    return new NatPolicy(fixed, changed, discovery, always, media, reuse, keepAlive);
  }

  /**
   * As {@link #forDomain(String, String)}, with the port of the address apart.
   *
   * @param port 0 or less: that of the listening socket
   */
  public NatPolicy forDomain(String domain, @Nullable String host, int port) {
    return forDomain(domain, joined(host, port));
  }

  private static @Nullable String joined(@Nullable String host, int port) {
    if (host == null) {
      return null;
    }
    var numeric = IpLiteral.parse(host);
    var written = numeric == null ? host : IpLiteral.host(numeric);
    return port <= 0 ? written : written + ":" + port;
  }

  /** The same, learning from Via or not. */
  public NatPolicy learnFromVia(boolean learns) {
    var now = discovery;
    return with(new Discovery(learns, now.rport(), now.stun(), now.inVia(), now.connectionPort()));
  }

  /** The same, asking by {@code rport} in Via or not; off only for peers that choke on it. */
  public NatPolicy askForPort(boolean asks) {
    var now = discovery;
    return with(new Discovery(now.fromVia(), asks, now.stun(), now.inVia(), now.connectionPort()));
  }

  /**
   * The same with a STUN server, which is asked from each UDP socket at start and again and again;
   * null: with none.
   *
   * @param server as {@code stun.example.com} or {@code 192.0.2.1:3478}; the default port is 3478
   * @throws IllegalArgumentException if it is not of that form
   */
  public NatPolicy stun(@Nullable String server) {
    var parsed = server == null ? null : parse(server, STUN_PORT);
    var now = discovery;
    return with(
        new Discovery(now.fromVia(), now.rport(), parsed, now.inVia(), now.connectionPort()));
  }

  /** The same, with addresses that were found in Via too, or in Contact only. */
  public NatPolicy foundInVia(boolean shown) {
    var now = discovery;
    return with(new Discovery(now.fromVia(), now.rport(), now.stun(), shown, now.connectionPort()));
  }

  /** The same, with the local port of the connection in Contact, or with the listening port. */
  public NatPolicy connectionPort(boolean shown) {
    var now = discovery;
    return with(new Discovery(now.fromVia(), now.rport(), now.stun(), now.inVia(), shown));
  }

  private NatPolicy with(Discovery other) {
    return new NatPolicy(fixed, domains, other, always, media, reuse, keepAlive);
  }

  /** The same, showing the public address on directly attached subnets too, or not. */
  public NatPolicy always(boolean everywhere) {
    return new NatPolicy(fixed, domains, discovery, everywhere, media, reuse, keepAlive);
  }

  /** The same, changing addresses in session descriptions too, or not. */
  public NatPolicy rewriteMedia(boolean changed) {
    return new NatPolicy(fixed, domains, discovery, always, changed, reuse, keepAlive);
  }

  /** The same, keeping dialogs on their flows or not. */
  public NatPolicy reuseFlows(boolean kept) {
    return new NatPolicy(fixed, domains, discovery, always, media, kept, keepAlive);
  }

  /** The same with other keep-alives. */
  public NatPolicy keepAlive(KeepAlivePolicy policy) {
    return new NatPolicy(fixed, domains, discovery, always, media, reuse, policy);
  }

  /** The address that was set for an account of this domain; null if none was. */
  @Nullable SentBy setFor(String domain) {
    var own = domains.isEmpty() ? null : domains.get(domain.toLowerCase(Locale.ROOT));
    return own != null ? own : fixed;
  }

  private static SentBy parse(String text, int defaultPort) {
    var given = text.strip();
    int colon = given.endsWith("]") ? -1 : given.lastIndexOf(':');
    boolean bareIpv6 = colon > 0 && given.indexOf(':') < colon && !given.startsWith("[");
    var host = colon < 0 || bareIpv6 ? given : given.substring(0, colon);
    var numeric = IpLiteral.parse(host);
    if (host.isEmpty() || (numeric == null && !host.matches("[A-Za-z0-9_.-]+"))) {
      throw wrong(text);
    }
    int port = colon < 0 || bareIpv6 ? defaultPort : port(given.substring(colon + 1), text);
    return new SentBy(numeric == null ? host : IpLiteral.host(numeric), port);
  }

  private static int port(String digits, String text) {
    int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65_535) {
      throw wrong(text);
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no address: use HOST or HOST:PORT, such as 203.0.113.7:5060");
  }
}
