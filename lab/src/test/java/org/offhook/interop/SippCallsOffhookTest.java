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
}
