package org.offhook.lab.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Which rows are proven by which tests, and what is wrong with the tags. */
final class Ledger {

  private static final int MOST_IDS = 3;

  private final Requirements requirements;
  private final Map<String, List<TaggedTest>> proofs = new TreeMap<>();
  private final List<String> faults = new ArrayList<>();

  /**
   * Compares tags, rows and the last test run.
   *
   * @param peersRequired whether a test may not even be skipped for a peer that is not installed
   */
  Ledger(Requirements requirements, List<TaggedTest> tests, TestRun run, boolean peersRequired) {
    this.requirements = requirements;
    faults.addAll(requirements.faults());
    for (var test : tests) {
      checkTag(test);
      if (!test.disabled() && test.runnable() && check(test, run, peersRequired)) {
        test.ids().forEach(id -> proofs.computeIfAbsent(id, k -> new ArrayList<>()).add(test));
      }
    }
  }

  private void checkTag(TaggedTest test) {
    if (test.ids().isEmpty() || test.ids().size() > MOST_IDS) {
      faults.add(test.label() + " names " + test.ids().size() + " rows; one to three are allowed");
    }
    for (var id : test.ids()) {
      if (requirements.find(id).isEmpty()) {
        faults.add(test.label() + " names " + id + ", which is no row");
      }
    }
    if (test.disabled()) {
      faults.add(test.label() + " names rows but is disabled");
    }
    if (!test.runnable()) {
      faults.add(test.label() + " names rows but is not a test");
    }
  }

  /** Whether the test was seen to pass. */
  private boolean check(TaggedTest test, TestRun run, boolean peersRequired) {
    var skips = run.skips(test);
    if (skips.isEmpty() && run.completed(test) == 0) {
      faults.add(test.label() + " names rows but did not run");
    }
    for (var reason : skips) {
      if (peersRequired || !isMissingPeer(reason)) {
        faults.add(test.label() + " names rows but was skipped: " + reason);
      }
    }
    return run.completed(test) > 0 && skips.isEmpty();
  }

  /** The words of a test whose peer is not installed. */
  private static boolean isMissingPeer(String reason) {
    var words = reason.toLowerCase(Locale.ROOT);
    return words.contains("package") || words.contains("not installed");
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  List<TaggedTest> proofs(Requirement row) {
    return List.copyOf(proofs.getOrDefault(row.id(), List.of()));
  }

  boolean isCovered(Requirement row) {
    return proofs.containsKey(row.id());
  }

  /** The rows, in groups, in the order of the document. */
  Map<String, List<Requirement>> groups() {
    Map<String, List<Requirement>> groups = new LinkedHashMap<>();
    for (var row : requirements.all()) {
      groups.computeIfAbsent(row.group(), name -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** The rows that are due and have no proof. */
  List<Requirement> open() {
    return requirements.all().stream().filter(row -> row.isDue() && !isCovered(row)).toList();
  }

  long due() {
    return requirements.all().stream().filter(Requirement::isDue).count();
  }
}
