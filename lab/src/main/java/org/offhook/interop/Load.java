package org.offhook.interop;

import java.time.Duration;
import java.util.Map;

/**
 * How many calls a scenario is played with, and how fast they come.
 *
 * @param calls how many in all
 * @param rate how many new ones in a second
 * @param atOnce how many may be under way at a time
 * @param atMost how long the whole run may take
 */
record Load(int calls, int rate, int atOnce, Duration atMost) {

  /** One call, as a test wants it. */
  static final Load ONE = new Load(1, 5, 1, Duration.ofMinutes(1));

  private static final Duration LONG = Duration.ofSeconds(5);
  private static final int LONG_AT_ONCE = 20;

  /**
   * So many calls as fast as that, or twenty at a time where the scenario itself pauses for long.
   */
  static Load of(Scenario scenario, int calls, int rate) {
    var pauses = scenario.pauses();
    var starting = Duration.ofSeconds(calls / rate + 60L);
    if (pauses.compareTo(LONG) < 0) {
      return new Load(calls, rate, calls, starting.plus(pauses));
    }
    var turns = calls / LONG_AT_ONCE + 1L;
    return new Load(
        calls, rate, LONG_AT_ONCE, starting.plus(pauses.multipliedBy(2).multipliedBy(turns)));
  }

  /** For {@code run-scenario}. */
  Map<String, String> environment() {
    return Map.of(
        "CALLS",
        Integer.toString(calls),
        "RATE",
        Integer.toString(rate),
        "AT_ONCE",
        Integer.toString(atOnce),
        "TIMEOUT",
        Long.toString(atMost.toSeconds()));
  }
}
