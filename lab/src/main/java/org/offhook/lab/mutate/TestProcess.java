package org.offhook.lab.mutate;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The process that runs the tests; a new one after a test that never ended. */
final class TestProcess implements AutoCloseable {

  /** How a test ended. */
  enum End {
    PASSED,
    FAILED,
    /** It ran into the time limit: broken code may loop for ever. */
    HUNG,
    /** It could not be run at all. */
    UNFIT
  }

  /** How a test ended, and what it said. */
  record Result(End end, String text) {}

  private static final long LIMIT_SECONDS = 90;

  private final List<Path> testFolders;
  private @Nullable Process process;

  TestProcess(List<Path> testFolders) {
    this.testFolders = testFolders;
  }

  /** Runs the mutation's test with these classes before all others. */
  Result run(Mutation mutation, Path first) throws IOException {
    var running = process == null ? start() : process;
    process = running;
    var ask = new PrintWriter(running.outputWriter(StandardCharsets.UTF_8), true);
    ask.println(
        String.join("\t", first.toString(), mutation.row(), mutation.testClass())
            + "\t"
            + mutation.testMethod());
    var answer = answer(running.inputReader(StandardCharsets.UTF_8));
    if (answer == null) {
      stop();
      return new Result(End.HUNG, "no answer within " + LIMIT_SECONDS + " s");
    }
    var cells = answer.split("\t", 2);
    return new Result(End.valueOf(cells[0]), cells[1]);
  }

  private static @Nullable String answer(BufferedReader answers) throws IOException {
    var line =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return String.valueOf(answers.readLine());
              } catch (IOException e) {
                return String.valueOf(e.getMessage());
              }
            });
    try {
      return line.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Process start() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(TestRunner.class.getName());
    command.add(String.join(File.pathSeparator, testFolders.stream().map(Path::toString).toList()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private void stop() {
    var running = process;
    process = null;
    if (running != null) {
      running.destroyForcibly();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
