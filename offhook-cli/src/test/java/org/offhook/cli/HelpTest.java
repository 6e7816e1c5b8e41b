package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {

  static Stream<String> commands() {
    return Main.ORDER.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    var run = Run.of(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: offhook " + command).contains("--json");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void helpListsEveryCommand() {
    var run = Run.of("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(Main.ORDER).contains("Exit codes");
  }

  @Test
  void aMistypedCommandIsNamed() {
    assertThat(Run.of("cal", "sip:bob@127.0.0.1").err()).contains("'cal'");
  }

  @Test
  void versionIsOneLine() {
    var run = Run.of("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).matches("offhook \\S+\n");
  }

  @Test
  void theDocumentNamesEveryCommandAndOption() throws IOException {
    var text = Files.readString(Project.root().resolve(Path.of("docs", "cli.md")));
    var line = Main.line(Main.ORDER, Main.COMMANDS);
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(text).contains("offhook " + name);
              command
                  .getCommandSpec()
                  .options()
                  .forEach(option -> assertThat(text).contains("`" + option.longestName()));
            });
  }
}
