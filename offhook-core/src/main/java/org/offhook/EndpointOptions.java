package org.offhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.BearerTokens;
import org.offhook.auth.ChallengeChoice;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestVerifier;
import org.offhook.dns.DnsSettings;
import org.offhook.message.Features;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;
import org.offhook.net.Host;
import org.offhook.net.IpLiteral;
import org.offhook.net.SystemHost;
import org.offhook.net.TlsSettings;
import org.offhook.net.WebSocketSettings;
import org.offhook.transaction.Timers;
import org.offhook.transport.NatPolicy;
import org.offhook.transport.TransportSettings;
import org.offhook.transport.WireTap;
import org.offhook.ua.AccessPolicy;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.AutomaticPolicy;
import org.offhook.ua.CallExtensions;
import org.offhook.ua.Capabilities;
import org.offhook.ua.ContactPolicy;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;
import org.offhook.ua.Limits;
import org.offhook.ua.PeerTrust;
import org.offhook.ua.RedirectPolicy;
import org.offhook.ua.ReliableProvisionals;
import org.offhook.ua.SessionTimers;
import org.offhook.ua.SipsPolicy;
import org.offhook.ua.TakeoverPolicy;

/**
 * What an endpoint is started with. Immutable. Each setting says whether it counts "at start" only
 * or can be changed in a running endpoint ("live", by {@link Endpoint#reconfigure}).
 *
 * <pre>{@code
 * var options = EndpointOptions.builder()
 *     .listen(Listen.sip("0.0.0.0", 5060))
 *     .aor("sip:alice@example.com")
 *     .credentials("alice", "secret")
 *     .build();
 * }</pre>
 */
public final class EndpointOptions {

  private final Builder from;

  private EndpointOptions(Builder from) {
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

  List<Listen> listen() {
    return from.listen;
  }

  @Nullable NameAddr identity() {
    return from.identity;
  }

  CredentialStore credentials() {
    return from.credentials;
  }

  List<NameAddr> outboundProxy() {
    return from.outboundProxy;
  }

  AutomaticPolicy automatic() {
    return from.automatic;
  }

  CallPolicy calls() {
    return from.calls.policy();
  }

  CallExtensions extensions() {
    return from.calls.extensions();
  }

  /** How calls are treated. */
  private record Calls(CallPolicy policy, CallExtensions extensions) {}

  Host host() {
    return from.host;
  }

  QueueSizes queues() {
    return from.queues;
  }

  Timers timers() {
    return from.protocol.timers();
  }

  TransportSettings transport() {
    return from.protocol.transport();
  }

  /** Reads the files that TLS needs, so that a fault shows now; the defaults have none. */
  EndpointOptions withTlsRead() {
    var tls = transport().tls();
    if (tls != TlsSettings.defaults()) {
      tls.load();
    }
    return this;
  }

  NatPolicy nat() {
    return from.protocol.nat();
  }

  Duration watchInterfaces() {
    return from.protocol.watchInterfaces();
  }

  DnsSettings dns() {
    return from.protocol.dns();
  }

  Serving serving() {
    return from.serving;
  }

  OnTheWay hooks() {
    return from.hooks;
  }

  /** Collects {@link EndpointOptions}; every setting has a default. */
  public static final class Builder {

    private List<Listen> listen = List.of();
    private @Nullable NameAddr identity;
    private CredentialStore credentials = CredentialStore.EMPTY;
    private List<Account> accounts = List.of();
    private List<NameAddr> outboundProxy = List.of();
    private AutomaticPolicy automatic = AutomaticPolicy.ALL;
    private Calls calls = new Calls(CallPolicy.DEFAULT, CallExtensions.DEFAULT);
    private Host host = new SystemHost();
    private QueueSizes queues = QueueSizes.DEFAULT;
    private ProtocolOptions protocol = ProtocolOptions.DEFAULT;
    private Serving serving = Serving.DEFAULT;
    private OnTheWay hooks = OnTheWay.DEFAULT;

    private Builder() {}

    private Builder(Builder other) {
      this.listen = other.listen;
      this.identity = other.identity;
      this.credentials = other.credentials;
      this.accounts = other.accounts;
      this.outboundProxy = other.outboundProxy;
      this.automatic = other.automatic;
      this.calls = other.calls;
      this.host = other.host;
      this.queues = other.queues;
      this.protocol = other.protocol;
      this.serving = other.serving;
      this.hooks = other.hooks;
    }

    /** One more place to listen; at start, later by {@link Endpoint#listen}. Default: none. */
    public Builder listen(Listen where) {
      listen = plus(listen, where);
      return this;
    }

    static <T> List<T> plus(List<T> list, T more) {
      var longer = new ArrayList<>(list);
      longer.add(more);
      return List.copyOf(longer);
    }

    /**
     * The address of record, such as {@code sip:alice@example.com} or {@code "Alice"
     * <sip:alice@example.com>}: From of what is sent. Live. Default: {@code sip:offhook@} and the
     * first listening address.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder aor(String address) {
      identity = NameAddr.parse(address);
      return this;
    }

    /**
     * A user name and password for whatever realm the endpoint's own servers name: the host of its
     * address of record and that of its outbound proxy as they stand when the options are built, no
     * others (RFC 3261 §22.3). Live by {@link Endpoint#credentials}. Default: none.
     */
    public Builder credentials(String username, String password) {
      accounts = plus(accounts, new Account(username, password));
      return this;
    }

    /**
     * Answers Bearer challenges with tokens from there, over TLS, DTLS and WSS only (RFC 8898).
     * Where digest is offered as well, it is answered if there is no token. Live. Default: none.
     */
    public Builder bearerTokens(BearerTokens source) {
      credentials = credentials.withTokens(source);
      return this;
    }

    /** As {@link #credentials(Credentials)}, by a change of all. Live. */
    public Builder credentials(UnaryOperator<CredentialStore> change) {
      credentials = change.apply(credentials);
      return this;
    }

    /** One more set of credentials. Live by {@link Endpoint#credentials}. */
    public Builder credentials(Credentials more) {
      credentials = credentials.add(more);
      return this;
    }

    /**
     * The server that all requests outside dialogs are sent to first, as preloaded Route (RFC 3261
     * §8.1.1.1), such as {@code sip:proxy.example.com;lr}; {@code lr} is added if it is missing.
     * Live. Default: none.
     */
    public Builder outboundProxy(String uri) {
      var parsed = org.offhook.message.SipUri.parse(uri);
      var loose = parsed.lr() ? parsed : parsed.with("lr", null);
      outboundProxy = List.of(NameAddr.of(loose));
      return this;
    }

    /** Who takes an automatic step. Live. Default: {@link AutoMode#AUTO} for all. */
    public Builder automatic(Automatic step, AutoMode mode) {
      automatic = automatic.with(step, mode);
      return this;
    }

    /** Limits of calls, and what happens to forks. Live. Default: {@link CallPolicy#DEFAULT}. */
    public Builder calls(CallPolicy policy) {
      calls = new Calls(policy, calls.extensions());
      return this;
    }

    /**
     * Whether provisional answers are reliable (RFC 3262). Live, for calls that begin later.
     * Default: {@link ReliableProvisionals#SUPPORTED}.
     */
    public Builder reliableProvisionals(ReliableProvisionals policy) {
      return extensions(calls.extensions().withReliableProvisionals(policy));
    }

    /**
     * Whether calls end by themselves when a side is gone (RFC 4028). Live, for calls that begin
     * later. Default: {@link SessionTimers#DEFAULT}.
     */
    public Builder sessionTimers(SessionTimers policy) {
      return extensions(calls.extensions().withSessionTimers(policy));
    }

    private Builder extensions(CallExtensions extensions) {
      calls = new Calls(calls.policy(), extensions);
      return this;
    }

    /** The machine to live on; at start. Default: this one. A simulated one in tests. */
    public Builder host(Host machine) {
      host = machine;
      return this;
    }

    /** How large queues may grow; at start. Default: {@link QueueSizes#DEFAULT}. */
    public Builder queues(QueueSizes sizes) {
      queues = sizes;
      return this;
    }

    /**
     * The timer values of RFC 3261 §17.1.1.1; at start. Default: T1 500 ms, T2 4 s, T4 5 s.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public Builder timers(Duration t1, Duration t2, Duration t4) {
      protocol = protocol.with(Timers.of(t1, t2, t4));
      return this;
    }

    /**
     * How TLS and DTLS are spoken: whom to believe, what to show. Live, for connections that begin
     * later; see {@link TlsSettings} for what changes by itself. Default: {@link
     * TlsSettings#defaults()}.
     */
    public Builder tls(TlsSettings settings) {
      return transport(protocol.transport().withTls(settings));
    }

    /**
     * Whether requests for sips URIs, or only they, are taken (RFC 5630). Live. Default: {@link
     * SipsPolicy#ALLOWED}.
     */
    public Builder sips(SipsPolicy policy) {
      serving = serving.sips(policy);
      return this;
    }

    /**
     * The text of User-Agent and Server; empty sends neither; null, the default: {@code Offhook}.
     * Live.
     *
     * @throws IllegalArgumentException if it has a line break or NUL
     */
    public Builder product(@Nullable String text) {
      var product = text == null ? Serving.DEFAULT.product() : text;
      new HeaderRow("Server", product);
      serving = serving.product(product);
      return this;
    }

    /**
     * What the endpoint says it can do, and refuses beyond; {@link #infoPackages}, {@link
     * #features} and {@link #contacts} are parts of it. Live.
     */
    public Builder capabilities(Capabilities capabilities) {
      serving = serving.capabilities(capabilities);
      return this;
    }

    /** As {@link #capabilities(Capabilities)}, by a change of the present ones. */
    public Builder capabilities(UnaryOperator<Capabilities> change) {
      return capabilities(change.apply(serving.capabilities()));
    }

    /**
     * The packages that INFO may come with, announced in Recv-Info (RFC 6086 §5.2); with another
     * one it is refused with 469. Live. Default: none, and nothing is announced.
     */
    public Builder infoPackages(String... names) {
      return capabilities(serving.capabilities().withInfoPackages(List.of(names)));
    }

    /** What the device can do, announced in Contact (RFC 3840 §6). Live. Default: nothing. */
    public Builder features(Features features) {
      return capabilities(serving.capabilities().withFeatures(features));
    }

    /**
     * What Contacts say beside the address: display name, instance, parameters; like {@link
     * #features}, a part of {@link #capabilities}. Live, for dialogs that begin later. Default:
     * {@link ContactPolicy#DEFAULT}.
     */
    public Builder contacts(ContactPolicy policy) {
      return capabilities(serving.capabilities().withContacts(policy));
    }

    /** As {@link #contacts(ContactPolicy)}, by a change of the present policy. */
    public Builder contacts(UnaryOperator<ContactPolicy> change) {
      return contacts(change.apply(serving.capabilities().announced().contacts()));
    }

    /**
     * Whose P-Asserted-Identity is believed, and who may be sent one: servers that a message comes
     * from or goes to directly (RFC 3325 §5). Live. Default: nobody.
     *
     * @param servers runs on the loop and must not block
     */
    public Builder trust(Predicate<InetSocketAddress> servers) {
      hooks = hooks.trust(new PeerTrust(servers));
      return this;
    }

    /**
     * As {@link #trust(Predicate)}, by numeric addresses at any port.
     *
     * @throws IllegalArgumentException if one is a name: names are not looked up here
     */
    public Builder trust(String... addresses) {
      var trusted = new HashSet<InetAddress>();
      for (var address : addresses) {
        var numeric = IpLiteral.parse(address);
        if (numeric == null) {
          throw new IllegalArgumentException(
              "'" + address + "' is no numeric address; use one such as 192.0.2.7");
        }
        trusted.add(numeric);
      }
      return trust(server -> trusted.contains(server.getAddress()));
    }

    /** Whether a Request-URI names a user here; else 404. Live. Default: every one does. */
    public Builder servesUser(Predicate<Uri> users) {
      serving = serving.users(users);
      return this;
    }

    /**
     * Which requests of peers must prove who they are, and how; ACK and CANCEL are never challenged
     * (RFC 3261 §22.1). Live. Default: none.
     *
     * <pre>{@code
     * builder.authenticateIncoming(
     *     DigestVerifier.builder("example.com", UserSecrets.of(store)), request -> true)
     * }</pre>
     *
     * @param verifier the realm, its users, algorithms and nonces
     * @param needed the requests that need credentials; runs on the loop and must not block
     */
    public Builder authenticateIncoming(
        DigestVerifier.Builder verifier, Predicate<SipRequest> needed) {
      serving = serving.authentication(new IncomingVerifier.Demand(verifier, needed));
      return this;
    }

    /**
     * Who may do what with requests outside dialogs, and how much of it one source may do. Live.
     * Default: {@link AccessPolicy#OPEN}; on the open Internet take {@link AccessPolicy#PUBLIC}.
     */
    public Builder access(AccessPolicy policy) {
      serving = serving.guard(serving.guard().with(policy));
      return this;
    }

    /**
     * How much strangers may cost; {@link Limit} lists all. Live. Default: {@link Limits#DEFAULT}.
     */
    public Builder limits(Limits limits) {
      serving = serving.guard(serving.guard().with(limits));
      return this;
    }

    /**
     * Which challenges are answered, and over what: MD5, challenges without qop and plain
     * transports can be refused (RFC 8760 §3). Live. Default: {@link ChallengeChoice#DEFAULT}.
     */
    public Builder challenges(ChallengeChoice choice) {
      serving = serving.guard(serving.guard().with(choice));
      return this;
    }

    /**
     * Limits and times of connections and the size of messages; at start. Default: {@link
     * TransportSettings#defaults}.
     */
    public Builder transport(TransportSettings settings) {
      protocol = protocol.with(settings);
      return this;
    }

    /**
     * How often an endpoint that listens on a wildcard looks whether this host's addresses have
     * changed: it listens on new ones and no longer on those that are gone. Zero: never. Live.
     * Default: 10 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder watchInterfaces(Duration interval) {
      if (interval.isNegative()) {
        throw new IllegalArgumentException("an interval of " + interval + "; zero stops looking");
      }
      protocol = protocol.watching(interval);
      return this;
    }

    /**
     * How SIP over WebSocket connects and is connected to: path, origins, times; at start. Needs
     * the artifact {@code offhook-websocket}. Default: {@link WebSocketSettings#DEFAULT}.
     */
    public Builder webSocket(WebSocketSettings settings) {
      return transport(protocol.transport().withWebSocket(settings));
    }

    /**
     * Which address Contact and Via show, and how flows are kept alive through NATs. Live, also by
     * {@link Endpoint#publicAddress}. Default: {@link NatPolicy#DEFAULT}, which learns from Via.
     */
    public Builder nat(NatPolicy policy) {
      protocol = protocol.with(policy);
      return this;
    }

    /** As {@link #nat(NatPolicy)}, by a change of the present policy. */
    public Builder nat(UnaryOperator<NatPolicy> change) {
      return nat(change.apply(protocol.nat()));
    }

    /**
     * A fixed public address, such as {@code 203.0.113.7} or {@code sip.example.com:5070}: {@link
     * NatPolicy#publicAddress} of {@link #nat}; null: none. Live. Default: none.
     *
     * @throws IllegalArgumentException if it is no address
     */
    public Builder publicAddress(@Nullable String address) {
      return nat(protocol.nat().publicAddress(address));
    }

    /**
     * How the servers for a URI are found (RFC 3263): whom to ask, how long, and for what. Live,
     * for requests that begin later; single names by {@link Endpoint#dns}. Default: {@link
     * DnsSettings#DEFAULT}.
     */
    public Builder dns(DnsSettings settings) {
      protocol = protocol.with(settings);
      return this;
    }

    /** As {@link #dns(DnsSettings)}, by a change of the present settings. */
    public Builder dns(UnaryOperator<DnsSettings> change) {
      return dns(change.apply(protocol.dns()));
    }

    /** How far redirections are followed. Live. Default: {@link RedirectPolicy#DEFAULT}. */
    public Builder redirects(RedirectPolicy policy) {
      serving = serving.redirects(policy);
      return this;
    }

    /**
     * Whether the sender of an INVITE may put its call in the place of one that is here, or join it
     * (RFC 3891 §8); else it gets 403 and the old call is not touched. Runs on the loop and must
     * not block. Live. Default: everybody who knows Call-ID and both tags of the call, which nobody
     * can guess.
     */
    public Builder authorizeReplaces(Predicate<SipRequest> authorised) {
      serving = serving.takeover(new TakeoverPolicy(authorised, serving.takeover().joins()));
      return this;
    }

    /**
     * Whether callers may ask to be mixed with a call that is here ({@code Join}, RFC 3911), which
     * the application then does: see {@link IncomingCall#joins}. Live. Default: no.
     */
    public Builder joins(boolean understood) {
      serving = serving.takeover(new TakeoverPolicy(serving.takeover().authorised(), understood));
      return this;
    }

    /**
     * What may be subscribed to here (RFC 6665): peers are told in Allow-Events, other packages are
     * refused with 489, and {@link Endpoint#onSubscribe} decides about the rest. Live. Default:
     * nothing.
     *
     * <pre>{@code
     * builder.events(EventPackage.PRESENCE, EventPackage.of("x-queue"))
     * }</pre>
     */
    public Builder events(EventPackage... packages) {
      return events(serving.events().withPackages(List.of(packages)));
    }

    /** As {@link #events(EventPackage...)}, with everything else about events. Live. */
    public Builder events(EventPolicy policy) {
      serving = serving.events(policy);
      return this;
    }

    /**
     * Whether this endpoint's own calls are told to whoever subscribes to {@code dialog} (RFC 4235)
     * and gets past {@link #authenticateIncoming}: lamps of telephones show them. Without it {@link
     * IncomingSubscription#acceptDialogs} decides one by one. Live. Default: no.
     */
    public Builder ownDialogs(boolean told) {
      return events(serving.events().withOwnDialogs(told));
    }

    /**
     * Whether a NOTIFY that nobody subscribed to is answered with 200 and told as {@link
     * SubscriptionEvent.Unsolicited}, as some servers send it to whoever registers. Live. Default:
     * no, it is answered with 481.
     */
    public Builder unsolicitedNotify(boolean accepted) {
      return events(serving.events().withUnsolicited(accepted));
    }

    /** Sees every message on the wire, on the loop: it must not block. At start. */
    public Builder tap(WireTap tap) {
      hooks = hooks.tap(tap);
      return this;
    }

    /**
     * Is told each step of each transaction, the automatic ones included; on the loop: it must be
     * quick. At start. Default: nobody is.
     */
    public Builder observe(TransactionStep.Observer observer) {
      hooks = hooks.observer(observer);
      return this;
    }

    /**
     * Whether all that the transactions exchange is told in {@link Endpoint#events()}, as {@link
     * ExchangeEvent}s, automatic steps included. They take room in its queue. At start. Default:
     * no.
     */
    public Builder exchanges(boolean wanted) {
      hooks = hooks.exchanges(wanted);
      return this;
    }

    /**
     * Is told when the first transaction of either side begins and when the last one is gone; on
     * the loop: it must be quick. At start. Default: nobody is.
     */
    public Builder onActivity(Consumer<Activity> told) {
      hooks = hooks.activity(told);
      return this;
    }

    /**
     * Changes each request but ACK and CANCEL just before it is sent, on the loop: it must not
     * block. What it changes reaches no protocol state; where it throws, the request fails. Live.
     * Default: no change.
     */
    public Builder rewrite(UnaryOperator<SipRequest> rewrite) {
      hooks = hooks.rewrite(rewrite);
      return this;
    }

    /** How long {@link Endpoint#close()} waits for peers' answers. Live. Default: 2 s. */
    public Builder closeWithin(Duration time) {
      hooks = hooks.closeWithin(time);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException if a rule asks for credentials and nobody verifies them
     */
    public EndpointOptions build() {
      if (serving.guard().access().asksForCredentials() && serving.authentication() == null) {
        throw new IllegalArgumentException(
            "a rule asks for credentials: name their verifier by authenticateIncoming");
      }
      for (var account : accounts) {
        credentials = credentials.add(account.credentials(ownServers()));
      }
      accounts = List.of();
      return new EndpointOptions(this);
    }

    private List<String> ownServers() {
      var hosts = new ArrayList<String>();
      outboundProxy.forEach(proxy -> addHost(hosts, proxy));
      if (identity != null) {
        addHost(hosts, identity);
      }
      return hosts;
    }

    private static void addHost(List<String> hosts, NameAddr address) {
      if (address.uri() instanceof org.offhook.message.SipUri uri) {
        hosts.add(uri.host());
      }
    }

    /** A user name and password; where they may be sent is known when the options are complete. */
    private record Account(String username, String password) {

      Credentials credentials(List<String> servers) {
        var made = Credentials.builder(username).anyRealm().password(password);
        servers.forEach(made::server);
        return made.build();
      }

      @Override
      public String toString() {
        return "Account[" + username + "]";
      }
    }
  }
}
