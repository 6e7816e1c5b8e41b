package org.offhook.lab.mutate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The table at the end of docs/mutations.md. */
final class MutationPage {

  private static final String HEAD = "| row | class | what is broken | test that goes red |\n";

  private MutationPage() {}

  /** Writes it anew from the list; what stands before it stays. */
  static void write(Path root, List<Mutation> all) throws IOException {
    var page = root.resolve("docs/mutations.md");
    var text = Files.readString(page);
    int at = text.indexOf(HEAD);
    if (at < 0) {
      throw new IOException(page + " has no table");
    }
    var table = new StringBuilder(HEAD).append("|---|---|---|---|\n");
    for (var mutation : all) {
      table.append("| %s | %s | %s | %s |%n".formatted(cells(mutation)));
    }
    var written = text.substring(0, at) + table;
    if (!written.equals(text)) {
      Files.writeString(page, written);
      System.out.println("wrote the table in " + root.relativize(page));
    }
  }

  private static Object[] cells(Mutation m) {
    return new Object[] {
      m.row(), "`" + m.shortClass() + "`", m.breaks(), "`" + m.shortTest() + "`"
    };
  }
}
