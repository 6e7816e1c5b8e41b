package org.offhook.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.Listen;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import org.offhook.net.Host;
import org.offhook.net.SystemHost;
import org.offhook.net.TlsSettings;
import org.offhook.net.WebSocketSettings;
import org.offhook.transaction.Timers;
import org.offhook.transport.TransportSettings;
import org.offhook.transport.WireTap;

/**
 * What a {@link SipServer} is started with. Immutable; all of it counts at start only.
 *
 * <pre>{@code
 * var options = SipServerOptions.builder()
 *     .listen(Listen.sip("127.0.0.1", 5070))
 *     .domain("example.com")
 *     .user("alice", "secret")
 *     .user("bob", "secret")
 *     .authenticate(Authenticate.ALL)
 *     .build();
 * }</pre>
 */
public final class SipServerOptions {

  private final Builder from;

  private SipServerOptions(Builder from) {
    this.from = new Builder(from);
  }

  /** Starts with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts with these options. */
  public Builder toBuilder() {
    return new Builder(from);
  }

  /** Limits of the lifetime of bindings, in seconds, and the lifetime of nonces. */
  record Lifetimes(long min, long max, long usual, Duration nonce) {}

  Host host() {
    return from.host;
  }

  List<Listen> listen() {
    return from.listen;
  }

  List<String> domains() {
    return from.domains;
  }

  /** The realm: as set, else the first domain, else a fixed word. */
  String realm() {
    if (from.realm != null) {
      return from.realm;
    }
    return from.domains.isEmpty() ? "offhook" : from.domains.getFirst();
  }

  /** The users with their secrets in {@link #realm()}. */
  CredentialStore users() {
    var store = CredentialStore.EMPTY;
    for (var user : from.users) {
      store = store.add(Credentials.password(user.name(), realm(), user.password()));
    }
    return store;
  }

  Authenticate authenticate() {
    return from.authenticate;
  }

  DigestAlgorithm[] algorithms() {
    return from.algorithms.toArray(new DigestAlgorithm[0]);
  }

  Lifetimes lifetimes() {
    return from.lifetimes;
  }

  boolean events() {
    return from.services.events();
  }

  boolean recordRoute() {
    return from.services.recordRoute();
  }

  Timers timers() {
    return from.protocol.timers();
  }

  Duration timerC() {
    return from.protocol.timerC();
  }

  TransportSettings transport() {
    return from.protocol.transport();
  }

  FlowOptions flows() {
    return from.flows;
  }

  List<WireTap> taps() {
    return from.taps;
  }

  /** What the server does beside the least. */
  private record Services(boolean recordRoute, boolean events) {}

  private record User(String name, String password) {}

  private record Protocol(Timers timers, Duration timerC, TransportSettings transport) {

    Protocol with(Timers other) {
      return new Protocol(other, timerC, transport);
    }

    Protocol with(Duration longest) {
      return new Protocol(timers, longest, transport);
    }

    Protocol with(TransportSettings other) {
      return new Protocol(timers, timerC, other);
    }
  }

  /** Collects {@link SipServerOptions}. */
  public static final class Builder {

    private Host host = new SystemHost();
    private List<Listen> listen = List.of();
    private List<String> domains = List.of();
    private @Nullable String realm;
    private List<User> users = List.of();
    private Authenticate authenticate = Authenticate.NONE;
    private List<DigestAlgorithm> algorithms =
        List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    private Lifetimes lifetimes = new Lifetimes(60, 7200, 3600, Duration.ofMinutes(5));
    private Services services = new Services(true, false);
    private Protocol protocol =
        new Protocol(Timers.DEFAULT, Duration.ofSeconds(181), TransportSettings.defaults());
    private List<WireTap> taps = List.of();
    private FlowOptions flows = FlowOptions.DEFAULT;

    private Builder() {}

    private Builder(Builder other) {
      host = other.host;
      listen = other.listen;
      domains = other.domains;
      realm = other.realm;
      users = other.users;
      authenticate = other.authenticate;
      algorithms = other.algorithms;
      lifetimes = other.lifetimes;
      services = other.services;
      protocol = other.protocol;
      taps = other.taps;
      flows = other.flows;
    }

    /** The machine: this one by default, or one of a simulated world. */
    public Builder host(Host machine) {
      host = machine;
      return this;
    }

    /** Where to listen; repeatable. Default is UDP and TCP on 127.0.0.1, any port. */
    public Builder listen(Listen... where) {
      listen = joined(listen, List.of(where));
      return this;
    }

    /**
     * Domains that the server is responsible for, beside the addresses it listens on; repeatable.
     * All of them are one: a user is known by the user part alone.
     */
    public Builder domain(String... names) {
      domains =
          joined(domains, List.of(names).stream().map(n -> n.toLowerCase(Locale.ROOT)).toList());
      return this;
    }

    /** The realm of digest challenges; default is the first domain, or {@code offhook}. */
    public Builder realm(String name) {
      realm = name;
      return this;
    }

    /**
     * A user; repeatable. Without any, every name may register (unless authentication is asked
     * for); with some, others are unknown (404).
     */
    public Builder user(String name, String password) {
      users = joined(users, List.of(new User(name, password)));
      return this;
    }

    /** Which requests need credentials; default none. */
    public Builder authenticate(Authenticate which) {
      authenticate = which;
      return this;
    }

    /** The digest algorithms offered, most preferred first; default SHA-256, then MD5. */
    public Builder algorithms(DigestAlgorithm... preferredFirst) {
      algorithms = List.of(preferredFirst);
      return this;
    }

    /** The shortest lifetime of a binding, below an hour; shorter ones get 423. Default 60 s. */
    public Builder minExpires(Duration shortest) {
      lifetimes =
          new Lifetimes(
              shortest.toSeconds(), lifetimes.max(), lifetimes.usual(), lifetimes.nonce());
      return this;
    }

    /** The longest lifetime of a binding; longer ones are shortened. Default 2 hours. */
    public Builder maxExpires(Duration longest) {
      lifetimes =
          new Lifetimes(lifetimes.min(), longest.toSeconds(), lifetimes.usual(), lifetimes.nonce());
      return this;
    }

    /** The lifetime of a binding that asks for none; default 1 hour. */
    public Builder defaultExpires(Duration usual) {
      lifetimes =
          new Lifetimes(lifetimes.min(), lifetimes.max(), usual.toSeconds(), lifetimes.nonce());
      return this;
    }

    /** How long a nonce may be used before the next one is asked for (stale); default 5 minutes. */
    public Builder nonceLifetime(Duration time) {
      lifetimes = new Lifetimes(lifetimes.min(), lifetimes.max(), lifetimes.usual(), time);
      return this;
    }

    /** Whether the server stays on the path of the dialogs it lets begin; default yes. */
    public Builder recordRoute(boolean on) {
      services = new Services(on, services.events());
      return this;
    }

    /**
     * Whether the server itself tells states of its users: presence and dialogs as they publish
     * them (RFC 3903), waiting messages ({@link SipServer#messageWaiting}) and registrations (RFC
     * 3680). A subscription to dialogs that nobody published goes to the user. Default no: all of
     * it goes to the users.
     */
    public Builder events(boolean on) {
      services = new Services(services.recordRoute(), on);
      return this;
    }

    /** The base times of transactions. */
    public Builder timers(Timers base) {
      protocol = protocol.with(base);
      return this;
    }

    /** How long a branch may ring without a sign of life (Timer C); default 181 s. */
    public Builder timerC(Duration longest) {
      protocol = protocol.with(longest);
      return this;
    }

    /** How TLS is spoken; a certificate is needed to listen for it. */
    public Builder tls(TlsSettings settings) {
      protocol = protocol.with(protocol.transport().withTls(settings));
      return this;
    }

    /**
     * How SIP over WebSocket is served: path, origins of pages, times (RFC 7118). Needs the
     * artifact {@code offhook-websocket}. Default: {@link WebSocketSettings#DEFAULT}.
     */
    public Builder webSocket(WebSocketSettings settings) {
      protocol = protocol.with(protocol.transport().withWebSocket(settings));
      return this;
    }

    /**
     * Whether registrations with outbound are granted (RFC 5626): requests for them go back by
     * their very flow. Default yes.
     */
    public Builder outbound(boolean granted) {
      flows = flows.withOutbound(granted);
      return this;
    }

    /** Whether instances get globally routable URIs (GRUU, RFC 5627). Default yes. */
    public Builder gruu(boolean given) {
      flows = flows.withGruu(given);
      return this;
    }

    /**
     * The home proxies that endpoints are told to send by (RFC 3608), such as {@code
     * sip:10.0.0.9;lr}; {@code lr} is added if it is missing. Default none.
     *
     * @throws IllegalArgumentException if one is no SIP URI
     */
    public Builder serviceRoute(String... uris) {
      flows =
          flows.withServiceRoute(
              List.of(uris).stream()
                  .map(SipUri::parse)
                  .map(uri -> NameAddr.of(uri.lr() ? uri : uri.with("lr", null)))
                  .toList());
      return this;
    }

    /**
     * How often flows of outbound are to be pinged (Flow-Timer, RFC 5626 §11.4). Default unsaid.
     */
    public Builder flowTimer(Duration most) {
      flows = flows.withFlowTimer(most.toSeconds());
      return this;
    }

    /**
     * How often endpoints that offer {@code keep} in Via are to ping (RFC 6223). Default: the offer
     * is not answered.
     */
    public Builder keepAlive(Duration most) {
      flows = flows.withKeep(most.toSeconds());
      return this;
    }

    /** One more look at every message on the wire, on the loop: it must not block. */
    public Builder tap(WireTap tap) {
      taps = joined(taps, List.of(tap));
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if they contradict each other
     */
    public SipServerOptions build() {
      if (lifetimes.min() < 0 || lifetimes.min() > lifetimes.max() || lifetimes.min() > 3600) {
        throw new IllegalArgumentException(
            "the shortest lifetime of a binding must be within 0 and 3600 s, and not above the"
                + " longest: "
                + lifetimes);
      }
      if (authenticate != Authenticate.NONE && users.isEmpty()) {
        throw new IllegalArgumentException("authentication needs users: add user(name, password)");
      }
      var built = new Builder(this);
      if (built.listen.isEmpty()) {
        built.listen = List.of(Listen.sip("127.0.0.1", 0));
      }
      return new SipServerOptions(built);
    }

    private static <T> List<T> joined(List<T> some, List<T> more) {
      var all = new ArrayList<>(some);
      all.addAll(more);
      return List.copyOf(all);
    }
  }
}
