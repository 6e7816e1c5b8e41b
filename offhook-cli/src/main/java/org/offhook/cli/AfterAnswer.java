package org.offhook.cli;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Uri;

/**
 * What is to follow the answer of a call.
 *
 * @param duration when to transfer or hang up; null leaves the end to the other side
 * @param update whether to send UPDATE
 * @param dtmf the keys to press; empty for none
 * @param hold whether to hold and resume
 * @param transferTo whom the other side is to call; null for nobody
 */
record AfterAnswer(
    @Nullable Duration duration,
    boolean update,
    String dtmf,
    boolean hold,
    @Nullable Uri transferTo) {

  /** How long the other side is on hold. */
  Duration holdFor() {
    return Optional.ofNullable(duration)
        .map(time -> time.dividedBy(2))
        .orElse(Duration.ofSeconds(1));
  }

  /** The same, where nothing was said about its end, with that at once. */
  AfterAnswer endingAtOnce() {
    return duration != null ? this : new AfterAnswer(Duration.ZERO, update, dtmf, hold, transferTo);
  }

  /** Whether something is to be done beside hanging up. */
  boolean isMoreThanItsEnd() {
    return update || !dtmf.isEmpty() || hold || transferTo != null;
  }
}
