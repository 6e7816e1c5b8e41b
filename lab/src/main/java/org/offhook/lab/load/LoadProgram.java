package org.offhook.lab.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.offhook.lab.load.ServerProcess.Stack;

/**
 * What calls and OPTIONS cost: SIPp drives both stacks with the same scenarios, in turns, each time
 * in a new process that is warmed up first.
 */
public final class LoadProgram {

  /** Long enough for every transaction of a run to be gone: 64 × T1, and some. */
  private static final int DRAIN_SECONDS = 36;

  private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:+UseParallelGC");
  private static final List<String> PARTS =
      List.of("calls", "slow-calls", "options", "crowd", "storm");

  private final Figures figures = new Figures(List.of("Offhook", "JAIN-SIP"));
  private final Sipp sipp;
  private final List<String> parts;
  private int port = 5900;

  private LoadProgram(Sipp sipp, List<String> parts) {
    this.sipp = sipp;
    this.parts = parts;
  }

  /**
   * Runs and prints the table.
   *
   * @param arguments how many rounds, 3 if absent; then the parts, all if absent; {@code offhook}
   *     or {@code jain} for one stack alone
   * @return 0 unless a call failed that must not
   * @throws Exception if SIPp or a callee cannot be run
   */
  public static int run(List<String> arguments) throws Exception {
    int rounds = arguments.isEmpty() ? 3 : Integer.parseInt(arguments.getFirst());
    var named = new ArrayList<>(arguments.subList(Math.min(1, arguments.size()), arguments.size()));
    boolean offhook = !named.remove("jain");
    boolean jain = !named.remove("offhook");
    var parts = named.isEmpty() ? PARTS : named;
    var program = new LoadProgram(new Sipp(Files.createTempDirectory("offhook-load")), parts);
    for (int round = 0; round < rounds; round++) {
      if (offhook) {
        program.round(Stack.OFFHOOK, "Offhook");
      }
      if (jain) {
        program.round(Stack.JAIN, "JAIN-SIP");
      }
    }
    System.out.println(program.figures.markdown());
    return 0;
  }

  private void round(Stack stack, String column) throws IOException, InterruptedException {
    if (parts.stream().anyMatch(part -> !part.equals("storm"))) {
      try (var server = ServerProcess.start(stack, port++, JVM, extra(stack))) {
        warmUp(server);
        if (parts.contains("calls")) {
          calls(server, column, 1000);
        }
        if (parts.contains("slow-calls")) {
          calls(server, column, 100);
        }
        if (parts.contains("options")) {
          options(server, column);
        }
        if (parts.contains("crowd")) {
          crowd(server, column);
        }
      }
    }
    if (parts.contains("storm")) {
      storm(stack, column);
    }
  }

  private static List<String> extra(Stack stack) {
    var settings = System.getenv("OFFHOOK_LAB_JAIN");
    return stack == Stack.JAIN && settings != null ? List.of(settings.split(" ")) : List.of();
  }

  private void warmUp(ServerProcess server) throws IOException, InterruptedException {
    sipp.run(new Sipp.Run("call", 1000, 20_000, 0), server.port());
    sipp.run(new Sipp.Run("options", 2000, 20_000, 0), server.port());
    Thread.sleep(DRAIN_SECONDS * 1000L);
  }

  private void calls(ServerProcess server, String column, int rate)
      throws IOException, InterruptedException {
    double before = server.cpuSeconds();
    var result = sipp.run(new Sipp.Run("call", rate, 10_000, 0), server.port());
    double loaded = server.cpuSeconds();
    Thread.sleep(DRAIN_SECONDS * 1000L);
    double drained = server.cpuSeconds();
    var what = "CPU s per 10,000 calls at " + (rate >= 1000 ? "1,000" : rate) + "/s";
    figures.add(what + ", load only", column, loaded - before);
    figures.add(what + ", until the last transaction is gone", column, drained - before);
    figures.add("failed calls at " + rate + "/s", column, result.failed());
  }

  private void options(ServerProcess server, String column)
      throws IOException, InterruptedException {
    double before = server.cpuSeconds();
    var result = sipp.run(new Sipp.Run("options", 2000, 100_000, 0), server.port());
    Thread.sleep(DRAIN_SECONDS * 1000L);
    figures.add("CPU s per 100,000 OPTIONS at 2,000/s", column, server.cpuSeconds() - before);
    figures.add("OPTIONS without 200", column, result.failed());
  }

  /** The same load without and with 10,000 other calls open. */
  private void crowd(ServerProcess server, String column) throws IOException, InterruptedException {
    var load = new Sipp.Run("call", 1000, 10_000, 0);
    double before = server.cpuSeconds();
    sipp.run(load, server.port());
    Thread.sleep(DRAIN_SECONDS * 1000L);
    double alone = server.cpuSeconds() - before;
    var others = sipp.start(new Sipp.Run("hold", 500, 10_000, 110_000), server.port());
    Thread.sleep((20 + DRAIN_SECONDS) * 1000L);
    before = server.cpuSeconds();
    sipp.run(load, server.port());
    Thread.sleep(DRAIN_SECONDS * 1000L);
    double crowded = server.cpuSeconds() - before;
    others.await();
    figures.add("cost of a call with 10,000 others open, without = 1", column, crowded / alone);
  }

  private void storm(Stack stack, String column) throws IOException, InterruptedException {
    var jvm = List.of("-Xmx1g", "-XX:+UseParallelGC");
    try (var server = ServerProcess.start(stack, port++, jvm, extra(stack))) {
      sipp.run(new Sipp.Run("call", 500, 5_000, 0), server.port());
      double before = server.cpuSeconds();
      var result = sipp.run(new Sipp.Run("call", 2000, 60_000, 0), server.port());
      figures.add("2,000 calls/s for 30 s, -Xmx1g: failed", column, result.failed());
      figures.add("… repeated by the caller", column, result.retransmissions());
      figures.add("… seconds", column, result.seconds());
      figures.add("… CPU s per 10,000", column, (server.cpuSeconds() - before) / 6);
    }
  }
}
