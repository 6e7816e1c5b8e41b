package org.offhook.net;

import java.util.Locale;
import org.offhook.loop.Randomness;

/**
 * Names under {@code .invalid} (RFC 2606 §2), which a WebSocket client has instead of an address:
 * it is reached by the connection that it opened, and by nothing else (RFC 7118 §5).
 */
public final class InvalidHost {

  private static final String SUFFIX = ".invalid";
  private static final int LETTERS = 12;

  private InvalidHost() {}

  /** Whether {@code host} is such a name; it must not be looked up (RFC 6761 §6.4). Any thread. */
  public static boolean is(String host) {
    return host.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  /** A new one that nobody can guess. The loop. */
  public static String random(Randomness random) {
    var name = new StringBuilder(LETTERS + SUFFIX.length());
    for (int i = 0; i < LETTERS; i++) {
      name.append((char) ('a' + random.below(26)));
    }
    return name.append(SUFFIX).toString();
  }
}
