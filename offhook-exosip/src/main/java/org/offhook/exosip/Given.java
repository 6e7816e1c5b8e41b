package org.offhook.exosip;

import static org.offhook.dns.AddressPreference.AUTOMATIC;
import static org.offhook.dns.AddressPreference.IPV4_ONLY;
import static org.offhook.dns.AddressPreference.IPV6_ONLY;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.dns.AddressPreference;
import org.offhook.dns.DnsSettings;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.net.NetworkSettings;
import org.offhook.net.PortRange;
import org.offhook.net.SystemHost;
import org.offhook.transport.KeepAlivePolicy;
import org.offhook.transport.NatPolicy;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.ContactPolicy;
import org.offhook.ua.SessionTimers;

/** What was given for an option, and what options may change by it. */
record Given(Options options, ExosipOption option, List<Object> values) {

  private static final Duration PONG = Duration.ofSeconds(9);
  private static final int LEAST_PORT = 1024;

  /** By the numbers of option 20. */
  static final List<AddressPreference> FAMILIES = List.of(IPV4_ONLY, IPV6_ONLY, AUTOMATIC);

  // --- values ---

  /** Option 9: with the addresses of a name that came without; it may wait for them. */
  Given withAddresses() {
    return option == ExosipOption.ADD_DNS_CACHE && values.size() > 1 && text(1).isEmpty()
        ? new Given(options, option, List.of(text(0), options.context.network().addresses(text(0))))
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
    if (at < values.size() && type.isInstance(values.get(at))) {
      return type.cast(values.get(at));
    }
    throw OsipError.BADPARAMETER.exception(
        option.cName() + " takes another value: " + type.getSimpleName());
  }

  PortRange ports() {
    return number(0) < LEAST_PORT ? PortRange.ANY : PortRange.of(number(0), number(1));
  }

  UnaryOperator<SipRequest> dates() {
    return flag() ? this::dated : UnaryOperator.identity();
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
    var now = options.sockets;
    if (now == null || options.context.endpoint().isPresent()) {
      throw OsipError.WRONG_STATE.exception(
          option.cName()
              + " is for sockets that this context opens: set it before listening, or the"
              + " NetworkSettings of the host that was given");
    }
    var changed = change.apply(now);
    options.sockets = changed;
    options.change(builder -> builder.host(new SystemHost(changed)));
  }

  private SipRequest dated(SipRequest request) {
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
    if (less.overrides().equals(dns.overrides())) {
      throw OsipError.UNDEFINED_ERROR.exception("no address was set for " + text(0));
    }
    return less;
  }

  NatPolicy withAccount(NatPolicy nat) {
    var now = nat.forDomain(text(0), orNull(1), number(2));
    options.unchanged = now.equals(nat);
    return now.always(nat.always() || orNull(1) != null);
  }
}
