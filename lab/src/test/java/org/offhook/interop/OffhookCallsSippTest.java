package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** SIPp's waiting scenarios, called by an Offhook endpoint, once each. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class OffhookCallsSippTest {

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> scenarios() throws IOException {
    return ScenarioRuns.of(false, Standing.PASSES);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void passes(String name, Wire wire) throws Exception {
    try (var caller = new CallingSide(name)) {
      try (var run = caller.start(wire, Load.ONE)) {
        caller.play(run, Load.ONE);
        if (!caller.failures().isEmpty()) {
          var cause = caller.failures().getFirst().cause();
          throw new AssertionError(run.report() + "\n" + caller.tap(), cause);
        }
        assertThat(run.exit()).as("%s\n%s", run.report(), caller.tap()).isZero();
      }
      assertThat(caller.endpoint().calls().await(Phones.PATIENCE)).isZero();
    }
  }
}
