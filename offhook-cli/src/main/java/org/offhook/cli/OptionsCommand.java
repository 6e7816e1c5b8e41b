package org.offhook.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.Endpoint;
import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;
import org.offhook.StillPendingException;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A SIP ping: OPTIONS (RFC 3261 §11) with its round-trip time. */
@CommandLine.Command(
    name = "options",
    description = {
      "Asks a server or user what it can do (OPTIONS), and how long the answer takes: a SIP ping.",
      "Exit code 0 if every one was answered with 2xx."
    })
final class OptionsCommand extends Command {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "URI", description = "Whom to ask, such as sip:example.com.")
  String uri = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many to send; 0 goes on until stopped. Default: 1.")
  int count = 1;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      description = "Time from one to the next. Default: 1.")
  double interval = 1;

  private int sent;
  private int answered;
  private int good;
  private double least = Double.MAX_VALUE;
  private double most;
  private double sum;

  @Override
  int run() throws InterruptedException {
    var target = Input.target(uri);
    var pause = Seconds.of("--interval", interval);
    if (count < 0) {
      throw Failure.usage("--count takes 0 or more");
    }
    @Nullable Failure last = null;
    try (var on = common.ask(place(), target)) {
      for (int i = 1; count == 0 || i <= count; i++) {
        if (i > 1) {
          on.endpoint().sleep(pause);
        }
        last = ping(on.endpoint(), i);
        report().flush();
      }
    } catch (InterruptedException e) {
      if (count != 0) {
        throw e;
      }
    }
    if (count != 1) {
      summary();
    } else if (last != null) {
      throw last;
    }
    return good == sent ? ExitCode.DONE : ExitCode.REFUSED;
  }

  /** Sends one; returns why it was not answered well. */
  private @Nullable Failure ping(Endpoint endpoint, int number) throws InterruptedException {
    var wanted = RequestOptions.of(Method.OPTIONS, uri);
    for (var row : common.rows()) {
      wanted = wanted.header(row.name(), row.value());
    }
    var request = wanted;
    sent++;
    var pending = Input.of(() -> endpoint.request(request));
    var limit = common.timeLimit();
    try {
      var outcome = limit.isEmpty() ? pending.await() : pending.await(limit.get());
      return switch (outcome) {
        case RequestOutcome.Answered answer -> answered(number, answer);
        case RequestOutcome.Failed failed -> failed(number, Outcomes.failure(failed));
      };
    } catch (StillPendingException e) {
      return failed(
          number, Failure.refused("no answer from " + uri + " in time; " + Advice.NO_ANSWER));
    }
  }

  private @Nullable Failure answered(int number, RequestOutcome.Answered answer) {
    double millis = Seconds.millis(answer.roundTrip());
    answered++;
    least = Math.min(least, millis);
    most = Math.max(most, millis);
    sum += millis;
    var response = answer.response();
    var product =
        response
            .headers()
            .text(HeaderName.SERVER.name())
            .or(() -> response.headers().text("User-Agent"));
    report()
        .result(
            Json.event("answered")
                .put("number", number)
                .put("status", answer.status().code())
                .put("reason", response.reason())
                .put("ms", millis)
                .putIfThere("server", product.orElse(null)),
            String.format(
                Locale.ROOT,
                "%d %s from %s: number=%d time=%.3f ms%s",
                answer.status().code(),
                response.reason(),
                uri,
                number,
                millis,
                product.map(text -> " (" + text + ")").orElse("")));
    if (answer.isOk()) {
      good++;
      return null;
    }
    return Outcomes.refused(answer.status(), response.reason());
  }

  private Failure failed(int number, Failure failure) {
    if (count != 1 || report().isJson()) {
      report()
          .result(
              Json.event("failed")
                  .put("number", number)
                  .put("reason", String.valueOf(failure.getMessage())),
              "number=" + number + ": " + failure.getMessage());
    }
    return failure;
  }

  private void summary() {
    var line = Json.event("summary").put("sent", sent).put("answered", answered).put("ok", good);
    var times = "";
    if (answered > 0) {
      line.put("min_ms", least).put("avg_ms", sum / answered).put("max_ms", most);
      times =
          String.format(
              Locale.ROOT,
              "; round trip min/avg/max %.3f/%.3f/%.3f ms",
              least,
              sum / answered,
              most);
    }
    report().result(line, sent + " sent, " + answered + " answered, " + good + " with 2xx" + times);
  }
}
