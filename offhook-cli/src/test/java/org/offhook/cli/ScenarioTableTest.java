package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The document's command lines for the SIPp scenarios: for every call, and readable ones. */
class ScenarioTableTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| (`u.[cs]-[^|]*) \\| ([^|]*) \\|$", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`(u.[cs]-[a-z0-9-]+)`");
  private static final Pattern OPTIONS = Pattern.compile("^`(--[^`]*)`");

  /** Not for a command: media, two callees with one Contact, an offer before the answer. */
  private static final List<String> NOT_HERE =
      List.of("uac-dtmf-2833", "uac-fork-2x200", "uas-early-update");

  /** Needs an endpoint that challenges: the registrar's proxy. */
  private static final List<String> CHALLENGED = List.of("uac-auth", "uac-auth-wrong");

  private static String document() throws IOException {
    return Files.readString(Project.root().resolve("docs/cli.md"));
  }

  @Test
  void everyScenarioAboutCallsHasARow() throws IOException {
    var rows = new ArrayList<String>();
    ROW.matcher(document())
        .results()
        .forEach(row -> NAME.matcher(row.group(1)).results().forEach(n -> rows.add(n.group(1))));
    assertThat(rows).doesNotHaveDuplicates();
    try (var files = Files.list(Project.root().resolve("lab/interop/sipp/scenarios"))) {
      for (var file : files.toList()) {
        var name = file.getFileName().toString().replace(".xml", "");
        var text = Files.readString(file);
        boolean calls = text.contains(" INVITE sip:") || text.contains("request=\"INVITE\"");
        if (calls && !NOT_HERE.contains(name) && !CHALLENGED.contains(name)) {
          assertThat(rows).contains(name);
        }
      }
    }
  }

  @Test
  void theOptionsOfEachRowExist() throws IOException {
    var rows = ROW.matcher(document()).results().toList();
    assertThat(rows).hasSizeGreaterThan(20);
    for (var row : rows) {
      var options = OPTIONS.matcher(row.group(2));
      if (options.find()) {
        boolean serves = row.group(1).startsWith("`uac");
        CommandLine line = Main.line(Main.ORDER, Main.COMMANDS);
        var words = new ArrayList<>(List.of(serves ? "serve" : "call"));
        words.addAll(List.of(options.group(1).split(" ")));
        if (!serves) {
          words.add("sip:bob@127.0.0.1");
        }
        var parsed = line.parseArgs(words.toArray(String[]::new));
        assertThat(parsed.subcommand().unmatched()).as(row.group(0)).isEmpty();
      }
    }
  }
}
