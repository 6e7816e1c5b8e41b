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

  static Stream<Arguments> laterScenarios() throws IOException {
    return ScenarioRuns.of(false, Standing.LATER);
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

  /** What a feature that is still to come answers today; it must be a refusal, never silence. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("laterScenarios")
  void isRefusedUntilTheFeatureIsThere(String name, Wire wire) throws Exception {
    try (var caller = new CallingSide(name);
        var run = caller.start(wire, Load.ONE)) {
      var call = Phones.established(caller.endpoint(), wire.uri("sipp", run.port()));
      run.exit();
      assertThat(caller.tap().saw("-> SIP/2.0 " + ScenarioTable.today(name)))
          .as("%s\n%s", run.report(), caller.tap())
          .isTrue();
      call.hangUp().await(Phones.PATIENCE);
    }
  }
}
