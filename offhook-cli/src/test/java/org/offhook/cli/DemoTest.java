package org.offhook.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DemoTest {

  private static Run demo(Demo.Onlooker onlooker, String... words) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var place =
        new Surroundings(
            new Report(Run.stream(out), Run.stream(err)),
            InputStream.nullInputStream(),
            Map.<String, String>of()::get,
            new Stop());
    Map<String, Supplier<? extends Command>> commands = new HashMap<>(Main.COMMANDS);
    commands.put("demo", () -> new DemoCommand(onlooker));
    int code = Main.run(words, place, commands);
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyStepIsSeenAtBothEnds() {
    var run = Run.of("demo");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.lines().getFirst().split(" +")).containsExactly("", "alice", "proxy", "bob");
    assertThat(run.lines().getLast()).isEqualTo("8 of 8 steps were seen at both ends");
    for (var step : Demo.Step.values()) {
      assertThat(run.lines()).contains("-- " + step.title).contains("  ok      " + step.title);
    }
    assertThat(run.out())
        .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\|-+ INVITE \\(digest\\) -+>\\| +\\|$")
        .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\| +\\|-+ INVITE -+>\\|$")
        .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\| +\\|<-+ 200 OK -+\\|$")
        .containsPattern("(?m)^ +\\d+\\.\\d{3} +\\|<-+ 200 OK -+\\| +\\|$");
  }

  @Test
  void aTransferThatIsDeclinedIsNamed() {
    var run =
        demo(
            (step, cast) -> {
              if (step == Demo.Step.TRANSFER) {
                cast.bob().onRefer(refer -> refer.reject(org.offhook.message.Status.DECLINE));
              }
            },
            "demo");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("8 steps")
        .contains("  FAILED  alice transfers bob to carol: bob: was not asked to call");
  }

  @Test
  void jsonTellsMessagesStepsAndTheSum() {
    var run = Run.of("demo", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(run.out())
        .contains("\"event\":\"wire\"", "\"from\":\"alice\",\"to\":\"proxy\"")
        .contains("{\"event\":\"step\",\"name\":\"hang-up\",\"ok\":true")
        .endsWith("{\"event\":\"summary\",\"steps\":8,\"ok\":8}\n");
  }

  static Stream<Arguments> breaks() {
    return Arrays.stream(Demo.Step.values())
        .filter(step -> step != Demo.Step.REGISTER_ALICE)
        .flatMap(
            step ->
                Stream.of(
                    // alice has left before the last call is hung up
                    Arguments.of(step, step == Demo.Step.HANG_UP ? "carol" : "alice"),
                    Arguments.of(step, "bob")));
  }

  @ParameterizedTest
  @MethodSource("breaks")
  void anEndThatClosesInTheMiddleEndsWithOne(Demo.Step when, String who) {
    var run =
        demo(
            (step, cast) -> {
              if (step == when) {
                var leaver =
                    switch (who) {
                      case "alice" -> cast.alice();
                      case "bob" -> cast.bob();
                      default -> cast.carol();
                    };
                leaver.close();
              }
            },
            "demo");
    assertThat(run.code()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("  FAILED  ").doesNotContain("8 of 8");
    assertThat(run.err().lines()).hasSize(1);
  }

  @Test
  void aStepThatIsSeenAtOneEndOnlyIsNamed() {
    var run =
        demo(
            (step, cast) -> {
              if (step == Demo.Step.MESSAGE) {
                cast.bob().onRequest(request -> request.respond(org.offhook.message.Status.OK));
              }
            },
            "demo");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.lines()).contains("  FAILED  alice sends bob a message: bob: no message came");
  }
}
