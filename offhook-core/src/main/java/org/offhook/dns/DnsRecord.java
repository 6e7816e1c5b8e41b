package org.offhook.dns;

import java.net.InetAddress;
import org.offhook.net.IpLiteral;

/** The data of one record. */
sealed interface DnsRecord permits DnsRecord.Address, DnsRecord.Server, NaptrRecord {

  /** A or AAAA. */
  record Address(InetAddress address) implements DnsRecord {
    @Override
    public String toString() {
      return IpLiteral.format(address);
    }
  }

  /**
   * SRV (RFC 2782).
   *
   * @param priority lower ones first
   * @param weight share among those of one priority
   * @param port of the service
   * @param target a host name; empty: the service is not offered
   */
  record Server(int priority, int weight, int port, String target) implements DnsRecord {
    @Override
    public String toString() {
      return priority + " " + weight + " " + port + " " + (target.isEmpty() ? "." : target);
    }
  }
}
