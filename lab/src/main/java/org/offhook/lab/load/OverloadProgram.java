package org.offhook.lab.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import org.offhook.lab.load.ServerProcess.Stack;

/**
 * A callee that has half a core: the highest rate of calls at which nothing goes wrong, then twice
 * that rate for a minute, while other calls are up; then how soon all is well again.
 */
public final class OverloadProgram {

  private static final List<String> JVM = List.of("-Xmx256m", "-XX:+UseSerialGC");
  private static final int SECONDS = 60;
  private static final int HELD = 200;
  private static final double STEP = 1.2;

  private final Sipp sipp;
  private final Stack stack;
  private final ServerProcess server;

  private OverloadProgram(Sipp sipp, Stack stack, ServerProcess server) {
    this.sipp = sipp;
    this.stack = stack;
    this.server = server;
  }

  /**
   * Measures and prints.
   *
   * @param arguments {@code jain} to measure JAIN-SIP as well; a number: the rate to begin with, a
   *     quarter of it for JAIN-SIP
   * @return 0
   * @throws Exception if SIPp or a callee cannot be run, or there is no control group
   */
  public static int run(List<String> arguments) throws Exception {
    var sipp = new Sipp(Files.createTempDirectory("offhook-overload"));
    int first =
        arguments.stream()
            .filter(each -> !each.equals("jain"))
            .mapToInt(Integer::parseInt)
            .findAny()
            .orElse(60);
    measure(sipp, Stack.OFFHOOK_HANDLERS, first);
    if (arguments.contains("jain")) {
      measure(sipp, Stack.JAIN, Math.max(1, first / 4));
    }
    return 0;
  }

  private static void measure(Sipp sipp, Stack stack, int first)
      throws IOException, InterruptedException {
    try (var half = HalfCore.create("offhook-lab-" + ProcessHandle.current().pid());
        var server =
            ServerProcess.start(stack, stack == Stack.JAIN ? 5_791 : 5_790, JVM, List.of())) {
      var program = new OverloadProgram(sipp, stack, server);
      program.warmUp(first);
      half.add(server.pid());
      program.measure(first);
    }
  }

  /**
   * With all cores: the virtual machine compiles for more than a minute where it has half of one.
   */
  private void warmUp(int first) throws IOException, InterruptedException {
    calls(50, 20);
    calls(first, 60);
  }

  private void measure(int first) throws IOException, InterruptedException {
    int clean = clean(first);
    var held = sipp.start(new Sipp.Run("hold", 50, HELD, (SECONDS + 10) * 1000), server.port());
    Thread.sleep(HELD / 50 * 1000L + 2000);
    var crowd = calls(2 * clean, SECONDS);
    Thread.sleep(5000);
    var after = calls(clean * 8 / 10, 10);
    var others = held.await();
    print("capacity, calls/s", clean);
    print("offered for " + SECONDS + " s, calls/s", 2 * clean);
    print("answered, of the capacity", crowd.answered() / (double) clean / SECONDS);
    print("refused with 503", crowd.refused());
    print("… within 1 s, of these", crowd.refusedInTime());
    print("neither", crowd.failed());
    print("calls that were up and did not end well", others.failed());
    print("5 s later, at 0.8 of the capacity: refused or failed", after.refused() + after.failed());
    print("heap after full collections, MB", server.heapBytes() / 1e6);
  }

  /** From the first rate down until nothing goes wrong, then up until something does. */
  private int clean(int first) throws IOException, InterruptedException {
    double rate = first;
    while (!isClean(rate)) {
      rate /= STEP;
      if (rate < 1) {
        throw new IOException(
            "not even one call a second went well: is something else running on this machine?");
      }
    }
    while (isClean(rate * STEP)) {
      rate *= STEP;
    }
    return (int) rate;
  }

  private boolean isClean(double rate) throws IOException, InterruptedException {
    var result = calls((int) rate, SECONDS);
    return result.failed() + result.refused() + result.retransmissions() == 0;
  }

  private Sipp.Result calls(int rate, int seconds) throws IOException, InterruptedException {
    var result = sipp.run(new Sipp.Run("overload", rate, rate * seconds, 0), server.port());
    System.out.printf("%s %d calls/s for %d s: %s%n", stack, rate, seconds, result);
    return result;
  }

  private void print(String what, double figure) {
    System.out.printf(Locale.ROOT, "%-9s %-60s %.2f%n", stack, what, figure);
  }
}
