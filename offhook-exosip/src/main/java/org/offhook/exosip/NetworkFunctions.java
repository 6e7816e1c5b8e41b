package org.offhook.exosip;

import java.util.List;
import org.offhook.LookUp;
import org.offhook.Pending;
import org.offhook.dns.NaptrRecord;
import org.offhook.dns.NextHop;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;
import org.offhook.net.TransportKind;

/**
 * Addresses, ports, connections and names: functions of eXosip2 about the network. All of them need
 * a context that listens, and throw NO_NETWORK else. Any thread; they wait for their answer.
 *
 * <pre>{@code
 * var here = exosip.network().guessLocalip(Exosip.IPV4);
 * int rtp = exosip.network().findFreePort(10000, Exosip.UDP);
 * }</pre>
 */
public final class NetworkFunctions {

  private static final int TRIES = 8;
  private static final int FIRST_PORT = 49_152;
  private static final int LAST_PORT = 65_535;

  private final ExosipSettings context;

  NetworkFunctions(ExosipSettings context) {
    this.context = context;
  }

  /**
   * The local address by which messages would leave to the destination of options 8 and 12; no
   * packet is sent.
   *
   * @param family {@link Exosip#IPV4} or {@link Exosip#IPV6}
   * @throws OsipException NO_NETWORK if there is none
   */
  public String guessLocalip(int family) {
    var target = context.options.gateways[family == Exosip.IPV6 ? 1 : 0];
    return await(context.running().localAddressTowards(target))
        .map(IpLiteral::format)
        .orElseThrow(() -> OsipError.NO_NETWORK.exception("there is no way to " + target));
  }

  /**
   * An even port that is free together with the next one, for RTP and RTCP. Neither is reserved:
   * open them soon.
   *
   * @param start the first to try, and 14 after it; 0 or less: any free pair
   * @param transport {@link Exosip#UDP}; media have no other
   * @throws OsipException UNDEFINED_ERROR if there is none
   */
  public int findFreePort(int start, int transport) {
    OsipError.BADPARAMETER.when(
        transport != Exosip.UDP || start > LAST_PORT,
        "free ports are looked for by UDP, up to 65535");
    int from = start > 0 ? start : FIRST_PORT;
    int to = start > 0 ? Math.min(LAST_PORT, start + start % 2 + 2 * TRIES - 1) : LAST_PORT;
    return await(context.running().freePortPair("0.0.0.0", from, to))
        .orElseThrow(() -> OsipError.UNDEFINED_ERROR.exception("no pair of ports is free"))
        .rtp();
  }

  /** Closes all connections; what needs one opens it anew, and calls go on. */
  public void resetTransports() {
    var unused = await(context.running().resetConnections());
  }

  /**
   * Lets a request take another transport, by the parameter of its first Route, else of its
   * Request-URI. The place must be reached by that transport, and the context listen on it.
   *
   * @param transport {@code UDP}, {@code TCP}, {@code TLS} or {@code DTLS-UDP}
   * @throws OsipException BADPARAMETER for another one, and for responses, which go back as their
   *     request came
   */
  public void transportSet(OsipMessage message, String transport) {
    message.transport(token(transport));
  }

  private static String token(String transport) {
    return TransportKind.of(transport)
        .map(TransportKind::uriToken)
        .orElseThrow(
            () -> OsipError.BADPARAMETER.exception("transport '" + transport + "' is unknown"));
  }

  /** The NAPTR records of a domain, in the order in which they are to be used. */
  public List<NaptrRecord> naptr(String domain) {
    return found(context.running().dns().naptr(domain));
  }

  /**
   * The servers of a domain for a transport, by SRV and then by address (RFC 3263): in the order in
   * which requests try them. Those that did not answer come last for a while, by themselves.
   *
   * @param transport as in {@link #transportSet}
   */
  public List<NextHop> srv(String domain, String transport) {
    return found(
        context.running().dns().locate("sip:" + domain + ";transport=" + token(transport)));
  }

  /**
   * The SIP URIs of a telephone number below a domain (RFC 6116), the best first: {@code
   * domain!+number} of eXosip2.
   *
   * @param domain such as {@code e164.arpa}
   */
  public List<SipUri> enumUris(String domain, String number) {
    var dns = context.running().dns();
    return found(OsipError.BADPARAMETER.unless(() -> dns.enumLookUp(number, domain)));
  }

  /** The numeric addresses of a host, between commas. */
  String addresses(String host) {
    var hops = found(context.running().dns().locate("sip:" + host + ":5060"));
    OsipError.UNKNOWN_HOST.when(hops.isEmpty(), "'" + host + "' has no address");
    return String.join(
        ",", hops.stream().map(hop -> IpLiteral.format(hop.address().getAddress())).toList());
  }

  private static <T> List<T> found(Pending<LookUp<T>> question) {
    return await(question).found();
  }

  static <T> T await(Pending<T> pending) {
    try {
      return pending.await();
    } catch (InterruptedException e) {
      throw Exosip.interrupted();
    }
  }
}
