package org.offhook.sdp;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code c=} line: where media is to be sent (RFC 8866 section 5.7).
 *
 * @param netType {@code IN}
 * @param addressType {@code IP4} or {@code IP6}
 * @param address an address without brackets, or a host name; empty only if a peer left it out
 * @param multicast what follows the address in a multicast description, with its slashes: {@code
 *     /127} or {@code /127/3}; else empty
 */
public record Connection(String netType, String addressType, String address, String multicast) {

  /**
   * A connection.
   *
   * @throws IllegalArgumentException if a type is empty, or a field has a space, a bracket or a
   *     control character in it
   */
  public Connection {
    SdpText.requireField(netType, "network type");
    SdpText.requireField(addressType, "address type");
    if (!address.isEmpty()) {
      SdpText.requireField(address, "address");
    }
    if (!multicast.isEmpty()) {
      SdpText.requireField(multicast, "multicast suffix");
    }
    if (address.startsWith("[")) {
      throw new IllegalArgumentException("no brackets around an address in SDP: " + address);
    }
  }

  /**
   * The connection to a unicast address: IP6 if it has a colon in it, else IP4. Brackets and a
   * scope id ({@code %eth0}) are taken off, and an IPv4-mapped IPv6 address becomes the IPv4
   * address, since neither means anything to the peer.
   *
   * @param address an address or a host name
   * @throws IllegalArgumentException if it is empty or has a space in it
   */
  public static Connection of(String address) {
    String bare = SdpText.requireField(address, "address");
    if (bare.startsWith("[") && bare.endsWith("]")) {
      bare = bare.substring(1, bare.length() - 1);
    }
    int scope = bare.indexOf('%');
    if (scope >= 0) {
      bare = bare.substring(0, scope);
    }
    if (bare.toLowerCase(Locale.ROOT).startsWith("::ffff:") && bare.indexOf('.') > 0) {
      bare = bare.substring("::ffff:".length());
    }
    SdpText.requireField(bare, "address");
    return new Connection("IN", bare.indexOf(':') >= 0 ? "IP6" : "IP4", bare, "");
  }

  /** Whether this is the unspecified address, which once meant hold (RFC 3264 section 8.4). */
  public boolean isUnspecified() {
    return address.equals("0.0.0.0") || address.equals("::");
  }

  static @Nullable Connection read(String value, Faults faults) {
    List<String> fields = SdpText.fields(value);
    if (fields.size() < 2 || fields.size() > 3) {
      faults.refuse("c= must have three fields");
      return null;
    }
    if (SdpText.hasControl(value, false)) {
      faults.refuse("control character in c=");
      return null;
    }
    String address = fields.size() == 3 ? fields.get(2) : "";
    if (address.isEmpty()) {
      // Tolerance: cameras that leave the address empty.
      faults.tolerate("c= has no address");
    } else if (!SdpText.singleSpaced(value)) {
      faults.tolerate("c= has surplus spaces");
    }
    if (address.startsWith("[")) {
      // Tolerance: stacks that write an address as in a URI.
      faults.tolerate("brackets around the address in c=");
      address = address.replace("[", "").replace("]", "");
    }
    int slash = address.indexOf('/');
    String multicast = slash < 0 ? "" : address.substring(slash);
    return new Connection(
        fields.get(0), fields.get(1), slash < 0 ? address : address.substring(0, slash), multicast);
  }

  /** The text of the line after {@code c=}. */
  @Override
  public String toString() {
    return netType + " " + addressType + " " + address + multicast;
  }
}
