package org.offhook.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.Notification;
import org.offhook.SubscribeOptions;
import org.offhook.Subscription;
import org.offhook.SubscriptionEvent;
import org.offhook.SubscriptionOutcome;
import org.offhook.eventpackage.BodyFormat;
import org.offhook.eventpackage.EventBody;
import org.offhook.message.MediaType;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Subscribes to a state (RFC 6665) and prints each notification. */
@CommandLine.Command(
    name = "subscribe",
    description = {
      "Subscribes to somebody's state (SUBSCRIBE), keeps the subscription alive, and prints each",
      "notification until it is stopped; then it unsubscribes."
    })
final class SubscribeCommand extends Command {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "URI", description = "Whose state: sip:bob@example.com.")
  String uri = "";

  @Option(
      names = "--event",
      paramLabel = "PACKAGE",
      required = true,
      description = "The event package: presence, message-summary, dialog, reg, conference …")
  String event = "";

  @Option(
      names = "--expires",
      paramLabel = "SECONDS",
      description = "Lifetime to ask for. Default: 3600.")
  long expires = 3600;

  @Option(names = "--fetch", description = "Ask for the state once, without a subscription.")
  boolean fetch;

  @Option(
      names = "--accept",
      paramLabel = "TYPE",
      description = "A type that bodies may have; may be repeated. Default: any.")
  List<String> accept = new ArrayList<>();

  private boolean subscribed;

  @Override
  int run() throws InterruptedException {
    var target = Input.target(uri);
    var wanted = wanted();
    try (var on = common.open(place(), target)) {
      var subscription = Input.of(() -> on.endpoint().subscribe(wanted));
      try {
        return follow(subscription);
      } catch (InterruptedException e) {
        report().event(Json.event("stopping"), "stopping");
        return ExitCode.DONE;
      }
    }
  }

  private SubscribeOptions wanted() {
    if (expires < 1 || expires > 0xffff_ffffL) {
      throw Failure.usage("--expires takes whole seconds, 1 or more; --fetch asks once");
    }
    var types = accept.stream().map(type -> Input.of(() -> MediaType.parse(type)));
    var wanted =
        Input.of(() -> SubscribeOptions.to(uri, event))
            .expires(Duration.ofSeconds(expires))
            .accept(types.toArray(MediaType[]::new))
            .ownEvents();
    for (var row : common.rows()) {
      wanted = wanted.header(row.name(), row.value());
    }
    return fetch ? wanted.fetch() : wanted;
  }

  /** Prints what comes until the subscription is over. */
  private int follow(Subscription subscription) throws InterruptedException {
    while (true) {
      var next = next(subscription);
      switch (next) {
        case SubscriptionEvent.Notified told -> notified(told.notification());
        case SubscriptionEvent.Lost lost -> lost(lost);
        case SubscriptionEvent.Ended ended -> {
          return ended(ended.outcome());
        }
        default -> report().event(Json.event("trouble"), next.toString());
      }
      report().flush();
    }
  }

  private SubscriptionEvent next(Subscription subscription) throws InterruptedException {
    var limit = common.timeLimit();
    if (subscribed || limit.isEmpty()) {
      return subscription.events().take();
    }
    return subscription
        .events()
        .poll(limit.get())
        .orElseThrow(
            () -> Failure.refused("no answer from " + uri + " in time; " + Advice.NO_ANSWER));
  }

  private void notified(Notification told) {
    subscribed = true;
    var state = told.request().headers().text("Subscription-State").orElse("");
    var type = told.type().map(MediaType::toString).orElse(null);
    var line =
        Json.event("notified")
            .put("package", event)
            .put("state", state)
            .putIfThere("reason", told.reason().orElse(null))
            .putIfThere("type", type);
    told.remaining().ifPresent(time -> line.put("expires", time.toSeconds()));
    if (type != null) {
      line.put("text", told.text());
    }
    var typed = typed(told);
    typed.ifPresent(body -> line.put("says", String.join("\n", body.describe())));
    report()
        .event(
            line,
            typed
                .map(body -> state + ":\n" + String.join("\n", body.describe()))
                .orElseGet(() -> state + body(type, told)));
  }

  /** The body in its types, if the package has some and this is one of them. */
  private Optional<EventBody> typed(Notification told) {
    return BodyFormat.of(event)
        .flatMap(format -> told.as(format).body())
        .flatMap(body -> body instanceof EventBody known ? Optional.of(known) : Optional.empty());
  }

  private static String body(@Nullable String type, Notification told) {
    return type == null ? "" : ", " + type + ":\n" + told.text().strip().replace("\r\n", "\n");
  }

  private void lost(SubscriptionEvent.Lost lost) {
    if (!subscribed) {
      throw failure(lost.outcome());
    }
    report()
        .event(
            Json.event("lost")
                .put("reason", lost.outcome().reason())
                .put("again_ms", Seconds.millis(lost.retryIn())),
            "lost: " + lost.outcome().reason() + "; again in " + Seconds.text(lost.retryIn()));
  }

  private int ended(SubscriptionOutcome outcome) {
    report()
        .event(Json.event("ended").put("reason", outcome.reason()), "ended: " + outcome.reason());
    if (!outcome.isOk()) {
      throw failure(outcome);
    }
    return ExitCode.DONE;
  }

  private static Failure failure(SubscriptionOutcome outcome) {
    return switch (outcome) {
      case SubscriptionOutcome.Refused refused ->
          Outcomes.refused(refused.status(), refused.response().reason());
      case SubscriptionOutcome.Failed failed ->
          Outcomes.notReached(failed.reason(), failed.isTimeout());
      case SubscriptionOutcome.Ended over -> Failure.refused(over.reason());
      case SubscriptionOutcome.Subscribed up -> Failure.refused(up.reason());
    };
  }
}
