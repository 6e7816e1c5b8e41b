package org.offhook.lab.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Writes the ledger after the tests of all modules have run: lab/target/ledger.md. */
public final class LedgerProgram {

  private LedgerProgram() {}

  /**
   * Run by the build: writes the page, prints the summary, and fails on a tag that proves nothing.
   *
   * @param arguments the folder of the project
   * @throws IOException if the page cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    System.exit(build(Path.of(arguments[0])));
  }

  /** Copies the page of the last build into docs; 0 if there was one. */
  public static int refresh(Path root) throws IOException {
    var page = page(root);
    if (!Files.exists(page)) {
      System.err.println("offhook-lab: no " + root.relativize(page) + " yet; run mvn verify first");
      return 1;
    }
    var target = root.resolve("docs/ledger.md");
    Files.copy(page, target, StandardCopyOption.REPLACE_EXISTING);
    System.out.println("wrote " + root.relativize(target));
    return 0;
  }

  private static int build(Path root) throws IOException {
    var tests = new ArrayList<Path>();
    var reports = new ArrayList<Path>();
    for (var module : modules(root)) {
      tests.add(module.resolve("target/test-classes"));
      reports.add(module.resolve("target/surefire-reports"));
    }
    tests.removeIf(folder -> !Files.isDirectory(folder));
    var peersRequired = "true".equals(System.getenv("CI"));
    var ledger =
        new Ledger(
            Requirements.read(root), TestScan.of(tests), TestRun.read(reports), peersRequired);
    var text = new LedgerPage(ledger);
    Files.createDirectories(page(root).getParent());
    Files.writeString(page(root), text.markdown());
    System.out.print(text.summary());
    ledger.faults().forEach(fault -> System.out.println("ledger: " + fault));
    var checklist = Checklist.read(root).faults(TestScan.names(tests));
    checklist.forEach(System.out::println);
    return ledger.faults().isEmpty() && checklist.isEmpty() ? 0 : 1;
  }

  private static List<Path> modules(Path root) throws IOException {
    try (var folders = Files.list(root)) {
      return folders.filter(folder -> Files.exists(folder.resolve("pom.xml"))).sorted().toList();
    }
  }

  private static Path page(Path root) {
    return root.resolve("lab/target/ledger.md");
  }
}
