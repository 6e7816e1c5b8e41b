package org.offhook.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Hosts: names, IPv4 and bracketed IPv6 addresses (RFC 3261 section 25.1, RFC 5954). */
final class HostText {
  private HostText() {}

  /** Reads a host: a name, an IPv4 address, or an IPv6 address in brackets. */
  static String read(Cursor in) {
    byte[] data = in.data;
    int start = in.pos;
    if (in.peek() == '[') {
      while (in.pos < in.end && data[in.pos] != ']') {
        in.pos++;
      }
      if (in.pos == in.end) {
        throw new Malformed("']' of an IPv6 address is missing", start);
      }
      in.pos++;
      return address(in, start);
    }
    while (in.pos < in.end && Ascii.isHost(data[in.pos])) {
      in.pos++;
    }
    if (in.pos == start) {
      throw in.fault("host expected");
    }
    return Tokens.text(data, start, in.pos);
  }

  private static String address(Cursor in, int start) {
    String text = Ascii.text(in.data, start, in.pos);
    if (text.contains(":::")) {
      in.tolerate(Tolerance.THREE_COLONS);
      text = text.replace(":::", "::");
    }
    if (ipv6(text) == null) {
      throw new Malformed("not an IPv6 address", start);
    }
    return text;
  }

  /** A port after {@code :}, or -1 where none follows. */
  static int readPort(Cursor in) {
    if (in.peek() != ':') {
      return -1;
    }
    in.pos++;
    return (int) in.number("port", 65_535);
  }

  static String checked(String host) {
    return Values.parse("host", Ascii.checked("host", host), HostText::read);
  }

  static int checkedPort(int port) {
    if (port < -1 || port > 65_535) {
      throw new IllegalArgumentException("port is not within 0 to 65535: " + port);
    }
    return port;
  }

  /** Whether two hosts are the same: IPv6 by value (RFC 5954 section 4.2), others without case. */
  static boolean same(String a, String b) {
    if (a.equalsIgnoreCase(b)) {
      return true;
    }
    byte[] left = ipv6(a);
    return left != null && Arrays.equals(left, ipv6(b));
  }

  /** The 16 bytes of an IPv6 address in brackets or bare; null if the text is none. */
  static byte @Nullable [] ipv6(String text) {
    int start = text.startsWith("[") ? 1 : 0;
    int end = text.endsWith("]") ? text.length() - 1 : text.length();
    byte[] out = new byte[16];
    int used = 0;
    int gap = -1;
    int i = start;
    if (text.startsWith("::", i)) {
      gap = 0;
      i += 2;
    }
    while (i < end) {
      int stop = i;
      int value = 0;
      while (stop < end
          && stop - i < 5
          && Ascii.isHex(text.charAt(stop))
          && text.charAt(stop) < 128) {
        value = value << 4 | Ascii.hexValue(text.charAt(stop++));
      }
      if (stop < end && text.charAt(stop) == '.') {
        if (used > 12 || !ipv4(text, i, end, out, used)) {
          return null;
        }
        used += 4;
        i = end;
        break;
      }
      if (stop == i || stop - i > 4 || used > 14) {
        return null;
      }
      out[used++] = (byte) (value >> 8);
      out[used++] = (byte) value;
      i = stop;
      if (i == end) {
        break;
      }
      if (text.startsWith("::", i) && gap < 0) {
        gap = used;
        i += 2;
      } else if (text.charAt(i) != ':' || ++i == end) {
        return null;
      }
    }
    if (gap < 0) {
      return used == 16 ? out : null;
    }
    if (used == 16) {
      return null;
    }
    int tail = used - gap;
    System.arraycopy(out, gap, out, 16 - tail, tail);
    Arrays.fill(out, gap, 16 - tail, (byte) 0);
    return out;
  }

  private static boolean ipv4(String text, int start, int end, byte[] out, int at) {
    int i = start;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int first = i;
      while (i < end && Ascii.isDigit(text.charAt(i)) && i - first < 3) {
        value = value * 10 + text.charAt(i++) - '0';
      }
      if (i == first || value > 255) {
        return false;
      }
      out[at + part] = (byte) value;
      if (part < 3 && (i == end || text.charAt(i++) != '.')) {
        return false;
      }
    }
    return i == end;
  }
}
