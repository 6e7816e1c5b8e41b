package org.offhook.testkit;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses written as numbers. */
final class Names {

  private Names() {}

  /** Reads an address; a name is refused, so that nothing asks the real resolver. */
  static InetAddress literal(String text) {
    if (!isLiteral(text)) {
      throw new IllegalArgumentException("not a numeric address: " + text);
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a numeric address: " + text, e);
    }
  }

  static boolean isLiteral(String text) {
    return text.indexOf(':') >= 0 || text.matches("[0-9.]+");
  }
}
