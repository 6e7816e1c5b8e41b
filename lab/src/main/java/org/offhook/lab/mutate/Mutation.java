package org.offhook.lab.mutate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to break a rule: a line of docs/mutations.tsv.
 *
 * @param row the rule in docs/rfc-requirements.md
 * @param file the source file, from the folder of the project
 * @param text what is replaced: within one line, and only once in the file
 * @param replacement what takes its place
 * @param test the test that must fail: fully qualified class, {@code #}, method
 * @param breaks for people: what the code does wrong then
 */
record Mutation(
    String row, String file, String text, String replacement, String test, String breaks) {

  static final String LIST = "docs/mutations.tsv";

  private static final List<String> COLUMNS =
      List.of("row", "file", "text", "replacement", "test", "breaks");

  /**
   * Reads the list.
   *
   * @throws IllegalArgumentException if a line is not one
   */
  static List<Mutation> readAll(Path root) throws IOException {
    var lines = Files.readAllLines(root.resolve(LIST));
    if (lines.isEmpty() || !List.of(lines.getFirst().split("\t", -1)).equals(COLUMNS)) {
      throw new IllegalArgumentException(LIST + " must begin with: " + String.join("\t", COLUMNS));
    }
    var all = new ArrayList<Mutation>();
    for (int i = 1; i < lines.size(); i++) {
      all.add(of(lines.get(i), i + 1));
    }
    return all;
  }

  private static Mutation of(String line, int number) {
    var cells = line.split("\t", -1);
    if (cells.length != COLUMNS.size() || cells[2].isEmpty() || cells[4].indexOf('#') < 0) {
      throw new IllegalArgumentException(LIST + ":" + number + ": not a mutation: " + line);
    }
    return new Mutation(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]);
  }

  /** Why it is unclear what to replace in this source; empty if the text is there, once. */
  String whyUnclearIn(String source) {
    int at = source.indexOf(text);
    return at < 0
        ? "the text is not in the file"
        : source.indexOf(text, at + 1) < 0 ? "" : "the text is in the file more than once";
  }

  /** Whether {@code wanted} names this row or its family: {@code TX-08} or {@code TX}. */
  boolean isOf(String wanted) {
    return row.equals(wanted) || row.startsWith(wanted + "-");
  }

  String testClass() {
    return test.substring(0, test.indexOf('#'));
  }

  String testMethod() {
    return test.substring(test.indexOf('#') + 1);
  }

  /** The class of the source file, as {@code message.HeaderName}. */
  String shortClass() {
    return file.replaceFirst(".*/org/offhook/", "").replace(".java", "").replace('/', '.');
  }

  /** The test without its package. */
  String shortTest() {
    return test.replaceFirst(".*\\.(?=[A-Z])", "").replace('#', '.');
  }

  @Override
  public String toString() {
    return row + " " + shortClass() + " -> " + shortTest();
  }
}
