package org.offhook.cli;

import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** Shows a call from registration to hang-up, without any server. */
@CommandLine.Command(
    name = "demo",
    description = {
      "Starts a registrar/proxy and two user agents on loopback. They register with digest, call,",
      "hold, resume, send a message, transfer to a third one and hang up; the messages are drawn",
      "as they pass both ends.",
      "Exit code 0 only if every step was seen at both ends."
    })
final class DemoCommand extends Command {

  private final Demo.Onlooker onlooker;

  DemoCommand() {
    this((step, cast) -> {});
  }

  /** For tests: with somebody who may break something before a step. */
  DemoCommand(Demo.Onlooker onlooker) {
    this.onlooker = onlooker;
  }

  @Override
  int run() throws InterruptedException {
    List<Demo.Result> results;
    try (var ladder = new Ladder(report(), "alice", "bob")) {
      results = new Demo(ladder, onlooker).run();
    }
    if (!report().isJson()) {
      report().result(new Json(), "");
    }
    for (var result : results) {
      tell(result);
    }
    long good = results.stream().filter(Demo.Result::ok).count();
    int all = Demo.Step.values().length;
    report()
        .result(
            Json.event("summary").put("steps", all).put("ok", good),
            good + " of " + all + " steps were seen at both ends");
    if (good < all) {
      throw Failure.refused("the demo did not come to its end; see the step that failed above");
    }
    return ExitCode.DONE;
  }

  private void tell(Demo.Result result) {
    var step = result.step();
    report()
        .result(
            Json.event("step")
                .put("name", step.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("ok", result.ok())
                .put("reason", result.detail()),
            (result.ok() ? "  ok      " : "  FAILED  ")
                + step.title
                + (result.ok() ? "" : ": " + result.detail()));
  }
}
