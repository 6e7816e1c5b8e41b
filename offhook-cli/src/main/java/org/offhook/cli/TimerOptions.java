package org.offhook.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.ua.SessionTimers;
import picocli.CommandLine.Option;

/** The options of session timers. */
final class TimerOptions {

  @Option(
      names = "--session-expires",
      paramLabel = "SECONDS",
      description = "Session timer of this interval in every call; below 90 needs --min-se.")
  @Nullable Long sessionExpires;

  @Option(
      names = "--min-se",
      paramLabel = "SECONDS",
      description = "Shortest session timer to agree to. Default: 90; below that for tests only.")
  @Nullable Long minSe;

  /** What was asked for; a minimum that the standard forbids is warned of. */
  SessionTimers policy(Report report, String command) {
    var policy = SessionTimers.DEFAULT;
    if (minSe != null) {
      long least = minSe;
      policy = Input.of(() -> withMinimum(least));
      if (least < SessionTimers.FLOOR.toSeconds()) {
        report
            .err()
            .print(
                "offhook "
                    + command
                    + ": warning: --min-se "
                    + least
                    + " is below the 90 s that RFC 4028 demands; use it for tests only\n");
      }
    }
    return sessionExpires == null ? policy : withInterval(policy, sessionExpires);
  }

  private static SessionTimers withMinimum(long seconds) {
    var time = Duration.ofSeconds(seconds);
    return seconds < SessionTimers.FLOOR.toSeconds()
        ? SessionTimers.DEFAULT.withMinimumBelowFloor(time)
        : SessionTimers.DEFAULT.withMinimum(time);
  }

  private static SessionTimers withInterval(SessionTimers policy, long seconds) {
    if (seconds > 0 && seconds < policy.minimum().toSeconds()) {
      throw Failure.usage(
          "--session-expires "
              + seconds
              + " is below the minimum of "
              + policy.minimum().toSeconds()
              + " s; --min-se "
              + seconds
              + " allows it");
    }
    return Input.of(
        () -> policy.withUse(SessionTimers.Use.ALWAYS).withInterval(Duration.ofSeconds(seconds)));
  }
}
