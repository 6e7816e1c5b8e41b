package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.Endpoint;

/** SIPp's waiting scenarios, called by an Offhook endpoint. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class OffhookCallsSippTest {

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> scenarios() throws IOException {
    return ScenarioTable.runs(false, Standing.PASSES);
  }

  static Stream<Arguments> laterScenarios() throws IOException {
    return ScenarioTable.runs(false, Standing.LATER);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("scenarios")
  void passes(String name, Wire wire) throws Exception {
    var tap = new Tapped();
    try (var elsewhere = Phones.start("elsewhere", builder -> builder);
        var caller = caller(name, tap)) {
      elsewhere.onCall(Phones.ANSWER);
      var more = Map.of("REFER_TO", wire.uri("elsewhere", wire.portOf(elsewhere)));
      try (var run = SippRun.waiting(name, wire, more)) {
        try {
          var target = wire.uri("sipp", run.port());
          SippCallers.of(name)
              .act(new SippCallers.Scene(caller, target, wire.uri(run.port()), tap));
        } catch (RuntimeException | AssertionError e) {
          throw new AssertionError(run.report() + "\n" + tap, e);
        }
        assertThat(run.exit()).as("%s\n%s", run.report(), tap).isZero();
      }
      assertThat(caller.calls().await(Phones.PATIENCE)).isZero();
    }
  }

  /** What a feature that is still to come answers today; it must be a refusal, never silence. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("laterScenarios")
  void isRefusedUntilTheFeatureIsThere(String name, Wire wire) throws Exception {
    var tap = new Tapped();
    try (var caller = caller(name, tap);
        var run = SippRun.waiting(name, wire, Map.of())) {
      var call = Phones.established(caller, wire.uri("sipp", run.port()));
      run.exit();
      assertThat(tap.saw("-> SIP/2.0 " + ScenarioTable.today(name)))
          .as("%s\n%s", run.report(), tap)
          .isTrue();
      call.hangUp().await(Phones.PATIENCE);
    }
  }

  private static Endpoint caller(String name, Tapped tap) throws InterruptedException {
    var password = name.equals("uas-auth-loop") ? "certainly-wrong" : "sipppw";
    var endpoint =
        Phones.start(
            "sipp",
            builder -> {
              builder.tap(tap).credentials("sipp", password);
              return name.equals("uas-silent")
                  ? builder.timers(
                      Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofSeconds(5))
                  : builder;
            });
    endpoint.onRequest(request -> request.respond(org.offhook.message.Status.OK));
    return endpoint;
  }
}
