package org.offhook.lab.mutate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.offhook.architecture.Project;

/** Each line of docs/mutations.tsv still finds what it breaks. */
class MutationTest {

  private static final Mutation ONE =
      new Mutation("TX-1", "A.java", "i < 3", "i < 4", "org.offhook.ATest#counts", "one too many");

  @Test
  void theProjectsOwnMutationsFindTheirText() throws IOException {
    Path root = Project.root();
    var unclear = new ArrayList<String>();
    for (var mutation : Mutation.readAll(root)) {
      var why = mutation.whyUnclearIn(Files.readString(root.resolve(mutation.file())));
      if (!why.isEmpty()) {
        unclear.add(mutation + ": " + why);
      }
    }
    assertThat(unclear).isEmpty();
  }

  @Test
  void aTextMustBeThereOnce() {
    assertThat(ONE.whyUnclearIn("for (; i < 3; i++)")).isEmpty();
    assertThat(ONE.whyUnclearIn("for (; i < 2; i++)")).contains("not in the file");
    assertThat(ONE.whyUnclearIn("i < 3 || i < 3")).contains("more than once");
  }
}
