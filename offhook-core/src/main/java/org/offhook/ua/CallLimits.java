package org.offhook.ua;

import java.time.Duration;

/**
 * What bounds a call (RFC 3261 §13).
 *
 * @param answerWithin how long an own INVITE may go unanswered before it is cancelled
 * @param ringWithin how long an INVITE of a peer may stay unanswered before it is refused with 480
 * @param forks what happens to further 2xx of a forked INVITE
 * @param maxCalls calls at a time; above that 503
 */
public record CallLimits(
    Duration answerWithin, Duration ringWithin, ForkPolicy forks, int maxCalls) {

  /** Three minutes each way, the first answer wins, 100,000 calls. */
  public static final CallLimits DEFAULT =
      new CallLimits(Duration.ofMinutes(3), Duration.ofMinutes(3), ForkPolicy.KEEP_FIRST, 100_000);
}
