package org.offhook.lab.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All rows, in the order of the document, each with its owner. */
final class Requirements {

  private static final Pattern ROW = Pattern.compile("\\| ([A-Z]+-\\d+) \\| (.*)");
  private static final Pattern CELL_END = Pattern.compile(" (?<!\\\\)\\| ");

  private final Map<String, Requirement> rows = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  /** Reads docs/rfc-requirements.md and docs/ledger-owners.tsv of the project. */
  static Requirements read(Path root) {
    try {
      return new Requirements(
          Files.readAllLines(root.resolve("docs/rfc-requirements.md")),
          Files.readAllLines(root.resolve("docs/ledger-owners.tsv")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Requirements(List<String> table, List<String> owners) {
    Map<String, String> ownerOf = new LinkedHashMap<>();
    for (var line : owners.subList(1, owners.size())) {
      var tab = line.indexOf('\t');
      if (tab < 0 || ownerOf.put(line.substring(0, tab), line.substring(tab + 1)) != null) {
        faults.add("ledger-owners.tsv: not an id and its only owner: " + line);
      }
    }
    for (var line : table) {
      var row = ROW.matcher(line);
      if (row.matches()) {
        add(row.group(1), CELL_END.split(row.group(2), 2)[0], ownerOf.remove(row.group(1)));
      }
    }
    ownerOf.keySet().forEach(id -> faults.add("ledger-owners.tsv: no such row: " + id));
  }

  private void add(String id, String text, @Nullable String owner) {
    if (owner == null) {
      faults.add("ledger-owners.tsv: no owner for " + id);
    }
    if (rows.put(id, new Requirement(id, text, owner == null ? "now" : owner)) != null) {
      faults.add("rfc-requirements.md: two rows named " + id);
    }
  }

  Optional<Requirement> find(String id) {
    return Optional.ofNullable(rows.get(id));
  }

  List<Requirement> all() {
    return List.copyOf(rows.values());
  }

  List<String> faults() {
    return List.copyOf(faults);
  }
}
