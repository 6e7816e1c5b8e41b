package org.offhook.net;

import java.net.InetAddress;

/**
 * The addresses that share a prefix: RFC 4632 §3.1, RFC 4291 §2.3. A value; any thread.
 *
 * <pre>{@code
 * boolean near = new Subnet(IpLiteral.parse("192.0.2.1"), 24).contains(peer);
 * }</pre>
 *
 * @param address any address in it
 * @param prefix the number of bits that all of them share
 */
public record Subnet(InetAddress address, int prefix) {

  /** Checks the prefix. */
  public Subnet {
    if (prefix < 0 || prefix > address.getAddress().length * 8) {
      throw new IllegalArgumentException(address + " has no prefix of " + prefix + " bits");
    }
  }

  /** Whether an address is in it; one of the other family never is. */
  public boolean contains(InetAddress other) {
    var own = address.getAddress();
    var its = other.getAddress();
    if (own.length != its.length) {
      return false;
    }
    for (int i = 0; i < own.length && i * 8 < prefix; i++) {
      int bits = Math.min(8, prefix - i * 8);
      int mask = 0xff << (8 - bits) & 0xff;
      if (((own[i] ^ its[i]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
