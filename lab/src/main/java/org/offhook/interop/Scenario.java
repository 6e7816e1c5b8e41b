package org.offhook.interop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One SIPp scenario, as its file's head describes it.
 *
 * @param name such as {@code uac-basic}
 * @param called whether it calls the endpoint under test; else the endpoint calls it
 * @param proves what it shows when it passes
 * @param pauses how long it waits in all, whatever the endpoint does
 * @param isAboutCalls whether it neither registers, subscribes nor publishes
 */
record Scenario(String name, boolean called, String proves, Duration pauses, boolean isAboutCalls) {

  private static final Pattern PAUSE = Pattern.compile("<pause milliseconds=\"([0-9]+)\"/>");

  private static final Pattern OTHER_THAN_CALLS =
      Pattern.compile("(request=\"|^\\s*)(REGISTER|SUBSCRIBE|PUBLISH)[\" ]", Pattern.MULTILINE);

  /** All of {@code lab/interop/sipp/scenarios}, by name. */
  static List<Scenario> all() throws IOException {
    try (var files = Files.list(Script.at("sipp/scenarios"))) {
      var paths = files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
      var scenarios = new java.util.ArrayList<Scenario>();
      for (var path : paths) {
        var text = Files.readString(path, StandardCharsets.UTF_8);
        var name = path.getFileName().toString().replace(".xml", "");
        scenarios.add(read(name, text));
      }
      return List.copyOf(scenarios);
    }
  }

  private static Scenario read(String name, String text) {
    return new Scenario(
        name,
        field("role", text).equals("uac"),
        field("proves", text),
        PAUSE
            .matcher(text)
            .results()
            .map(pause -> Duration.ofMillis(Long.parseLong(pause.group(1))))
            .reduce(Duration.ZERO, Duration::plus),
        !OTHER_THAN_CALLS.matcher(text).find());
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
