package org.offhook.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The text form of IP addresses: RFC 5952 for IPv6, as RFC 5954 asks of SIP. Never asks a name
 * server. Any thread.
 */
public final class IpLiteral {

  private IpLiteral() {}

  /**
   * The address that {@code text} denotes, with or without the brackets of an IPv6 address; null if
   * it is not a numeric address. A scope id is not accepted.
   */
  public static @Nullable InetAddress parse(String text) {
    String bare =
        text.length() > 2 && text.charAt(0) == '[' && text.charAt(text.length() - 1) == ']'
            ? text.substring(1, text.length() - 1)
            : text;
    if (bare.indexOf(':') >= 0) {
      return parseV6(bare);
    }
    return bare.length() == text.length() ? parseV4(text) : null;
  }

  /** The text for a URI or a Via: {@code 192.0.2.1}, {@code [2001:db8::1]}; without scope id. */
  public static String host(InetAddress address) {
    return address instanceof Inet6Address ? "[" + format(address) + "]" : format(address);
  }

  /** The bare text: {@code 192.0.2.1}, {@code 2001:db8::1}; without scope id. */
  public static String format(InetAddress address) {
    byte[] raw = address.getAddress();
    return address instanceof Inet4Address ? formatV4(raw) : formatV6(raw);
  }

  private static String formatV4(byte[] raw) {
    var out = new StringBuilder(15);
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        out.append('.');
      }
      out.append(raw[i] & 0xff);
    }
    return out.toString();
  }

  private static String formatV6(byte[] raw) {
    var groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (raw[2 * i] & 0xff) << 8 | (raw[2 * i + 1] & 0xff);
    }
    int zerosAt = -1;
    int zeros = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > zeros) {
        zeros = end - i;
        zerosAt = i;
      }
      i = Math.max(i, end - 1);
    }
    var out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == zerosAt) {
        out.append("::");
        i += zeros - 1;
        continue;
      }
      if (i > 0 && out.charAt(out.length() - 1) != ':') {
        out.append(':');
      }
      out.append(Integer.toHexString(groups[i]));
    }
    return out.toString();
  }

  private static @Nullable InetAddress parseV4(String text) {
    var raw = new byte[4];
    int part = 0;
    int digits = 0;
    int value = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (c >= '0' && c <= '9' && digits < 3) {
        value = value * 10 + c - '0';
        digits++;
      } else if (c == '.' && digits > 0 && value <= 255 && part < 4) {
        raw[part++] = (byte) value;
        digits = 0;
        value = 0;
      } else {
        return null;
      }
    }
    return part == 4 ? fromBytes(raw) : null;
  }

  private static @Nullable InetAddress parseV6(String bare) {
    for (int i = 0; i < bare.length(); i++) {
      char c = bare.charAt(i);
      if (c > 'f' || (Character.digit(c, 16) < 0 && c != ':' && c != '.')) {
        return null;
      }
    }
    try {
      // A name with a colon cannot be a host name: this parses the literal and asks nobody.
      return InetAddress.getByName("[" + bare + "]");
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static InetAddress fromBytes(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
