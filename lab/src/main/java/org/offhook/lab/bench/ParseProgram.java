package org.offhook.lab.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link ParseBenchmark} with the allocation profiler and prints the table. */
public final class ParseProgram {

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  private ParseProgram() {}

  /**
   * Runs and prints.
   *
   * @param arguments how many processes each benchmark gets, 3 if absent
   * @return 0
   * @throws RunnerException if JMH cannot run
   */
  public static int run(List<String> arguments) throws RunnerException {
    int forks = arguments.isEmpty() ? 3 : Integer.parseInt(arguments.getFirst());
    var options =
        new OptionsBuilder()
            .include(ParseBenchmark.class.getName() + "\\..*")
            .addProfiler(GCProfiler.class)
            .forks(forks)
            .warmupIterations(4)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .build();
    print(new Runner(options).run());
    return 0;
  }

  private static void print(Collection<RunResult> results) {
    double length = TypicalMessages.averageLength();
    System.out.printf(
        Locale.ROOT, "%nTen messages, %.0f bytes on average; ± is JMH's 99.9 %%.%n%n", length);
    System.out.println("| | ns a message | messages/s | bytes allocated beyond the message's |");
    System.out.println("|---|---:|---:|---:|");
    for (var result : results) {
      var time = result.getPrimaryResult();
      var allocated = result.getSecondaryResults().get(ALLOCATION);
      double bytes = allocated == null ? Double.NaN : allocated.getScore();
      System.out.printf(
          Locale.ROOT,
          "| %s | %,.0f ± %,.0f | %,.0f | %,.0f |%n",
          result.getParams().getBenchmark().replaceAll(".*\\.", ""),
          time.getScore(),
          time.getScoreError(),
          1e9 / time.getScore(),
          bytes);
    }
    System.out.printf(
        Locale.ROOT,
        "%nparse: %.1f × JAIN-SIP's rate; parse and serialise: %.1f ×%n",
        score(results, "jainParse") / score(results, "offhookParse"),
        score(results, "jainParseAndSerialise") / score(results, "offhookParseAndSerialise"));
  }

  private static double score(Collection<RunResult> results, String name) {
    return results.stream()
        .filter(result -> result.getParams().getBenchmark().endsWith("." + name))
        .mapToDouble(result -> result.getPrimaryResult().getScore())
        .findFirst()
        .orElse(Double.NaN);
  }
}
