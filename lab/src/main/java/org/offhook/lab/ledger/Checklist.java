package org.offhook.lab.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What eXosip2 can do, each row with the tests that show it here: docs/exosip2-checklist.md. */
final class Checklist {

  /** How many rows the page has. */
  static final int ROWS = 153;

  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*\\| (.*) \\|");
  private static final Pattern TEST = Pattern.compile("[\\w.]+#\\w+");
  private static final String REASON = "not shown: ";

  private final Map<Integer, String> rows = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Reads the page of the project. */
  static Checklist read(Path root) {
    try {
      return new Checklist(Files.readAllLines(root.resolve("docs/exosip2-checklist.md")), ROWS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Checklist(List<String> page, int size) {
    for (var line : page) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        add(Integer.parseInt(row.group(1)), row.group(2), size);
      }
    }
    for (int number = 1; number <= size; number++) {
      if (!rows.containsKey(number)) {
        faults.add("checklist: no row " + number);
      }
    }
  }

  private void add(int number, String tests, int size) {
    if (number > size) {
      faults.add("checklist: there is no capability " + number);
    } else if (rows.put(number, tests) != null) {
      faults.add("checklist: two rows " + number);
    }
    if (!TEST.matcher(tests).find() && !tests.startsWith(REASON)) {
      faults.add("checklist: row " + number + " names neither a test nor why there is none");
    }
  }

  /** How many rows name a test. */
  long shown() {
    return rows.values().stream().filter(tests -> TEST.matcher(tests).find()).count();
  }

  /** What is wrong with the numbers. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  /** What is wrong with the numbers, and tests that are not among these or might be several. */
  List<String> faults(Collection<String> tests) {
    var all = new ArrayList<>(faults);
    rows.forEach(
        (number, cell) ->
            TEST.matcher(cell)
                .results()
                .forEach(
                    found -> {
                      var name = found.group();
                      long matches =
                          tests.stream()
                              .filter(test -> test.equals(name) || test.endsWith("." + name))
                              .count();
                      if (matches != 1) {
                        all.add(
                            "checklist: row %d names %s, which is %s"
                                .formatted(
                                    number,
                                    name,
                                    matches == 0 ? "no test" : "several: add its package"));
                      }
                    }));
    return all;
  }
}
