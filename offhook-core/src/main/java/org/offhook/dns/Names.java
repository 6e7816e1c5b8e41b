package org.offhook.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.offhook.net.IpLiteral;

/** Domain names as text: compared without case, and without the final dot (RFC 1035 §2.3.3). */
final class Names {

  private Names() {}

  /** The form in which names are compared. */
  static String key(String name) {
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return bare.toLowerCase(Locale.ROOT);
  }

  /** RFC 6761 §6.3. */
  static boolean isLocalhost(String key) {
    return key.equals("localhost") || key.endsWith(".localhost");
  }

  /** RFC 6761 §6.4. */
  static boolean isInvalid(String key) {
    return key.equals("invalid") || key.endsWith(".invalid");
  }

  /** Whether {@code name} is {@code domain} or below it. */
  static boolean isWithin(String name, String domain) {
    return name.equals(domain) || name.endsWith("." + domain);
  }

  /** The name without its leading labels that begin with an underscore. */
  static String withoutService(String name) {
    String rest = name;
    while (rest.startsWith("_") && rest.indexOf('.') > 0) {
      rest = rest.substring(rest.indexOf('.') + 1);
    }
    return rest;
  }

  /**
   * Numeric addresses.
   *
   * @throws IllegalArgumentException if one is not, or there is none
   */
  static List<InetAddress> numeric(String... addresses) {
    var parsed = new ArrayList<InetAddress>();
    for (var text : addresses) {
      var address = IpLiteral.parse(text);
      if (address == null) {
        throw new IllegalArgumentException(
            "'" + text + "' is no numeric address; use one such as 192.0.2.7");
      }
      parsed.add(address);
    }
    if (parsed.isEmpty()) {
      throw new IllegalArgumentException("a name stands for at least one address");
    }
    return List.copyOf(parsed);
  }
}
