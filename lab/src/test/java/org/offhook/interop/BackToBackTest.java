package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.examples.BackToBack;

/** SIPp calls SIPp through the back-to-back user agent: both scenarios go as they are written. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class BackToBackTest {

  /** What crosses, who calls and who is called. */
  private static final List<List<String>> PAIRS =
      List.of(
          List.of("answer and hang-up", "uac-basic", "uas-basic"),
          List.of("hang-up by the callee", "uac-peer-hangs-up", "uas-bye"),
          List.of("rejection", "uac-busy", "uas-busy"),
          List.of("CANCEL", "uac-cancel", "uas-canceled"),
          List.of("early media", "uac-basic", "uas-early-media-183"),
          List.of("reliable ringing", "uac-prack", "uas-prack"),
          List.of("late offer", "uac-late-offer", "uas-late-offer"),
          List.of("re-INVITE by the caller", "uac-reinvite", "uas-answers-reinvite"),
          List.of("re-INVITE by the callee", "uac-answers-reinvite", "uas-reinvite"),
          List.of("early media and UPDATE", "uac-early-update", "uas-early-update"),
          List.of("UPDATE by the caller", "uac-update", "uas-answers-update"),
          List.of("UPDATE by the callee", "uac-answers-update", "uas-update"),
          List.of("keys by INFO", "uac-info-dtmf", "uas-info"));

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  static Stream<Arguments> pairs() {
    return PAIRS.stream()
        .flatMap(
            pair ->
                Arrays.stream(Wire.values())
                    .map(wire -> Arguments.of(pair.get(0), pair.get(1), pair.get(2), wire)));
  }

  @ParameterizedTest(name = "{0} {3}")
  @MethodSource("pairs")
  void crosses(String feature, String caller, String callee, Wire wire) throws Exception {
    var tap = new Tapped();
    try (var called = SippRun.waiting(callee, wire, Map.of());
        var agent = agent(called, tap);
        var calling = SippRun.calling(caller, address(wire, agent), wire, Map.of())) {
      assertThat(calling.exit()).as("%s\n%s\n%s", calling.report(), called.report(), tap).isZero();
      assertThat(called.exit()).as("%s\n%s", called.report(), tap).isZero();
      assertThat(agent.calls().await(Phones.PATIENCE)).isZero();
    }
  }

  /** The caller transfers: who stays gets the target's description, and then the target's BYE. */
  @ParameterizedTest
  @EnumSource
  void theCallerTransfers(Wire wire) throws Exception {
    transfers("uac-refer", "uas-answers-reinvite", wire);
  }

  @ParameterizedTest
  @EnumSource
  void theCalleeTransfers(Wire wire) throws Exception {
    transfers("uac-answers-reinvite", "uas-refers", wire);
  }

  private static void transfers(String caller, String callee, Wire wire) throws Exception {
    var tap = new Tapped();
    try (var target = SippRun.waiting("uas-bye", wire, Map.of())) {
      var refer = Map.of("REFER_TO", wire.uri("target", target.port()));
      try (var called = SippRun.waiting(callee, wire, refer);
          var agent = agent(called, tap);
          var calling = SippRun.calling(caller, address(wire, agent), wire, refer)) {
        for (var run : List.of(calling, called, target)) {
          assertThat(run.exit()).as("%s\n%s", run.report(), tap).isZero();
        }
        assertThat(agent.calls().await(Phones.PATIENCE)).isZero();
      }
    }
  }

  private static Endpoint agent(SippRun called, Tapped tap) throws InterruptedException {
    var options = EndpointOptions.builder().listen(Listen.sip("127.0.0.1", 0)).tap(tap);
    var parameter = called.wire() == Wire.TCP ? ";transport=tcp" : "";
    return BackToBack.start(options, "127.0.0.1:" + called.port() + parameter);
  }

  private static String address(Wire wire, Endpoint agent) {
    return "127.0.0.1:" + wire.portOf(agent);
  }
}
