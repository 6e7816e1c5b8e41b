package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offhook.Alive;

/** A thousand calls at two hundred per second; timers are short, so that little lingers. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class SippLoadTest {

  private static final int CALLS = 1000;
  private static final int RATE = 200;

  @BeforeAll
  static void needs() {
    Debian.sipp();
  }

  @ParameterizedTest
  @EnumSource
  void noCallFailsAndNothingIsLeft(Wire wire) throws Exception {
    try (var endpoint =
        Phones.start(
            "service",
            builder ->
                builder.timers(
                    Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofMillis(500)))) {
      endpoint.onCall(Phones.ANSWER);
      var command =
          List.of(
              "sipp",
              "127.0.0.1:" + wire.portOf(endpoint),
              "-t",
              wire == Wire.UDP ? "u1" : "t1",
              "-sn",
              "uac",
              "-i",
              "127.0.0.1",
              "-p",
              Integer.toString(Ports.one()),
              "-mp",
              Integer.toString(Ports.block(4)),
              "-m",
              Integer.toString(CALLS),
              "-r",
              Integer.toString(RATE),
              "-l",
              Integer.toString(CALLS),
              "-d",
              "100",
              "-buff_size",
              "1048576",
              "-nostdin",
              "-timeout",
              "60",
              "-timeout_error",
              "-trace_stat",
              "-stf",
              "statistics.csv");
      try (var sipp = Child.start(command, Map.of())) {
        assertThat(sipp.exit(Duration.ofSeconds(70))).as(sipp.output()).isZero();
        var rows = Files.readAllLines(sipp.folder().resolve("statistics.csv"));
        var names = List.of(rows.getFirst().split(";", -1));
        var values = rows.getLast().split(";", -1);
        assertThat(values[names.indexOf("SuccessfulCall(C)")]).isEqualTo("" + CALLS);
        assertThat(values[names.indexOf("FailedCall(C)")]).isEqualTo("0");
      }
      assertThat(Alive.afterRest(endpoint, Duration.ofSeconds(20)).isNothing())
          .as("%s", Alive.in(endpoint))
          .isTrue();
    }
  }
}
