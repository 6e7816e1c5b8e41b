package org.offhook.interop;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Plays each SIPp scenario about calls with many calls at once, and prints what came of it. The
 * sides are those that the tests play once.
 */
public final class ScenariosProgram {

  private static final String USAGE =
      """
      usage: ./offhook-lab scenarios [CALLS] [NAME-PREFIX] [RATE]
        CALLS        of each scenario, over UDP and over TCP (500)
        NAME-PREFIX  of the scenarios, such as uas- or uac-reinvite (all)
        RATE         new calls per second (50)
      Scenarios with pauses of 5 s and more are played 20 at a time. 500 calls of all take 50 minutes.
      """;

  private static final int CALLS = 500;
  private static final int RATE = 50;

  /**
   * So many calls are made first and not counted: what is slow is the machine that is still cold.
   */
  private static final int WARM_UP = 200;

  private final int calls;
  private final int rate;
  private final AtomicInteger unrested = new AtomicInteger();
  private int runs;
  private int failed;

  private ScenariosProgram(int calls, int rate) {
    this.calls = calls;
    this.rate = rate;
  }

  /**
   * Plays them.
   *
   * @param arguments how many calls, what the names begin with, and how many new calls per second
   * @return 0 if no call failed and nothing was left in an endpoint, 1 if not, 2 if there is no
   *     such scenario or an argument is wrong
   * @throws IOException if SIPp cannot be run
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static int run(List<String> arguments) throws IOException, InterruptedException {
    int calls = arguments.isEmpty() ? CALLS : number(arguments.getFirst());
    var prefix = arguments.size() > 1 ? arguments.get(1) : "";
    int rate = arguments.size() > 2 ? number(arguments.get(2)) : RATE;
    var chosen = ScenarioTable.inNumbers().filter(each -> each.name().startsWith(prefix)).toList();
    if (chosen.isEmpty() || calls < 1 || rate < 1 || arguments.size() > 3) {
      System.err.print(USAGE);
      return 2;
    }
    return new ScenariosProgram(calls, rate).play(chosen);
  }

  private static int number(String argument) {
    return argument.matches("[0-9]{1,6}") ? Integer.parseInt(argument) : 0;
  }

  private int play(List<Scenario> scenarios) throws IOException, InterruptedException {
    warmUp();
    System.out.printf("%-24s %-4s %7s %7s %8s%n", "scenario", "over", "calls", "failed", "seconds");
    try (var resting = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var scenario : scenarios) {
        for (var wire : ScenarioTable.wires(scenario.name())) {
          play(new Crowd(scenario, wire, Load.of(scenario, calls, rate)), resting);
        }
      }
      System.out.println("waiting until the last transactions are gone ...");
    }
    System.out.printf(
        "%d runs, %d calls, %d failed; something left alive after %d runs%n",
        runs, runs * calls, failed, unrested.get());
    return failed == 0 && unrested.get() == 0 ? 0 : 1;
  }

  private void warmUp() throws IOException, InterruptedException {
    for (var scenario : ScenarioTable.inNumbers().toList()) {
      if (scenario.name().endsWith("-basic")) {
        for (var wire : Wire.values()) {
          try (var crowd = new Crowd(scenario, wire, Load.of(scenario, WARM_UP, rate))) {
            crowd.play();
          }
        }
      }
    }
  }

  /** The next scenario need not wait until this one's endpoints are at rest. */
  private void play(Crowd crowd, ExecutorService resting) throws IOException, InterruptedException {
    var result = crowd.play();
    runs++;
    failed += result.failed();
    System.out.printf("%s %7d %7d %8.1f%n", crowd, calls, result.failed(), result.seconds());
    System.out.print(result.why());
    resting.execute(() -> rest(crowd));
  }

  private void rest(Crowd crowd) {
    try (crowd) {
      var left = crowd.rest();
      if (!left.isEmpty()) {
        unrested.incrementAndGet();
        System.out.println(crowd + " still alive: " + left);
      }
    } catch (InterruptedException | RuntimeException e) {
      unrested.incrementAndGet();
      System.out.println(crowd + " could not come to rest: " + e);
    }
  }
}
