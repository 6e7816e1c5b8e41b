package org.offhook.exosip;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Activity;
import org.offhook.EndpointOptions;
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
import org.offhook.transport.NatPolicy;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.ContactPolicy;
import org.offhook.ua.SessionTimers;

/** The options of a context by number. Guarded by the context's lock, but for what is told. */
final class Options {

  /** So many events wait for the program. */
  static final QueueSizes ROOM = new QueueSizes(20_000, 1_000);

  private static final String PRODUCT = "Offhook";
  private static final Duration PONG = Duration.ofSeconds(9);
  private static final int LEAST_PORT = 1024;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final EventSource events = new EventSource();
  final RawMessages raw = new RawMessages();
  final Secrets secrets = new Secrets();
  final Averages averages = new Averages();

  /** How sockets are opened; null where another host opens them. */
  @Nullable NetworkSettings sockets;

  /** Whether a route given for a request is written into it (option 27). */
  volatile boolean keepsRoute;

  private final ExosipSettings context;
  private final WakeLock wakeLock = new WakeLock();
  private final String[] gateways = {"198.51.100.1", "2001:db8::1"};
  private EndpointOptions.Builder builder;
  private TlsContext tls = new TlsContext();
  private int verify = TlsContext.VERIFY;

  Options(ExosipSettings context, @Nullable Host host) {
    this.context = context;
    var own = NetworkSettings.DEFAULT.withDscp(NetworkSettings.AF31); // as eXosip2
    this.sockets = host == null ? own : null;
    this.builder =
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
            .onActivity(wakeLock);
  }

  /** Tells the numbers of option 23. On the loop. */
  private static final class WakeLock implements Consumer<Activity> {
    private Activity before = new Activity(false, false);
    private volatile IntConsumer told = number -> {};

    @Override
    public void accept(Activity now) {
      if (now.server() != before.server()) {
        told.accept(now.server() ? 1 : 0);
      }
      if (now.client() != before.client()) {
        told.accept(now.client() ? 3 : 2);
      }
      before = now;
    }
  }

  /** What was given for an option. */
  private record Given(ExosipOption option, List<Object> values) {
    int number(int at) {
      return value(at, Integer.class);
    }

    boolean flag() {
      return number(0) != 0;
    }

    String text(int at) {
      return value(at, String.class);
    }

    @Nullable String orNull() {
      return text(0).isEmpty() ? null : text(0);
    }

    <T> T value(int at, Class<T> type) {
      if (at < values.size() && type.isInstance(values.get(at))) {
        return type.cast(values.get(at));
      }
      throw OsipError.BADPARAMETER.exception(
          option.cName() + " takes another value: " + type.getSimpleName());
    }
  }

  /** The destination by which a local address is guessed. */
  String gateway(int family) {
    return gateways[family == Exosip.IPV6 ? 1 : 0];
  }

  /** What an endpoint is started with. */
  EndpointOptions.Builder wanted() {
    return builder.build().toBuilder();
  }

  void change(Function<EndpointOptions.Builder, EndpointOptions.Builder> change) {
    context.endpoint().ifPresent(running -> running.reconfigure(change::apply));
    builder = change.apply(wanted());
  }

  int set(ExosipOption option, Object... values) {
    try {
      return set(new Given(option, List.of(values)));
    } catch (IllegalArgumentException | TlsException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  private int set(Given given) {
    switch (given.option) {
      case UDP_KEEP_ALIVE -> keepAlive(given.number(0));
      case AUTO_MASQUERADE_CONTACT -> nat(nat -> nat.learnFromVia(given.flag()));
      case USE_RPORT -> nat(nat -> nat.askForPort(given.flag()));
      case SET_IPV4_FOR_GATEWAY -> gateways[0] = given.text(0);
      case SET_IPV6_FOR_GATEWAY -> gateways[1] = given.text(0);
      case ADD_DNS_CACHE ->
          dns(dns -> dns.withOverride(given.text(0), given.text(1).split("[, ]+", -1)));
      case DELETE_DNS_CACHE -> dns(dns -> without(dns, given.text(0)));
      case ADD_ACCOUNT_INFO -> {
        return account(given);
      }
      case DNS_CAPABILITIES ->
          dns(dns -> dns.withSrv(given.number(0) > 0).withNaptr(given.number(0) > 1));
      case SET_DSCP -> atStart(given, sockets -> sockets.withDscp(given.number(0)));
      case REGISTER_WITH_DATE ->
          change(options -> options.rewrite(given.flag() ? this::dated : UnaryOperator.identity()));
      case SET_HEADER_USER_AGENT ->
          change(options -> options.product(Objects.requireNonNullElse(given.orNull(), PRODUCT)));
      case ENABLE_DNS_CACHE ->
          dns(dns -> dns.withCacheSize(given.flag() ? DnsSettings.DEFAULT.cacheSize() : 0));
      case ENABLE_AUTOANSWERBYE ->
          automatic(Automatic.ANSWER_BYE, given.flag() ? AutoMode.AUTO : AutoMode.OFF);
      case ENABLE_IPV6 -> dns(dns -> dns.withAddresses(family(given.number(0))));
      case ENABLE_REUSE_TCP_PORT ->
          atStart(given, sockets -> sockets.withOutgoingFromListeningPort(given.flag()));
      case ENABLE_USE_EPHEMERAL_PORT -> nat(nat -> nat.connectionPort(given.flag()));
      case SET_CALLBACK_WAKELOCK -> wakeLock.told = given.value(0, IntConsumer.class);
      case ENABLE_OUTBOUND -> contacts(contacts -> contacts.withOutboundMark(given.flag()));
      case SET_OC_LOCAL_ADDRESS ->
          atStart(given, sockets -> sockets.withSourceAddress(given.text(0)));
      case SET_OC_PORT_RANGE -> atStart(given, sockets -> sockets.withOutgoingPorts(ports(given)));
      case REMOVE_PREROUTESET -> keepsRoute = !given.flag();
      case SET_SIP_INSTANCE -> contacts(contacts -> contacts.withInstance(given.orNull()));
      case SET_DEFAULT_CONTACT_DISPLAYNAME ->
          contacts(contacts -> contacts.withDisplayName(given.orNull()));
      case SET_SESSIONTIMERS_FORCE ->
          change(
              options ->
                  options.sessionTimers(
                      given.flag()
                          ? SessionTimers.of(SessionTimers.Use.ALWAYS)
                          : SessionTimers.DEFAULT));
      case FORCE_CONNECTIONREUSE -> nat(nat -> nat.reuseFlows(given.flag()));
      case SET_CONTACT_DIALOG_EXTRA_PARAMS ->
          contacts(contacts -> contacts.withDialogParams(given.text(0)));
      case SET_TLS_VERIFY_CERTIFICATE -> tls(tls, given.number(0));
      case SET_TLS_CERTIFICATES_INFO -> tls(given.value(0, TlsContext.class), verify);
      default ->
          throw OsipError.UNDEFINED_ERROR.exception(
              given.option.cName() + ": " + given.option.successor());
    }
    return OsipError.SUCCESS;
  }

  // --- kinds of options ---

  private void nat(UnaryOperator<NatPolicy> change) {
    change(options -> options.nat(change));
  }

  private void dns(UnaryOperator<DnsSettings> change) {
    change(options -> options.dns(change));
  }

  private void contacts(UnaryOperator<ContactPolicy> change) {
    change(options -> options.contacts(change));
  }

  private void automatic(Automatic step, AutoMode mode) {
    change(options -> options.automatic(step, mode));
  }

  private void atStart(Given given, UnaryOperator<NetworkSettings> change) {
    var now = sockets;
    if (now == null || context.endpoint().isPresent()) {
      throw OsipError.WRONG_STATE.exception(
          given.option.cName()
              + " is for sockets that this context opens: set it before listening, or the"
              + " NetworkSettings of the host that was given");
    }
    var changed = change.apply(now);
    sockets = changed;
    change(options -> options.host(new SystemHost(changed)));
  }

  // --- single options ---

  private void keepAlive(int millis) {
    automatic(Automatic.KEEP_ALIVE, millis > 0 ? AutoMode.AUTO : AutoMode.OFF);
    var period = Duration.ofMillis(Math.max(1, millis));
    var policy =
        KeepAlivePolicy.DEFAULT
            .withWhen(KeepAlivePolicy.When.ALWAYS)
            .withDatagrams(period, period)
            .withStreams(period, period)
            .withPongWithin(PONG);
    nat(nat -> nat.keepAlive(policy));
  }

  private static DnsSettings without(DnsSettings dns, String name) {
    if (!dns.overrides().containsKey(name.toLowerCase(Locale.ROOT))) {
      throw OsipError.UNDEFINED_ERROR.exception("no address was set for " + name);
    }
    return dns.withoutOverride(name);
  }

  /** Returns 1 where nothing changed, as eXosip2. */
  private int account(Given given) {
    var address = given.text(1);
    var shown = address.isEmpty() ? null : ExosipSettings.hostPort(address, given.number(2));
    int[] changed = {0};
    nat(
        nat -> {
          var now = nat.forDomain(given.text(0), shown);
          changed[0] = now.equals(nat) ? 1 : 0;
          return now.always(nat.always() || shown != null);
        });
    return changed[0];
  }

  private SipRequest dated(SipRequest request) {
    var running = context.endpoint();
    return running.isEmpty()
            || !request.method().equals(Method.REGISTER)
            || request.headers().contains(HeaderName.DATE)
        ? request
        : request.toBuilder().raw("Date", DATE.format(running.get().now())).build();
  }

  private static AddressPreference family(int number) {
    return switch (number) {
      case 0 -> AddressPreference.IPV4_ONLY;
      case 1 -> AddressPreference.IPV6_ONLY;
      case 2 -> AddressPreference.AUTOMATIC;
      default -> throw OsipError.BADPARAMETER.exception("use 0 (IPv4), 1 (IPv6) or 2 (both)");
    };
  }

  private static PortRange ports(Given given) {
    int first = given.number(0);
    return first < LEAST_PORT ? PortRange.ANY : PortRange.of(first, given.number(1));
  }

  private void tls(TlsContext info, int bits) {
    var settings = info.settings(bits);
    settings.load();
    change(options -> options.tls(settings));
    tls = info;
    verify = bits;
  }
}
