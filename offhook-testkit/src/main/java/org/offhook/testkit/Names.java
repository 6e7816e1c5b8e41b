package org.offhook.testkit;

import java.net.InetAddress;
import org.offhook.net.IpLiteral;

/** Addresses written as numbers. */
final class Names {

  private Names() {}

  /** Reads an address; a name is refused, so that nothing asks the real resolver. */
  static InetAddress literal(String text) {
    var address = IpLiteral.parse(text);
    if (address == null) {
      throw new IllegalArgumentException("not a numeric address: " + text);
    }
    return address;
  }

  static boolean isLiteral(String text) {
    return IpLiteral.parse(text) != null;
  }
}
