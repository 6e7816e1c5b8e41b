package org.offhook.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The order of a host's addresses: what cannot be reached last, then by the policy table of RFC
 * 6724 §2.1, else as they came (§6, rules 1, 6 and 10), unless the user prefers a family (RFC 7984
 * §4).
 */
final class AddressOrder {

  private static final int LOOPBACK = 50;
  private static final int GLOBAL = 40;
  private static final int IPV4 = 35;
  private static final int SIX_TO_FOUR = 30;
  private static final int TEREDO = 5;
  private static final int UNIQUE_LOCAL = 3;
  private static final int DEPRECATED = 1;

  private AddressOrder() {}

  /** Whether addresses of this type are wanted at all. */
  static boolean wants(AddressPreference preference, RecordType type) {
    return switch (preference) {
      case IPV4_ONLY -> type != RecordType.AAAA;
      case IPV6_ONLY -> type != RecordType.A;
      case AUTOMATIC, IPV4_FIRST, IPV6_FIRST -> true;
    };
  }

  static boolean wants(AddressPreference preference, InetAddress address) {
    return wants(preference, address instanceof Inet4Address ? RecordType.A : RecordType.AAAA);
  }

  /**
   * The addresses to try.
   *
   * @param reachable whether there is a way; those without are left out if others have one
   */
  static List<InetAddress> order(
      List<InetAddress> addresses, AddressPreference preference, Predicate<InetAddress> reachable) {
    if (addresses.size() == 1) { // a numeric host, for each request
      return wants(preference, addresses.getFirst()) ? addresses : List.of();
    }
    var wanted = addresses.stream().filter(a -> wants(preference, a)).distinct().toList();
    var usable = wanted.stream().filter(reachable).toList();
    return (usable.isEmpty() ? wanted : usable)
        .stream().sorted(Comparator.comparingInt(a -> -precedence(a, preference))).toList();
  }

  private static int precedence(InetAddress address, AddressPreference preference) {
    boolean v4 = address instanceof Inet4Address;
    return switch (preference) {
      case IPV4_FIRST, IPV4_ONLY -> v4 ? 1 : 0;
      case IPV6_FIRST, IPV6_ONLY -> v4 ? 0 : 1;
      case AUTOMATIC -> v4 ? IPV4 : precedence(address.getAddress(), address);
    };
  }

  /** The table of RFC 6724 §2.1. */
  private static int precedence(byte[] raw, InetAddress address) {
    int first = (raw[0] & 0xff) << 8 | (raw[1] & 0xff);
    int second = (raw[2] & 0xff) << 8 | (raw[3] & 0xff);
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    } else if (first == 0x2002) {
      return SIX_TO_FOUR;
    } else if (first == 0x2001 && second == 0) {
      return TEREDO;
    } else if ((first & 0xfe00) == 0xfc00) {
      return UNIQUE_LOCAL;
    } else if ((first & 0xffc0) == 0xfec0 || first == 0x3ffe) {
      return DEPRECATED;
    }
    return GLOBAL;
  }
}
