package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.offhook.Alive;

/** One scenario with many calls: both sides play it, then nothing may be left in the endpoints. */
final class Crowd implements AutoCloseable {

  /**
   * What came of it.
   *
   * @param failed how many calls did not go as the scenario says at SIPp, or as the endpoint's part
   *     says, whichever are more
   * @param why what both sides say about the first that failed; empty if none did
   */
  record Result(int failed, double seconds, String why) {}

  /** Longer than 64*T1, after which no transaction waits for repetitions any more. */
  private static final Duration REST = Duration.ofSeconds(75);

  private static final int MOST_LINES = 60;

  private final String name;
  private final Wire wire;
  private final Load load;
  private final Side side;

  Crowd(Scenario scenario, Wire wire, Load load) throws InterruptedException {
    this.name = scenario.name();
    this.wire = wire;
    this.load = load;
    this.side = scenario.called() ? new CalledSide(name) : new CallingSide(name);
  }

  /** Plays all calls. */
  Result play() throws IOException, InterruptedException {
    long began = System.nanoTime();
    var stuck = "";
    try (var run = side.start(wire, load)) {
      try {
        side.play(run, load);
      } catch (AssertionError | RuntimeException e) {
        stuck = e.toString();
      }
      var seconds = (System.nanoTime() - began) / 1e9;
      int successful = run.successful();
      int failed = Math.max(load.calls() - successful, side.failures().size());
      var why = failed == 0 && stuck.isEmpty() ? "" : why(successful, run.firstFailure(), stuck);
      return new Result(why.isEmpty() ? failed : Math.max(1, failed), seconds, why);
    }
  }

  private String why(int successful, String sipp, String stuck) {
    var lines = new ArrayList<String>();
    lines.add("SIPp, " + successful + " calls went well: " + sipp);
    if (!stuck.isEmpty()) {
      lines.add("run: " + stuck);
    }
    var callId = SippRun.callId(sipp);
    var failures = side.failures();
    if (!failures.isEmpty()) {
      var first = failures.getFirst();
      callId = first.callId().isEmpty() ? callId : first.callId();
      lines.add("endpoint, " + failures.size() + " calls, first " + callId + ": " + first.cause());
    }
    lines.addAll(side.tap().of(callId));
    return lines.stream()
        .flatMap(String::lines)
        .limit(MOST_LINES)
        .map(line -> "    " + line + "\n")
        .reduce("", String::concat);
  }

  /** Waits until the endpoints are at rest; returns what is left in them, empty if nothing is. */
  String rest() throws InterruptedException {
    var left = new ArrayList<Alive>();
    for (var endpoint : side.endpoints()) {
      left.add(Alive.afterRest(endpoint, REST));
    }
    return left.stream().allMatch(Alive::isNothing) ? "" : List.copyOf(left).toString();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-24s %-4s", name, wire.word());
  }

  @Override
  public void close() {
    side.close();
  }
}
