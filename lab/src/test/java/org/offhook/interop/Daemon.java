package org.offhook.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A peer that an {@code X-up} script starts and leaves running; closing it ends it by its id. */
final class Daemon implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final ProcessHandle process;

  private Daemon(Path folder, ProcessHandle process) {
    this.folder = folder;
    this.process = process;
  }

  /**
   * Starts a peer and waits until it answers.
   *
   * @param script such as {@code kamailio/kamailio-up}
   * @param prefix of the variables that it takes, such as {@code KAM}
   */
  static Daemon up(String script, String prefix, Map<String, String> settings)
      throws IOException, InterruptedException {
    var folder = Files.createTempDirectory("offhook-" + prefix.toLowerCase(java.util.Locale.ROOT));
    var environment = new HashMap<>(settings);
    environment.put(prefix + "_DIR", folder.toString());
    try (var child = Child.start(List.of(Script.at(script).toString()), environment)) {
      if (child.exit(START) == 0) {
        return new Daemon(folder, handle(folder).orElseThrow());
      }
      throw new AssertionError(script + " failed:\n" + child.output());
    } catch (IOException | InterruptedException | AssertionError e) {
      handle(folder).ifPresent(Daemon::end);
      Child.delete(folder);
      throw e;
    }
  }

  private static java.util.Optional<ProcessHandle> handle(Path folder) throws IOException {
    var file = folder.resolve("main.pid");
    return Files.exists(file)
        ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
        : java.util.Optional.empty();
  }

  Path folder() {
    return folder;
  }

  /** The text of a file in the run folder. */
  String text(String name) throws IOException {
    return new String(Files.readAllBytes(folder.resolve(name)), StandardCharsets.ISO_8859_1);
  }

  /** Runs the peer's control script; returns what it printed. */
  String control(String script, Map<String, String> settings, String... arguments)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of(Script.at(script).toString()));
    command.addAll(List.of(arguments));
    try (var child = Child.start(command, settings)) {
      int code = child.exit(Phones.PATIENCE);
      if (code != 0) {
        throw new AssertionError(command + " ended with " + code + ":\n" + child.output());
      }
      return child.output();
    }
  }

  private static void end(ProcessHandle process) {
    var all = Stream.concat(Stream.of(process), process.descendants()).toList();
    process.destroy();
    try {
      process.onExit().get(3, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      process.destroyForcibly();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    end(process);
    Child.delete(folder);
  }
}
