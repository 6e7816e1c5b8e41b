package org.offhook.lab.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs SIPp with one of the lab's scenarios and reads what came of it. */
final class Sipp {

  /**
   * What to run.
   *
   * @param scenario a resource beside this class, without its ending
   * @param rate new calls per second
   * @param calls how many
   * @param holdMillis how long a call stays up, if the scenario holds
   */
  record Run(String scenario, int rate, int calls, int holdMillis) {}

  /**
   * What SIPp counted.
   *
   * @param refused calls that had the refusal that their scenario waits for, in {@code successful}
   * @param refusedInTime those that had it within a second
   */
  record Result(
      int successful,
      int failed,
      int retransmissions,
      double seconds,
      int refused,
      int refusedInTime) {

    int answered() {
      return successful - refused;
    }
  }

  private static final Set<String> IN_TIME =
      Stream.of("100", "250", "500", "1000")
          .map("ResponseTimeRepartitionrefusal_<"::concat)
          .collect(Collectors.toSet());

  private final Path folder;
  private int nextPort = 26_000;

  Sipp(Path folder) {
    this.folder = folder;
  }

  /** Starts a run; {@link Running#await} waits for its end. */
  Running start(Run run, int port) throws IOException {
    var scenario = folder.resolve(run.scenario() + ".xml");
    try (var in = Sipp.class.getResourceAsStream(run.scenario() + ".xml")) {
      if (in == null) {
        throw new IOException("no scenario " + run.scenario());
      }
      Files.write(scenario, in.readAllBytes());
    }
    int local = nextPort;
    nextPort = nextPort >= 29_000 ? 26_000 : nextPort + 10;
    var statistics = folder.resolve("statistics-" + local + ".csv");
    Files.deleteIfExists(statistics);
    var command = new ArrayList<>(List.of("sipp", "127.0.0.1:" + port));
    command.addAll(List.of("-sf", scenario.toString(), "-i", "127.0.0.1"));
    command.addAll(List.of("-p", Integer.toString(local), "-nostdin", "-buff_size", "4194304"));
    command.addAll(
        List.of("-r", Integer.toString(run.rate()), "-m", Integer.toString(run.calls())));
    command.addAll(List.of("-l", Integer.toString(Math.max(run.calls(), 1000))));
    command.addAll(List.of("-d", Integer.toString(run.holdMillis()), "-timeout_error"));
    command.addAll(List.of("-trace_stat", "-stf", statistics.toString(), "-fd", "1"));
    var began = System.nanoTime();
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("sipp-" + local + ".txt").toFile())
            .start();
    return new Running(process, statistics, began);
  }

  /** A run under way. */
  record Running(Process process, Path statistics, long began) {

    Result await() throws IOException, InterruptedException {
      int exit = process.waitFor();
      var seconds = (System.nanoTime() - began) / 1e9;
      if (!Files.exists(statistics)) {
        throw new IOException("SIPp ended with " + exit + " and counted nothing");
      }
      var lines = Files.readAllLines(statistics, StandardCharsets.UTF_8);
      var names = Arrays.asList(lines.getFirst().split(";"));
      var values = lines.getLast().split(";");
      return new Result(
          count(names, values, "SuccessfulCall(C)"),
          count(names, values, "FailedCall(C)"),
          count(names, values, "Retransmissions(C)"),
          seconds,
          Math.max(0, count(names, values, "refused(C)")),
          names.stream()
              .filter(IN_TIME::contains)
              .mapToInt(name -> count(names, values, name))
              .sum());
    }

    private static int count(List<String> names, String[] values, String name) {
      int at = names.indexOf(name);
      return at < 0 || at >= values.length ? -1 : Integer.parseInt(values[at].strip());
    }
  }

  Result run(Run run, int port) throws IOException, InterruptedException {
    return start(run, port).await();
  }
}
