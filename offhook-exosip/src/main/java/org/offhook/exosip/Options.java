package org.offhook.exosip;

import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Activity;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.EventChannel;
import org.offhook.QueueSizes;
import org.offhook.dns.AddressPreference;
import org.offhook.dns.DnsSettings;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.net.Host;
import org.offhook.net.NetworkSettings;
import org.offhook.net.PortRange;
import org.offhook.net.SystemHost;
import org.offhook.net.TlsException;
import org.offhook.transport.KeepAlivePolicy;
import org.offhook.transport.MessageTap;
import org.offhook.transport.NatPolicy;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.ContactPolicy;
import org.offhook.ua.SessionTimers;

/** The options of a context by number. Guarded by the context's lock, but for what is told. */
final class Options {

  /** So many events wait for the program. */
  static final QueueSizes ROOM = new QueueSizes(20_000, 1_000);

  private static final Duration PONG = Duration.ofSeconds(9);
  private static final int LEAST_PORT = 1024;

  /** By the numbers of option 20. */
  static final List<AddressPreference> FAMILIES =
      List.of(
          AddressPreference.IPV4_ONLY, AddressPreference.IPV6_ONLY, AddressPreference.AUTOMATIC);

  final EventChannel events = new EventChannel();
  final MessageTap raw = new MessageTap();

  /** The destinations by which a local address is guessed: IPv4, IPv6. */
  final String[] gateways = {"198.51.100.1", "2001:db8::1"};

  /** How sockets are opened; null where another host opens them. */
  @Nullable NetworkSettings sockets;

  /** Whether a route given for a request is written into it (option 27). */
  volatile boolean keepsRoute;

  /** Whether an option was what it is already. */
  boolean unchanged;

  TlsContext tls = new TlsContext();
  int verify = 1;
  volatile IntConsumer wakeLock = number -> {};
  final ExosipSettings context;
  private Activity before = new Activity(false, false);

  /** What an endpoint is started with. */
  volatile EndpointOptions wanted;

  Options(ExosipSettings context, @Nullable Host host) {
    this.context = context;
    var own = NetworkSettings.DEFAULT.withDscp(NetworkSettings.AF31); // as eXosip2
    this.sockets = host == null ? own : null;
    this.wanted =
        EndpointOptions.builder()
            .host(host == null ? new SystemHost(own) : host)
            .exchanges(true)
            .queues(ROOM)
            .automatic(Automatic.ANSWER_OFFER, AutoMode.OFF)
            .automatic(Automatic.ANSWER_INFO, AutoMode.OFF)
            .automatic(Automatic.ANSWER_OPTIONS, AutoMode.OFF)
            .events(InSubscriptionFunctions.ALL)
            .unsolicitedNotify(true)
            .tap(raw)
            .onActivity(this::tell)
            .build();
  }

  /** Tells the numbers of option 23. On the loop. */
  private void tell(Activity now) {
    if (now.server() != before.server()) {
      wakeLock.accept(now.server() ? 1 : 0);
    }
    if (now.client() != before.client()) {
      wakeLock.accept(now.client() ? 3 : 2);
    }
    before = now;
  }

  EndpointOptions change(UnaryOperator<EndpointOptions.Builder> change) {
    context.endpoint().ifPresent(running -> running.reconfigure(change));
    wanted = change.apply(wanted.toBuilder()).build();
    return wanted;
  }

  /** Returns 1 where nothing changed, as eXosip2; for option 13 alone. */
  int set(Given given) {
    var successor = given.option().successor();
    OsipError.UNDEFINED_ERROR.when(!successor.isEmpty(), given.option().cName() + ": " + successor);
    try {
      unchanged = false;
      given.option().effect.accept(given);
      return unchanged ? 1 : OsipError.SUCCESS;
    } catch (IllegalArgumentException | IndexOutOfBoundsException | TlsException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  void tls(TlsContext info, int bits) {
    var settings = info.settings(bits);
    settings.load();
    change(options -> options.tls(settings));
    tls = info;
    verify = bits;
  }

  /** What was given for an option, and what options may change by it. */
  record Given(Options options, ExosipOption option, List<Object> values) {

    // --- values ---

    /** Option 9: with the addresses of a name that came without; it may wait for them. */
    Given withAddresses() {
      return option == ExosipOption.ADD_DNS_CACHE && values.size() > 1 && text(1).isEmpty()
          ? new Given(
              options, option, List.of(text(0), options.context.network().addresses(text(0))))
          : this;
    }

    int number(int at) {
      return value(at, Integer.class);
    }

    boolean flag() {
      return number(0) != 0;
    }

    String text(int at) {
      return value(at, String.class);
    }

    @Nullable String orNull(int at) {
      return text(at).isEmpty() ? null : text(at);
    }

    <T> T value(int at, Class<T> type) {
      OsipError.BADPARAMETER.when(
          at >= values.size() || !type.isInstance(values.get(at)),
          option.cName() + " takes another value: " + type.getSimpleName());
      return type.cast(values.get(at));
    }

    PortRange ports() {
      return number(0) < LEAST_PORT ? PortRange.ANY : PortRange.of(number(0), number(1));
    }

    SessionTimers timers() {
      return SessionTimers.of(flag() ? SessionTimers.Use.ALWAYS : SessionTimers.Use.SUPPORTED);
    }

    // --- what is changed ---

    void nat(UnaryOperator<NatPolicy> change) {
      options.change(builder -> builder.nat(change));
    }

    void dns(UnaryOperator<DnsSettings> change) {
      options.change(builder -> builder.dns(change));
    }

    void contacts(UnaryOperator<ContactPolicy> change) {
      options.change(builder -> builder.contacts(change));
    }

    void automatic(Automatic step, boolean wanted) {
      options.change(builder -> builder.automatic(step, wanted ? AutoMode.AUTO : AutoMode.OFF));
    }

    void sockets(UnaryOperator<NetworkSettings> change) {
      var now =
          OsipError.WRONG_STATE.unlessNull(
              options.context.endpoint().isPresent() ? null : options.sockets,
              option.cName()
                  + " is for sockets that this context opens: set it before listening, or the"
                  + " NetworkSettings of the host that was given");
      var changed = change.apply(now);
      options.sockets = changed;
      options.change(builder -> builder.host(new SystemHost(changed)));
    }

    SipRequest dated(SipRequest request) {
      var now = options.context.endpoint().map(Endpoint::now);
      boolean fits =
          request.method().equals(Method.REGISTER) && !request.headers().contains(HeaderName.DATE);
      return fits && now.isPresent()
          ? request.toBuilder().set(HeaderName.DATE, now.get()).build()
          : request;
    }

    void keepAlive() {
      automatic(Automatic.KEEP_ALIVE, number(0) > 0);
      var period = Duration.ofMillis(Math.max(1, number(0)));
      nat(nat -> nat.keepAlive(KeepAlivePolicy.DEFAULT.always(period).withPongWithin(PONG)));
    }

    DnsSettings withoutOverride(DnsSettings dns) {
      var less = dns.withoutOverride(text(0));
      OsipError.UNDEFINED_ERROR.when(
          less.overrides().equals(dns.overrides()), "no address was set for " + text(0));
      return less;
    }

    NatPolicy withAccount(NatPolicy nat) {
      var now = nat.forDomain(text(0), orNull(1), number(2));
      options.unchanged = now.equals(nat);
      return now.always(nat.always() || orNull(1) != null);
    }
  }
}
