package org.offhook.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.CallPolicy;
import org.offhook.EndpointOptions;
import org.offhook.QueueSizes;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.message.Contact;
import org.offhook.message.Status;
import org.offhook.ua.ReliableProvisionals;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes calls and messages. */
@CommandLine.Command(
    name = "serve",
    description = {
      "Takes calls and messages until it is stopped (SIGTERM, SIGINT). Prints 'listening on",
      "udp:127.0.0.1:5060' for each listener once it can be called. Listens on sip:0.0.0.0:5060",
      "unless --listen says otherwise."
    })
final class ServeCommand extends Command {

  private static final Duration SHORTLY = Duration.ofMillis(500);

  @Mixin CommonOptions common = new CommonOptions();

  @Option(
      names = "--answer",
      paramLabel = "STATUS",
      description = "Final answer to calls: 200, 3xx with --contact, 4xx, 5xx, 6xx. Default: 200.")
  int answer = 200;

  @Option(
      names = "--contact",
      paramLabel = "URI",
      description = "Where a 3xx sends the caller; may be repeated.")
  List<String> contacts = new ArrayList<>();

  @Option(
      names = "--ring",
      paramLabel = "SECONDS",
      description = "Ring (180) this long before the final answer.")
  @Nullable Double ring;

  @Option(
      names = "--reliable",
      description = "Ring reliably (100rel) where the caller can; 0.5 s without --ring.")
  boolean reliable;

  @Option(
      names = "--early-media",
      description = "Ring with a session description (183); 0.5 s without --ring.")
  boolean earlyMedia;

  @Mixin AfterAnswerOptions after = new AfterAnswerOptions();

  @Mixin TimerOptions timers = new TimerOptions();

  @Option(
      names = "--max-calls",
      paramLabel = "N",
      description = "Calls at a time; more are answered 503.")
  @Nullable Integer maxCalls;

  @Option(
      names = "--sdp",
      paramLabel = "FILE",
      description = "Session description of what this side can do.")
  @Nullable Path sdp;

  @Mixin RegisterChoice registering = new RegisterChoice();

  @Mixin ShownCalls shown = new ShownCalls();

  @Override
  boolean isQuiet() {
    return shown.quiet || shown.messages;
  }

  @Override
  int run() throws InterruptedException {
    var plan = plan();
    var policy = timers.policy(report(), "serve");
    try (var on = common.serve(place(), builder -> limits(builder).sessionTimers(policy))) {
      for (var one : on.endpoint().listening()) {
        Listeners.tell(report(), one);
      }
      var wanted = registering.wanted();
      if (wanted.isPresent()) {
        register(on, wanted.get());
      }
      report().flush();
      new ServeRun(on.endpoint(), report(), plan, shown.messages).run();
      return ExitCode.DONE;
    }
  }

  private ServePlan plan() {
    var status = status();
    var then = after.plan();
    if (!status.isSuccess() && then.isMoreThanItsEnd()) {
      throw Failure.usage(
          "--update, --dtmf, --hold and --transfer-to need calls that are answered; leave out"
              + " --answer "
              + answer);
    }
    return new ServePlan(
        new ServePlan.Reply(status, targets(), ringing(), earlyMedia, common.rows()),
        then,
        after.followRefer,
        sdp == null ? null : MediaAddress.read(sdp));
  }

  /** How long to ring; what is said about ringing makes it ring. */
  private @Nullable Duration ringing() {
    if (ring != null) {
      return Seconds.of("--ring", ring);
    }
    return reliable || earlyMedia ? SHORTLY : null;
  }

  private void register(OpenEndpoint on, RegistrationOptions wanted) throws InterruptedException {
    var registration = on.endpoint().register(wanted);
    switch (registration.outcome().await()) {
      case RegistrationOutcome.Registered done ->
          RegisterCommand.tell(report(), registration.aor(), done);
      case RegistrationOutcome.Refused refused ->
          throw Failure.refused(
              "not registered: " + refused.reason() + Advice.about(refused.status()));
      case RegistrationOutcome.Failed failed ->
          throw Outcomes.notReached("not registered: " + failed.reason(), failed.isTimeout());
      case RegistrationOutcome.Unregistered gone ->
          throw Failure.refused("not registered: " + gone.reason());
    }
  }

  private Status status() {
    if (answer < 200 || answer > 699 || (answer > 200 && answer < 300)) {
      throw Failure.usage("--answer takes 200 or 300 to 699, not " + answer);
    }
    return Status.of(answer);
  }

  private List<Contact> targets() {
    boolean redirects = answer >= 300 && answer < 400;
    if (redirects == contacts.isEmpty()) {
      throw Failure.usage(
          redirects
              ? "--answer " + answer + " needs --contact URI, where the caller is sent"
              : "--contact goes with --answer 302 or another 3xx");
    }
    return Input.of(() -> contacts.stream().map(text -> Contact.of(Input.target(text))).toList());
  }

  private EndpointOptions.Builder limits(EndpointOptions.Builder builder) {
    if (maxCalls != null && maxCalls < 1) {
      throw Failure.usage("--max-calls takes 1 or more");
    }
    var policy = CallPolicy.DEFAULT;
    if (maxCalls != null) {
      policy = policy.withMaxCalls(maxCalls);
    }
    if (ring != null && ring >= policy.ringWithin().toSeconds()) {
      policy = policy.withRingWithin(Duration.ofSeconds(ring.longValue() + 10));
    }
    return builder
        .reliableProvisionals(
            reliable ? ReliableProvisionals.PREFERRED : ReliableProvisionals.SUPPORTED)
        .calls(policy)
        .queues(new QueueSizes(100_000, 64));
  }
}
