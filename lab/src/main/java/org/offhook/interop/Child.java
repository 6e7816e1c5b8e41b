package org.offhook.interop;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program beside the test; closing it ends it and whatever it started, by process ids. */
final class Child implements AutoCloseable {

  private static final long STEP_MILLIS = 20;

  private final Process process;
  private final Path folder;
  private final Path output;

  private Child(Process process, Path folder, Path output) {
    this.process = process;
    this.folder = folder;
    this.output = output;
  }

  /** Starts a program in a folder of its own, which closing deletes. */
  static Child start(List<String> command, Map<String, String> environment) throws IOException {
    var folder = Files.createTempDirectory("offhook-interop-");
    return start(command, environment, folder);
  }

  /** Starts a program in this folder, which closing deletes. */
  static Child start(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    return start(command, environment, folder, Redirect.from(new File("/dev/null")));
  }

  /** Starts a program that reads what it is {@linkplain #say said}. */
  static Child talkTo(List<String> command) throws IOException {
    var folder = Files.createTempDirectory("offhook-interop-");
    return start(command, Map.of(), folder, Redirect.PIPE);
  }

  private static Child start(
      List<String> command, Map<String, String> environment, Path folder, Redirect input)
      throws IOException {
    var output = folder.resolve("output.txt");
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.redirectInput(input);
    builder.environment().putAll(environment);
    return new Child(builder.start(), folder, output);
  }

  /** Writes to its standard input. */
  void say(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    process.getOutputStream().flush();
  }

  Path folder() {
    return folder;
  }

  Process process() {
    return process;
  }

  /** The text of a file in the folder; empty if there is none. */
  String text(String name) throws IOException {
    var file = folder.resolve(name);
    return Files.exists(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        : "";
  }

  String output() throws IOException {
    return text(output.getFileName().toString());
  }

  /** Waits for the end; fails after this long. */
  int exit(Duration atMost) throws IOException, InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still running after " + atMost + ":\n" + output());
    }
    return process.exitValue();
  }

  /** A condition on the outside world. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  /** Waits until the condition holds; fails when the program ends before, or after this long. */
  void await(String what, Duration atMost, Condition condition)
      throws IOException, InterruptedException {
    long steps = atMost.toMillis() / STEP_MILLIS;
    for (long step = 0; !condition.holds(); step++) {
      boolean ended = process.waitFor(STEP_MILLIS, TimeUnit.MILLISECONDS);
      if (step > steps || (ended && !condition.holds())) {
        throw new AssertionError(
            (ended ? "ended without " : "no ") + what + " within " + atMost + ":\n" + output());
      }
    }
  }

  @Override
  public void close() {
    Stream.concat(process.descendants(), Stream.of(process.toHandle()))
        .toList()
        .forEach(ProcessHandle::destroyForcibly);
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
    delete(folder);
  }

  static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
