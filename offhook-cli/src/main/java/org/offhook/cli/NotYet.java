package org.offhook.cli;

import java.util.Map;
import java.util.Optional;

/** Options whose feature is not there yet: refused with a clear word. */
final class NotYet {

  private static final Map<String, String> OPTIONS =
      Map.of(
          "--ca", "TLS",
          "--cert", "TLS",
          "--key", "TLS",
          "--tls-insecure", "TLS");

  private NotYet() {}

  /** What to say if one of these words asks for something that is not there. */
  static Optional<String> in(String[] args) {
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
