package org.offhook.cli;

import org.offhook.Endpoint;
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
    public String[] getVersion() {
      return new String[] {"offhook " + Endpoint.version().orElse("(development)")};
    }
  }
}
