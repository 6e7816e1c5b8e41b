package org.offhook.lab.ledger;

import java.util.List;
import java.util.stream.Collectors;

/** The ledger as a page for docs and as lines for the console. */
final class LedgerPage {

  private static final int TEXT = 110;

  private final Ledger ledger;

  LedgerPage(Ledger ledger) {
    this.ledger = ledger;
  }

  /** One line for each group, then the rows that are due and not covered. */
  String summary() {
    var text = new StringBuilder("ledger: rows due now, covered by a test that names them\n");
    ledger
        .groups()
        .forEach(
            (group, rows) -> {
              if (due(rows) > 0) {
                text.append("  %-5s %3d of %3d\n".formatted(group, covered(rows), due(rows)));
              }
            });
    text.append(
        "  all   %3d of %3d\n".formatted(ledger.due() - ledger.open().size(), ledger.due()));
    if (!ledger.open().isEmpty()) {
      var open = ledger.open().stream().map(Requirement::id).collect(Collectors.joining(" "));
      text.append("  open: ").append(open).append('\n');
    }
    return text.toString();
  }

  /** The whole page in Markdown. */
  String markdown() {
    var page = new StringBuilder(HEAD);
    page.append("| group | due now | covered | | later |\n|---|--:|--:|--:|--:|\n");
    ledger.groups().forEach((group, rows) -> page.append(groupLine(group, rows)));
    var covered = ledger.due() - ledger.open().size();
    page.append(
        "| **all** | %d | %d | %s | %d |\n"
            .formatted(ledger.due(), covered, percent(covered, ledger.due()), later()));
    page.append("\n## Due now and not covered\n\n");
    if (ledger.open().isEmpty()) {
      page.append("None.\n");
    }
    for (var row : ledger.open()) {
      page.append("- ").append(row.id()).append(": ").append(shortened(row.text())).append('\n');
    }
    page.append("\n## Every row\n\n| id | owner | tests |\n|---|---|---|\n");
    ledger.groups().values().forEach(rows -> rows.forEach(row -> page.append(rowLine(row))));
    return page.toString();
  }

  private String groupLine(String group, List<Requirement> rows) {
    return "| %s | %d | %d | %s | %d |\n"
        .formatted(
            group,
            due(rows),
            covered(rows),
            percent(covered(rows), due(rows)),
            rows.size() - due(rows));
  }

  private String rowLine(Requirement row) {
    var tests =
        ledger.proofs(row).stream().map(TaggedTest::label).collect(Collectors.joining("<br>"));
    return "| %s | %s | %s |\n".formatted(row.id(), row.owner(), tests);
  }

  private long later() {
    return ledger.groups().values().stream()
        .flatMap(List::stream)
        .filter(row -> !row.isDue())
        .count();
  }

  private long covered(List<Requirement> rows) {
    return rows.stream().filter(row -> row.isDue() && ledger.isCovered(row)).count();
  }

  private static long due(List<Requirement> rows) {
    return rows.stream().filter(Requirement::isDue).count();
  }

  private static String percent(long part, long whole) {
    return whole == 0 ? "-" : part * 100 / whole + " %";
  }

  private static String shortened(String text) {
    return text.length() <= TEXT ? text : text.substring(0, TEXT).stripTrailing() + " …";
  }

  private static final String HEAD =
      """
      # Requirements ledger

      Which rows of [rfc-requirements.md](rfc-requirements.md) are proven by a test that names them with `@Rfc`.
      Every build writes this page anew into `lab/target/ledger.md`; `./offhook-lab ledger` copies it here.

      Owners: `now` is due in what exists today. The others come with a later part: calls (B) with reliable provisional
      responses, UPDATE, session timers, replaced and transferred calls, DTMF and identity; events (C) with subscriptions,
      notifications and publication; network (D) with TLS, DTLS, WebSocket, DNS records, NAT and flows; compatibility (E)
      with the vocabulary of eXosip2; hardening (F) with limits under attack; media. They are outside the percentages.

      """;
}
