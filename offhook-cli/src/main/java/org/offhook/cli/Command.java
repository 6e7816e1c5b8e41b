package org.offhook.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command has: help, {@code --json}, {@code --debug}, and where it runs. */
abstract class Command implements Callable<Integer> {

  @Option(names = "--json", description = "One JSON object per event and line on standard output.")
  boolean json;

  @Option(names = "--debug", description = "Show the stack trace of an error.")
  boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  private @Nullable Surroundings surroundings;

  void runIn(Surroundings place) {
    surroundings = place;
  }

  /** Where the command runs. */
  Surroundings place() {
    var place = surroundings;
    if (place == null) {
      throw new IllegalStateException("the command runs nowhere yet");
    }
    return place;
  }

  Report report() {
    return place().report();
  }

  @Override
  public final Integer call() throws InterruptedException {
    report().form(json, isQuiet());
    return run();
  }

  /** Whether events of single calls are left out for people. */
  boolean isQuiet() {
    return false;
  }

  /** Does what the command is for; returns the exit code. */
  abstract int run() throws InterruptedException;
}
