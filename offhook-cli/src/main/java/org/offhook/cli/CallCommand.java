package org.offhook.cli;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.offhook.CallOptions;
import org.offhook.CallPolicy;
import org.offhook.EndpointOptions;
import org.offhook.QueueSizes;
import org.offhook.message.Uri;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.ReliableProvisionals;
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

  @Mixin AfterAnswerOptions after = new AfterAnswerOptions();

  @Mixin TimerOptions timers = new TimerOptions();

  @Option(
      names = "--cancel-after",
      paramLabel = "SECONDS",
      description = "Cancel this long after the INVITE; done if the call ends by that (487).")
  @Nullable Double cancelAfter;

  @Option(names = "--sdp", paramLabel = "FILE", description = "Session description to offer.")
  @Nullable Path sdp;

  @Option(
      names = "--late-offer",
      description = "Make no offer in the INVITE; answer the one in the 200 (OK).")
  boolean lateOffer;

  @Option(names = "--reliable", description = "Require reliable provisional answers (100rel).")
  boolean reliable;

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
    var plan = plan();
    var policy = timers.policy(report(), "call");
    var offered = sdp == null ? null : MediaAddress.read(sdp);
    try (var on = common.open(place(), target, builder -> limits(builder).sessionTimers(policy))) {
      var media = new MediaAddress(on.endpoint().listening());
      Function<Uri, SessionDescription> offer =
          peer -> offered != null ? offered : media.towards(hop(peer));
      return new CallRun(
              on.endpoint(),
              report(),
              plan,
              wanted(target, offer.apply(target)),
              after.followRefer ? offer : null)
          .run();
    }
  }

  private CallPlan plan() {
    if (calls < 1 || !(rate > 0)) {
      throw Failure.usage("--calls takes 1 or more, and --rate more than 0");
    }
    var then = after.plan();
    if (cancelAfter != null && then.isMoreThanItsEnd()) {
      throw Failure.usage(
          "--cancel-after ends the call before the answer, so nothing can follow it; leave out"
              + " --update, --dtmf, --hold and --transfer-to");
    }
    return new CallPlan(
        calls,
        rate,
        new CallPlan.Times(
            cancelAfter == null ? null : Seconds.of("--cancel-after", cancelAfter),
            common.timeLimit().orElse(null)),
        calls > 1 ? then.endingAtOnce() : then);
  }

  private CallOptions wanted(Uri target, SessionDescription media) {
    var to = CallOptions.to(target);
    var wanted = lateOffer ? to.answerLateOfferFrom(media) : to.offer(media);
    for (var row : common.rows()) {
      wanted = wanted.header(row.name(), row.value());
    }
    return wanted;
  }

  private @Nullable String hop(Uri target) {
    return MediaAddress.host(common.proxyUri().map(proxy -> (Uri) proxy).orElse(target));
  }

  private EndpointOptions.Builder limits(EndpointOptions.Builder builder) {
    var policy = CallPolicy.DEFAULT.withMaxCalls(1_000_000);
    var limit = common.timeLimit();
    return builder
        .reliableProvisionals(
            reliable ? ReliableProvisionals.REQUIRED : ReliableProvisionals.SUPPORTED)
        .calls(limit.isEmpty() ? policy : policy.withAnswerWithin(limit.get()))
        .queues(new QueueSizes(1_000_000, 64));
  }
}
