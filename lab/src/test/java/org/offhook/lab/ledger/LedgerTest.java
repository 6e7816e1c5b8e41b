package org.offhook.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offhook.architecture.Project;

/** A tag that proves nothing fails the build; a row counts only when its test has passed. */
class LedgerTest {

  private static final List<String> TABLE =
      List.of(
          "| id | requirement | source |",
          "| TX-01 | First rule. | 3261 |",
          "| TX-02 | Second \\| rule. | 3261 |",
          "| EVT-01 | Later rule. | 6665 |");

  private static final List<String> OWNERS =
      List.of("id\towner", "TX-01\tnow", "TX-02\tnow", "EVT-01\tlater: events (C)");

  private static final TaggedTest GOOD = tagged("good", "TX-01");

  @TempDir Path folder;

  @Test
  void coversTheRowsOfTestsThatPassed() throws IOException {
    var ledger = ledger(GOOD, "<testcase %s name='good'/>");

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).extracting(Requirement::id).containsExactly("TX-02");
    assertThat(ledger.due()).isEqualTo(2);
  }

  @Test
  void refusesUnknownRows() throws IOException {
    var ledger = ledger(tagged("good", "TX-99"), "<testcase %s name='good'/>");

    assertThat(ledger.faults()).containsExactly("Tagged.good names TX-99, which is no row");
  }

  @Test
  void refusesMoreThanThreeRows() throws IOException {
    var ledger =
        ledger(tagged("good", "TX-01", "TX-01", "TX-02", "TX-02"), "<testcase %s name='good'/>");

    assertThat(ledger.faults())
        .containsExactly("Tagged.good names 4 rows; one to three are allowed");
  }

  @Test
  void refusesDisabledTests() throws IOException {
    var ledger = ledger(new TaggedTest("Tagged$Inner", "off", List.of("TX-02"), true, true), "");

    assertThat(ledger.faults()).containsExactly("Tagged.Inner.off names rows but is disabled");
    assertThat(ledger.open()).hasSize(2);
  }

  @Test
  void refusesTagsOnWhatIsNoTest() throws IOException {
    var ledger = ledger(new TaggedTest("Tagged", "bystander", List.of("TX-01"), false, false), "");

    assertThat(ledger.faults()).containsExactly("Tagged.bystander names rows but is not a test");
  }

  @Test
  void refusesTestsThatDidNotRun() throws IOException {
    var ledger = ledger(GOOD, "<testcase %s name='other'/>");

    assertThat(ledger.faults()).containsExactly("Tagged.good names rows but did not run");
  }

  @Test
  void refusesSkippedTests() throws IOException {
    var ledger = ledger(GOOD, "<testcase %s name='good'><skipped message='not today'/></testcase>");

    assertThat(ledger.faults())
        .containsExactly("Tagged.good names rows but was skipped: not today");
  }

  @Test
  void leavesTestsWithoutTheirPeerOpenWhereItIsNotRequired() throws IOException {
    var report =
        "<testcase %s name='good'><skipped message='needs package sip-tester'/></testcase>";

    assertThat(ledger(GOOD, report).faults()).isEmpty();
    assertThat(ledger(GOOD, report).open()).hasSize(2);
    assertThat(ledger(GOOD, report, true).faults()).hasSize(1);
  }

  @Test
  void findsTheRunsOfParameterisedTests() throws IOException {
    var ledger =
        ledger(
            tagged("each", "TX-01"),
            "<testcase %1$s name='each(int)[1]'/><testcase %1$s name='each{int}[2]'/>");

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).hasSize(1);
  }

  @Test
  void refusesRowsWithoutOwnerAndOwnersWithoutRow() {
    var requirements = new Requirements(TABLE, List.of("id\towner", "TX-01\tnow", "TX-07\tnow"));

    assertThat(requirements.faults())
        .containsExactly(
            "ledger-owners.tsv: no owner for TX-02",
            "ledger-owners.tsv: no owner for EVT-01",
            "ledger-owners.tsv: no such row: TX-07");
  }

  @Test
  void pageAndSummaryShowWhatIsOpen() throws IOException {
    var ledger = ledger(GOOD, "<testcase %s name='good'/>");
    var page = new LedgerPage(ledger);

    assertThat(page.summary()).contains("TX      1 of   2", "open: TX-02");
    assertThat(page.markdown())
        .contains(
            "| TX | 2 | 1 | 50 % | 0 |",
            "| EVT | 0 | 0 | - | 1 |",
            "- TX-02: Second \\| rule.",
            "| TX-01 | now | Tagged.good |",
            "| EVT-01 | later: events (C) |  |");
  }

  @Test
  void theProjectsOwnTableIsWhole() {
    var root = Project.root();

    assertThat(Requirements.read(root).faults()).isEmpty();
    assertThat(Requirements.read(root).all()).hasSizeGreaterThan(400);
  }

  private static TaggedTest tagged(String method, String... ids) {
    return new TaggedTest("Tagged", method, List.of(ids), false, true);
  }

  private Ledger ledger(TaggedTest test, String cases) throws IOException {
    return ledger(test, cases, false);
  }

  private Ledger ledger(TaggedTest test, String cases, boolean peersRequired) throws IOException {
    Files.writeString(
        folder.resolve("TEST-Tagged.xml"),
        "<testsuite>" + cases.formatted("classname='Tagged'") + "</testsuite>");
    return new Ledger(
        new Requirements(TABLE, OWNERS),
        List.of(test),
        TestRun.read(List.of(folder)),
        peersRequired);
  }
}
