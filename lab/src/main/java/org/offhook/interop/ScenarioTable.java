package org.offhook.interop;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** How each SIPp scenario stands; the table in the documents says the same, which a test checks. */
final class ScenarioTable {

  /**
   * What is still to come.
   *
   * @param area the feature area that will bring it
   * @param today the status that the endpoint answers today, or 0 where it is the one that asks
   */
  private record Later(String area, int today) {}

  private static final Map<String, Later> LATER = Map.of("uac-dtmf-2833", new Later("media", 0));

  /**
   * These need a registrar, callees that share one Contact, as only SIPp's own do, each other at
   * the two ends of the back-to-back user agent, or the programs ported from Python.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "uac-early-update",
          "uac-fork-2x200",
          "uac-patient",
          "uac-register",
          "uac-register-423",
          "uac-register-stale",
          "uac-register-wrong",
          "uas-early-update",
          "uas-patient");

  /** Repetitions by timers that a stream does not have, or a route without {@code transport}. */
  private static final Set<String> UDP_ONLY =
      Set.of("uac-retransmit", "uas-lost-invite", "uas-record-route", "uas-silent");

  /** After the first call the endpoint must not call the same server again for a while. */
  private static final Set<String> ONCE = Set.of("uas-503-retry-after");

  private ScenarioTable() {}

  static Standing standing(String name) {
    if (LATER.containsKey(name)) {
      return Standing.LATER;
    }
    return ELSEWHERE.contains(name) ? Standing.ELSEWHERE : Standing.PASSES;
  }

  /** The feature area that will bring the scenario; empty if it passes. */
  static String area(String name) {
    var later = LATER.get(name);
    return later == null ? "" : later.area();
  }

  /** What the endpoint answers today where the feature is still to come; 0: nothing to see. */
  static int today(String name) {
    var later = LATER.get(name);
    return later == null ? 0 : later.today();
  }

  /** The scenarios that stand so, in which SIPp calls the endpoint or is called by it. */
  static Stream<Scenario> scenarios(boolean called, Standing standing) throws IOException {
    return Scenario.all().stream()
        .filter(each -> each.called() == called && standing(each.name()) == standing)
        .filter(each -> standing != Standing.LATER || today(each.name()) != 0);
  }

  /** What passes, is about calls, messages and questions, and can be played in numbers. */
  static Stream<Scenario> inNumbers() throws IOException {
    return Scenario.all().stream()
        .filter(each -> each.isAboutCalls() && standing(each.name()) == Standing.PASSES)
        .filter(each -> !ONCE.contains(each.name()));
  }

  /** Whether it is run over TCP as well. */
  static boolean byTcp(String name) {
    return !UDP_ONLY.contains(name);
  }

  /** What it is run over. */
  static List<Wire> wires(String name) {
    return byTcp(name) ? List.of(Wire.values()) : List.of(Wire.UDP);
  }
}
