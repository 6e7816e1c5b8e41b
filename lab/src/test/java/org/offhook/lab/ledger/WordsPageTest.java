package org.offhook.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.offhook.architecture.Project;
import org.offhook.exosip.EventType;
import org.offhook.exosip.ExosipOption;
import org.offhook.exosip.OsipError;

/** Each word of eXosip2 has its row in docs/exosip2-words.md, and each test of a row is there. */
class WordsPageTest {

  private static final int ROWS = 213;

  private static List<String> page() throws IOException {
    return Files.readAllLines(Project.root().resolve("docs/exosip2-words.md"));
  }

  @Test
  void eachRowNamesATestOrWhyThereIsNone() throws IOException {
    assertThat(new Checklist(page(), ROWS).faults()).isEmpty();
  }

  @Test
  void eachOptionEventAndErrorHasItsRow() throws IOException {
    var options =
        Arrays.stream(ExosipOption.values())
            .map(option -> "| %d `%s` |".formatted(option.number(), option.cName()));
    var events =
        Arrays.stream(EventType.values())
            .map(event -> "| %d `%s` |".formatted(event.number(), event.cName()));
    var errors =
        Arrays.stream(OsipError.values())
            .filter(error -> error != OsipError.EXECUTE_FAILED)
            .map(error -> "| %d `OSIP_%s` |".formatted(error.code(), error.name()));
    assertThat(String.join("\n", page()))
        .contains(Stream.of(options, events, errors).flatMap(rows -> rows).toList());
  }

  /** As {@link ChecklistTest#theProjectsOwnPageNamesTestsThatExist}. */
  @Test
  void eachTestThatIsNamedExists() throws Exception {
    assertThat(new Checklist(page(), ROWS).faults(ChecklistTest.names())).isEmpty();
  }
}
