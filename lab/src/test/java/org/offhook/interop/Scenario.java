package org.offhook.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One SIPp scenario, as its file's head describes it.
 *
 * @param name such as {@code uac-basic}
 * @param called whether it calls the endpoint under test; else the endpoint calls it
 * @param proves what it shows when it passes
 */
record Scenario(String name, boolean called, String proves) {

  /** All of {@code lab/interop/sipp/scenarios}, by name. */
  static List<Scenario> all() throws IOException {
    try (var files = Files.list(Script.at("sipp/scenarios"))) {
      var paths = files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
      var scenarios = new java.util.ArrayList<Scenario>();
      for (var path : paths) {
        var text = Files.readString(path, StandardCharsets.UTF_8);
        var name = path.getFileName().toString().replace(".xml", "");
        scenarios.add(new Scenario(name, field("role", text).equals("uac"), field("proves", text)));
      }
      return List.copyOf(scenarios);
    }
  }

  private static String field(String name, String text) {
    var match = Pattern.compile("^<!-- " + name + ": (.*) -->$", Pattern.MULTILINE).matcher(text);
    return match.find() ? match.group(1) : "";
  }

  @Override
  public String toString() {
    return name;
  }
}
