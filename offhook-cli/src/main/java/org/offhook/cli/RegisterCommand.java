package org.offhook.cli;

import java.time.Duration;
import org.offhook.RegistrationEvent;
import org.offhook.RegistrationOptions;
import org.offhook.RegistrationOutcome;
import org.offhook.StillPendingException;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Registers an address of record (RFC 3261 §10) and keeps it registered. */
@CommandLine.Command(
    name = "register",
    description = {
      "Registers at a registrar and keeps the registration alive until it is stopped; then it",
      "removes it. URI is the registrar (sip:example.com, with --aor or --user), or the address of",
      "record itself (sip:alice@example.com)."
    })
final class RegisterCommand extends Command {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "URI", description = "The registrar, or the address of record.")
  String uri = "";

  @Option(
      names = "--expires",
      paramLabel = "SECONDS",
      description = "Lifetime to ask for. Default: 3600.")
  long expires = 3600;

  @Option(
      names = "--once",
      description = "Register once and end; the binding stays until it expires.")
  boolean once;

  @Option(
      names = "--unregister",
      description = "Remove all bindings of the address of record and end.")
  boolean unregister;

  @Mixin FlowChoice flow = new FlowChoice();

  @Override
  int run() throws InterruptedException {
    var given = Input.sip(uri);
    if (once && unregister) {
      throw Failure.usage("--once and --unregister exclude each other");
    }
    if (given.user().isPresent() && common.aor == null) {
      common.aor =
          given.withoutHeaders().withParams(org.offhook.message.Parameters.EMPTY).toString();
    }
    var registrar = given.withUser(null);
    var aor =
        common
            .identity(registrar)
            .orElseThrow(
                () -> Failure.usage("say who registers: --aor sip:alice@" + registrar.host()));
    var wanted = wanted(registrar);
    try (var on = common.open(place(), registrar)) {
      var registration =
          unregister ? on.endpoint().registration(wanted) : on.endpoint().register(wanted);
      var attempt = unregister ? registration.unregisterAll() : registration.outcome();
      var limit = common.timeLimit();
      tell(aor, limit.isEmpty() ? attempt.await() : attempt.await(limit.get()));
      if (!once && !unregister) {
        stay(on, aor);
      }
      return ExitCode.DONE;
    } catch (StillPendingException e) {
      throw Failure.refused("no answer from " + registrar + " in time; " + Advice.NO_ANSWER);
    }
  }

  private RegistrationOptions wanted(SipUri registrar) {
    if (expires < 1 || expires > 0xffff_ffffL) {
      throw Failure.usage("--expires takes whole seconds, 1 or more; --unregister removes");
    }
    var wanted =
        Input.of(
            () ->
                RegistrationOptions.at(registrar.toString()).expires(Duration.ofSeconds(expires)));
    wanted = flow.addTo(wanted);
    for (var row : common.rows()) {
      wanted = wanted.header(row.name(), row.value());
    }
    return once ? wanted.keepOnClose() : wanted;
  }

  /** Tells about refreshes until it is stopped or the registrar refuses for good. */
  private void stay(OpenEndpoint on, NameAddr aor) throws InterruptedException {
    var loop = new EventLoop(on.endpoint(), report());
    var first = new boolean[] {true};
    try {
      loop.run(
          event -> {
            if (event instanceof RegistrationEvent.Changed changed) {
              if (!first[0]) {
                again(aor, changed.outcome());
              }
              first[0] = false;
            }
          },
          () -> false);
    } catch (InterruptedException e) {
      report().event(Json.event("stopping"), "stopping");
    }
  }

  /** A later attempt failed or succeeded: the library goes on trying where that may help. */
  private void again(NameAddr aor, RegistrationOutcome outcome) {
    if (outcome.isOk()) {
      tell(aor, outcome);
    } else {
      report()
          .event(
              Json.event("registration-failed").put("reason", outcome.reason()),
              "refresh failed: " + outcome.reason());
    }
  }

  private void tell(NameAddr aor, RegistrationOutcome outcome) {
    var name = aor.uri().toString();
    switch (outcome) {
      case RegistrationOutcome.Registered registered -> tell(report(), aor, registered);
      case RegistrationOutcome.Unregistered removed ->
          report().event(Json.event("unregistered").put("aor", name), "unregistered " + name);
      case RegistrationOutcome.Refused refused -> {
        report()
            .event(
                Json.event("registration-failed")
                    .put("status", refused.status().code())
                    .put("reason", refused.reason()),
                name + " is not registered");
        throw Failure.refused(refused.reason() + Advice.about(refused.status()));
      }
      case RegistrationOutcome.Failed failed -> throw failure(failed);
    }
    report().flush();
  }

  /** That an address of record is registered, and how long. */
  static void tell(Report report, NameAddr aor, RegistrationOutcome.Registered registered) {
    var name = aor.uri().toString();
    long seconds = registered.granted().toSeconds();
    var bindings = registered.bindings().stream().map(one -> one.uri().toString()).toList();
    report.event(
        Json.event("registered").put("aor", name).put("expires", seconds).put("contacts", bindings),
        "registered " + name + " for " + seconds + " s");
  }

  private static Failure failure(RegistrationOutcome.Failed failed) {
    return Outcomes.notReached(failed.reason(), failed.isTimeout());
  }
}
