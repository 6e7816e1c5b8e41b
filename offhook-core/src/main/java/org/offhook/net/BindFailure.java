package org.offhook.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Says why a socket could not be opened, and what to do about it. */
final class BindFailure {

  private BindFailure() {}

  static NetException explain(String kind, InetSocketAddress local, IOException cause) {
    var text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    var lower = text.toLowerCase(Locale.ROOT);
    return new NetException(
        "cannot listen on "
            + kind
            + ":"
            + Addresses.text(local)
            + ": "
            + reason(lower, text, local),
        cause);
  }

  private static String reason(String lower, String text, InetSocketAddress local) {
    if (lower.contains("in use")) {
      return "the port is in use; stop the other program or choose another port";
    }
    if (lower.contains("assign requested")) {
      return "the address is not one of this host's; use one of "
          + SourceAddresses.all().stream().map(Addresses::text).toList();
    }
    if (lower.contains("permission denied")) {
      return local.getPort() > 0 && local.getPort() < 1024
          ? "ports below 1024 need a privilege; choose a higher port"
          : "the system does not permit it";
    }
    if (lower.contains("too many open files")) {
      return "too many open files; raise the limit (ulimit -n)";
    }
    return text;
  }
}
