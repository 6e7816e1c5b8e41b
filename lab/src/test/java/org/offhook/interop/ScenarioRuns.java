package org.offhook.interop;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Name and transport of each run of the SIPp scenarios, for parameterized tests. */
final class ScenarioRuns {

  private ScenarioRuns() {}

  static Stream<Arguments> of(boolean called, Standing standing) throws IOException {
    return ScenarioTable.scenarios(called, standing)
        .map(Scenario::name)
        .flatMap(name -> ScenarioTable.wires(name).stream().map(wire -> Arguments.of(name, wire)));
  }
}
