package org.offhook.dns;

import java.util.ArrayList;
import java.util.List;
import org.offhook.net.TransportKind;

/**
 * The transports that an endpoint takes where a URI names none, in the order of liking (RFC 3263
 * §4.1): those of {@link DnsSettings#transports()}; else UDP and TCP; else, without a UDP socket,
 * those of TCP and TLS that it listens by. What listens by TLS alone sends nothing in the clear
 * unasked.
 */
final class Liking {

  private static final List<TransportKind> USUAL = List.of(TransportKind.UDP, TransportKind.TCP);
  private static final List<TransportKind> STREAMS = List.of(TransportKind.TCP, TransportKind.TLS);

  private static final List<TransportKind> ALL = List.of(TransportKind.values());

  private final DnsSettings settings;
  private final Reach reach;

  Liking(DnsSettings settings, Reach reach) {
    this.settings = settings;
    this.reach = reach;
  }

  private boolean speaks(TransportKind kind) {
    return reach.fault(kind) == null;
  }

  /** The transports that can be used now. */
  List<TransportKind> spoken() {
    return spokenOf(ALL);
  }

  /** What is taken where DNS says nothing either. */
  List<TransportKind> plain() {
    var wanted = settings.transports();
    if (wanted.isEmpty()) {
      wanted = speaks(TransportKind.UDP) ? USUAL : streams();
    }
    return spokenOf(wanted);
  }

  private List<TransportKind> spokenOf(List<TransportKind> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!speaks(wanted.get(i))) {
        return wanted.stream().filter(this::speaks).toList();
      }
    }
    return wanted; // asked for each request: nothing is copied in the usual case
  }

  private List<TransportKind> streams() {
    var listened = STREAMS.stream().filter(reach::listens).toList();
    return listened.isEmpty() ? List.of(TransportKind.TCP) : listened;
  }

  /** What SRV records are asked for. */
  List<TransportKind> services() {
    var plain = plain();
    if (!settings.secureFirst() || !settings.transports().isEmpty() || !speaks(TransportKind.TLS)) {
      return plain;
    }
    var kinds = new ArrayList<>(plain);
    kinds.remove(TransportKind.TLS);
    kinds.addFirst(TransportKind.TLS);
    return kinds;
  }

  /** What NAPTR records may choose; SIP over DTLS has no RFC, so somebody has to name it. */
  List<TransportKind> unasked() {
    if (!settings.transports().isEmpty()) {
      return plain();
    }
    var kinds = new ArrayList<>(spoken());
    kinds.remove(TransportKind.DTLS);
    if (!plain().contains(TransportKind.TCP)) {
      kinds.remove(TransportKind.TCP);
    }
    return kinds;
  }
}
