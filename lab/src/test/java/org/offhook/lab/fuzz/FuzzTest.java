package org.offhook.lab.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.offhook.architecture.Project;

/**
 * Each target with its corpus and some inputs made of it; {@code ./offhook-lab fuzz} feeds more.
 */
class FuzzTest {

  private static final int COUNT = Integer.getInteger("offhook.fuzz.count", 750);

  @TestFactory
  @Timeout(120)
  Stream<DynamicTest> anyInputIsTaken() {
    return Targets.all(Project.root()).stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> feed(target)));
  }

  private static void feed(Target target) {
    var fuzzer = new Fuzzer(target);
    assertThat(fuzzer.seeds()).isNull();
    assertThat(fuzzer.run(COUNT, 1)).isNull();
    assertThat(fuzzer.done()).isGreaterThan(COUNT);
  }

  @Test
  void whatIsFoundIsMadeShort() {
    var target =
        new Target(
            "bang",
            "a test of the test",
            List.of(Bytes.of("some text with a ! in it")),
            List.of("x"),
            input -> Expect.holds(!Bytes.text(input).contains("!"), "no bang"));
    assertThat(String.valueOf(new Fuzzer(target).seeds())).contains("no bang", "input: \"!\"");
  }

  @Test
  void whatCostsTooMuchIsFound() {
    var target =
        new Target(
            "fat",
            "a test of the test",
            List.of(Bytes.of("x")),
            List.of("x"),
            input -> Expect.holds(new byte[64 << 20].length > input.length, "large"));
    assertThat(String.valueOf(new Fuzzer(target).seeds())).contains("bytes for an input of");
  }

  @Test
  void theSameSeedGivesTheSameInputs() {
    var seeds = List.of(Bytes.of("one 1"), Bytes.of("two\r\n2"));
    var first = new Mutator(seeds, List.of("x"), 7);
    var second = new Mutator(seeds, List.of("x"), 7);
    for (int i = 0; i < 100; i++) {
      assertThat(first.next()).isEqualTo(second.next());
    }
  }
}
