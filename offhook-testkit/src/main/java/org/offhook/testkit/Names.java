package org.offhook.testkit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.offhook.net.IpLiteral;

/** Addresses written as numbers. */
final class Names {

  private Names() {}

  /** Reads an address; a name is refused, so that nothing asks the real resolver. */
  static InetAddress literal(String text) {
    var address = bare(text);
    if (address == null) {
      throw new IllegalArgumentException("not a numeric address: " + text);
    }
    var scope = text.indexOf('%');
    if (scope < 0) {
      return address;
    }
    try {
      var id = Integer.parseInt(text.substring(scope + 1));
      return Inet6Address.getByAddress(null, address.getAddress(), id);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not a numeric address: " + text, e);
    }
  }

  static boolean isLiteral(String text) {
    return bare(text) != null;
  }

  /** Without its scope, such as {@code %7}. */
  private static @Nullable InetAddress bare(String text) {
    var scope = text.indexOf('%');
    return IpLiteral.parse(scope < 0 ? text : text.substring(0, scope));
  }
}
