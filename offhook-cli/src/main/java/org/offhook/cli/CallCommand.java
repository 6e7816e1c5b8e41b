package org.offhook.cli;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.CallOptions;
import org.offhook.CallPolicy;
import org.offhook.EndpointOptions;
import org.offhook.message.Uri;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one call or many. */
@CommandLine.Command(
    name = "call",
    description = {
      "Calls somebody. Without --duration the call lasts until the other side hangs up or this",
      "command is stopped. Many calls (--calls) end at once after the answer unless --duration",
      "says otherwise. Exit code 0 if every call went as asked."
    })
final class CallCommand extends Command {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "URI", description = "Whom to call, such as sip:bob@example.com.")
  String uri = "";

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "Hang up this long after the answer.")
  @Nullable Double duration;

  @Option(
      names = "--cancel-after",
      paramLabel = "SECONDS",
      description = "Cancel this long after the INVITE; done if the call ends by that (487).")
  @Nullable Double cancelAfter;

  @Option(names = "--sdp", paramLabel = "FILE", description = "Session description to offer.")
  @Nullable Path sdp;

  @Option(
      names = "--hold",
      description = "Hold after the answer; resume after half the duration, or 1 s.")
  boolean hold;

  @Option(names = "--calls", paramLabel = "N", description = "How many calls. Default: 1.")
  int calls = 1;

  @Option(
      names = "--rate",
      paramLabel = "R",
      description = "Calls to begin in a second, with --calls. Default: 10.")
  double rate = 10;

  @Option(
      names = {"-q", "--quiet"},
      description = "Show errors and the summary only.")
  boolean quiet;

  @Override
  boolean isQuiet() {
    return quiet || calls > 1;
  }

  @Override
  int run() throws InterruptedException {
    var target = Input.target(uri);
    if (calls < 1 || !(rate > 0)) {
      throw Failure.usage("--calls takes 1 or more, and --rate more than 0");
    }
    var plan =
        new CallPlan(
            calls,
            rate,
            new CallPlan.Times(
                duration == null && calls > 1 ? Duration.ZERO : time("--duration", duration),
                time("--cancel-after", cancelAfter),
                common.timeLimit().orElse(null)),
            hold);
    var offered = sdp == null ? null : MediaAddress.read(sdp);
    try (var on = common.open(place(), target, this::limits)) {
      var offer =
          offered != null
              ? offered
              : new MediaAddress(on.endpoint().listening()).towards(hop(target));
      var wanted = CallOptions.to(target).offer(offer);
      for (var row : common.rows()) {
        wanted = wanted.header(row.name(), row.value());
      }
      return new CallRun(on.endpoint(), report(), plan, wanted).run();
    }
  }

  private @Nullable String hop(Uri target) {
    return MediaAddress.host(common.proxyUri().map(proxy -> (Uri) proxy).orElse(target));
  }

  private static @Nullable Duration time(String option, @Nullable Double seconds) {
    return seconds == null ? null : Seconds.of(option, seconds);
  }

  private EndpointOptions.Builder limits(EndpointOptions.Builder builder) {
    var policy = CallPolicy.DEFAULT.withMaxCalls(1_000_000);
    var limit = common.timeLimit();
    return builder
        .calls(limit.isEmpty() ? policy : policy.withAnswerWithin(limit.get()))
        .queues(new EndpointOptions.QueueSizes(1_000_000, 64));
  }
}
