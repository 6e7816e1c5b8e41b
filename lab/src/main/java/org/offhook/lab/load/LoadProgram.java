package org.offhook.lab.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.offhook.lab.load.ServerProcess.Stack;

/**
 * What calls and OPTIONS cost: SIPp drives both stacks with the same scenarios in turns, in
 * processes that are warmed up first. One stack's transactions linger while the other one is under
 * load.
 */
public final class LoadProgram {

  /** Long enough for every transaction of a run to be gone: 64 × T1, and some. */
  private static final int DRAIN_SECONDS = 36;

  private static final List<String> JVM = List.of("-Xms3g", "-Xmx3g", "-XX:+UseParallelGC");
  private static final List<String> SMALL_JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");
  private static final List<String> PARTS =
      List.of("calls", "slow-calls", "options", "crowd", "storm");
  private static final int CROWD = 10_000;

  /** At 100 calls per second so many are made, and their cost is scaled to 10,000. */
  private static final int SLOW_CALLS = 3_000;

  /** One stack: its column in the table, and its process. */
  private record Candidate(String column, ServerProcess server) {}

  private final Figures figures = new Figures(List.of("Offhook", "JAIN-SIP"));
  private final Sipp sipp;
  private final List<String> parts;
  private final List<Stack> stacks;
  private int port = 5900;

  private LoadProgram(Sipp sipp, List<String> parts, List<Stack> stacks) {
    this.sipp = sipp;
    this.parts = parts;
    this.stacks = stacks;
  }

  /**
   * Runs and prints the table.
   *
   * @param arguments how many rounds, 3 if absent; then the parts, all if absent; {@code offhook}
   *     or {@code jain} for one stack alone
   * @return 0
   * @throws Exception if SIPp or a callee cannot be run
   */
  public static int run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 3 : Integer.parseInt(arguments.getFirst());
    var named = new ArrayList<>(arguments.subList(Math.min(1, arguments.size()), arguments.size()));
    var stacks = new ArrayList<>(List.of(Stack.OFFHOOK, Stack.JAIN));
    if (named.remove("offhook")) {
      stacks.remove(Stack.JAIN);
    }
    if (named.remove("jain")) {
      stacks.remove(Stack.OFFHOOK);
    }
    var parts = named.isEmpty() ? PARTS : named;
    var sipp = new Sipp(Files.createTempDirectory("offhook-load"));
    var program = new LoadProgram(sipp, parts, stacks);
    program.run(rounds);
    System.out.println(program.figures.markdown());
    return 0;
  }

  private static String column(Stack stack) {
    return stack == Stack.JAIN ? "JAIN-SIP" : "Offhook";
  }

  private void run(int rounds) throws IOException, InterruptedException {
    if (parts.stream().anyMatch(part -> !part.equals("storm"))) {
      var candidates = new ArrayList<Candidate>();
      try {
        for (var stack : stacks) {
          var server = ServerProcess.start(stack, port++, JVM, settings(stack));
          candidates.add(new Candidate(column(stack), server));
        }
        warmUp(candidates, 30_000);
        warmUp(candidates, 10_000);
        for (int round = 0; round < rounds; round++) {
          measure(candidates);
        }
        if (parts.contains("crowd")) {
          crowd(candidates);
        }
      } finally {
        candidates.forEach(candidate -> candidate.server().close());
      }
    }
    if (parts.contains("storm")) {
      for (var stack : stacks) {
        storm(stack);
      }
    }
  }

  private static List<String> settings(Stack stack) {
    var settings = System.getenv("OFFHOOK_LAB_JAIN");
    return stack == Stack.JAIN && settings != null ? List.of(settings.split(" ")) : List.of();
  }

  private void measure(List<Candidate> candidates) throws IOException, InterruptedException {
    if (parts.contains("calls")) {
      cost(candidates, new Sipp.Run("call", 1000, 10_000, 0), "10,000 calls at 1,000/s");
    }
    if (parts.contains("slow-calls")) {
      cost(candidates, new Sipp.Run("call", 100, SLOW_CALLS, 0), "10,000 calls at 100/s");
    }
    if (parts.contains("options")) {
      cost(candidates, new Sipp.Run("options", 2000, 100_000, 0), "100,000 OPTIONS at 2,000/s");
    }
  }

  /** Done twice, since what is compiled under load is compiled again after the first drain. */
  private void warmUp(List<Candidate> candidates, int calls)
      throws IOException, InterruptedException {
    for (var candidate : candidates) {
      sipp.run(new Sipp.Run("call", 1000, calls, 0), candidate.server().port());
      sipp.run(new Sipp.Run("options", 2000, calls, 0), candidate.server().port());
    }
    drain();
  }

  private static void drain() throws InterruptedException {
    Thread.sleep(DRAIN_SECONDS * 1000L);
  }

  /** CPU seconds of each candidate, under load and until its transactions are gone. */
  private List<Double> cost(List<Candidate> candidates, Sipp.Run run, String what)
      throws IOException, InterruptedException {
    var before = new ArrayList<Double>();
    double scale = run.calls() == SLOW_CALLS ? 10_000.0 / SLOW_CALLS : 1;
    for (var candidate : candidates) {
      var server = candidate.server();
      before.add(server.cpuSeconds());
      var result = sipp.run(run, server.port());
      double load = (server.cpuSeconds() - before.getLast()) * scale;
      figures.add("CPU s for " + what + ", load only", candidate.column(), load);
      figures.add(what + ": failed", candidate.column(), result.failed());
    }
    drain();
    var costs = new ArrayList<Double>();
    for (int i = 0; i < candidates.size(); i++) {
      double cost = (candidates.get(i).server().cpuSeconds() - before.get(i)) * scale;
      costs.add(cost);
      figures.add("CPU s for " + what, candidates.get(i).column(), cost);
    }
    return costs;
  }

  /** The same load without and with 10,000 other calls open. */
  private void crowd(List<Candidate> candidates) throws IOException, InterruptedException {
    var load = new Sipp.Run("call", 1000, 10_000, 0);
    var alone = cost(candidates, load, "10,000 calls at 1,000/s, no others");
    var others = new ArrayList<Sipp.Running>();
    for (var candidate : candidates) {
      var hold = new Sipp.Run("hold", 500, CROWD, 140_000);
      others.add(sipp.start(hold, candidate.server().port()));
    }
    Thread.sleep(CROWD / 500 * 1000L);
    drain();
    var crowded = cost(candidates, load, "10,000 calls at 1,000/s, 10,000 others open");
    for (int i = 0; i < candidates.size(); i++) {
      others.get(i).await();
      figures.add(
          "cost of a call with 10,000 others open, without = 1",
          candidates.get(i).column(),
          crowded.get(i) / alone.get(i));
    }
  }

  private void storm(Stack stack) throws IOException, InterruptedException {
    try (var server = ServerProcess.start(stack, port++, SMALL_JVM, settings(stack))) {
      sipp.run(new Sipp.Run("call", 500, 5_000, 0), server.port());
      double before = server.cpuSeconds();
      var result = sipp.run(new Sipp.Run("call", 2000, 60_000, 0), server.port());
      var column = column(stack);
      figures.add("2,000 calls/s for 30 s, -Xmx1g: failed", column, result.failed());
      figures.add("… retransmissions of the caller", column, result.retransmissions());
      figures.add("… seconds", column, result.seconds());
      figures.add("… CPU s for 10,000, load only", column, (server.cpuSeconds() - before) / 6);
    }
  }
}
