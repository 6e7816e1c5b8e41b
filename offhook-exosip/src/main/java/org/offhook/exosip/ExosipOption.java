package org.offhook.exosip;

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
  UDP_KEEP_ALIVE(1),

  /** 2: learn from responses what address the peer sees, and show it in Contact. */
  AUTO_MASQUERADE_CONTACT(2),

  /** 3: gone since 4.0. */
  SET_HTTP_TUNNEL_PORT(3),

  /** 4: gone since 4.0. */
  SET_HTTP_TUNNEL_PROXY(4),

  /** 5: gone since 4.0. */
  SET_HTTP_OUTBOUND_PROXY(5),

  /** 6: gone since 4.0. */
  DONT_SEND_101(6),

  /** 7: ask for the source port in Via (RFC 3581). */
  USE_RPORT(7),

  /** 8: the destination by which the local IPv4 address is guessed. */
  SET_IPV4_FOR_GATEWAY(8),

  /** 9: give a name an address, whatever DNS says. */
  ADD_DNS_CACHE(9),

  /** 10: take such an address back. */
  DELETE_DNS_CACHE(10),

  /** 11: gone since 4.0. */
  EVENT_PACKAGE(11),

  /** 12: the destination by which the local IPv6 address is guessed. */
  SET_IPV6_FOR_GATEWAY(12),

  /** 13: the address to show to one domain. */
  ADD_ACCOUNT_INFO(13),

  /** 14: 0: addresses alone; 1: SRV; 2: NAPTR and SRV. */
  DNS_CAPABILITIES(14),

  /** 15: the traffic class of the sockets. */
  SET_DSCP(15),

  /** 16: whether a REGISTER has a Date. */
  REGISTER_WITH_DATE(16),

  /** 17: the User-Agent; empty: the default. */
  SET_HEADER_USER_AGENT(17),

  /** 18: keep the address that a REGISTER used. */
  ENABLE_DNS_CACHE(18),

  /** 19: answer a BYE without asking. */
  ENABLE_AUTOANSWERBYE(19),

  /** 20: 0: IPv4; 1: IPv6; 2: both. */
  ENABLE_IPV6(20),

  /** 21: open connections from the port that listens. */
  ENABLE_REUSE_TCP_PORT(21),

  /** 22: show a connection's own port in Contact. */
  ENABLE_USE_EPHEMERAL_PORT(22),

  /** 23: who is told that there is work, and that there is none. */
  SET_CALLBACK_WAKELOCK(23),

  /** 24: ob in the Contacts of dialogs (RFC 5626). */
  ENABLE_OUTBOUND(24),

  /** 25: the local address of outgoing connections. */
  SET_OC_LOCAL_ADDRESS(25),

  /** 26: the local ports of outgoing connections. */
  SET_OC_PORT_RANGE(26),

  /** 27: leave the first Route out of the first request. */
  REMOVE_PREROUTESET(27),

  /** 28: the +sip.instance of Contacts (RFC 5626). */
  SET_SIP_INSTANCE(28),

  /** 29: how many messages one turn of the loop reads. */
  SET_MAX_MESSAGE_TO_READ(29),

  /** 30: how long one turn of the loop waits. */
  SET_MAX_READ_TIMEOUT(30),

  /** 31: the display name of every Contact. */
  SET_DEFAULT_CONTACT_DISPLAYNAME(31),

  /** 32: refresh sessions although the peer did not agree on it. */
  SET_SESSIONTIMERS_FORCE(32),

  /** 33: send within a dialog to where the peer sent from. */
  FORCE_CONNECTIONREUSE(33),

  /** 34: more parameters for the Contacts of dialogs. */
  SET_CONTACT_DIALOG_EXTRA_PARAMS(34),

  /** 35: the mark of the sockets (Linux). */
  SET_SO_MARK(35),

  /** 500: bits: 1 verify, 2 allow wildcards, 4 leave the system's certificates out. */
  SET_TLS_VERIFY_CERTIFICATE(500),

  /** 501: certificates, keys and ciphers: a {@link TlsContext}. */
  SET_TLS_CERTIFICATES_INFO(501),

  /** 502: obsolete since 5.1. */
  SET_TLS_CLIENT_CERTIFICATE_NAME(502),

  /** 503: obsolete since 5.1. */
  SET_TLS_SERVER_CERTIFICATE_NAME(503),

  /** 1000: keep connections alive by OPTIONS. */
  KEEP_ALIVE_OPTIONS_METHOD(1000),

  /** 1001: obsolete. */
  SET_TSC_SERVER(1001),

  /** 2000: how many transactions, registrations, calls and subscriptions there are. */
  GET_STATISTICS(2000);

  private final int number;

  ExosipOption(int number) {
    this.number = number;
  }

  /**
   * The option of a number.
   *
   * @throws OsipErrors.OsipBadParameter if there is none
   */
  public static ExosipOption of(int number) {
    for (ExosipOption option : values()) {
      if (option.number == number) {
        return option;
      }
    }
    throw OsipError.BADPARAMETER.exception("no option has the number " + number);
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
    return switch (this) {
      case SET_MAX_MESSAGE_TO_READ -> "the loop reads fairly by itself; leave it out";
      case SET_MAX_READ_TIMEOUT -> "the loop sleeps until there is work; leave it out";
      case SET_SO_MARK ->
          "Java has no socket mark; hand in a marked socket by listen(Listen.on(channel))";
      case SET_TLS_CLIENT_CERTIFICATE_NAME, SET_TLS_SERVER_CERTIFICATE_NAME ->
          "obsolete; use SET_TLS_CERTIFICATES_INFO";
      case KEEP_ALIVE_OPTIONS_METHOD -> "connections are kept by CRLF; use UDP_KEEP_ALIVE";
      case GET_STATISTICS -> "use Exosip.statistics()";
      case SET_TSC_SERVER -> "obsolete; there is no tunnel";
      case SET_HTTP_TUNNEL_PORT, SET_HTTP_TUNNEL_PROXY, SET_HTTP_OUTBOUND_PROXY ->
          "gone since 4.0; use another transport";
      case DONT_SEND_101 -> "gone since 4.0; no 101 is sent by itself";
      case EVENT_PACKAGE -> "gone since 4.0; use change(builder -> builder.events(...))";
      default -> "";
    };
  }

  /** Whether eXosip2 itself has it no more. */
  public boolean isObsolete() {
    return switch (this) {
      case SET_HTTP_TUNNEL_PORT, SET_HTTP_TUNNEL_PROXY, SET_HTTP_OUTBOUND_PROXY -> true;
      case DONT_SEND_101, EVENT_PACKAGE, SET_TSC_SERVER -> true;
      case SET_TLS_CLIENT_CERTIFICATE_NAME, SET_TLS_SERVER_CERTIFICATE_NAME -> true;
      default -> false;
    };
  }
}
