package org.offhook.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offhook.Dtmf;
import picocli.CommandLine.Option;

/** The options of what follows the answer of a call. */
final class AfterAnswerOptions {

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "Hang up, or transfer, this long after the answer.")
  @Nullable Double duration;

  @Option(names = "--update", description = "Send UPDATE after the answer.")
  boolean update;

  @Option(
      names = "--dtmf",
      paramLabel = "DIGITS",
      description = "Press these keys after the answer, by INFO: 0-9, *, #, A-D, ! for a flash.")
  @Nullable String dtmf;

  @Option(
      names = "--hold",
      description = "Hold after the answer; resume after half the duration, or 1 s.")
  boolean hold;

  @Option(
      names = "--transfer-to",
      paramLabel = "URI",
      description = "Blind transfer: ask the other side to call that URI.")
  @Nullable String transferTo;

  @Option(
      names = "--follow-refer",
      description = "Call whom the other side names by REFER. Default: decline (603).")
  boolean followRefer;

  /** What was asked for. */
  AfterAnswer plan() {
    return new AfterAnswer(
        duration == null ? null : Seconds.of("--duration", duration),
        update,
        keys(),
        hold,
        transferTo == null ? null : Input.target(transferTo));
  }

  private String keys() {
    if (dtmf == null) {
      return "";
    }
    var keys = dtmf.toUpperCase(Locale.ROOT);
    if (keys.isEmpty()) {
      throw Failure.usage("--dtmf takes one key or more, such as 12#");
    }
    for (int i = 0; i < keys.length(); i++) {
      char key = keys.charAt(i);
      Input.of(() -> new Dtmf(key, Dtmf.USUAL));
    }
    return keys;
  }
}
