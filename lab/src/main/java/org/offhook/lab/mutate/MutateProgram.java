package org.offhook.lab.mutate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.offhook.lab.mutate.TestProcess.End;
import org.offhook.lab.mutate.TestProcess.Result;

/** Tries each line of docs/mutations.tsv and says which tests did not notice. */
public final class MutateProgram {

  private static final String WHY = "--why";

  /** What a trial showed. */
  private enum Verdict {
    /** The test failed, as it should. */
    RED("red"),
    /** The test passed although the code was broken. */
    SURVIVED("survived"),
    /** The text is not in the file, or not only once, or nothing can be compiled with it. */
    STALE("stale"),
    /** The test is not there, does not name the row, or fails on the unbroken code too. */
    UNFIT("unfit tests"),
    /** The test did not end. */
    HUNG("hung");

    private final String word;

    Verdict(String word) {
      this.word = word;
    }
  }

  private final Workbench bench;
  private final TestProcess tests;
  private final boolean why;
  private final Map<String, Result> unbroken = new HashMap<>();
  private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);

  private MutateProgram(Workbench bench, TestProcess tests, boolean why) {
    this.bench = bench;
    this.tests = tests;
    this.why = why;
  }

  /**
   * Tries all mutations, or those of the rows or families of rows that are named. After a run of
   * all that left nothing to complain about, the table in docs/mutations.md is written anew.
   *
   * @param root the folder of the project
   * @param arguments rows such as {@code TX-08} or {@code TX}, none for all; {@code --why} shows
   *     what each test said
   * @return 0 if every test failed as it should
   * @throws IOException if a file cannot be read or written
   */
  public static int run(Path root, List<String> arguments) throws IOException {
    var rows = arguments.stream().filter(each -> !each.equals(WHY)).toList();
    var all = Mutation.readAll(root);
    var chosen =
        all.stream().filter(m -> rows.isEmpty() || rows.stream().anyMatch(m::isOf)).toList();
    if (chosen.isEmpty()) {
      System.err.println("no mutation of " + String.join(", ", rows) + " in " + Mutation.LIST);
      return 2;
    }
    long start = System.nanoTime();
    try (var bench = new Workbench(root);
        var tests = new TestProcess(bench.testFolders())) {
      var fault = bench.compileTests(chosen);
      if (!fault.isEmpty()) {
        System.err.println("the tests do not compile:\n" + fault);
        return 1;
      }
      var program = new MutateProgram(bench, tests, rows.size() < arguments.size());
      for (var mutation : chosen) {
        program.tryOut(mutation);
      }
      System.out.println(program.summary(chosen) + ", " + seconds(start) + " s");
      boolean good = program.counts.keySet().stream().allMatch(Verdict.RED::equals);
      if (good && rows.isEmpty()) {
        MutationPage.write(root, all);
      }
      return good ? 0 : 1;
    }
  }

  private static long seconds(long start) {
    return (System.nanoTime() - start) / 1_000_000_000;
  }

  private void tryOut(Mutation mutation) throws IOException {
    var broken = bench.compileBroken(mutation);
    if (!broken.isReady()) {
      report(Verdict.STALE, mutation, broken.fault());
      return;
    }
    var before = unbroken.get(mutation.row() + mutation.test());
    if (before == null) {
      before = tests.run(mutation, bench.nothing());
      unbroken.put(mutation.row() + mutation.test(), before);
    }
    if (before.end() != End.PASSED) {
      report(Verdict.UNFIT, mutation, "on the unbroken code: " + before.text());
      return;
    }
    var after = tests.run(mutation, broken.folder());
    var verdict =
        switch (after.end()) {
          case PASSED -> Verdict.SURVIVED;
          case FAILED -> Verdict.RED;
          case HUNG -> Verdict.HUNG;
          case UNFIT -> Verdict.UNFIT;
        };
    report(verdict, mutation, after.text());
  }

  private void report(Verdict verdict, Mutation mutation, String text) {
    counts.merge(verdict, 1, Integer::sum);
    boolean red = verdict == Verdict.RED;
    var line =
        String.format(
            "%-11s %s", red ? verdict.word : verdict.word.toUpperCase(Locale.ROOT), mutation);
    boolean silent = text.isEmpty() || (red && !why);
    System.out.println(silent ? line : line + "\n            " + text);
  }

  private String summary(List<Mutation> chosen) {
    var parts = new ArrayList<String>();
    for (var verdict : Verdict.values()) {
      parts.add(counts.getOrDefault(verdict, 0) + " " + verdict.word);
    }
    long rows = chosen.stream().map(Mutation::row).distinct().count();
    return chosen.size() + " mutations of " + rows + " rows: " + String.join(", ", parts);
  }
}
