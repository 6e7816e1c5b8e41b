package org.offhook.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The command without a subcommand: version and the list of commands. */
@CommandLine.Command(
    name = "offhook",
    description = "A SIP endpoint for the command line.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Root.Version.class,
    footer = {
      "",
      "'offhook COMMAND --help' tells what a command can do.",
      "Exit codes: 0 done; 1 refused, no answer, or an invalid file; 2 wrong usage;",
      "3 could not listen, resolve, connect or verify."
    })
final class Root {

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** The version that the build wrote down. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
      try (var in = Root.class.getResourceAsStream("version.txt")) {
        var text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        boolean built = !text.isEmpty() && !text.startsWith("${");
        return new String[] {"offhook " + (built ? text : "(development)")};
      }
    }
  }
}
