package org.offhook.lab.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.offhook.architecture.Project;
import org.offhook.testing.Rfc;

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

  @TempDir Path folder;

  @Test
  void coversTheRowsOfTestsThatPassed() throws IOException {
    var ledger = ledger("@Test @Rfc(\"TX-01\") void good() {}", "<testcase %s name='good'/>");

    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).extracting(Requirement::id).containsExactly("TX-02");
    assertThat(ledger.due()).isEqualTo(2);
  }

  @Test
  void refusesUnknownRows() throws IOException {
    var ledger = ledger("@Test @Rfc(\"TX-99\") void good() {}", "<testcase %s name='good'/>");

    assertThat(ledger.faults()).containsExactly("Tagged.good names TX-99, which is no row");
  }

  @Test
  void refusesMoreThanThreeRows() throws IOException {
    var ledger =
        ledger(
            "@Test @Rfc({\"TX-01\", \"TX-01\", \"TX-02\", \"TX-02\"}) void good() {}",
            "<testcase %s name='good'/>");

    assertThat(ledger.faults())
        .containsExactly("Tagged.good names 4 rows; one to three are allowed");
  }

  @Test
  void refusesDisabledTestsAndTestsInDisabledClasses() throws IOException {
    var ledger =
        ledger(
            """
            @Test @Disabled @Rfc("TX-01") void off() {}
            @Nested @Disabled class Inner { @Test @Rfc("TX-02") void off() {} }
            """,
            "");

    assertThat(ledger.faults())
        .containsExactly(
            "Tagged.off names rows but is disabled", "Tagged.Inner.off names rows but is disabled");
    assertThat(ledger.open()).hasSize(2);
  }

  @Test
  void refusesTagsOnWhatIsNoTest() throws IOException {
    var ledger = ledger("@Rfc(\"TX-01\") void bystander() {}", "");

    assertThat(ledger.faults()).containsExactly("Tagged.bystander names rows but is not a test");
  }

  @Test
  void refusesTestsThatDidNotRun() throws IOException {
    var ledger = ledger("@Test @Rfc(\"TX-01\") void good() {}", "<testcase %s name='other'/>");

    assertThat(ledger.faults()).containsExactly("Tagged.good names rows but did not run");
  }

  @Test
  void refusesSkippedTests() throws IOException {
    var ledger =
        ledger(
            "@Test @Rfc(\"TX-01\") void good() {}",
            "<testcase %s name='good'><skipped message='not today'/></testcase>");

    assertThat(ledger.faults())
        .containsExactly("Tagged.good names rows but was skipped: not today");
  }

  @Test
  void leavesTestsWithoutTheirPeerOpenWhereItIsNotRequired() throws IOException {
    var test = "@Test @Rfc(\"TX-01\") void good() {}";
    var report =
        "<testcase %s name='good'><skipped message='needs package sip-tester'/></testcase>";

    assertThat(ledger(test, report).faults()).isEmpty();
    assertThat(ledger(test, report).open()).hasSize(2);
    assertThat(ledger(test, report, true).faults()).hasSize(1);
  }

  @Test
  void findsTheRunsOfParameterisedTests() throws IOException {
    var ledger =
        ledger(
            "@ParameterizedTest @Rfc(\"TX-01\") void each(int i) {}",
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
    var ledger = ledger("@Test @Rfc(\"TX-01\") void good() {}", "<testcase %s name='good'/>");
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

  private Ledger ledger(String body, String cases) throws IOException {
    return ledger(body, cases, false);
  }

  private Ledger ledger(String body, String cases, boolean peersRequired) throws IOException {
    var source = folder.resolve("Tagged.java");
    Files.writeString(
        source,
        """
        import org.junit.jupiter.api.*;
        import org.junit.jupiter.params.ParameterizedTest;
        import org.offhook.testing.Rfc;
        class Tagged {
        %s
        }
        """
            .formatted(body));
    var compiler = ToolProvider.getSystemJavaCompiler();
    var path =
        Stream.of(Rfc.class, Test.class, ParameterizedTest.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var options = List.of("-proc:none", "-nowarn", "-cp", path, "-d", folder.toString());
      var units = manager.getJavaFileObjects(source);
      assertThat(compiler.getTask(null, manager, null, options, null, units).call()).isTrue();
    }
    Files.writeString(
        folder.resolve("TEST-Tagged.xml"),
        "<testsuite>" + cases.formatted("classname='Tagged'") + "</testsuite>");
    return new Ledger(
        new Requirements(TABLE, OWNERS),
        TestScan.of(List.of(folder)),
        TestRun.read(List.of(folder)),
        peersRequired);
  }
}
