package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.offhook.architecture.Project;

/** The table in the documents names every scenario, with the result that the tests have. */
class ScenarioDocumentTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `((?:uac|uas)-[^`]+)` \\| ([^|]+) \\|", Pattern.MULTILINE);

  @Test
  void eachScenarioHasItsRow() throws IOException {
    var rows = rows();
    for (var scenario : Scenario.all()) {
      var name = scenario.name();
      assertThat(rows).containsKey(name);
      var expected =
          switch (ScenarioTable.standing(name)) {
            case PASSES -> "passes";
            case ELSEWHERE -> "";
            case LATER -> "later: " + ScenarioTable.area(name);
          };
      assertThat(rows.get(name)).as(name).startsWith(expected);
      if (ScenarioTable.standing(name) == Standing.PASSES) {
        var transports = ScenarioTable.byTcp(name) ? "(UDP, TCP)" : "(UDP)";
        assertThat(rows.get(name)).as(name).contains(transports);
      }
    }
    assertThat(rows).hasSameSizeAs(Scenario.all());
  }

  private static Map<String, String> rows() throws IOException {
    var page = Files.readString(Project.root().resolve("docs/interop.md"), StandardCharsets.UTF_8);
    var rows = new HashMap<String, String>();
    var match = ROW.matcher(page);
    while (match.find()) {
      rows.put(match.group(1), match.group(2));
    }
    return rows;
  }
}
