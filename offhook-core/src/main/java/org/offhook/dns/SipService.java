package org.offhook.dns;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.net.TransportKind;

/**
 * The transports of SIP in the words of NAPTR and SRV records (RFC 3263 §4.1, §4.2, RFC 7118 §8.4).
 */
enum SipService {
  /** Plain datagrams. */
  UDP(TransportKind.UDP, "SIP+D2U", "_sip._udp."),
  /** Plain TCP. */
  TCP(TransportKind.TCP, "SIP+D2T", "_sip._tcp."),
  /** TLS on TCP. */
  TLS(TransportKind.TLS, "SIPS+D2T", "_sips._tcp."),
  /** DTLS on UDP. */
  DTLS(TransportKind.DTLS, "SIPS+D2U", "_sips._udp."),
  /** WebSocket. */
  WS(TransportKind.WS, "SIP+D2W", "_sip._ws."),
  /** WebSocket on TLS. */
  WSS(TransportKind.WSS, "SIPS+D2W", "_sips._wss.");

  private final TransportKind kind;
  private final String naptr;
  private final String prefix;

  SipService(TransportKind kind, String naptr, String prefix) {
    this.kind = kind;
    this.naptr = naptr;
    this.prefix = prefix;
  }

  TransportKind kind() {
    return kind;
  }

  /** The name whose SRV records are the servers of a domain. */
  String srvName(String domain) {
    return prefix + domain;
  }

  static SipService of(TransportKind kind) {
    return switch (kind) {
      case UDP -> UDP;
      case TCP -> TCP;
      case TLS -> TLS;
      case DTLS -> DTLS;
      case WS -> WS;
      case WSS -> WSS;
    };
  }

  /** What a NAPTR record's service stands for; null if it is another one, such as ENUM or SCTP. */
  static @Nullable SipService of(NaptrRecord record) {
    String service = record.service().toUpperCase(Locale.ROOT);
    for (var one : values()) {
      if (one.naptr.equals(service)) {
        return one;
      }
    }
    return null;
  }
}
