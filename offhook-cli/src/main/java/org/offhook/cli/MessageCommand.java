package org.offhook.cli;

import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;
import org.offhook.StillPendingException;
import org.offhook.message.Method;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a text message (RFC 3428). */
@CommandLine.Command(
    name = "message",
    description = "Sends a text message (MESSAGE) and waits until it was taken.")
final class MessageCommand extends Command {

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "URI", description = "To whom: sip:bob@example.com.")
  String uri = "";

  @Parameters(index = "1", paramLabel = "TEXT", description = "The text.")
  String text = "";

  @Override
  int run() throws InterruptedException {
    var target = Input.target(uri);
    try (var on = common.ask(place(), target)) {
      var wanted = RequestOptions.of(Method.MESSAGE, uri).text(text);
      for (var row : common.rows()) {
        wanted = wanted.header(row.name(), row.value());
      }
      var request = wanted;
      var pending = Input.of(() -> on.endpoint().request(request));
      var limit = common.timeLimit();
      return tell(limit.isEmpty() ? pending.await() : pending.await(limit.get()));
    } catch (StillPendingException e) {
      throw Failure.refused("no answer from " + uri + " in time; " + Advice.NO_ANSWER);
    }
  }

  private int tell(RequestOutcome outcome) {
    switch (outcome) {
      case RequestOutcome.Failed failed -> throw Outcomes.failure(failed);
      case RequestOutcome.Answered answer -> {
        var status = answer.status();
        var reason = answer.response().reason();
        report()
            .event(
                Json.event("answered")
                    .put("status", status.code())
                    .put("reason", reason)
                    .put("ms", Seconds.millis(answer.roundTrip())),
                status.code() + " " + reason);
        if (!answer.isOk()) {
          throw Outcomes.refused(status, reason);
        }
        return ExitCode.DONE;
      }
    }
  }
}
