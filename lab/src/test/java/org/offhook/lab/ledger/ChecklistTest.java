package org.offhook.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offhook.architecture.Project;

/** Each capability of eXosip2 has one row, and each test that a row names is there. */
class ChecklistTest {

  private static final List<String> TESTS =
      List.of("org.offhook.sdp.AnswerTest#one", "org.offhook.invite.AnswerTest#one", "org.a.B#two");

  private static Checklist page(String... lines) {
    return new Checklist(List.of(lines), 2);
  }

  @Test
  void aWholePageHasNoFault() {
    var page = page("| # | what |", "| 2 | b | x | not shown: why |", "| 1 | a | y | B#two |");

    assertThat(page.faults(TESTS)).isEmpty();
    assertThat(page.shown()).isEqualTo(1);
  }

  @Test
  void missingDoubleAndUnknownRowsAreFaults() {
    assertThat(
            page("| 2 | a | b | B#two |", "| 2 | a | b | B#two |", "| 3 | a | b | B#two |")
                .faults())
        .containsExactly(
            "checklist: two rows 2", "checklist: there is no capability 3", "checklist: no row 1");
  }

  @Test
  void aRowNamesATestOrAReason() {
    assertThat(page("| 1 | a | b | later |", "| 2 | a | b |  |").faults())
        .containsExactly(
            "checklist: row 1 names neither a test nor why there is none",
            "checklist: row 2 names neither a test nor why there is none");
  }

  @Test
  void aTestIsThereOnce() {
    var page =
        page("| 1 | a | b | AnswerTest#one<br>sdp.AnswerTest#one |", "| 2 | a | b | B#three |");

    assertThat(page.faults(TESTS))
        .containsExactly(
            "checklist: row 1 names AnswerTest#one, which is several: add its package",
            "checklist: row 2 names B#three, which is no test");
  }

  @Test
  void theProjectsOwnPageHasEveryRow() {
    assertThat(Checklist.read(Project.root()).faults()).isEmpty();
  }

  /** The build asks the same again in the end, when the tests of all modules are compiled. */
  @Test
  void theProjectsOwnPageNamesTestsThatExist() throws Exception {
    assertThat(Checklist.read(Project.root()).faults(names())).isEmpty();
  }

  /** All tests of the project. */
  static List<String> names() throws IOException, URISyntaxException {
    var folders = compiled();
    for (var module : modules()) {
      assumeTrue(isIn(folders, module), "compile the tests of " + module.getFileName());
    }
    return TestScan.names(folders);
  }

  private static boolean isIn(List<Path> folders, Path module) throws IOException {
    var sources = module.resolve("src/test/java");
    try (var files = Files.walk(sources)) {
      return files
          .map(file -> sources.relativize(file).toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.replace(".java", ".class"))
          .allMatch(
              name -> folders.stream().anyMatch(folder -> Files.exists(folder.resolve(name))));
    }
  }

  private static List<Path> modules() throws IOException {
    try (var folders = Files.list(Project.root())) {
      return folders.filter(folder -> Files.isDirectory(folder.resolve("src/test"))).toList();
    }
  }

  private static List<Path> compiled() throws IOException, URISyntaxException {
    var folders = new ArrayList<Path>();
    for (var module : modules()) {
      folders.add(module.resolve("target/test-classes"));
    }
    folders.add(
        Path.of(ChecklistTest.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return folders.stream().filter(Files::isDirectory).distinct().toList();
  }
}
