package org.offhook.exosip;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.offhook.dns.DnsSettings;
import org.offhook.ua.Automatic;

/**
 * The options of eXosip2, with its numbers. Any thread.
 *
 * <pre>{@code
 * ExosipOption.of(501);                     // SET_TLS_CERTIFICATES_INFO
 * ExosipOption.USE_RPORT.cName();           // EXOSIP_OPT_USE_RPORT
 * }</pre>
 */
public enum ExosipOption {
  /** 1: keep-alive period of all transports, in milliseconds; 0 or less: none. */
  UDP_KEEP_ALIVE(1, Options.Given::keepAlive),

  /** 2: learn from responses what address the peer sees, and show it in Contact. */
  AUTO_MASQUERADE_CONTACT(2, to -> to.nat(nat -> nat.learnFromVia(to.flag()))),

  /** 3: gone since 4.0. */
  SET_HTTP_TUNNEL_PORT(3, "obsolete since 4.0; use another transport"),

  /** 4: gone since 4.0. */
  SET_HTTP_TUNNEL_PROXY(4, "obsolete since 4.0; use another transport"),

  /** 5: gone since 4.0. */
  SET_HTTP_OUTBOUND_PROXY(5, "obsolete since 4.0; use another transport"),

  /** 6: gone since 4.0. */
  DONT_SEND_101(6, "obsolete since 4.0; no 101 is sent by itself"),

  /** 7: ask for the source port in Via (RFC 3581). */
  USE_RPORT(7, to -> to.nat(nat -> nat.askForPort(to.flag()))),

  /** 8: the destination by which the local IPv4 address is guessed. */
  SET_IPV4_FOR_GATEWAY(8, to -> to.options().gateways[0] = to.text(0)),

  /** 9: give a name an address, whatever DNS says. */
  ADD_DNS_CACHE(
      9, to -> to.dns(dns -> dns.withOverride(to.text(0), to.text(1).split("[, ]+", -1)))),

  /** 10: take such an address back. */
  DELETE_DNS_CACHE(10, to -> to.dns(to::withoutOverride)),

  /** 11: gone since 4.0. */
  EVENT_PACKAGE(11, "obsolete since 4.0; use change(builder -> builder.events(...))"),

  /** 12: the destination by which the local IPv6 address is guessed. */
  SET_IPV6_FOR_GATEWAY(12, to -> to.options().gateways[1] = to.text(0)),

  /** 13: the address to show to one domain. */
  ADD_ACCOUNT_INFO(13, to -> to.nat(to::withAccount)),

  /** 14: 0: addresses alone; 1: SRV; 2: NAPTR and SRV. */
  DNS_CAPABILITIES(
      14, to -> to.dns(dns -> dns.withSrv(to.number(0) > 0).withNaptr(to.number(0) > 1))),

  /** 15: the traffic class of the sockets. */
  SET_DSCP(15, to -> to.sockets(net -> net.withDscp(to.number(0)))),

  /** 16: whether a REGISTER has a Date. */
  REGISTER_WITH_DATE(
      16, to -> to.options().change(all -> all.rewrite(to.flag() ? to::dated : ask -> ask))),

  /** 17: the User-Agent; empty: the default. */
  SET_HEADER_USER_AGENT(17, to -> to.options().change(builder -> builder.product(to.orNull(0)))),

  /** 18: keep the address that a REGISTER used. */
  ENABLE_DNS_CACHE(
      18, to -> to.dns(dns -> dns.withCacheSize(to.flag() ? DnsSettings.DEFAULT.cacheSize() : 0))),

  /** 19: answer a BYE without asking. */
  ENABLE_AUTOANSWERBYE(19, to -> to.automatic(Automatic.ANSWER_BYE, to.flag())),

  /** 20: 0: IPv4; 1: IPv6; 2: both. */
  ENABLE_IPV6(20, to -> to.dns(dns -> dns.withAddresses(Options.FAMILIES.get(to.number(0))))),

  /** 21: open connections from the port that listens. */
  ENABLE_REUSE_TCP_PORT(21, to -> to.sockets(net -> net.withOutgoingFromListeningPort(to.flag()))),

  /** 22: show a connection's own port in Contact. */
  ENABLE_USE_EPHEMERAL_PORT(22, to -> to.nat(nat -> nat.connectionPort(to.flag()))),

  /** 23: who is told that there is work, and that there is none. */
  SET_CALLBACK_WAKELOCK(23, to -> to.options().wakeLock = to.value(0, IntConsumer.class)),

  /** 24: ob in the Contacts of dialogs (RFC 5626). */
  ENABLE_OUTBOUND(24, to -> to.contacts(all -> all.withOutboundMark(to.flag()))),

  /** 25: the local address of outgoing connections. */
  SET_OC_LOCAL_ADDRESS(25, to -> to.sockets(net -> net.withSourceAddress(to.text(0)))),

  /** 26: the local ports of outgoing connections. */
  SET_OC_PORT_RANGE(26, to -> to.sockets(net -> net.withOutgoingPorts(to.ports()))),

  /** 27: leave the first Route out of the first request. */
  REMOVE_PREROUTESET(27, to -> to.options().keepsRoute = !to.flag()),

  /** 28: the +sip.instance of Contacts (RFC 5626). */
  SET_SIP_INSTANCE(28, to -> to.contacts(all -> all.withInstance(to.orNull(0)))),

  /** 29: how many messages one turn of the loop reads. */
  SET_MAX_MESSAGE_TO_READ(29, "the loop reads fairly by itself; leave it out"),

  /** 30: how long one turn of the loop waits. */
  SET_MAX_READ_TIMEOUT(30, "the loop sleeps until there is work; leave it out"),

  /** 31: the display name of every Contact. */
  SET_DEFAULT_CONTACT_DISPLAYNAME(31, to -> to.contacts(all -> all.withDisplayName(to.orNull(0)))),

  /** 32: refresh sessions although the peer did not agree on it. */
  SET_SESSIONTIMERS_FORCE(32, to -> to.options().change(all -> all.sessionTimers(to.timers()))),

  /** 33: send within a dialog to where the peer sent from. */
  FORCE_CONNECTIONREUSE(33, to -> to.nat(nat -> nat.reuseFlows(to.flag()))),

  /** 34: more parameters for the Contacts of dialogs. */
  SET_CONTACT_DIALOG_EXTRA_PARAMS(34, to -> to.contacts(all -> all.withDialogParams(to.text(0)))),

  /** 35: the mark of the sockets (Linux). */
  SET_SO_MARK(35, "Java has no socket mark; hand in a marked socket by listen(Listen.on(channel))"),

  /** 500: bits: 1 verify, 2 allow wildcards, 4 leave the system's certificates out. */
  SET_TLS_VERIFY_CERTIFICATE(500, to -> to.options().tls(to.options().tls, to.number(0))),

  /** 501: certificates, keys and ciphers: a {@link TlsContext}. */
  SET_TLS_CERTIFICATES_INFO(
      501, to -> to.options().tls(to.value(0, TlsContext.class), to.options().verify)),

  /** 502: obsolete since 5.1. */
  SET_TLS_CLIENT_CERTIFICATE_NAME(502, "obsolete; use SET_TLS_CERTIFICATES_INFO"),

  /** 503: obsolete since 5.1. */
  SET_TLS_SERVER_CERTIFICATE_NAME(503, "obsolete; use SET_TLS_CERTIFICATES_INFO"),

  /** 1000: keep connections alive by OPTIONS. */
  KEEP_ALIVE_OPTIONS_METHOD(1000, "connections are kept by CRLF; use UDP_KEEP_ALIVE"),

  /** 1001: obsolete. */
  SET_TSC_SERVER(1001, "obsolete; there is no tunnel"),

  /** 2000: how many transactions, registrations, calls and subscriptions there are. */
  GET_STATISTICS(2000, "use Exosip.statistics()");

  private final int number;
  private final String successor;

  @SuppressWarnings("ImmutableEnumChecker") // what options do has no state
  final Consumer<Options.Given> effect;

  ExosipOption(int number, Consumer<Options.Given> effect) {
    this(number, "", effect);
  }

  ExosipOption(int number, String successor) {
    this(number, successor, to -> {});
  }

  ExosipOption(int number, String successor, Consumer<Options.Given> effect) {
    this.number = number;
    this.successor = successor;
    this.effect = effect;
  }

  /**
   * The option of a number.
   *
   * @throws OsipErrors.OsipBadParameter if there is none
   */
  public static ExosipOption of(int number) {
    return OsipError.numbered(values(), ExosipOption::number, number, "option");
  }

  /** The number. */
  public int number() {
    return number;
  }

  /** The name in C, as {@code EXOSIP_OPT_USE_RPORT}. */
  public String cName() {
    return "EXOSIP_OPT_" + name();
  }

  /** Why {@link Exosip#setOption} does not take it, and what does its work; empty where it does. */
  public String successor() {
    return successor;
  }

  /** Whether eXosip2 itself has it no more. */
  public boolean isObsolete() {
    return successor.startsWith("obsolete");
  }
}
