package org.offhook;

import java.time.Duration;
import org.offhook.ua.CallLimits;
import org.offhook.ua.ForkPolicy;

/**
 * What the endpoint does with calls where the application says nothing else.
 *
 * <pre>{@code
 * EndpointOptions.builder().calls(CallPolicy.DEFAULT.withAnswerWithin(Duration.ofSeconds(30)))
 * }</pre>
 *
 * @param answerWithin how long an outgoing call may go without a final answer before it is
 *     cancelled (RFC 3261 §13.2.1); default 3 minutes; live for new calls
 * @param ringWithin how long an incoming call may stay unanswered before it is refused with 480;
 *     default 3 minutes; live for new calls
 * @param takeWithin how long an incoming call may stay in the event queue with nobody having taken
 *     it, before it is refused with 480; default 32 seconds
 * @param forks what happens to further answers of a forked call; default {@link
 *     ForkPolicy#KEEP_FIRST}
 * @param maxCalls calls at a time; a further incoming one is answered 503, a further outgoing one
 *     fails; default 100,000
 */
public record CallPolicy(
    Duration answerWithin,
    Duration ringWithin,
    Duration takeWithin,
    ForkPolicy forks,
    int maxCalls) {

  /** The defaults as above. */
  public static final CallPolicy DEFAULT =
      new CallPolicy(
          Duration.ofMinutes(3),
          Duration.ofMinutes(3),
          Duration.ofSeconds(32),
          ForkPolicy.KEEP_FIRST,
          100_000);

  /** Checks that the times are positive. */
  public CallPolicy {
    positive(answerWithin, "answerWithin");
    positive(ringWithin, "ringWithin");
    positive(takeWithin, "takeWithin");
    if (maxCalls < 1) {
      throw new IllegalArgumentException("maxCalls must be at least 1, not " + maxCalls);
    }
  }

  CallLimits limits() {
    return new CallLimits(answerWithin, ringWithin, forks, maxCalls);
  }

  private static void positive(Duration time, String name) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + time);
    }
  }

  /** The same with another {@link #answerWithin}. */
  public CallPolicy withAnswerWithin(Duration time) {
    return new CallPolicy(time, ringWithin, takeWithin, forks, maxCalls);
  }

  /** The same with another {@link #ringWithin}. */
  public CallPolicy withRingWithin(Duration time) {
    return new CallPolicy(answerWithin, time, takeWithin, forks, maxCalls);
  }

  /** The same with another {@link #takeWithin}. */
  public CallPolicy withTakeWithin(Duration time) {
    return new CallPolicy(answerWithin, ringWithin, time, forks, maxCalls);
  }

  /** The same with another {@link #forks}. */
  public CallPolicy withForks(ForkPolicy policy) {
    return new CallPolicy(answerWithin, ringWithin, takeWithin, policy, maxCalls);
  }

  /** The same with another {@link #maxCalls}. */
  public CallPolicy withMaxCalls(int calls) {
    return new CallPolicy(answerWithin, ringWithin, takeWithin, forks, calls);
  }
}
