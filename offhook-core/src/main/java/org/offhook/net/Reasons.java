package org.offhook.net;

import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

/** What went wrong on a socket, in words for people. */
final class Reasons {

  private Reasons() {}

  static String of(Exception failure) {
    if (failure instanceof UnresolvedAddressException) {
      return "the host name was not resolved";
    }
    if (failure instanceof UnsupportedAddressTypeException) {
      return "the address family differs from the socket's";
    }
    var text = failure.getMessage();
    if (text == null) {
      return failure.getClass().getSimpleName();
    }
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("reset") || lower.contains("broken pipe")) {
      return "connection reset";
    }
    return lower;
  }
}
