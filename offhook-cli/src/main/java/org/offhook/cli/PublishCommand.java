package org.offhook.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.NotifyBody;
import org.offhook.PublicationOutcome;
import org.offhook.PublishOptions;
import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;
import org.offhook.StillPendingException;
import org.offhook.SubscriptionEvent;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.ua.EventPackage;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Publishes a state (RFC 3903) and keeps it published. */
@CommandLine.Command(
    name = "publish",
    description = {
      "Publishes a state at the server of URI (PUBLISH) and keeps it published until it is"
          + " stopped;",
      "then it removes it."
    })
final class PublishCommand extends Command {

  private static final List<EventPackage> KNOWN =
      List.of(
          EventPackage.PRESENCE,
          EventPackage.MESSAGE_SUMMARY,
          EventPackage.DIALOG,
          EventPackage.REG,
          EventPackage.CONFERENCE);

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "URI", description = "Whose state: sip:alice@example.com.")
  String uri = "";

  @Option(
      names = "--event",
      paramLabel = "PACKAGE",
      required = true,
      description = "The event package, such as presence.")
  String event = "";

  @Option(names = "--file", paramLabel = "FILE", description = "File that holds the state.")
  @Nullable Path file;

  @Option(names = "--body", paramLabel = "TEXT", description = "The state itself.")
  @Nullable String body;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Type of the state. Default: that of the package, else text/plain.")
  @Nullable String type;

  @Option(
      names = "--expires",
      paramLabel = "SECONDS",
      description = "Lifetime to ask for. Default: 3600.")
  long expires = 3600;

  @Option(names = "--once", description = "Publish once and end; the state stays until it expires.")
  boolean once;

  @Option(
      names = "--remove",
      paramLabel = "TAG",
      description = "Remove the state that was published with this entity-tag, and end.")
  @Nullable String remove;

  @Override
  int run() throws InterruptedException {
    var target = Input.target(uri);
    if (remove != null && (once || file != null || body != null)) {
      throw Failure.usage("--remove goes without --once, --file and --body");
    }
    if (common.aor == null && common.user == null) {
      common.aor = uri;
    }
    if (remove != null) {
      return remove(remove);
    }
    var wanted = wanted();
    try (var on = common.open(place(), target)) {
      var publication = Input.of(() -> on.endpoint().publish(wanted));
      var limit = common.timeLimit();
      var first = publication.outcome();
      tell(limit.isEmpty() ? first.await() : first.await(limit.get()), true);
      if (!once) {
        stay(on);
      }
      return ExitCode.DONE;
    } catch (StillPendingException e) {
      throw Failure.refused("no answer from " + uri + " in time; " + Advice.NO_ANSWER);
    }
  }

  private PublishOptions wanted() {
    if (expires < 1 || expires > 0xffff_ffffL) {
      throw Failure.usage("--expires takes whole seconds, 1 or more; --remove removes");
    }
    var state = state();
    var wanted =
        Input.of(() -> PublishOptions.of(uri, event, state)).expires(Duration.ofSeconds(expires));
    for (var row : common.rows()) {
      wanted = wanted.header(row.name(), row.value());
    }
    return once ? wanted.keepOnClose() : wanted;
  }

  private NotifyBody state() {
    if ((file == null) == (body == null)) {
      throw Failure.usage("say what to publish: --file FILE or --body TEXT");
    }
    var what = Input.of(() -> MediaType.parse(type != null ? type : defaultType()));
    try {
      var bytes =
          file != null
              ? Files.readAllBytes(file)
              : String.valueOf(body).getBytes(StandardCharsets.UTF_8);
      return NotifyBody.of(what, bytes);
    } catch (IOException e) {
      throw Failure.usage("cannot read " + file + ": " + Input.why(e));
    }
  }

  private String defaultType() {
    return KNOWN.stream()
        .filter(one -> one.name().equals(event))
        .map(one -> one.types().getFirst().toString())
        .findFirst()
        .orElse("text/plain;charset=UTF-8");
  }

  /** Tells about refreshes until it is stopped or the server refuses for good. */
  private void stay(OpenEndpoint on) throws InterruptedException {
    var first = new boolean[] {true};
    try {
      new EventLoop(on.endpoint(), report())
          .run(
              about -> {
                if (about instanceof SubscriptionEvent.PublicationChanged changed) {
                  if (!first[0]) {
                    tell(changed.outcome(), false);
                  }
                  first[0] = false;
                }
              },
              () -> false);
    } catch (InterruptedException e) {
      report().event(Json.event("stopping"), "stopping");
    }
  }

  private void tell(PublicationOutcome outcome, boolean insists) {
    if (outcome instanceof PublicationOutcome.Published up) {
      long seconds = up.granted().toSeconds();
      var tag = up.response().headers().text("SIP-ETag").orElse("");
      report()
          .event(
              Json.event("published")
                  .put("package", event)
                  .put("expires", seconds)
                  .put("etag", tag),
              "published " + event + " of " + uri + " for " + seconds + " s, entity-tag " + tag);
    } else if (outcome instanceof PublicationOutcome.Removed) {
      report().event(Json.event("removed").put("package", event), "removed");
    } else {
      report()
          .event(
              Json.event("publication-failed").put("reason", outcome.reason()),
              "not published: " + outcome.reason());
      if (insists) {
        throw failure(outcome).orElseThrow();
      }
    }
    report().flush();
  }

  private static Optional<Failure> failure(PublicationOutcome outcome) {
    return switch (outcome) {
      case PublicationOutcome.Refused refused ->
          Optional.of(Failure.refused(refused.reason() + Advice.about(refused.status())));
      case PublicationOutcome.Failed failed ->
          Optional.of(Outcomes.notReached(failed.reason(), failed.isTimeout()));
      case PublicationOutcome.Published up -> Optional.empty();
      case PublicationOutcome.Removed gone -> Optional.empty();
    };
  }

  /** By the entity-tag that an earlier run told. */
  private int remove(String tag) throws InterruptedException {
    try (var on = common.ask(place(), Input.target(uri))) {
      var wanted =
          Input.of(
              () ->
                  RequestOptions.of(Method.PUBLISH, uri)
                      .header("Event", event)
                      .header("SIP-If-Match", tag)
                      .header("Expires", "0"));
      for (var row : common.rows()) {
        wanted = wanted.header(row.name(), row.value());
      }
      var pending = on.endpoint().request(wanted);
      var limit = common.timeLimit();
      switch (limit.isEmpty() ? pending.await() : pending.await(limit.get())) {
        case RequestOutcome.Failed failed -> throw Outcomes.failure(failed);
        case RequestOutcome.Answered answer -> {
          if (!answer.isOk()) {
            throw Outcomes.refused(answer.status(), answer.response().reason());
          }
          report().event(Json.event("removed").put("package", event), "removed");
          return ExitCode.DONE;
        }
      }
    } catch (StillPendingException e) {
      throw Failure.refused("no answer from " + uri + " in time; " + Advice.NO_ANSWER);
    }
  }
}
