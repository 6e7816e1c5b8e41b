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

/** SIPp's calling scenarios against an Offhook endpoint that is called, once each. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippCallsOffhookTest {

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> scenarios() throws IOException {
    return ScenarioRuns.of(true, Standing.PASSES);
  }

  static Stream<Arguments> laterScenarios() throws IOException {
    return ScenarioRuns.of(true, Standing.LATER);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void passes(String name, Wire wire) throws Exception {
    try (var callee = new CalledSide(name)) {
      try (var run = callee.start(wire, Load.ONE)) {
        callee.play(run, Load.ONE);
        assertThat(run.exit()).as("%s\n%s", run.report(), callee.tap()).isZero();
      }
      assertThat(callee.failures()).isEmpty();
      for (var endpoint : callee.endpoints()) {
        assertThat(endpoint.calls().await(Phones.PATIENCE)).isZero();
      }
    }
  }

  /** What a feature that is still to come answers today; it must be a refusal, never silence. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("laterScenarios")
  void isRefusedUntilTheFeatureIsThere(String name, Wire wire) throws Exception {
    try (var callee = new CalledSide(name);
        var run = callee.start(wire, Load.ONE)) {
      run.exit();
      assertThat(callee.tap().saw("-> SIP/2.0 " + ScenarioTable.today(name)))
          .as("%s\n%s", run.report(), callee.tap())
          .isTrue();
    }
  }
}
