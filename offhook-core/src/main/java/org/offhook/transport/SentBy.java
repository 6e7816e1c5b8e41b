package org.offhook.transport;

import java.net.InetAddress;
import org.offhook.net.IpLiteral;

/**
 * Where this endpoint takes requests, as written in Via and Contact (RFC 3261 §18.1.1).
 *
 * @param host a name or an address, IPv6 in brackets
 * @param port always given
 */
public record SentBy(String host, int port) {

  /** The text form of a listening address. */
  public static SentBy of(InetAddress address, int port) {
    return new SentBy(IpLiteral.host(address), port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
