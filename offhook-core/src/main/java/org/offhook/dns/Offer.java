package org.offhook.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.offhook.dns.DnsRecord.Server;
import org.offhook.net.TransportKind;

/** One transport by which a domain may be reached, and what is found out about it (§4.2). */
final class Offer {

  private final TransportKind kind;
  private final String name;
  private final boolean service;
  private List<List<Target>> ranks = List.of();

  /** Whether there are SRV records. */
  boolean answered;

  /** Whether they say that the service is not offered. */
  boolean declined;

  private Offer(TransportKind kind, String name, boolean service) {
    this.kind = kind;
    this.name = name;
    this.service = service;
  }

  /** By the SRV records of a name. */
  static Offer service(TransportKind kind, String name) {
    return new Offer(kind, name, true);
  }

  /** By the addresses of a name. */
  static Offer host(TransportKind kind, String name) {
    return new Offer(kind, name, false);
  }

  /** One server and its addresses. */
  static final class Target {
    private final Server server;
    private List<InetAddress> addresses = List.of();

    Target(Server server) {
      this.server = server;
    }

    Server server() {
      return server;
    }

    List<InetAddress> addresses() {
      return addresses;
    }

    void addresses(List<InetAddress> found) {
      addresses = found;
    }
  }

  TransportKind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  boolean isService() {
    return service;
  }

  boolean isStream() {
    return !kind.isDatagram();
  }

  /** The SRV records, and the order to try them in. */
  void servers(List<Server> records, List<List<Server>> order) {
    answered = !records.isEmpty();
    declined = answered && order.isEmpty();
    ranks = order.stream().map(rank -> rank.stream().map(Target::new).toList()).toList();
  }

  /** The addresses of a name without SRV records; the port is the transport's. */
  void plain(List<InetAddress> addresses) {
    var target = new Target(new Server(0, 0, kind.defaultPort(), name));
    target.addresses(addresses);
    ranks = List.of(List.of(target));
  }

  List<List<Target>> ranks() {
    return ranks;
  }

  List<Target> targets() {
    var all = new ArrayList<Target>();
    ranks.forEach(all::addAll);
    return all;
  }

  /** Whether it has an address. */
  boolean leads() {
    return targets().stream().anyMatch(target -> !target.addresses().isEmpty());
  }
}
