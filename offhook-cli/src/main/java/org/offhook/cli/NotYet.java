package org.offhook.cli;

import java.util.Map;
import java.util.Optional;

/** Commands and options whose feature is not there yet: refused with a clear word. */
final class NotYet {

  private static final Map<String, String> COMMANDS =
      Map.of("subscribe", "subscriptions", "publish", "publication of event state");

  private static final Map<String, String> OPTIONS =
      Map.of(
          "--ca", "TLS",
          "--cert", "TLS",
          "--key", "TLS",
          "--tls-insecure", "TLS",
          "--dns", "choosing a DNS server");

  private NotYet() {}

  /** What to say if one of these words asks for something that is not there. */
  static Optional<String> in(String[] args) {
    if (args.length > 0 && COMMANDS.containsKey(args[0])) {
      return Optional.of(text("'" + args[0] + "'", COMMANDS.get(args[0])));
    }
    for (var word : args) {
      if (word.equals("--")) {
        break;
      }
      int equals = word.indexOf('=');
      var option = equals < 0 ? word : word.substring(0, equals);
      if (OPTIONS.containsKey(option)) {
        return Optional.of(text(option, OPTIONS.get(option)));
      }
    }
    return Optional.empty();
  }

  private static String text(String word, String feature) {
    return word + " is not there yet: this version does not know " + feature + "; leave it out";
  }
}
