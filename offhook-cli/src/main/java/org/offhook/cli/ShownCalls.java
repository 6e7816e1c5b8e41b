package org.offhook.cli;

import picocli.CommandLine.Option;

/** What a command that serves calls shows of them. */
final class ShownCalls {

  @Option(
      names = {"-q", "--quiet"},
      description = "Show no line for each call.")
  boolean quiet;

  @Option(
      names = "--messages",
      description = "Show received messages (MESSAGE) only, no line for each call.")
  boolean messages;
}
